"""Recurrence rules in French, where they are simple enough to be said."""

from collections.abc import Mapping
from datetime import date

from .dates import MONTHS, french_day
from .periods import Period

WEEKDAYS = {
    "MO": "lundi",
    "TU": "mardi",
    "WE": "mercredi",
    "TH": "jeudi",
    "FR": "vendredi",
    "SA": "samedi",
    "SU": "dimanche",
}
_RANKS = {1: "premier", 2: "deuxième", 3: "troisième", 4: "quatrième", 5: "cinquième"}
_LAST_RANKS = {-1: "dernier", -2: "avant-dernier"}
_SIMPLE = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYDAY", "BYMONTHDAY"}
VAGUE = "revient régulièrement"


def in_french(parts: Mapping[str, str], anchor: Period | None) -> str:
    """Return a rule in words; `anchor` is its first date, as far as it is known.

    « chaque année en novembre », « le premier mardi du mois », « une semaine sur deux, le mardi ».
    What would need a sentence of law is only said to come back.
    """
    if parts.keys() - _SIMPLE:
        return VAGUE
    interval = int(parts.get("INTERVAL", "1"))
    say = {"YEARLY": _yearly, "MONTHLY": _monthly, "WEEKLY": _weekly, "DAILY": _daily}
    return say[parts["FREQ"]](parts, interval, anchor) + _end(parts)


def listed(words: list[str], word: str = "et") -> str:
    """Join words as in a sentence: « mardi, jeudi et samedi »."""
    return f" {word} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _numbers(parts: Mapping[str, str], name: str) -> list[int]:
    return [int(one) for one in parts.get(name, "").split(",") if one]


def _months(parts: Mapping[str, str]) -> str:
    return listed([MONTHS[month - 1] for month in sorted(_numbers(parts, "BYMONTH"))])


def _of(word: str) -> str:
    return f"d’{word}" if word[0] in "aeo" else f"de {word}"


def _ranked(parts: Mapping[str, str]) -> str | None:
    """Return « le premier mardi », or None where the days are not one ranked weekday each."""
    words = []
    for day in parts.get("BYDAY", "").split(","):
        rank = int(day[:-2] or "0")
        name = _RANKS.get(rank) or _LAST_RANKS.get(rank)
        if not name:
            return None
        words.append(f"le {name} {WEEKDAYS[day[-2:]]}")
    return listed(words)


def _nth(number: int) -> str:
    return "1er" if number == 1 else str(number)


def _yearly(parts: Mapping[str, str], interval: int, anchor: Period | None) -> str:
    every = "chaque année" if interval == 1 else f"tous les {interval} ans"
    months = _months(parts)
    start = anchor.start if anchor else None
    if "BYDAY" in parts:
        ranked = _ranked(parts)
        return f"{every} {ranked} {_of(months)}" if ranked and months else VAGUE
    days = _numbers(parts, "BYMONTHDAY")
    if days:
        is_plain = len(days) == 1 and days[0] > 0 and months
        return f"{every} le {_nth(days[0])} {months}" if is_plain else VAGUE
    if start and start.month and start.day:
        in_month = months or MONTHS[start.month - 1]
        return f"{every} le {_nth(start.day)} {in_month}"
    if months or (start and start.month):
        return f"{every} en {months or MONTHS[start.month - 1]}"  # type: ignore[union-attr,operator]
    return every


def _monthly(parts: Mapping[str, str], interval: int, anchor: Period | None) -> str:
    every = "chaque mois" if interval == 1 else f"tous les {interval} mois"
    if "BYMONTH" in parts:
        every += f" ({_months(parts)})"
    if "BYDAY" in parts:
        ranked = _ranked(parts)
        return f"{every}, {ranked}" if ranked else VAGUE
    days = _numbers(parts, "BYMONTHDAY")
    if not days and anchor and anchor.start.day:
        days = [anchor.start.day]
    if days == [-1]:
        return f"{every}, le dernier jour"
    if any(day < 0 for day in days):
        return VAGUE
    return f"{every}, le {listed([_nth(day) for day in days])}" if days else every


def _weekly(parts: Mapping[str, str], interval: int, anchor: Period | None) -> str:
    days = [WEEKDAYS[day[-2:]] for day in parts.get("BYDAY", "").split(",") if day]
    if not days and anchor and anchor.start.day:
        days = [list(WEEKDAYS.values())[anchor.first_day.weekday()]]
    if "BYMONTHDAY" in parts:
        return VAGUE
    if interval == 1:
        every = f"chaque {listed(days)}" if days else "chaque semaine"
    else:
        every = "une semaine sur deux" if interval == 2 else f"toutes les {interval} semaines"
        every += f", le {listed(days)}" if days else ""
    return f"{every}, en {_months(parts)}" if "BYMONTH" in parts else every


def _daily(parts: Mapping[str, str], interval: int, anchor: Period | None) -> str:
    if {"BYDAY", "BYMONTHDAY"} & parts.keys():
        return VAGUE
    every = "chaque jour" if interval == 1 else f"tous les {interval} jours"
    return f"{every}, en {_months(parts)}" if "BYMONTH" in parts else every


def _end(parts: Mapping[str, str]) -> str:
    if until := parts.get("UNTIL"):
        day = date(int(until[:4]), int(until[4:6]), int(until[6:8]))
        return f", jusqu’au {french_day(day)}"
    return f", {parts['COUNT']} fois" if "COUNT" in parts else ""
