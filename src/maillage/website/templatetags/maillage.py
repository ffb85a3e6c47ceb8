"""Signs of the portal: family symbols, the mesh, and the marks of evidence."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# One shape per family, the same on cards, bars and the map (24 × 24): colour never speaks alone.
SHAPES: dict[str, str] = {
    "association": '<circle cx="12" cy="12" r="8.5"/>',
    "cooperative": '<path d="M12 2.5 22 20.5H2z"/>',
    "mutuelle": '<path d="M4 4h16v16H4z"/>',
    "fondation": '<path d="M12 1.5 22.5 12 12 22.5 1.5 12z"/>',
    "societe-commerciale-ess": '<path d="M8.5 2.5h7v6h6v7h-6v6h-7v-6h-6v-7h6z"/>',
}
UNKNOWN_SHAPE = '<circle cx="12" cy="12" r="7" fill="none" stroke="currentColor" stroke-width="3"/>'


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


@register.inclusion_tag("components/evidence.html")
def evidence(proofs: Any, *, titled: bool = False) -> dict[str, Any]:
    """Show the quiet source marks of a value, one per source, however many passages it gives.

    `proofs` are proofs or claims. A mark opens its source, passages, date and status; `titled`
    writes the source's title before it.
    """
    by_source: dict[int, list[Any]] = {}
    for given in proofs:
        own = getattr(given, "evidence", given)  # a claim brings its own
        for proof in own if isinstance(own, list) else [own]:
            by_source.setdefault(proof.number, []).append(proof)
    return {"marks": sorted(by_source.items()), "titled": titled}
