"""Dates known to the year, the month or the day.

A source often gives a year only; the text form `2010`, `2010-05` or `2010-05-31` (ISO 8601
reduced precision) keeps exactly what is known and sorts by itself.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import total_ordering

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, with a month and a day where they are known; a year sorts before its months."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part]
        return "-".join(parts)

    def __lt__(self, other: "PartialDate") -> bool:
        return str(self) < str(other)

    @property
    def first_day(self) -> date:
        """Return the first day that it may be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        """Return the last day that it may be."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    @property
    def french(self) -> str:
        """Return the date in words: « 2010 », « mai 2010 », « 1er mai 2010 »."""
        if self.month is None:
            return str(self.year)
        month = f"{MONTHS[self.month - 1]} {self.year}"
        if self.day is None:
            return month
        return f"{'1er' if self.day == 1 else self.day} {month}"


def parse_partial_date(text: str) -> PartialDate:
    """Read `2010`, `2010-05` or `2010-05-31`; raise `ValueError` for any other text."""
    match = _PARTIAL.fullmatch(text)
    if match:
        known = [int(part) for part in match.groups() if part]
        try:
            date(*known, *(1, 1)[len(known) - 1 :])
        except ValueError:
            match = None
        else:
            return PartialDate(*known)
    raise ValueError(
        f"« {text} » n’est pas une date : écrire l’année (2010), le mois (2010-05) "
        "ou le jour (2010-05-31)."
    )


def french_day(day: date) -> str:
    """Return a day in words: « 1er mai 2010 »."""
    return PartialDate(day.year, day.month, day.day).french
