"""Dates of a timeline as history writes them: « 14 mai 2025 », « Années 1970 », « XIXe siècle »."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from maillage.kernel.dates import MONTHS
from maillage.kernel.text import fold

_MONTHS = {fold(name): number for number, name in enumerate(MONTHS, start=1)}
_DAY = re.compile(rf"(?:(\d{{1,2}})(?:er)? )?({'|'.join(_MONTHS)}) (\d{{4}})", re.ASCII)
_YEAR = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)", re.ASCII)
_CENTURY = re.compile(r"\b([ivx]+|\d{1,2})e siecle\b")
_ROMAN = {"i": 1, "v": 5, "x": 10}
# Years into a century, where a text says which part of it.
_PARTS = {"debut": 5, "premiere": 25, "milieu": 50, "seconde": 70, "deuxieme": 70, "fin": 92}
# An item is a date and a text, with a colon between: « 1900 : l’Exposition universelle ».
_COLON = re.compile(r"\s*:\s+")
STEPS = 4  # widths of gap


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of a timeline: `machine` is its ISO date where it has one, `gap` from 0 to `STEPS`.

    The gap grows with the logarithm of the years since the moment before.
    """

    label: str
    text: str
    machine: str = ""
    gap: int = 0


def moments(items: Iterable[str]) -> list[Moment]:
    """Read the items of a timeline, in their order; a text without date has no label."""
    read = [(*_COLON.split(item, maxsplit=1), "")[:2] for item in items]
    pairs = [(label, text) if text else ("", label) for label, text in read]
    years = [_year(label) for label, _ in pairs]
    gaps = [0, *(_gap(before, after) for before, after in pairwise(years))]
    return [
        Moment(label, text, machine(label), gap)
        for (label, text), gap in zip(pairs, gaps, strict=False)
    ]


def machine(label: str) -> str:
    """Return the ISO date of a label that is nothing but a date, or nothing."""
    plain = fold(label)
    if match := _DAY.fullmatch(plain):
        day, month, year = match.groups()
        try:
            date(int(year), _MONTHS[month], int(day or 1))
        except ValueError:
            return ""
        return f"{year}-{_MONTHS[month]:02}" + (f"-{int(day):02}" if day else "")
    return plain if _YEAR.fullmatch(plain) else ""


def _year(label: str) -> int | None:
    """Return about which year a label speaks of, or None."""
    plain = fold(label)
    if match := _YEAR.search(plain):
        return int(match[1])
    if match := _CENTURY.search(plain):
        number = int(match[1]) if match[1].isdigit() else _roman(match[1])
        into = next((years for part, years in _PARTS.items() if part in plain), 50)
        return (number - 1) * 100 + into
    return None


def _roman(numeral: str) -> int:
    values = [_ROMAN[sign] for sign in numeral]
    return sum(-one if one < after else one for one, after in pairwise([*values, 0]))


def _gap(before: int | None, after: int | None) -> int:
    if before is None or after is None or after <= before:
        return 0
    return min(STEPS, round(math.log2(1 + after - before) * STEPS / 6))
