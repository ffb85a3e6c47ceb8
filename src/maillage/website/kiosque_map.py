"""The map of a kiosque: contours and numbered places, drawn by the server."""

from collections.abc import Sequence
from math import cos, radians
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from maillage.apps.sheets.places import place_refs
from maillage.apps.territories import queries as territories
from maillage.apps.territories.queries import Place
from maillage.kernel.territories import TerritoryKind

from . import atlas
from .frames import Frame

WIDTH = 360  # units: a pixel each on the narrowest screens that frames have
_MARK = 14  # radius: 28 pixels across, wide enough for a finger
_LEAST_DEGREES = 2.4  # of longitude
_FLATTEST, _TALLEST = 0.65, 1.1  # height, as a part of the width

Item = dict[str, Any]


def picture(items: Sequence[Item]) -> SafeString | None:
    """Draw the items that have a place, or return None where none has.

    Those too close to be told apart share a mark, which leads to the first of them in the list.
    """
    placed = _placed(items)
    if not placed:
        return None
    frame = _frame([place for _item, place in placed])
    ground = atlas.plate(TerritoryKind.DEPARTEMENT, width=WIDTH, frame=frame)
    marks: list[tuple[float, float, list[Item]]] = []
    for item, place in placed:
        x, y = frame.point(place.lon, place.lat)
        near = next((one for one in marks if _touch(one, x, y)), None)
        if near:
            near[2].append(item)
        else:
            marks.append((x, y, [item]))
    return format_html(
        '<svg class="carte" viewBox="0 0 {} {}" role="group" aria-label="{}">{}{}</svg>',
        f"{frame.width:g}",
        f"{frame.height:.0f}",
        _("Carte des fiches"),
        format_html_join(
            "",
            '<path class="ground" d="{}"/>',
            ((area.path,) for area in (ground.areas.values() if ground else ())),
        ),
        format_html_join("", "{}", ((_mark(*mark),) for mark in marks)),
    )


def _placed(items: Sequence[Item]) -> list[tuple[Item, Place]]:
    refs = {item["number"]: place_refs(item["sheet"])[:1] for item in items}
    known = territories.positions({ref for own in refs.values() for ref in own})
    return [(item, known[ref]) for item in items for ref in refs[item["number"]] if ref in known]


def _frame(places: Sequence[Place]) -> Frame:
    """Return a frame around the places: wide, and never so close that contours say nothing."""
    lons, lats = [one.lon for one in places], [one.lat for one in places]
    middle_lon, middle_lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    upright = cos(radians(middle_lat))  # a degree of longitude, as a part of one of latitude
    tall = 1.3 * (max(lats) - min(lats))
    wide = max(1.3 * (max(lons) - min(lons)), tall / upright / _TALLEST, _LEAST_DEGREES)
    tall = max(tall, wide * upright * _FLATTEST)
    return Frame(
        middle_lon - wide / 2,
        middle_lat - tall / 2,
        middle_lon + wide / 2,
        middle_lat + tall / 2,
        WIDTH,
    )


def _touch(mark: tuple[float, float, list[Item]], x: float, y: float) -> bool:
    return (mark[0] - x) ** 2 + (mark[1] - y) ** 2 < (2 * _MARK + 2) ** 2


def _mark(x: float, y: float, items: Sequence[Item]) -> SafeString:
    first = items[0]
    alone = len(items) == 1
    name = (
        first["sheet"].name
        if alone
        else _("%(count)d fiches, à partir de %(name)s")
        % {"count": len(items), "name": first["sheet"].name}
    )
    return format_html(
        '<a class="mark" href="{}"{} aria-label="{}"><title>{}</title>'
        '<circle cx="{}" cy="{}" r="{}"/><text x="{}" y="{}" dy=".35em">{}</text></a>',
        first["url"] if alone else f"#fiche-{first['number']}",
        mark_safe(' target="_top"') if alone else "",
        name,
        name,
        *(f"{x:.1f}", f"{y:.1f}", _MARK, f"{x:.1f}", f"{y:.1f}"),
        first["number"] if alone else f"{first['number']}+",
    )
