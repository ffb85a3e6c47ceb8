"""The map of the register: a search among establishments as at most 500 markers."""

import math
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.identity.models import current
from maillage.apps.observatory import asked as asking
from maillage.apps.observatory import registry_views
from maillage.apps.observatory.registry_listing import index_of
from maillage.apps.observatory.registry_query import RegistrySearch
from maillage.apps.territories import queries as territories
from maillage.kernel.amounts import french_number
from maillage.kernel.vocabularies import Family
from maillage.search.map_view import read_bbox, read_zoom
from maillage.search.query import BBox, Cluster
from maillage.search.spacing import spaced

from .map_page import MAP_WIDTH, bounds_of, picture

_DEGREE = 111  # km of a degree of latitude


@require_safe
@registry_views.with_index
def registry_map(request: HttpRequest) -> HttpResponse:
    """Show a search in the register on the map, with the list beside it."""
    asked = asking.read(request.GET)
    if asked is None:
        return render(request, "observatory/registry_empty.html", {"asked": None})
    query = registry_views.parsed(asked, request)
    base = reverse("website:registry_map")
    if registry_views.needs_cleaning(request, query):
        return redirect(query.url(base))
    found = registry_views.answered(query, base)
    bounds = _bounds(query)
    pins = [
        (one.lon, one.lat, properties) for one, properties in _described(query, bounds, zoom=None)
    ]
    context = {
        "family_terms": list(Family),
        "map": {
            "data_url": query.url(reverse("website:registry_map_data"), page=1),
            "bounds": bounds,
            "tile_url": settings.MAILLAGE_TILE_URL,
            "tile_credit": settings.MAILLAGE_TILE_ATTRIBUTION,
            "outlines_url": reverse("website:outlines"),
            "svg": picture(pins, bounds, _("Carte : établissements de l’ESS")),
        },
    }
    return render(
        request, "observatory/registry_map.html", registry_views.list_context(found) | context
    )


@require_safe
@registry_views.with_index
def registry_map_data(request: HttpRequest) -> HttpResponse:
    """Return the markers of a search in `bbox` (west,south,east,north) as GeoJSON."""
    asked = asking.read(request.GET)
    try:
        bbox, zoom = read_bbox(request.GET.get("bbox", "")), read_zoom(request.GET.get("zoom", ""))
    except ValueError as error:
        return JsonResponse(
            {"error": str(error)}, status=400, json_dumps_params={"ensure_ascii": False}
        )
    features = []
    if asked is not None:
        query = registry_views.parsed(asked, request)
        features = [
            {
                "type": "Feature",
                "geometry": {
                    "type": "Point",
                    "coordinates": [round(one.lon, 5), round(one.lat, 5)],
                },
                "properties": properties,
            }
            for one, properties in _described(query, bbox, zoom)
        ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _described(
    query: RegistrySearch, bbox: BBox, zoom: int | None
) -> list[tuple[Cluster, dict[str, Any]]]:
    """Return the markers in a box, each with what it says and where it leads."""
    index = index_of(query.asked.vintage)
    found = index.clusters(query.question(), bbox, zoom=zoom)
    found = spaced(found, _zoom_of(bbox) if zoom is None else zoom)
    # One place, no zoom parts them: the list of their commune shows them.
    stacked = [one.uids[0] for one in found if one.stacked and one.uids]
    unnamed = [one.uid for one in found if one.uid and not one.title]
    known = index.known([*stacked, *unnamed])
    communes = {siret: f"commune:{known[siret].commune}" for siret in stacked if siret in known}
    places = territories.find_many(communes.values())
    lists = reverse("observatory:registry")
    described = []
    for one in found:
        said: dict[str, Any] = {"count": one.count, "stacked": one.stacked}
        if one.count == 1:
            address = reverse("observatory:establishment", args=[one.uid])
            said["title"] = one.title or known[one.uid or ""].shown_name
            said["family"] = one.marker or ""
            said["url"] = f"{address}{query.asked.query()}"
        else:
            said["title"] = _("%(count)s établissements") % {"count": french_number(one.count)}
            if one.stacked:
                place = places.get(communes.get(one.uids[0], "")) if one.uids else None
                kept: dict[str, Any] = {"territory": place, "radius": 0} if place else {}
                said["url"] = query.url(lists, **kept, page=1)
        described.append((one, said))
    return described


def _zoom_of(bbox: BBox) -> float:
    """Return the level at which a box is as wide as the picture of the map."""
    return max(0.0, math.log2(360 * MAP_WIDTH / 256 / max(bbox[2] - bbox[0], 1e-6)))


def _bounds(query: RegistrySearch) -> BBox:
    """Return what the map shows first: the disc, the territory, or the instance's own."""
    place = query.territory
    if query.is_round and place and place.lat is not None and place.lon is not None:
        tall = query.radius / _DEGREE
        wide = 1.5 * tall
        return (place.lon - wide, place.lat - tall, place.lon + wide, place.lat + tall)
    return bounds_of(place or current().home_territory)
