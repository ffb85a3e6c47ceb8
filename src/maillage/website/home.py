"""The front page: what the territory holds, and the ways in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from maillage.apps.agenda.sheet_type import PRECISION_KEY
from maillage.apps.directory.sheet_type import ORGANISATION
from maillage.apps.figures import queries as figures
from maillage.apps.identity.models import current
from maillage.apps.news import queries as news
from maillage.apps.observatory import queries as observatory
from maillage.apps.sheets import indexing, listing
from maillage.apps.sheets.list_query import ListQuery
from maillage.apps.sheets.models import Source
from maillage.apps.sheets.types import Facet, SheetType, registry
from maillage.apps.territories import queries as territories
from maillage.apps.territories.models import Territory
from maillage.kernel.territories import TerritoryKind
from maillage.kernel.vocabularies import DatePrecision
from maillage.search.query import SearchPage, SheetQuery

from . import atlas, charts

RECENT = 6
COMING = 3
COUNTRY = "pays:FR"
SCHEME = "scheme"
NEWS = 3
ENTRANCES = 8
MAP_WIDTH = 460

Entry = tuple[Any, int, str]


@dataclass(frozen=True, slots=True)
class Door:
    """A way in: a type of sheet, how many there are, and where they are."""

    sheet_type: SheetType
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class HomeMap:
    """The home territory's parts as a picture, and as the table that says the same."""

    svg: SafeString
    table: list[tuple[Territory, int, str]]


def context(today: date) -> dict[str, Any]:
    """Return what the front page shows: three readings of the index, a few of the database."""
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
        "doors": list(_doors(everything)),
        "guides": bool(everything.type_counts.get(SCHEME)),
        "weight": observatory.glance(current().home_territory),
        "compared": _compared(
            current().home_territory_ref, str(settings.MAILLAGE_INDEXES), index.stamp()
        ),
        "coming": listing.cards(index.search(_coming(today))),
        "latest_news": news.latest(NEWS),
        "recent": listing.cards(everything),
        "home_map": home_map(zones),
    }


def _doors(result: SearchPage) -> Iterator[Door]:
    """Yield the types that have sheets and a place in the navigation, the directory left out."""
    for key, sheet_type in registry.items():
        if sheet_type.menu and key != ORGANISATION.key and result.type_counts.get(key):
            yield Door(sheet_type, result.type_counts[key], reverse(f"sheets:{key}-list"))


@lru_cache(maxsize=4)
def _compared(home: str, folder: str, stamp: int) -> figures.Comparison | None:
    """Return what several sources count otherwise, here or in the country: the house's lesson.

    Kept until the index in `folder` changes, whose number is `stamp`.
    """
    for ref in (home, COUNTRY):
        found = figures.of_territory(ref) if ref else None
        for one in found.compared if found else ():
            if one.scale and one.many_sources:
                return one
    return None


def _coming(today: date) -> SheetQuery:
    return SheetQuery(
        types=("event",),
        facets={PRECISION_KEY: (DatePrecision.DAY.value, DatePrecision.MONTH.value)},
        open_on=today.toordinal(),
        sort="oldest",
        limit=COMING,
        highlight=False,
    )


def _entries(result: SearchPage, name: str) -> list[Entry]:
    facet = next(facet for facet in ORGANISATION.facets if facet.name == name)
    counts = result.facets.get(name, {})
    found = [
        (term, counts[term.value], _list_url(facet, term.value))
        for term in facet.vocabulary.among(counts)
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
