"""Charts of the observatory as tables with bars, and the small pictures of its key figures.

`apps.observatory.chart_data` gives the data of a chart; here it is only drawn.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import combinations
from math import dist, sqrt
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from .templatetags.maillage import family_symbol
from .templatetags.typography import number

_NEAR = 50  # units between knots that a thread joins: neighbours in a row and across two


def figure(value: float | int | None, unit: str) -> str:
    """Return a figure of a chart in words: « 1 234 », « 9,1 % », « +2,3 % »; unknown says so."""
    if value is None:
        return "–"
    if unit == "percent":
        return f"{number(value, 1)}\u202f%"
    if unit == "change":
        sign = "+" if value > 0 else "−" if value < 0 else ""
        return f"{sign}{number(abs(value), 1)}\u202f%"
    return number(value)


def chart(data: Any, *, titled: bool = True) -> SafeString:
    """Return a chart as a table: labels, figures, bars. `titled` False hides the caption.

    On a phone the bars go under the figures: explicit roles keep it a table there. A page has
    hundreds of cells, so that they are written without a template and each text escaped once.
    """
    columns = [_column(data, place) for place in range(len(data.columns))]
    heads = "".join(
        f'<th scope="col" role="columnheader" class="num">{one.head}</th>' for one in columns
    )
    bars = '<td role="cell" aria-hidden="true"></td>' if data.drawn else ""
    hidden = "" if titled else ' class="vh"'
    return mark_safe(  # noqa: S308  (every text is escaped)
        '<figure class="chart panorama-chart"><table class="lens" role="table">'
        f"<caption{hidden}>{escape(data.title)} "
        f"<small>{escape(data.description)}</small></caption>"
        '<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">'
        f"{escape(data.head)}</th>{heads}{bars}</tr></thead>"
        f'<tbody role="rowgroup">{"".join(_lines(data, columns))}</tbody></table></figure>'
    )


@dataclass(frozen=True, slots=True)
class _Column:
    """What all cells of a column have in common: its head, its unit, the colour of its bars."""

    place: int
    head: str
    unit: str
    tone: str
    drawn: bool


def _column(data: Any, place: int) -> _Column:
    column, drawn = data.columns[place], data.drawn
    head = escape(column.label)
    if len(drawn) > 1 and place in drawn:  # one colour alone needs no key
        head = f'<span class="swatch tone-{column.tone}" aria-hidden="true"></span>\u00a0{head}'
    return _Column(place, head, column.unit, column.tone, place in drawn)


def _lines(data: Any, columns: Sequence[_Column]) -> Iterator[str]:
    drawn = [one for one in columns if one.drawn]
    scale = 100 / data.longest
    for line in data.lines:
        label = escape(line.label)
        if line.url:
            label = f'<a href="{escape(line.url)}">{label}</a>'
        cells = "".join(
            '<td role="cell" class="num"><span class="what" aria-hidden="true">'
            f"{one.head} </span>{figure(line.values[one.place], one.unit)}</td>"
            for one in columns
        )
        bars = "".join(_bar(line, one, scale) for one in drawn)
        if drawn:
            bars = f'<td role="cell" class="bar-cell" aria-hidden="true">{bars}</td>'
        own = ' class="own"' if line.own else ""
        symbol = family_symbol(line.family) if line.family else ""
        yield (
            f'<tr role="row"{own}><th scope="row" role="rowheader">{symbol}{label}</th>'
            f"{cells}{bars}</tr>"
        )


def _bar(line: Any, column: _Column, scale: float) -> str:
    value = line.values[column.place]
    if value is None:
        return ""
    colour = f"sym-{line.family}" if line.family else f"tone-{column.tone}"
    return (
        f'<svg class="bar {colour}" viewBox="0 0 100 4" preserveAspectRatio="none" '
        f'focusable="false"><rect width="{scale * value:.2f}" height="4"/></svg>'
    )


@lru_cache(maxsize=64)  # one for each n of « 1 sur n »
def one_in(count: int) -> SafeString:
    """Return a mesh of `count` knots, one of them full: the picture of « 1 sur 11 »."""
    knots = _lattice(count)
    middle = sum(x for x, _y in knots) / count, sum(y for _x, y in knots) / count
    full = min(knots, key=lambda knot: dist(knot, middle))
    thread = "".join(
        f"M{one[0]:g},{one[1]:g}L{two[0]:g},{two[1]:g}"
        for one, two in combinations(knots, 2)
        if dist(one, two) < _NEAR
    )
    return format_html(
        '<svg class="mesh one-in" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">'
        '<path class="thread" d="{}"/>{}</svg>',
        f"{max(x for x, _y in knots) + 16:g}",
        f"{max(y for _x, y in knots) + 16:g}",
        thread,
        format_html_join(
            "",
            '<circle class="{}" cx="{}" cy="{}" r="{}"/>',
            (
                (
                    "here" if knot == full else "",
                    f"{knot[0]:g}",
                    f"{knot[1]:g}",
                    12 if knot == full else 7,
                )
                for knot in knots
            ),
        ),
    )


def _lattice(count: int) -> list[tuple[float, float]]:
    """Place knots in staggered rows of nearly the same length, a little wider than high."""
    rows = max(1, round(sqrt(count / 2)))
    lengths = [count // rows + (row < count % rows) for row in range(rows)]
    return [
        (16 + 44 * column + (22 if row % 2 else 0), 16 + 38 * row)
        for row, length in enumerate(lengths)
        for column in range(length)
    ]


def interval(least: int, estimate: int, most: int | None) -> SafeString:
    """Return the interval of jobs as a line with the estimate's dot; open where `most` is None."""
    end = most or max(2 * estimate, least + 1)
    low, middle = 4 + 92 * least / end, 4 + 92 * estimate / end
    return format_html(
        '<svg class="strip jobs" viewBox="0 0 100 10" aria-hidden="true" focusable="false">'
        '<path class="axis" d="M4 5H96"/><path class="interval" d="M{} 5H96"/>'
        '<circle cx="{}" cy="5" r="2.2"/></svg>',
        f"{low:.1f}",
        f"{middle:.1f}",
    )
