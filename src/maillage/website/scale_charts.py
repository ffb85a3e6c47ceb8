"""A scale by steps as a ruler: where it pays, where it is silent, where somebody stands."""

from collections.abc import Sequence
from typing import Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .templatetags.typography import number

_WIDTH, _LEFT = 600, 10


class Scale(Protocol):
    """Steps (from, to, amount in words or nothing), the end of the ruler, and marks on it."""

    label: str
    unit: str
    steps: Sequence[tuple[float, float, str]]
    end: float
    marks: Sequence[tuple[float, str]]


def ruler(scale: Scale) -> SafeString:
    """Return a scale drawn, with a caption that says its steps in words."""
    ratio = (_WIDTH - 2 * _LEFT) / scale.end
    spans = [(_LEFT + low * ratio, (high - low) * ratio, low, high) for low, high, _ in scale.steps]
    said = " ; ".join(
        _("de %(low)s à %(high)s %(unit)s%(sum)s")
        % {
            "low": number(low),
            "high": number(high),
            "unit": scale.unit,
            "sum": f" : {words}" if words else "",
        }
        for low, high, words in scale.steps
    )
    return format_html(
        '<figure class="ruler"><svg viewBox="0 0 {} 70" role="img" aria-label="{}">'
        '<rect class="ground" x="{}" y="24" width="{}" height="18"/>{}{}{}</svg>'
        '<figcaption class="hint">{}</figcaption></figure>',
        _WIDTH,
        f"{scale.label} : {said}",
        f"{spans[0][0]:.1f}",
        f"{_WIDTH - _LEFT - spans[0][0]:.1f}",
        format_html_join(
            "",
            '<rect class="tier{}" x="{}" y="24" width="{}" height="18"/>',
            (
                (" second" if place else "", f"{x:.1f}", f"{width:.1f}")
                for place, (x, width, _low, _high) in enumerate(spans)
            ),
        ),
        format_html_join(
            "",
            '<text class="{}" x="{}" y="60">{}</text>',
            (
                (side, f"{at:.1f}", number(value))
                for x, width, low, high in spans
                for side, at, value in (("from", x, low), ("to", x + width, high))
            ),
        ),
        format_html_join(
            "",
            '<path class="mark" d="M{0} 18V48"/><text class="mark-text" x="{0}" y="13">{1}</text>',
            ((f"{_LEFT + at * ratio:.1f}", f"{words} {scale.unit}") for at, words in scale.marks),
        ),
        _("%(label)s : %(steps)s. Rien en dessous ; en pointillés, le barème ne dit rien.")
        % {"label": scale.label, "steps": said},
    )


def progress(done: float, due: float) -> SafeString:
    """Return a bar of what is done of what is due; the figures beside it say the same."""
    whole = max(done, due) or 1
    return format_html(
        '<svg class="progress-bar" viewBox="0 0 100 8" preserveAspectRatio="none" '
        'aria-hidden="true"><rect class="due" width="{}" height="8"/>'
        '<rect class="done" width="{}" height="8"/></svg>',
        f"{100 * due / whole:.2f}",
        f"{100 * done / whole:.2f}",
    )
