"""Signs of the portal: family symbols, the mesh, and the marks of evidence."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from maillage.website import evidence_marks

register = template.Library()

# One shape per family, the same on cards, bars and the map (24 × 24): colour never speaks alone.
SHAPES: dict[str, str] = {
    "association": '<circle cx="12" cy="12" r="8.5"/>',
    "cooperative": '<path d="M12 2.5 22 20.5H2z"/>',
    "mutuelle": '<path d="M4 4h16v16H4z"/>',
    "fondation": '<path d="M12 1.5 22.5 12 12 22.5 1.5 12z"/>',
    "societe-commerciale-ess": '<path d="M8.5 2.5h7v6h6v7h-6v6h-7v-6h-6v-7h6z"/>',
    "autre-organisme": '<path d="M7 3.5h10l5 8.5-5 8.5H7L2 12z"/>',
}
UNKNOWN_SHAPE = '<circle cx="12" cy="12" r="7" fill="none" stroke="currentColor" stroke-width="3"/>'


# One sign per type of sheet, drawn with the pen of the mesh: lines and knots (24 × 24).
TYPE_SIGNS: dict[str, str] = {
    "figure": '<path d="M4 20V13M10 20V8M16 20v-9M21 20V4"/>',
    "indicator": '<path d="M3 17l6-6 4 4 8-9"/><circle cx="9" cy="11" r="1.5"/>',
    "policy": '<path d="M3 9.5 12 4l9 5.5M5 20h14M6.5 10.5V17M12 10.5V17M17.5 10.5V17"/>',
    "project": '<path d="M5 19C5 11 12 13 12 5M12 12c2 3 6 2 7 7"/><circle cx="12" cy="4" r="2"/>',
    "event": '<path d="M4 6h16v14H4zM4 10.5h16M8.5 3v5M15.5 3v5"/>',
    "resource": '<path d="M6 3h13v18H6a2 2 0 0 1 0-4h13M6 3a2 2 0 0 0-2 2v14"/>',
    "collection": '<path d="M4 8h12v12H4zM8 8V4h12v12h-4"/>',
    "lesson": '<path d="M12 6C9 4 6 4 3 5v14c3-1 6-1 9 1 3-2 6-2 9-1V5c-3-1-6-1-9 1zv14"/>',
    "observatory": '<path d="M4 20 9 9l5 6 6-11"/><circle cx="9" cy="9" r="1.8"/>',
    "scheme": '<path d="M12 3v18M12 6h6l2 2-2 2h-6M12 12H6l-2 2 2 2h6M8 21h8"/>',
    "term": '<path d="M5 20 12 4l7 16M7.7 14h8.6"/>',
}


@register.simple_tag
def type_symbol(key: str) -> SafeString:
    """Draw the sign of a type of sheet, beside the words that name it."""
    sign = mark_safe(TYPE_SIGNS.get(key, ""))  # noqa: S308  (constants above)
    return format_html(
        '<svg class="sym sign" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        sign,
    )


def shape_of(family: str) -> SafeString:
    """Return the SVG shape of an ESS family; a ring where the family is unknown or none."""
    return mark_safe(SHAPES.get(family, UNKNOWN_SHAPE))  # noqa: S308  (constants above)


@register.simple_tag
def family_symbol(term: Any = None, *, labelled: bool = False) -> SafeString:
    """Draw the symbol of an ESS family; `labelled` names it where no text stands beside."""
    value = getattr(term, "value", term) or ""
    name = getattr(term, "label", "") if labelled else ""
    naming = (
        format_html(' role="img" aria-label="{}"', name)
        if name
        else mark_safe(' aria-hidden="true"')
    )
    return format_html(
        '<svg class="sym sym-{}" viewBox="0 0 24 24" focusable="false"{}>{}</svg>',
        value if value in SHAPES else "none",
        naming,
        shape_of(value),
    )


@register.simple_tag
def evidence(proofs: Any, *, titled: bool = False) -> SafeString:
    """Show the quiet source marks of a value; `titled` writes each source's title before it."""
    return evidence_marks.marks(proofs, titled=titled)


@register.simple_tag
def proven(page: Any, field: str, key: str = "") -> SafeString:
    """Show the source marks of a field of a sheet's page, or of one of its records by its key."""
    return evidence_marks.marks(page.proofs(field, key))


@register.simple_tag
def figure_count(page: Any, field: str, key: str) -> int:
    """Return how many figures a page's panel of figures gives of one of the sheet's records."""
    part = f"{field}={key}"
    panels = (panel.content for panel in page.panels if panel.key == "chiffres")
    return sum(len(group.figures) for groups in panels for group in groups if group.part == part)
