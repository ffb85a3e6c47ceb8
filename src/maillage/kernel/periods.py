"""When something takes place, as exactly as it is known: a day, some days, a month, a year."""

from dataclasses import dataclass
from datetime import date

from .dates import MONTHS, PartialDate, parse_partial_date
from .vocabularies import DatePrecision

_PRECISIONS = {3: DatePrecision.DAY, 2: DatePrecision.MONTH, 1: DatePrecision.YEAR}


@dataclass(frozen=True, slots=True)
class Period:
    """From a partial date to another.

    Days at both ends are what it lasts. A month or a year at either end is when it may be, unless
    `is_whole`: then it lasts that long, as the month of the ESS lasts all November.
    """

    start: PartialDate
    end: PartialDate | None = None
    is_whole: bool = False

    def __post_init__(self) -> None:
        if self.end and self.end.last_day < self.start.first_day:
            raise ValueError(
                f"la fin ({self.end}) vient avant le début ({self.start}) : corriger l’une des deux"
            )

    @classmethod
    def parse(cls, start: str, end: str = "") -> "Period":
        """Read `2026`, `2026-11` or `2026-11-22`, twice; raise `ValueError`."""
        return cls(parse_partial_date(start), parse_partial_date(end) if end else None)

    @classmethod
    def of_days(cls, first: date, last: date | None = None) -> "Period":
        """Return the period of these days."""
        same = last is None or last == first
        return cls(_partial(first), None if same else _partial(last or first))

    @property
    def first_day(self) -> date:
        """Return the first day that it may be."""
        return self.start.first_day

    @property
    def last_day(self) -> date:
        """Return the last day that it may be."""
        return (self.end or self.start).last_day

    @property
    def precision(self) -> DatePrecision:
        """Return how well it is known: as its vaguer end."""
        ends = [self.start, *([self.end] if self.end else [])]
        return _PRECISIONS[min(1 + (one.month is not None) + (one.day is not None) for one in ends)]

    @property
    def is_exact(self) -> bool:
        """Tell whether it lasts from its first day to its last, rather than somewhere between."""
        return self.is_whole or self.precision is DatePrecision.DAY

    def meets(self, first: date, last: date) -> bool:
        """Tell whether it may have a day from `first` to `last`."""
        return self.first_day <= last and self.last_day >= first

    @property
    def french(self) -> str:
        """Return it in words: « du 7 au 8 novembre 2025 », « mai ou juin 2022 », « en 2022 »."""
        start, end = self.start, self.end
        if end is None or end == start:
            if self.precision is DatePrecision.DAY:
                return f"le {start.french}"
            return f"{'tout ' if self.is_whole else 'en '}{start.french}"
        if self.precision is DatePrecision.DAY:
            return f"du {_without_repeat(start, end)} au {end.french}"
        if start.month and end.month and not (start.day or end.day):
            months = (end.year - start.year) * 12 + end.month - start.month
            if months == 1 and start.year == end.year and not self.is_whole:
                return f"{MONTHS[start.month - 1]} ou {end.french}"
        if self.is_whole:
            return f"de {_without_repeat(start, end)} à {end.french}"
        return f"entre {start.french} et {end.french}"


def _without_repeat(start: PartialDate, end: PartialDate) -> str:
    """Return the first date without the month and year that the last one says again."""
    if start.year != end.year or start.month is None or end.month is None:
        return start.french
    month = MONTHS[start.month - 1]
    if start.day is None:
        return month
    day = "1er" if start.day == 1 else str(start.day)
    return day if start.month == end.month else f"{day} {month}"


def _partial(day: date) -> PartialDate:
    return PartialDate(day.year, day.month, day.day)
