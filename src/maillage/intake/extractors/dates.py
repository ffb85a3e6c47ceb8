"""Dates and periods as French pages write them: « 7 et 8 octobre 2020 », « été 2020 »."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from maillage.kernel.dates import MONTHS, parse_partial_date
from maillage.kernel.text import fold

_MONTH_NUMBERS = {fold(name): number for number, name in enumerate(MONTHS, 1)} | {
    "janv": 1,
    "fev": 2,
    "fevr": 2,
    "avr": 4,
    "juil": 7,
    "sept": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_MONTH = (
    r"(?:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|"
    r"d[ée]cembre|janv\.|f[ée]vr?\.|avr\.|juil\.|sept\.|oct\.|nov\.|d[ée]c\.)"
)
_YEAR = r"(?:19|20)\d\d"
_DATED = re.compile(_YEAR)  # whatever else a date has
_DAY = r"(?:1er|3[01]|[12]\d|0?[1-9])"
_WRITTEN = re.compile(
    rf"""(?<![\w/])(?:
    (?P<from>{_DAY})(?:\s+(?P<from_month>{_MONTH}))?(?:\s+(?P<from_year>{_YEAR}))?
        \s*(?:et|au|-|–|à)\s*(?:le\s+)?(?P<to>{_DAY})\s+(?P<to_month>{_MONTH})\s+(?P<to_year>{_YEAR})
    |(?P<day>{_DAY})\s+(?P<month>{_MONTH})\s+(?P<year>{_YEAR})
    |(?P<d2>0?[1-9]|[12]\d|3[01])[/.](?P<m2>0?[1-9]|1[0-2])[/.](?P<y2>{_YEAR})
    |(?P<y3>{_YEAR})-(?P<m3>0[1-9]|1[0-2])-(?P<d3>0[1-9]|[12]\d|3[01])
    |(?P<start_month>{_MONTH})(?:\s+(?P<start_year>{_YEAR}))?\s*(?:et|à|au|-|–)\s*
        (?P<end_month>{_MONTH})\s+(?P<end_year>{_YEAR})
    |(?P<only_month>{_MONTH})\s+(?P<month_year>{_YEAR})
    |(?P<first>{_YEAR})\s*(?:[-–/]|à|et)\s*(?P<last>{_YEAR})
    |(?P<only>{_YEAR})
    )(?![\w/]|[.,]\d)""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Period:
    """A date or a period in a text; `end` is empty for one date. Both are partial (`2022-05`)."""

    start: str
    end: str
    first: int
    last: int


def periods_in(text: str) -> Iterator[Period]:
    """Find the dates of a text, from its start to its end."""
    for match in _WRITTEN.finditer(text) if _DATED.search(text) else ():
        start, end = _ends(match)
        try:
            known = [parse_partial_date(one) for one in (start, end) if one]
        except ValueError:  # 31 février
            continue
        if len(known) == 2 and known[1] < known[0]:
            continue
        yield Period(start, end, *match.span())


def _ends(match: re.Match[str]) -> tuple[str, str]:
    of = match.group
    if of("to"):
        end = _iso(of("to_year"), of("to_month"), of("to"))
        start = _iso(
            of("from_year") or of("to_year"), of("from_month") or of("to_month"), of("from")
        )
        return start, end
    if of("day"):
        return _iso(of("year"), of("month"), of("day")), ""
    for year, month, day in (("y2", "m2", "d2"), ("y3", "m3", "d3")):
        if of(year):
            return f"{of(year)}-{int(of(month)):02}-{int(of(day)):02}", ""
    if of("end_month"):
        year = of("end_year")
        return _iso(of("start_year") or year, of("start_month")), _iso(year, of("end_month"))
    if of("only_month"):
        return _iso(of("month_year"), of("only_month")), ""
    if of("first"):
        return of("first"), of("last")
    return of("only"), ""


def _iso(year: str, month: str, day: str = "") -> str:
    number = _MONTH_NUMBERS[fold(month).rstrip(".")]
    date = f"{year}-{number:02}"
    return f"{date}-{int(day.removesuffix('er')):02}" if day else date
