"""The funnel of a pipeline: discs whose areas are in proportion, joined by a thread."""

from collections.abc import Sequence
from math import sqrt

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WIDTH, HEIGHT = 1100, 190
LARGEST, SMALLEST = 84.0, 3.0  # radii


def funnel(values: Sequence[float], *, description: str) -> SafeString:
    """Return the picture of a pipeline's steps, the first at the left.

    `values` has one or more numbers. The list below gives the same ones, in as many columns: the
    picture is described, not read.
    """
    most = max(values) or 1
    radii = [max(SMALLEST, LARGEST * sqrt(value / most)) for value in values]
    # Each disc stands over its column of the list.
    centres = [(index + 0.5) * WIDTH / len(values) for index in range(len(values))]
    knots = list(zip(centres, radii, strict=True))
    middle = HEIGHT / 2
    upper = " ".join(f"{x:.0f},{middle - r:.0f}" for x, r in knots)
    lower = " ".join(f"{x:.0f},{middle + r:.0f}" for x, r in reversed(knots))
    return format_html(
        '<svg class="funnel" viewBox="0 0 {} {}" role="img" aria-label="{}"><desc>{}</desc>'
        '<polygon class="cone" points="{} {}"/><path class="thread" d="M{},{}H{}"/>{}'
        "</svg>",
        WIDTH,
        HEIGHT,
        _("La surface de chaque disque est proportionnelle à son nombre"),
        description,
        upper,
        lower,
        *(f"{value:.0f}" for value in (centres[0], middle, centres[-1])),
        format_html_join(
            "",
            '<circle class="disc" cx="{}" cy="{}" r="{}"/>',
            ((f"{x:.0f}", f"{middle:.0f}", f"{r:.1f}") for x, r in knots),
        ),
    )
