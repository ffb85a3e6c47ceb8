"""Bars of budgets and of comparisons: each is a cell of a table that says the same in figures.

What is unknown has words and no bar: an empty bar would read as zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

_EMPTY = mark_safe("")


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: its size in the chart's unit, and the code of its colour."""

    size: float
    code: str = ""


@dataclass(frozen=True, slots=True)
class ComparedBar:
    """A line of a comparison: `text` is the figure in words, `segments` are its parts.

    A line without segments has no bar. `note` says what the figure is made of.
    """

    label: str
    text: str
    segments: Sequence[Segment] = ()
    url: str = ""
    note: str = ""


def bar(segments: Iterable[Segment], longest: float) -> SafeString:
    """Return a bar of coloured parts, `longest` being the full width; nothing without parts."""
    drawn, start = [], 0.0
    for segment in segments:
        width = 100 * segment.size / longest if longest else 0.0
        drawn.append((segment.code or "none", f"{start:.2f}", f"{width:.2f}"))
        start += width
    if not drawn:
        return _EMPTY
    return format_html(
        '<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        "{}</svg>",
        format_html_join(
            "", '<rect class="part-{}" x="{}" width="{}" height="4"/>', (row for row in drawn)
        ),
    )


def compared_bars(rows: Iterable[ComparedBar], *, title: str, description: str = "") -> SafeString:
    """Return a chart that is a table: who, figure with what it is made of, bar."""
    rows = list(rows)
    longest = max((sum(one.size for one in row.segments) for row in rows), default=0)
    lines = format_html_join(
        "",
        '<tr><th scope="row">{}</th><td class="figure">{}{}</td><td class="bar-cell">{}</td></tr>',
        (
            (
                format_html('<a href="{}">{}</a>', row.url, row.label) if row.url else row.label,
                row.text if row.segments else format_html('<span class="soft">{}</span>', row.text),
                format_html(' <span class="note">{}</span>', row.note) if row.note else _EMPTY,
                bar(row.segments, longest),
            )
            for row in rows
        ),
    )
    return format_html(
        '<figure class="chart"><table class="bars compared"><caption>{}{}</caption>'
        '<thead class="vh"><tr><th scope="col">{}</th><th scope="col">{}</th><td></td></tr></thead>'
        "<tbody>{}</tbody></table></figure>",
        title,
        format_html(" <small>{}</small>", description) if description else _EMPTY,
        _("Collectivité"),
        _("Valeur"),
        lines,
    )
