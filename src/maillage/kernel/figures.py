"""A published figure as readers meet it: « environ 25 000 € », « 11,4 % de l’emploi (2022) ».

What a source leaves out stays out: no date is supposed, nothing is rounded or averaged.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .amounts import Number, french_number, with_unit
from .dates import PartialDate, parse_partial_date
from .vocabularies import Qualifier

NO_BREAK = "\u00a0"
# Units that are part of the number's picture.
SYMBOLS = frozenset("%€")
# Words that end in -s in the singular too, and those that link words.
_INVARIABLE = frozenset(
    (
        *("fois", "mois", "temps", "pays", "accès", "succès", "procès", "tiers", "cours", "avis"),
        *("repas", "gros", "des", "les", "dans", "sans", "moins", "plus", "sous", "vers"),
    )
)
# What already ties a denominator to its share: « de l’emploi salarié », « pour 1 € de l’État ».
_TIES = ("de ", "de l’", "du ", "des ", "d’", "pour ", "par ", "sur ", "en ", "dans ")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value in its unit, with all that its source says of it; dates are partial (`2022-05`)."""

    value: Number
    unit: str = ""
    value_max: Number | None = None
    qualifier: Qualifier | None = None
    per: str = ""
    denominator: str = ""
    period_start: str = ""
    period_end: str = ""
    period_note: str = ""

    @property
    def pieces(self) -> tuple[str, str, str]:
        """Return what stands before the number, the number with its symbol, what stands after."""
        upper = self.value if self.value_max is None else self.value_max
        unit = agreed(self.unit, upper)
        symbol = unit if unit in SYMBOLS else ""
        number = with_unit(upper, symbol)
        before = self.qualifier.label if self.qualifier else ""
        if self.value_max is not None:
            before = before or "de"
            number = f"{french_number(self.value)} à {number}"
        return before, number, " ".join(filter(None, ("" if symbol else unit, self.per)))

    @property
    def amount(self) -> str:
        """Return the value in words: « plus de 824 citoyens », « de 10 à 13 % »."""
        before, number, after = self.pieces
        # A unit stays on the line of its number; « par an » may leave it.
        glue = " " if self.unit in SYMBOLS else NO_BREAK
        return f"{before} {number}{glue}{after}".strip(f" {NO_BREAK}")

    @property
    def period(self) -> str:
        """Return when it holds: « 2022 », « de 2019 à 2021 »; nothing when no date is known."""
        dates = period(self.period_start, self.period_end)
        return ", ".join(filter(None, (dates, self.period_note)))

    @property
    def sentence(self) -> str:
        """Return the whole: « 11,4 % de l’emploi salarié régional (2022) »."""
        tied = self.denominator.startswith(_TIES)
        words = f"{self.amount} {self.denominator}" if tied else self.amount
        aside = ", ".join(filter(None, ("" if tied else self.denominator, self.period)))
        return f"{words} ({aside})" if aside else words

    @property
    def bounds(self) -> tuple[Number, Number]:
        """Return the least and the greatest value of the interval; twice the value without."""
        upper = self.value if self.value_max is None else self.value_max
        return min(self.value, upper), max(self.value, upper)

    @property
    def is_dated(self) -> bool:
        """Tell whether its source gives a date, however vague."""
        return bool(self.period_start or self.period_end)

    @property
    def span(self) -> tuple[date, date] | None:
        """Return the first and last day of its period, or None when it has no date."""
        known = [parse_partial_date(text) for text in (self.period_start, self.period_end) if text]
        if not known:
            return None
        return known[0].first_day, max(one.last_day for one in known)

    @property
    def years(self) -> list[str]:
        """Return the years that its period touches."""
        if self.span is None:
            return []
        first, last = self.span
        return [f"{year:04}" for year in range(first.year, last.year + 1)]


def agreed(unit: str, value: Number) -> str:
    """Return a unit, given in the plural, in agreement with a value: « 1,5 heure », « 2 heures ».

    French counts several from 2 on (*Le bon usage*, § 572); symbols never change.
    """
    if abs(value) >= 2:
        return unit
    return " ".join(
        word[:-1] if word.endswith("s") and word not in _INVARIABLE else word
        for word in unit.split(" ")
    )


def period(start: str, end: str = "") -> str:
    """Return a period in words from partial dates; the end alone is a limit: « jusqu’en 2030 »."""
    first, last = (parse_partial_date(text) if text else None for text in (start, end))
    if first is None and last is None:
        return ""
    if first is None and last is not None:
        return f"jusqu’au {last.french}" if last.day else f"jusqu’en {last.french}"
    assert first is not None
    if last is None or last == first:
        return first.french
    return f"{_from(first)} {_until(last)}"


def _from(day: PartialDate) -> str:
    if day.day:
        return f"du {day.french}"
    elided = day.french[0] in "aeio"
    return f"d’{day.french}" if elided else f"de {day.french}"


def _until(day: PartialDate) -> str:
    return f"au {day.french}" if day.day else f"à {day.french}"


@dataclass(frozen=True, slots=True)
class Scale:
    """The range of numbers that a picture covers."""

    start: float
    stop: float

    def place(self, value: Number) -> float:
        """Return where a value stands between 0 (the start) and 1."""
        width = self.stop - self.start
        return (float(value) - self.start) / width if width else 0.5

    def words(self, unit: str) -> str:
        """Return the range in words: « de 10 à 13 % »."""
        return f"de {french_number(_plain(self.start))} à {with_unit(_plain(self.stop), unit)}"


def _plain(value: float) -> Number:
    return int(value) if value == int(value) else value


def scale(quantities: Iterable[Quantity]) -> Scale | None:
    """Return the range from the least to the greatest value, or None where all are one."""
    bounds = [bound for quantity in quantities for bound in quantity.bounds]
    if not bounds or min(bounds) == max(bounds):
        return None
    return Scale(float(min(bounds)), float(max(bounds)))
