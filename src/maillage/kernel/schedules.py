"""All the dates of an event: those that sources give, and those that its rule brings back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from .periods import Period
from .recurrence import Recurrence
from .vocabularies import DatePrecision

# A period longer than this is known by its years rather than by each of its months.
_MOST_MONTHS = 24
_MOST_YEARS = 50


@dataclass(frozen=True, slots=True)
class Schedule:
    """Known dates in order of time, a rule that starts from the first, and the days it skips.

    A known date stands for the occurrence that the rule would give in its year, month or week: an
    edition announced on other days than usual is not counted twice.
    """

    dates: tuple[Period, ...] = ()
    rule: Recurrence | None = None
    exceptions: frozenset[date] = frozenset()

    @property
    def anchor(self) -> Period | None:
        """Return the first date, from which the rule counts."""
        return self.dates[0] if self.dates else None

    @property
    def moves(self) -> bool:
        """Tell whether the next date changes as time goes by."""
        return self.rule is not None or len(self.dates) > 1

    def between(self, first: date, last: date) -> list[Period]:
        """Return all dates that may meet the days from `first` to `last`, in order."""
        found = [one for one in self.dates if one.meets(first, last) and not self._is_skipped(one)]
        found += self._repeated(lambda rule: rule.between(self.anchor, first, last))
        return sorted(found, key=_by_days)

    def current(self, day: date) -> Period | None:
        """Return the first date that is not over on this day, else the last one, else None."""
        coming = [one for one in self.dates if one.last_day >= day and not self._is_skipped(one)]
        coming += self._next(day)
        if coming:
            return min(coming, key=_by_days)
        past = list(self.dates)
        if self.rule and (end := self.rule.last_day(self.anchor)):
            past += self._repeated(lambda rule: rule.between(self.anchor, end, end))
        return max(past, key=_by_days, default=None)

    def _next(self, day: date) -> list[Period]:
        if self.rule is None:
            return []
        # Known dates and exceptions may hide as many occurrences, not more.
        since = day
        for _ in range(len(self.dates) + len(self.exceptions) + 1):
            found = self.rule.next(self.anchor, since)
            if found is None or self._repeated(lambda rule, one=found: [one]):  # type: ignore[misc]
                return [found] if found else []
            if found.last_day == date.max:
                break
            since = date.fromordinal(max(found.last_day, since).toordinal() + 1)
        return []

    def span(self, day: date) -> tuple[date, date] | None:
        """Return the first day of the current date and the last day of all.

        None where no date is known, the end of time where the rule has no end.
        """
        current = self.current(day)
        if current is None or (not self.is_determined and current.last_day < day):
            return None
        last = max(one.last_day for one in (*self.dates, current))
        if self.rule and self.is_determined and current.last_day >= day:
            last = max(last, self.rule.last_day(self.anchor) or date.max)
        return current.first_day, last

    def precision(self, day: date) -> DatePrecision:
        """Return how well the current date is known."""
        current = self.current(day)
        return current.precision if current and self.span(day) else DatePrecision.UNKNOWN

    def months(self) -> list[str]:
        """Return the months that it may take place in, as keys to find it by.

        `2026-11` and `2026` for known dates; `*-11` for each November; `*` for any month.
        """
        found = [key for one in self.dates for key in _months_of(one)]
        if self.rule and self.is_determined:
            found += self._months_of_rule(self.rule)
        return list(dict.fromkeys(found))

    def _months_of_rule(self, rule: Recurrence) -> list[str]:
        anchor = self.anchor
        if rule.frequency == "YEARLY" and not rule.months and not rule.picks_days and anchor:
            return [f"*-{key[5:]}" for key in _months_of(anchor)]
        # Some days may reach beyond the months that the rule names.
        lasts = anchor is not None and anchor.precision is DatePrecision.DAY and anchor.end
        return [f"*-{month:02}" for month in rule.months] if rule.months and not lasts else ["*"]

    @property
    def is_determined(self) -> bool:
        """Tell whether the rule gives dates, rather than only that it comes back."""
        return self.rule is None or bool(self.rule.grain(self.anchor))

    def without(self) -> list[date]:
        """Return the days that the rule gives and that the event does not keep, in order."""
        if self.rule is None:
            return []
        found = set(self.exceptions)
        for year in {one.first_day.year for one in self.dates[1:]}:
            given = self.rule.between(self.anchor, date(year, 1, 1), date(year, 12, 31))
            found |= {one.first_day for one in given if self._is_replaced(one)}
        if self.anchor:
            found.discard(self.anchor.first_day)
        return sorted(found)

    def french(self) -> str:
        """Return the rule in words, else the only date, else how many dates and the first."""
        if self.rule:
            return self.rule.french(self.anchor)
        return self.dates[0].french if self.dates else ""

    def _repeated(self, read: Callable[[Recurrence], Iterable[Period]]) -> list[Period]:
        if self.rule is None:
            return []
        return [one for one in read(self.rule) if not self._is_replaced(one)]

    def _is_skipped(self, period: Period) -> bool:
        return period.precision is DatePrecision.DAY and period.first_day in self.exceptions

    def _is_replaced(self, period: Period) -> bool:
        if self._is_skipped(period):
            return True
        cycle = _CYCLES[self.rule.frequency]  # type: ignore[union-attr]
        wanted = cycle(period.first_day)
        if len(self.dates) > 1 and any(cycle(one.first_day) == wanted for one in self.dates[1:]):
            return True
        return bool(self.dates) and self.dates[0].first_day == period.first_day


_CYCLES: dict[str, Callable[[date], tuple[int, ...]]] = {
    "YEARLY": lambda day: (day.year,),
    "MONTHLY": lambda day: (day.year, day.month),
    "WEEKLY": lambda day: day.isocalendar()[:2],
    "DAILY": lambda day: (day.toordinal(),),
}


def _by_days(period: Period) -> tuple[date, date]:
    return period.first_day, period.last_day


def _months_of(period: Period) -> list[str]:
    """Return the months of a period, or its years where it is known to the year or long."""
    first, last = period.first_day, period.last_day
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    if period.precision is DatePrecision.YEAR or count > _MOST_MONTHS:
        years = range(first.year, min(last.year, first.year + _MOST_YEARS) + 1)
        return [f"{year:04}" for year in years]
    return [
        f"{first.year + (first.month - 1 + n) // 12:04}-{(first.month - 1 + n) % 12 + 1:02}"
        for n in range(count)
    ]
