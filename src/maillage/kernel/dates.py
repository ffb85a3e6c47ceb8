"""Dates known to the year, the month or the day.

A source often gives a year only; the text form `2010`, `2010-05` or `2010-05-31` (ISO 8601
reduced precision) keeps exactly what is known and sorts by itself.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import total_ordering

from .text import fold

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


_WRITTEN = re.compile(
    r"(?:(\d{1,2})(?:er)?[ /.-])?(?:(\d{1,2})[/.-]|([^\W\d]+)\.? )(\d{4})", re.IGNORECASE
)


def parse_written_date(text: str) -> PartialDate:
    """Read a date as people write it: `22/11/2026`, `mai 2010`, `1er mai 2010`, or as in files.

    Raises `ValueError`, saying how to write it, for any other text.
    """
    words = " ".join(text.split())
    if match := _WRITTEN.fullmatch(words):
        day, number, name, year = match.groups()
        found = [at for at, month in enumerate(MONTHS, 1) if name and _same(name, month)]
        month = int(number) if number else found[0] if len(found) == 1 else 0
        words = f"{year}-{month:02}" + (f"-{int(day):02}" if day else "")
    try:
        return parse_partial_date(words)
    except ValueError:
        raise ValueError(
            f"« {text} » n’est pas une date : écrire par exemple 2010, mai 2010 ou 31/05/2010."
        ) from None


def _same(name: str, month: str) -> bool:
    """Tell whether a name is a month's, whole or cut after three letters or more."""
    name, month = fold(name), fold(month)
    return len(name) > 2 and month.startswith(name)


def is_past(text: str, today: date) -> bool:
    """Tell whether a partial date is wholly over; no date is not."""
    return bool(text) and parse_partial_date(text).last_day < today


def french_day(day: date) -> str:
    """Return a day in words: « 1er mai 2010 »."""
    return PartialDate(day.year, day.month, day.day).french
