"""Events that come back: rules of RFC 5545 (RRULE), read as agendas of the ESS mean them.

The rule of the RFC always starts from a day. A source often gives none: « chaque année en
novembre » is `FREQ=YEARLY;BYMONTH=11`, and no day is known. Then, unlike in the RFC, where the
first day would give the day of the month, an occurrence is the *whole* month (or year). What the
start leaves unsaid stays unknown: « une fois par trimestre » without a start has no next date.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from dateutil.rrule import rrulestr

from .dates import PartialDate
from .periods import Period
from .recurrence_words import in_french
from .vocabularies import DatePrecision

# How far the next occurrence is looked for: beyond the eight years from one 29 February to another.
HORIZON = timedelta(days=12 * 366)
MOST_OCCURRENCES = 1_000
_LARGEST = 1_000
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # of months, at most
_FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")
# What each part may hold: its lowest and highest number; negative ones count from the end.
_NUMBERS = {
    "INTERVAL": (1, 100),
    "COUNT": (1, _LARGEST),
    "BYMONTH": (1, 12),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53),
    "BYSETPOS": (-366, 366),
}
_ORDER = ("FREQ", *_NUMBERS, "BYDAY", "WKST", "UNTIL")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BYDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
# What chooses days inside the month or the year.
_PICKS_DAYS = {"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"}


@dataclass(frozen=True)
class Recurrence:
    """A rule, in its canonical text, and its parts."""

    text: str
    parts: dict[str, str] = field(compare=False, repr=False, hash=False)

    def __str__(self) -> str:
        return self.text

    @classmethod
    @lru_cache(maxsize=4096)  # few rules come back on many events
    def parse(cls, text: str) -> "Recurrence":
        """Read a rule such as `FREQ=YEARLY;BYMONTH=11`; raise `ValueError` saying what to write."""
        given = text.strip().upper().removeprefix("RRULE:")
        parts: dict[str, str] = {}
        for part in filter(None, given.split(";")):
            name, sign, value = (one.strip() for one in part.partition("="))
            if not sign or not value:
                raise ValueError(
                    f"« {part} » n’est pas une partie de règle : écrire NOM=VALEUR, "
                    "comme FREQ=YEARLY;BYMONTH=11"
                )
            if name in parts:
                raise ValueError(f"« {name} » est écrit deux fois : n’en garder qu’un")
            parts[name] = _checked(name, value)
        if "FREQ" not in parts:
            raise ValueError("la règle ne dit pas sa fréquence : commencer par FREQ=YEARLY")
        if "COUNT" in parts and "UNTIL" in parts:
            raise ValueError("COUNT et UNTIL disent tous deux la fin : n’en garder qu’un")
        ordered = {name: parts[name] for name in _ORDER if name in parts}
        canonical = ";".join(f"{name}={value}" for name, value in ordered.items())
        if not _falls(ordered):
            raise ValueError(f"« {canonical} » ne tombe jamais : ses parties ne vont pas ensemble")
        return cls(canonical, ordered)

    @property
    def frequency(self) -> str:
        """Return `YEARLY`, `MONTHLY`, `WEEKLY` or `DAILY`."""
        return self.parts["FREQ"]

    @property
    def picks_days(self) -> bool:
        """Tell whether it chooses days inside the month or the year."""
        return bool(_PICKS_DAYS & self.parts.keys())

    @property
    def months(self) -> tuple[int, ...]:
        """Return the months that the rule names, in order."""
        return tuple(sorted(int(one) for one in self.parts.get("BYMONTH", "").split(",") if one))

    def french(self, anchor: Period | None = None) -> str:
        """Return the rule in words, with what its first date says: « chaque année en novembre »."""
        return in_french(self.parts, anchor)

    def grain(self, anchor: Period | None) -> str:
        """Return what an occurrence is: `day`, a whole `month`, or nothing that is known.

        A rule needs a known start where it counts (INTERVAL, COUNT) or leaves the day to it.
        """
        start = anchor.start if anchor else None
        counts = int(self.parts.get("INTERVAL", "1")) > 1 or "COUNT" in self.parts
        if start and start.day:
            return "day"
        if self.picks_days:
            return "" if counts or not self._picks_within(start) else "day"
        if self.frequency == "DAILY":
            return "" if counts else "day"
        if self.frequency == "YEARLY" and (self.months or (start and start.month)):
            return "" if counts and not start else "month"
        if self.frequency == "MONTHLY":
            known = start is not None and start.month is not None
            return "month" if known or not counts else ""
        return ""

    def _picks_within(self, start: PartialDate | None) -> bool:
        """Tell whether the parts give the day by themselves, whatever the first one."""
        yearly = {"BYYEARDAY", "BYWEEKNO"} & self.parts.keys()
        if self.frequency == "YEARLY" and not yearly and "BYDAY" not in self.parts:
            return bool(self.months)  # BYMONTHDAY alone would be that day of every month
        return "BYDAY" in self.parts or self.frequency != "WEEKLY"

    def between(
        self, anchor: Period | None, first: date, last: date, limit: int = MOST_OCCURRENCES
    ) -> list[Period]:
        """Return the occurrences that meet the days from `first` to `last`, at most `limit`."""
        grain = self.grain(anchor)
        if not grain or last < first:
            return []
        length = (
            anchor.last_day - anchor.first_day
            if anchor and anchor.precision is DatePrecision.DAY
            else timedelta()
        )
        # A month that began before the interval may still meet it.
        early = timedelta(days=31) if grain == "month" else length
        since = first - early if first - date.min > early else date.min
        found: list[Period] = []
        for day in self._days(anchor, since, last, grain):
            period = (
                Period(PartialDate(day.year, day.month), is_whole=True)
                if grain == "month"
                else Period.of_days(day, day + length)
            )
            if period.meets(first, last):
                found.append(period)
            if len(found) == limit:
                break
        return found

    def next(self, anchor: Period | None, day: date) -> Period | None:
        """Return the first occurrence that is not over on this day, or None within `HORIZON`."""
        last = min(day, date.max - HORIZON) + HORIZON
        return next(iter(self.between(anchor, day, last, limit=1)), None)

    def last_day(self, anchor: Period | None) -> date | None:
        """Return the last day of the last occurrence, None where the rule has no end."""
        if not {"COUNT", "UNTIL"} & self.parts.keys():
            return None
        start = anchor.first_day if anchor else date(1900, 1, 1)
        until = min(start.year + 100, date.max.year)
        occurrences = self.between(anchor, start, date(until, 12, 31), limit=100_000)
        return occurrences[-1].last_day if occurrences else None

    def _days(self, anchor: Period | None, since: date, until: date, grain: str) -> Iterator[date]:
        """Yield the days on which the rule falls; whole months by their first."""
        start = anchor.first_day if anchor else since.replace(month=1, day=1)
        parts = {name: value for name, value in self.parts.items() if name != "UNTIL"}
        if grain == "month":
            parts["BYMONTHDAY"] = "1"
            if self.frequency == "YEARLY" and not self.months:
                parts["BYMONTH"] = str(start.month)
            if anchor is None or anchor.start.month is None:
                start = start.replace(month=1, day=1)
        elif "COUNT" not in parts:
            start = self._forward(start, since)
        limit = self.parts.get("UNTIL")
        if limit:
            until = min(until, date(int(limit[:4]), int(limit[4:6]), int(limit[6:8])))
        if until < start or (grain == "day" and not self._can_fall(start)):
            return
        for moment in _rule(parts, start, None if "COUNT" in parts else until):
            if moment.date() > until:
                break
            if moment.date() >= since:
                yield moment.date()

    def _can_fall(self, start: date) -> bool:
        """Tell whether the day that the start implies exists: 31 April would be looked for ever."""
        if self.picks_days or self.frequency in {"DAILY", "WEEKLY"}:
            return True
        months = self.months or ((start.month,) if self.frequency == "YEARLY" else (1,))
        return start.day <= max(_LENGTHS[month - 1] for month in months)

    def _forward(self, start: date, since: date) -> date:
        """Move an old start near the days wanted, by whole steps: decades are not walked.

        The other days of a week, month or year come after the first: it stops one step before. A
        day that some months lack stays where it is, for moved it could be another.
        """
        interval = int(self.parts.get("INTERVAL", "1"))
        if start >= since:
            return start
        if step := {"DAILY": 1, "WEEKLY": 7}.get(self.frequency, 0) * interval:
            return start + timedelta(days=step * max(0, (since - start).days // step - 1))
        if start.day > 28:
            return start
        step = {"MONTHLY": 1, "YEARLY": 12}[self.frequency] * interval
        months = (since.year - start.year) * 12 + since.month - start.month
        index = start.year * 12 + start.month - 1 + step * max(0, months // step - 1)
        return start.replace(year=index // 12, month=index % 12 + 1)


def _rule(parts: Mapping[str, str], start: date, until: date | None) -> Iterable[datetime]:
    """Return the days of a rule; an end bounds its work, whatever it never finds."""
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    if until:
        text += f";UNTIL={until:%Y%m%d}"
    return rrulestr(text, dtstart=datetime.combine(start, time()))


def _falls(parts: Mapping[str, str]) -> bool:
    """Tell whether a rule ever falls on a day: 30 February never comes."""
    free = {name: one for name, one in parts.items() if name not in {"COUNT", "UNTIL", "INTERVAL"}}
    if free["FREQ"] == "DAILY" and _PICKS_DAYS & free.keys():
        free["FREQ"] = "YEARLY"  # the same days, looked for a year at a time
    start = date(2000, 1, 1)
    try:
        return any(True for _ in _rule(free, start, start + HORIZON))
    except (ValueError, TypeError):
        return False


def _checked(name: str, value: str) -> str:
    if name == "FREQ":
        if value not in _FREQUENCIES:
            raise ValueError(
                f"la fréquence « {value} » n’est pas possible : {', '.join(_FREQUENCIES)}"
            )
        return value
    if name == "WKST":
        if value not in _WEEKDAYS:
            raise ValueError(f"« WKST={value} » : un jour est attendu, {', '.join(_WEEKDAYS)}")
        return value
    if name == "BYDAY":
        return ",".join(_weekday(one) for one in value.split(","))
    if name == "UNTIL":
        return _until(value)
    if name not in _NUMBERS:
        raise ValueError(f"« {name} » n’est pas possible ici ; parties : {', '.join(_ORDER)}")
    low, high = _NUMBERS[name]
    numbers = []
    for one in value.split(","):
        if not re.fullmatch(r"[+-]?\d{1,4}", one, re.ASCII) or not low <= int(one) <= high:
            raise ValueError(f"« {name}={one} » : un nombre de {low} à {high} est attendu")
        if int(one) == 0:
            raise ValueError(f"« {name}={one} » : 0 n’est pas possible")
        numbers.append(str(int(one)))
    if name in {"INTERVAL", "COUNT"} and len(numbers) > 1:
        raise ValueError(f"« {name} » : un seul nombre est attendu")
    return ",".join(dict.fromkeys(numbers))


def _weekday(text: str) -> str:
    match = _BYDAY.fullmatch(text)
    if not match or (match[1] and not 1 <= abs(int(match[1])) <= 53):
        raise ValueError(
            f"« BYDAY={text} » : un jour est attendu (MO, TU, WE, TH, FR, SA ou SU), "
            "avec son rang s’il en a un, comme 1MO ou -1FR"
        )
    return f"{int(match[1])}{match[2]}" if match[1] else match[2]


def _until(value: str) -> str:
    """Return the day of an end; its hour has no meaning for days."""
    try:
        return datetime.strptime(value[:8], "%Y%m%d").strftime("%Y%m%d")  # noqa: DTZ007
    except ValueError:
        raise ValueError(f"« UNTIL={value} » : un jour est attendu, comme 20271231") from None
