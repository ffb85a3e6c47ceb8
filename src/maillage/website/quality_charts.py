"""Pictures of quality: how far along something is, and how the score moves day after day."""

from collections.abc import Sequence
from math import ceil
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from maillage.kernel.amounts import french_number

from .templatetags.typography import frdate

_WIDTH, _HEIGHT = 720, 180
_LEFT, _RIGHT, _TOP, _BOTTOM = 36, 14, 16, 30
_NOTHING = mark_safe("")


def gauge(percent: float | None) -> SafeString:
    """Return a bar from 0 to 100 beside the figure that says it; nothing for what is unknown."""
    if percent is None:
        return _NOTHING
    return format_html(
        '<svg class="gauge" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" '
        'focusable="false"><path class="rest" d="M0 2H100"/><rect width="{}" height="4"/></svg>',
        f"{percent:.1f}",
    )


def trend(points: Sequence[Any], *, title: str) -> SafeString:
    """Return the line of a score from 0 to 100 over days, with its table; none under two days.

    Each point has a `day` and a `score`. Days are where they fall in time, so that a gap shows.
    """
    if len(points) < 2:
        return _NOTHING
    first, last = points[0], points[-1]
    length = (last.day - first.day).days or 1
    low, high = _bounds([one.score for one in points])

    def place(one: Any) -> tuple[str, str]:
        x = _LEFT + (_WIDTH - _LEFT - _RIGHT) * (one.day - first.day).days / length
        return f"{x:.1f}", f"{_y(one.score, low, high):.1f}"

    knots = [place(one) for one in points]
    line = "M" + "L".join(f"{x},{y}" for x, y in knots)
    said = _("De %(first)s sur 100 le %(day)s à %(last)s le %(end)s.") % {
        "first": french_number(round(first.score, 1)),
        "day": frdate(first.day),
        "last": french_number(round(last.score, 1)),
        "end": frdate(last.day),
    }
    marks = [(low, f"{low}"), (high, f"{high}")]
    return format_html(
        '<figure class="trend"><svg viewBox="0 0 {} {}" role="img" aria-label="{}"><desc>{}</desc>'
        '{}<path class="thread" d="{}"/>{}'
        '<text class="end" x="{}" y="{}">{}</text>'
        '<text x="{}" y="{}">{}</text><text class="end" x="{}" y="{}">{}</text></svg>'
        "<figcaption>{}</figcaption>{}</figure>",
        _WIDTH,
        _HEIGHT,
        title,
        said,
        format_html_join(
            "",
            '<path class="axis" d="M{} {}H{}"/><text class="scale" x="{}" y="{}">{}</text>',
            (
                (
                    _LEFT,
                    f"{_y(value, low, high):.1f}",
                    _WIDTH - _RIGHT,
                    _LEFT - 8,
                    f"{_y(value, low, high) + 4:.1f}",
                    label,
                )
                for value, label in marks
            ),
        ),
        line,
        format_html_join("", '<circle cx="{}" cy="{}" r="4.5"/>', (knots[0], knots[-1])),
        knots[-1][0],
        f"{float(knots[-1][1]) - 10:.1f}",
        french_number(round(last.score, 1)),
        _LEFT,
        _HEIGHT - 6,
        frdate(first.day),
        _WIDTH - _RIGHT,
        _HEIGHT - 6,
        frdate(last.day),
        said,
        _table(points, title),
    )


def _bounds(scores: Sequence[float]) -> tuple[int, int]:
    """Return round bounds, at least twenty points apart: a small move must not look large."""
    low = min(int(min(scores) // 10) * 10, 80)
    return low, max(ceil(max(scores) / 10) * 10, low + 20)


def _y(score: float, low: int, high: int) -> float:
    return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (high - score) / (high - low)


def _table(points: Sequence[Any], title: str) -> SafeString:
    """Return the figures of the picture, one a month where there are many: the last of it."""
    months = {f"{one.day:%Y-%m}": one for one in points}
    shown = list(points) if len(points) <= 31 else list(months.values())
    return format_html(
        '<details class="figures"><summary>{}</summary><table><caption class="vh">{}</caption>'
        '<thead><tr><th scope="col">{}</th><th scope="col" class="num">{}</th></tr></thead>'
        "<tbody>{}</tbody></table></details>",
        _("Les chiffres de ce tracé"),
        title,
        _("Jour"),
        _("Note moyenne"),
        format_html_join(
            "",
            '<tr><th scope="row">{}</th><td class="num">{}</td></tr>',
            ((frdate(one.day), french_number(round(one.score, 1))) for one in shown),
        ),
    )
