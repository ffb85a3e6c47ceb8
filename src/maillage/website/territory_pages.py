"""The pages of territories: everything attached there and in its parts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.directory.sheet_type import ORGANISATION
from maillage.apps.figures import queries as figures
from maillage.apps.observatory import queries as observatory
from maillage.apps.sheets import indexing, listing, queries
from maillage.apps.sheets.list_query import ListQuery, zone_values
from maillage.apps.sheets.listing import Card, FacetView
from maillage.apps.sheets.types import registry
from maillage.apps.territories import queries as territories
from maillage.apps.territories.models import Territory
from maillage.kernel.territories import TerritoryKind
from maillage.search.query import Hit, SheetQuery

from .home import home_map

CARDS = 6
MAP_WIDTH = 320
PARTS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Rows:
    """Territories of one kind, with how many sheets concern each."""

    label: str
    rows: list[tuple[Territory, int, str]]


@dataclass(frozen=True, slots=True)
class Attached:
    """Sheets attached to a territory in one way: how many, the first ones, all of them."""

    total: int
    cards: list[Card]
    url: str = ""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the ways into territories: the home territory's parts, and all regions."""
    zones = _zones()
    kinds = (TerritoryKind.REGION, TerritoryKind.FORMER_REGION, TerritoryKind.PERIMETER)
    groups = [
        Rows(kind.plural, _counted(Territory.objects.filter(kind=kind).order_by("name"), zones))
        for kind in kinds
    ]
    context = {"home_map": home_map(zones), "groups": [group for group in groups if group.rows]}
    return render(request, "territories/index.html", context)


@require_safe
def detail(request: HttpRequest, kind: str, code_slug: str) -> HttpResponse:
    """Show a territory by its code; the words after it are for readers and may be wrong."""
    territory = _find(kind, code_slug)
    if request.path != territory.get_absolute_url():
        return redirect(territory, permanent=True)
    directory = reverse("sheets:organisation-list")
    narrow = ListQuery(ORGANISATION, territory=territory)
    inside = listing.answer(narrow, directory)
    context = {
        "territory": territory,
        "breadcrumbs": [
            (one.name, one.get_absolute_url()) for one in territories.breadcrumbs(territory)
        ],
        "inside": Attached(inside.total, inside.cards[:CARDS], narrow.url(directory)),
        "also": list(_also(inside.query)),
        "wider": _acting_above(inside, directory),
        "facets": _bars(inside),
        "figures": figures.of_territory(territory.ref),
        "weight": observatory.glance(territory),
        "parts": _counted(territories.parts(territory)[:PARTS_SHOWN], _zones()),
        "formats": inside.formats,
        "map_url": narrow.url(reverse("website:map")),
    }
    return render(request, "territories/detail.html", context)


def _find(kind: str, code_slug: str) -> Territory:
    """Return the territory of an address."""
    territory = territories.by_address(kind, code_slug)
    if territory is None:
        raise Http404(
            _("Aucun territoire n’a ce code : vérifier le code INSEE ou chercher par nom.")
        )
    return territory


def _zones() -> dict[str, int]:
    """Return how many sheets concern each territory, by reference."""
    asked = SheetQuery(types=(ORGANISATION.key,), limit=1, count_facets=(indexing.ZONE,))
    return indexing.zone_counts(indexing.ready().search(asked))


def _counted(parts: Any, zones: dict[str, int]) -> list[tuple[Territory, int, str]]:
    rows = [(part, zones.get(part.ref, 0), part.get_absolute_url()) for part in parts]
    return sorted(rows, key=lambda row: (-row[1], row[0].slug))


def _also(query: ListQuery) -> Iterator[tuple[str, int, str]]:
    """Yield the other types that have sheets here: their name, how many, where to see them."""
    asked = SheetQuery(facets={indexing.ZONE: zone_values(query)}, limit=1, highlight=False)
    counts = indexing.ready().search(asked).type_counts
    for key, sheet_type in registry.items():
        if sheet_type.menu and sheet_type is not ORGANISATION and (count := counts.get(key)):
            words = str(sheet_type.plural if count > 1 else sheet_type.label)
            base = reverse(f"sheets:{key}-list")
            yield words, count, ListQuery(sheet_type, territory=query.territory).url(base)


def _acting_above(inside: listing.Listing, base: str) -> Attached:
    """Return who acts on a larger territory that contains this one, the nearest first."""
    narrow = inside.query
    wide = replace(narrow, wide=True)
    index = indexing.ready()
    total = index.search(wide.search_query(limit=1)).total - inside.total
    found: dict[int, Hit] = {}
    for zone in zone_values(wide)[1:]:
        if len(found) >= CARDS:
            break
        asked = SheetQuery(types=(ORGANISATION.key,), facets={indexing.ZONE: (zone,)}, limit=CARDS)
        for hit in index.search(asked).hits:
            found.setdefault(hit.pk, hit)
    shown = {card.sheet.pk for card in inside.cards}
    hits = [hit for pk, hit in found.items() if pk not in shown][:CARDS]
    return Attached(total, listing.cards_of(queries.of_hits(hits)), narrow.url(base, wide=True))


def _bars(inside: listing.Listing) -> list[FacetView]:
    return [view for name in ("role", "famille") if (view := inside.chart(name)).options]
