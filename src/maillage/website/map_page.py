"""The map: the same query as the list, as at most 500 markers."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.identity.models import current
from maillage.apps.sheets import listing, queries, views
from maillage.apps.sheets.addresses import MAP_TYPE, of_type
from maillage.apps.sheets.list_query import ListQuery
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.places import place_refs
from maillage.apps.sheets.types import SheetType, registry
from maillage.apps.territories import outlines
from maillage.apps.territories import queries as territories
from maillage.apps.territories.models import Territory
from maillage.kernel.territories import TerritoryKind
from maillage.kernel.vocabularies import Family
from maillage.search.map_view import FRANCE, read_bbox, read_zoom
from maillage.search.query import BBox, Cluster

from . import atlas, charts

MAP_WIDTH = 640


@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """Show the sheets of a query on the map, with the list beside it."""
    sheet_type = _type(request)
    query = views.parsed(sheet_type, request)
    base = of_type(reverse("website:map"), sheet_type.key)
    if views.needs_cleaning(request, query):
        return redirect(query.url(base))
    found = views.answered(query, base, base)
    bounds = bounds_of(query.territory or current().home_territory)
    data_url = query.url(of_type(reverse("website:map_data"), sheet_type.key), page=1)
    context = {
        "sheet_type": sheet_type,
        "listing": found,
        "filters_action": base,
        "list_url": query.url(reverse(f"sheets:{sheet_type.key}-list"), page=1),
        "family_terms": list(Family),
        "map": {
            "data_url": data_url,
            "bounds": bounds,
            "tile_url": settings.MAILLAGE_TILE_URL,
            "tile_credit": settings.MAILLAGE_TILE_ATTRIBUTION,
            "outlines_url": reverse("website:outlines"),
            "svg": _picture(query, bounds),
        },
    }
    return render(request, "website/map.html", context)


@require_safe
def map_data(request: HttpRequest) -> HttpResponse:
    """Return the markers of a query in `bbox` (west,south,east,north) as GeoJSON."""
    sheet_type = _type(request)
    query = views.parsed(sheet_type, request)
    try:
        bbox, zoom = read_bbox(request.GET.get("bbox", "")), read_zoom(request.GET.get("zoom", ""))
    except ValueError as error:
        return JsonResponse(
            {"error": str(error)}, status=400, json_dumps_params={"ensure_ascii": False}
        )
    found = listing.markers(query, bbox, zoom)
    places = _places(found)
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(one.lon, 5), round(one.lat, 5)]},
            "properties": _properties(one, query, places),
        }
        for one in found
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


@require_safe
def outlines_data(request: HttpRequest) -> HttpResponse:
    """Return the contours of all départements, the ground of the map."""
    response = JsonResponse(outlines.outlines(TerritoryKind.DEPARTEMENT))
    response["Cache-Control"] = "public, max-age=86400"
    return response


def _type(request: HttpRequest) -> SheetType:
    key = request.GET.get("type") or MAP_TYPE
    if key not in registry:
        raise Http404(_("Ce type de fiche n’existe pas : %(key)s.") % {"key": key[:30]})
    return registry[key]


def _properties(one: Cluster, query: ListQuery, places: dict[str, Territory]) -> dict[str, Any]:
    properties: dict[str, Any] = {"count": one.count, "stacked": one.stacked}
    if one.count == 1:
        properties |= {"title": one.title, "family": one.marker or "", "url": _sheet_url(one.uid)}
    else:
        properties["title"] = f"{one.count} {query.sheet_type.plural}"
        if one.stacked:
            properties["url"] = _place_url(places.get(one.uids[0]) if one.uids else None, query)
    return properties


def _sheet_url(uid: str | None) -> str:
    return reverse("sheets:permalink", args=(uid,)) if uid else ""


def _places(found: list[Cluster]) -> dict[str, Territory]:
    """Return where the first sheet of each stack stands, in a few queries whatever their number."""
    uids = [one.uids[0] for one in found if one.stacked and one.uids]
    rows = list(Sheet.objects.filter(uid__in=uids).order_by("pk").only("pk", "type"))
    refs = {sheet.uid: place_refs(sheet)[:1] for sheet in queries.of_hits(rows)}
    known = territories.find_many({ref for own in refs.values() for ref in own})
    return {uid: known[ref] for uid, own in refs.items() for ref in own if ref in known}


def _place_url(place: Territory | None, query: ListQuery) -> str:
    """Return the list of what stands at one place: the sheets of its commune."""
    base = reverse(f"sheets:{query.sheet_type.key}-list")
    return query.url(base, territory=place, wide=False, page=1) if place else query.url(base)


def bounds_of(territory: Territory | None) -> BBox:
    """Return the box of a territory's contour, or metropolitan France."""
    features = outlines.outline(territory)["features"] if territory else []
    if not features:
        return FRANCE
    frame = charts.Frame.around([one["geometry"] for one in features])
    return (frame.west, frame.south, frame.east, frame.north)


def _picture(query: ListQuery, bounds: BBox) -> Any:
    markers = listing.markers(query, bounds, None)
    places = _places(markers)
    pins = [(one.lon, one.lat, _properties(one, query, places)) for one in markers]
    return picture(pins, bounds, _("Carte : %(plural)s") % {"plural": query.sheet_type.plural})


def picture(pins: Iterable[tuple[float, float, dict[str, Any]]], bounds: BBox, title: str) -> Any:
    """Draw the map for readers without JavaScript: contours, and the same markers.

    Pins are longitude, latitude, and the properties of the marker.
    """
    west, south, east, north = bounds
    frame = charts.Frame(west, south, east, north, MAP_WIDTH)
    ground = atlas.plate(TerritoryKind.DEPARTEMENT, width=MAP_WIDTH, frame=frame)
    return charts.territory_map(
        list(ground.areas.values()) if ground else [],
        width=frame.width,
        height=frame.height,
        title=title,
        pins=[
            charts.Pin(
                properties["title"],
                *frame.point(lon, lat),
                url=properties.get("url", ""),
                family=properties.get("family", ""),
                count=properties["count"],
            )
            for lon, lat, properties in pins
        ],
    )
