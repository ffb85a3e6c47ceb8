"""Charts, meshes and small maps for templates."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from maillage.apps.territories import outlines
from maillage.apps.territories.models import Territory
from maillage.website import charts

register = template.Library()

LOCATOR_WIDTH = 320


@register.simple_tag
def bars(facet: Any, description: str = "") -> SafeString:
    """Draw the values of a facet as bars in a table; families get their symbol and colour."""
    of_family = facet.name == "famille"
    return charts.bars(
        (
            charts.Bar(option.label, option.count, option.url, option.value if of_family else "")
            for option in facet.options
        ),
        title=facet.label,
        description=description,
    )


@register.simple_tag
def relations_mesh(groups: Any) -> SafeString:
    """Draw the mesh of a sheet's relations, beside the list that says the same in words.

    One or two ties make no mesh: the list is enough.
    """
    ties = sum(len(group.items) for group in groups)
    return charts.mesh_of_relations(ties) if ties > 2 else mark_safe("")


@register.simple_tag
def locator(place: Territory) -> SafeString | str:
    """Draw where a territory lies in what contains it; nothing where no contour is known."""
    contours = [feature["geometry"] for feature in outlines.outline(place)["features"]]
    if not contours or place.lat is None or place.lon is None:
        return ""
    return charts.locator(
        charts.Frame.around(contours, LOCATOR_WIDTH),
        contours,
        lon=place.lon,
        lat=place.lat,
        title=_("Situation de %(name)s") % {"name": place.name},
    )
