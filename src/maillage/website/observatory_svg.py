"""Charts of the observatory as SVG files that need nothing else: for reports and slides."""

from collections.abc import Iterator
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from .observatory_charts import figure
from .templatetags.maillage import shape_of
from .templatetags.typography import typeset

_EMPTY = mark_safe("")
# Alone, a picture has no style sheet: the colours of the tokens, on paper.
_PAPER, _INK, _SOFT, _LINE, _OCHRE = "#fffefb", "#1e2a2f", "#56635f", "#d9d0bf", "#a35408"
_TONES = {"ess": "#0b6e6e", "employers": "#a35408", "economy": "#857d6d"}
_FAMILIES = {
    "association": "#0b6e6e",
    "cooperative": "#a35408",
    "mutuelle": "#3b5ba9",
    "fondation": "#8a3b74",
    "societe-commerciale-ess": "#5c6b1e",
    "autre-organisme": "#56635f",
}
_SANS = "'Source Sans 3', 'Open Sans', 'Noto Sans', 'Segoe UI', 'Liberation Sans', sans-serif"
_SERIF = "'Iowan Old Style', 'Palatino Linotype', P052, 'Noto Serif', 'Liberation Serif', serif"
# The sheet of a picture alone, in pixels.
_WIDTH, _MARGIN, _LABELS, _VALUES = 760, 24, 250, 84


def alone(data: Any, *, place: str, source: str, warning: str = "") -> SafeString:
    """Return a chart as an SVG file that needs nothing else: title, bars, figures, source.

    `place` is whose figures they are, `warning` what must be read first (fictitious data).
    """
    top = _MARGIN + 74 + (22 if warning else 0)
    legend = 26 if len(data.drawn) > 1 else 0
    step = 24 + 13 * len(data.drawn)
    height = top + legend + step * len(data.lines) + 46
    title = typeset(f"{data.title} – {place}")
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" '
        'role="img" aria-labelledby="titre description" font-family="{sans}" fill="{ink}">'
        '<title id="titre">{title}</title><desc id="description">{desc}</desc>'
        '<rect width="{w}" height="{h}" fill="{paper}"/>'
        '<text x="{m}" y="46" font-family="{serif}" font-size="24">{title}</text>'
        '<text x="{m}" y="70" font-size="14" fill="{soft}">{what}</text>{warning}{legend}{lines}'
        '<text x="{m}" y="{foot}" font-size="12" fill="{soft}">{source}</text></svg>',
        w=_WIDTH,
        h=height,
        m=_MARGIN,
        sans=_SANS,
        serif=_SERIF,
        ink=_INK,
        paper=_PAPER,
        soft=_SOFT,
        title=title,
        what=typeset(data.description),
        desc=typeset("\u202f; ".join(_said(data))),
        warning=format_html(
            '<text x="{}" y="94" font-size="14" font-weight="700" fill="{}">{}</text>',
            _MARGIN,
            _OCHRE,
            warning,
        )
        if warning
        else _EMPTY,
        legend=_legend(data, top) if legend else _EMPTY,
        lines=format_html_join(
            "",
            "{}",
            (
                (_alone_line(data, line, top + legend + step * index),)
                for index, line in enumerate(data.lines)
            ),
        ),
        foot=height - 16,
        source=typeset(source),
    )


def _said(data: Any) -> Iterator[str]:
    """Yield each line in words: « Associations : 1 234 établissements »."""
    for line in data.lines:
        figures = ", ".join(
            f"{column.label.lower()} {figure(value, column.unit)}"
            for column, value in zip(data.columns, line.values, strict=True)
        )
        yield f"{line.label}\u202f: {figures}"


def _legend(data: Any, top: float) -> SafeString:
    names = [data.columns[place].label for place in data.drawn]
    starts = [
        _MARGIN + sum(34 + 8 * len(name) for name in names[:index]) for index in range(len(names))
    ]
    return format_html_join(
        "",
        '<rect x="{}" y="{}" width="12" height="12" fill="{}"/>'
        '<text x="{}" y="{}" font-size="14">{}</text>',
        (
            (start, top - 4, _TONES[data.columns[place].tone], start + 18, top + 7, name)
            for start, name, place in zip(starts, names, data.drawn, strict=True)
        ),
    )


def _alone_line(data: Any, line: Any, y: float) -> SafeString:
    start = _MARGIN + _LABELS
    room = _WIDTH - start - _VALUES - _MARGIN
    symbol = (
        format_html(
            '<svg x="{}" y="{}" width="15" height="15" viewBox="0 0 24 24" fill="{}">{}</svg>',
            _MARGIN,
            f"{y:g}",
            _FAMILIES[line.family],
            shape_of(line.family),
        )
        if line.family in _FAMILIES
        else _EMPTY
    )
    bars = (
        (
            start,
            f"{y + 1 + 16 * rank:g}",
            f"{room * (line.values[place] or 0) / data.longest:.1f}",
            _FAMILIES.get(line.family) or _TONES[data.columns[place].tone],
            f"{start + room * (line.values[place] or 0) / data.longest + 6:.1f}",
            f"{y + 13 + 16 * rank:g}",
            figure(line.values[place], data.columns[place].unit),
        )
        for rank, place in enumerate(data.drawn)
    )
    return format_html(
        '{}<text x="{}" y="{}" font-size="14"{}>{}</text>{}',
        symbol,
        _MARGIN + (22 if symbol else 0),
        f"{y + 13:g}",
        mark_safe(' font-weight="700"') if line.own else _EMPTY,
        _short(line.label),
        format_html_join(
            "",
            '<rect x="{}" y="{}" width="{}" height="13" fill="{}"/>'
            '<text x="{}" y="{}" font-size="13">{}</text>',
            bars,
        ),
    )


def _short(label: str, signs: int = 36) -> str:
    return label if len(label) <= signs else f"{label[: signs - 1].rstrip()}…"
