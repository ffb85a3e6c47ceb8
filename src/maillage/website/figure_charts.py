"""Pictures of published figures: where each stands on a scale that a table gives in words."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from maillage.kernel.figures import Quantity, Scale

# The picture is 104 × 10 units: 100 for the scale, and room for half a dot at both ends.
_MARGIN = 2
_NOTHING = mark_safe("")


def strip(quantity: Quantity, scale: Scale | None, *, own: bool = False) -> SafeString:
    """Return a dot where a value stands, or the line of its interval; nothing without a scale.

    The cell beside it says the value: the picture itself is hidden from readers of text. `own`
    fills the dot of the figure that the page is about.
    """
    if scale is None:
        return _NOTHING
    low, high = (_MARGIN + 100 * scale.place(bound) for bound in quantity.bounds)
    interval = (
        format_html('<path class="interval" d="M{} 5H{}"/>', f"{low:.1f}", f"{high:.1f}")
        if high > low
        else _NOTHING
    )
    dots = [
        format_html('<circle cx="{}" cy="5" r="2"/>', f"{place:.1f}")
        for place in dict.fromkeys((low, high))
    ]
    return format_html(
        '<svg class="strip{}" viewBox="0 0 104 10" aria-hidden="true" focusable="false">'
        '<path class="axis" d="M{} 5H{}"/>{}{}</svg>',
        " own" if own else "",
        _MARGIN,
        _MARGIN + 100,
        interval,
        mark_safe("".join(dots)),  # noqa: S308  (each was formatted above)
    )


def bar(quantity: Quantity, scale: Scale | None) -> SafeString:
    """Return a bar from 0 to a value, lighter up to the upper bound of an interval."""
    if scale is None:
        return _NOTHING
    zero, low, high = (100 * scale.place(x) for x in (0, *quantity.bounds))
    return format_html(
        '<svg class="bar sym-none" viewBox="0 0 100 4" preserveAspectRatio="none" '
        'aria-hidden="true" focusable="false"><rect class="most" x="{}" width="{}" height="4"/>'
        '<rect x="{}" width="{}" height="4"/></svg>',
        f"{min(zero, high):.1f}",
        f"{abs(high - zero):.1f}",
        f"{min(zero, low):.1f}",
        f"{abs(low - zero):.1f}",
    )
