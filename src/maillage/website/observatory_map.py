"""Maps of the observatory: areas by class where contours are known, else circles on the ground."""

from collections.abc import Sequence
from functools import partial
from html import escape
from math import cos, radians, sqrt
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from maillage.kernel.territories import TerritoryKind

from . import atlas
from .charts import Area
from .frames import Frame
from .templatetags.typography import number, plural

WIDTH = 560  # units: about a pixel each where the map stands beside its table
_ENOUGH = 0.9  # of the parts must have their contour, or circles say more
_LARGEST = 26.0  # radius of the most establishments; their number is the area of a circle
_SMALLEST = 3.0
_NAMED, _LONGEST = 10, 20  # how many names are tried, and their letters at most
_LETTER = 19.0  # height of a letter in units
_LEAST_DEGREES = 0.35  # of longitude: closer, the ground says nothing
Box = tuple[float, float, float, float]  # middle, half its width, half its height


def draw(parts: Any) -> SafeString | None:
    """Return the map of the parts of a territory, each a link named by its figures.

    None where neither contours nor positions are known. The table beside it gives the same.
    """
    drawn = [one for one in parts.lines if one.territory.kind == parts.main]
    codes = tuple(sorted(one.territory.code for one in drawn))
    plate = atlas.plate(parts.main, codes, width=WIDTH, revision=parts.revision) if codes else None
    if plate and len(plate.areas) >= _ENOUGH * len(codes):
        return _choropleth(drawn, plate, parts.of)
    return _circles(parts)


def _choropleth(drawn: Sequence[Any], plate: atlas.Plate, of: str) -> SafeString:
    # what is looked at is drawn last, over the borders of its neighbours
    ordered = sorted(drawn, key=lambda one: one.own)
    areas = [
        (plate.areas[code], one) for one in ordered if (code := one.territory.code) in plate.areas
    ]
    return _sheet(plate.frame, "", "".join(_area(area, one) for area, one in areas), of)


def _area(area: Area, one: Any) -> str:
    return _link(one, f'<path class="step-{one.step}" d="{area.path}"/>')


def _link(one: Any, mark: str) -> str:
    """Return a mark of the map that leads to its territory and is named by its figures."""
    own = ' class="own"' if one.own else ""
    said = escape(_named(one))
    return f'<a href="{escape(one.url)}"{own} aria-label="{said}"><title>{said}</title>{mark}</a>'


def _circles(parts: Any) -> SafeString | None:
    placed = [one for one in parts.lines if one.territory.lat is not None]
    if not placed:
        return None
    frame = _frame([(one.territory.lon, one.territory.lat) for one in placed])
    plate = partial(atlas.plate, width=WIDTH, frame=frame, revision=parts.revision)
    ground = plate(TerritoryKind.DEPARTEMENT)
    most = max(one.establishments for one in placed) or 1
    kind, _colon, code = parts.whole.partition(":")
    whole = plate(kind, (code,)) if code else None
    # the largest first, so that none hides another
    placed.sort(key=lambda one: -one.establishments)
    return _sheet(
        frame,
        _ground(ground, "ground") + _ground(whole, "within"),
        "".join(_circle(one, frame, most) for one in placed) + _names(placed, frame, most),
        parts.of,
    )


def _ground(plate: atlas.Plate | None, name: str) -> str:
    areas = plate.areas.values() if plate else ()
    return "".join(f'<path class="{name}" d="{area.path}"/>' for area in areas)


def _frame(points: Sequence[tuple[float, float]]) -> Frame:
    """Return a frame around points with room for their circles; far lands would flatten it."""
    lons, lats = [lon for lon, _lat in points], [lat for _lon, lat in points]
    middle = (min(lats) + max(lats)) / 2
    upright = cos(radians(middle))
    wide = max(
        1.18 * (max(lons) - min(lons)), 0.6 * (max(lats) - min(lats)) / upright, _LEAST_DEGREES
    )
    tall = max(1.18 * (max(lats) - min(lats)), 0.45 * wide * upright)
    west = (min(lons) + max(lons) - wide) / 2
    south = middle - tall / 2
    return Frame(west, south, west + wide, south + tall, WIDTH)


def _circle(one: Any, frame: Frame, most: int) -> str:
    x, y = _point(one, frame)
    radius = _radius(one, most)
    return _link(
        one, f'<circle class="step-{one.step}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>'
    )


def _radius(one: Any, most: int) -> float:
    return max(_SMALLEST, _LARGEST * sqrt(one.establishments / most))


def _point(one: Any, frame: Frame) -> tuple[float, float]:
    return frame.point(one.territory.lon, one.territory.lat)


def _touch(one: Box, other: Box) -> bool:
    return abs(one[0] - other[0]) < one[2] + other[2] and abs(one[1] - other[1]) < one[3] + other[3]


def _names(placed: Sequence[Any], frame: Frame, most: int) -> str:
    """Return the names of the largest circles, those that have room; links already say them."""
    circles = [(*_point(one, frame), _radius(one, most)) for one in placed]
    taken = [(x, y, radius, radius) for x, y, radius in circles]
    found = []
    for one, (x, top, radius) in list(zip(placed, circles, strict=True))[:_NAMED]:
        if len(one.label) > _LONGEST:
            continue
        half = 0.26 * _LETTER * len(one.label)
        y = top + radius + 0.9 * _LETTER
        box = x, y - 0.35 * _LETTER, half, 0.45 * _LETTER
        inside = half < x < frame.width - half and y < frame.height
        if inside and not any(_touch(box, other) for other in taken):
            taken.append(box)
            found.append(
                f'<text class="name" x="{x:.1f}" y="{y:.1f}" aria-hidden="true">'
                f"{escape(one.label)}</text>"
            )
    return "".join(found)


def _named(one: Any) -> str:
    """Return « Toul : 8,2 % d’ESS, 312 établissements »."""
    counted = f"{number(one.establishments)} {plural(one.establishments, 'établissement')}"
    share = "" if one.share is None else f"{number(one.share, 1)}\u202f% {_('d’ESS')}, "
    return f"{one.territory.name}\u202f: {share}{counted}"


def _sheet(frame: Frame, ground: str, marks: str, of: str) -> SafeString:
    said = escape(_("Carte du poids de l’ESS : %(name)s") % {"name": of})
    return mark_safe(  # noqa: S308  (every text is escaped)
        f'<svg class="carte weights" viewBox="0 0 {frame.width:g} {frame.height:.0f}" role="group" '
        f'aria-label="{said}">{ground}{marks}</svg>'
    )
