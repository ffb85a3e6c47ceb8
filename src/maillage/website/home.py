"""The front page: what the territory holds, and the ways in."""

from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from maillage.apps.directory.sheet_type import ORGANISATION
from maillage.apps.identity.models import current
from maillage.apps.sheets import indexing, listing
from maillage.apps.sheets.list_query import ListQuery
from maillage.apps.sheets.models import Source
from maillage.apps.sheets.types import Facet
from maillage.apps.territories import queries as territories
from maillage.apps.territories.models import Territory
from maillage.kernel.territories import TerritoryKind
from maillage.search.query import SearchPage, SheetQuery

from . import atlas, charts

RECENT = 6
ENTRANCES = 8
MAP_WIDTH = 460

Entry = tuple[Any, int, str]


@dataclass(frozen=True, slots=True)
class HomeMap:
    """The home territory's parts as a picture, and as the table that says the same."""

    svg: SafeString
    table: list[tuple[Territory, int, str]]


def context() -> dict[str, Any]:
    """Return what the front page shows: two readings of the index, a few of the database."""
    index = indexing.ready()
    facets = tuple(facet.name for facet in ORGANISATION.facets)
    everything = index.search(
        SheetQuery(
            types=(ORGANISATION.key,),
            sort="recent",
            limit=RECENT,
            count_facets=(*facets, indexing.ZONE),
        )
    )
    zones = indexing.zone_counts(everything)
    return {
        "counts": {
            "home": zones.get(current().home_territory_ref, 0),
            "organisations": everything.total,
            "sources": Source.objects.count(),
        },
        "families": _entries(everything, "famille"),
        "roles": _entries(everything, "role")[:ENTRANCES],
        "themes": _entries(everything, "theme"),
        "recent": listing.cards(everything),
        "home_map": home_map(zones),
    }


def _entries(result: SearchPage, name: str) -> list[Entry]:
    facet = next(facet for facet in ORGANISATION.facets if facet.name == name)
    counts = result.facets.get(name, {})
    found = [
        (term, counts[term.value], _list_url(facet, term.value))
        for term in facet.vocabulary
        if counts.get(term.value)
    ]
    return found if name == "famille" else sorted(found, key=lambda entry: -entry[1])


def _list_url(facet: Facet, value: str) -> str:
    query = ListQuery(ORGANISATION, selected={facet.name: (value,)})
    return query.url(reverse("sheets:organisation-list"))


def home_map(zones: dict[str, int]) -> HomeMap | None:
    """Draw the home territory's parts with how many sheets concern each, by reference."""
    home = current().home_territory
    parts = territories.parts(home) if home else []
    counts = {part.ref: zones.get(part.ref, 0) for part in parts}
    kind = parts[0].kind if parts else TerritoryKind.DEPARTEMENT
    drawn = {part.code: part for part in parts if part.kind == kind}
    plate = atlas.plate(kind, tuple(drawn), width=MAP_WIDTH) if drawn else None
    if plate is None:
        return None
    areas = [
        replace(area, count=counts[drawn[code].ref], url=drawn[code].get_absolute_url())
        for code, area in plate.areas.items()
    ]
    svg = charts.territory_map(
        areas,
        width=plate.frame.width,
        height=plate.frame.height,
        title=_("Carte des organisations par territoire"),
        mesh=True,
    )
    table = [(part, counts[part.ref], part.get_absolute_url()) for part in parts]
    return HomeMap(svg, sorted(table, key=lambda row: (-row[1], row[0].name)))
