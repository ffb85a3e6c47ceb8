"""Charts of the observatory as tables with bars, and the small pictures of its key figures.

`apps.observatory.chart_data` gives the data of a chart; here it is only drawn.
"""

from itertools import combinations
from math import dist, sqrt
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from .templatetags.maillage import family_symbol
from .templatetags.typography import number

_EMPTY = mark_safe("")
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

    On a phone the bars go under the figures: explicit roles keep it a table there.
    """
    heads = format_html_join(
        "",
        '<th scope="col" role="columnheader" class="num">{}{}</th>',
        ((_key(data, place), column.label) for place, column in enumerate(data.columns)),
    )
    return format_html(
        '<figure class="chart panorama-chart"><table class="lens" role="table">'
        "<caption{}>{} <small>{}</small></caption>"
        '<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">{}</th>{}'
        "{}</tr></thead>"
        '<tbody role="rowgroup">{}</tbody></table></figure>',
        _EMPTY if titled else mark_safe(' class="vh"'),
        data.title,
        data.description,
        data.head,
        heads,
        mark_safe('<td role="cell" aria-hidden="true"></td>') if data.drawn else _EMPTY,
        format_html_join("", "{}", ((_line(data, line),) for line in data.lines)),
    )


def _key(data: Any, place: int) -> SafeString:
    """Return the colour of a column's bars, where several are drawn."""
    if len(data.drawn) < 2 or place not in data.drawn:
        return _EMPTY
    return format_html(
        '<span class="swatch tone-{}" aria-hidden="true"></span>\u00a0', data.columns[place].tone
    )


def _line(data: Any, line: Any) -> SafeString:
    label = format_html('<a href="{}">{}</a>', line.url, line.label) if line.url else line.label
    cells = format_html_join(
        "",
        '<td role="cell" class="num"><span class="what" aria-hidden="true">{}{} </span>{}</td>',
        (
            (_key(data, place), column.label, figure(value, column.unit))
            for place, (column, value) in enumerate(zip(data.columns, line.values, strict=True))
        ),
    )
    return format_html(
        '<tr role="row"{}><th scope="row" role="rowheader">{}{}</th>{}{}</tr>',
        mark_safe(' class="own"') if line.own else _EMPTY,
        family_symbol(line.family) if line.family else _EMPTY,
        label,
        cells,
        format_html(
            '<td role="cell" class="bar-cell" aria-hidden="true">{}</td>',
            format_html_join("", "{}", ((_bar(data, line, place),) for place in data.drawn)),
        )
        if data.drawn
        else _EMPTY,
    )


def _bar(data: Any, line: Any, place: int) -> SafeString:
    value = line.values[place]
    if value is None:
        return _EMPTY
    colour = f"sym-{line.family}" if line.family else f"tone-{data.columns[place].tone}"
    return format_html(
        '<svg class="bar {}" viewBox="0 0 100 4" preserveAspectRatio="none" focusable="false">'
        '<rect width="{}" height="4"/></svg>',
        colour,
        f"{100 * value / data.longest:.2f}",
    )


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
