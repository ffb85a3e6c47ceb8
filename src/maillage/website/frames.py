"""Map sheets: from degrees to the units of an SVG picture, with insets for far lands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, cos, radians
from statistics import median
from typing import Any, Self

FAR = 15  # degrees from the middle of a map beyond which a land goes into an inset
INSET, INSETS_A_ROW = 76.0, 5  # size in units

Point = tuple[float, float]
Ring = Sequence[Sequence[float]]
Bounds = tuple[float, float, float, float]  # west, south, east, north


@dataclass(frozen=True, slots=True)
class Inset:
    """A window of a map sheet for a land too far away to be drawn in its place."""

    west: float
    south: float
    east: float
    north: float
    x: float
    y: float
    scale: float

    @classmethod
    def of(cls, points: Sequence[Sequence[float]], slot: int, top: float) -> Self:
        """Fit a land in the slot of this number, in rows below `top`."""
        west, south, east, north = _bounds(points)
        size = max(east - west, (north - south) / cos(radians((north + south) / 2)))
        row, column = divmod(slot, INSETS_A_ROW)
        x, y = (column + 0.15) * INSET, top + (row + 0.15) * INSET
        return cls(west, south, east, north, x, y, 0.7 * INSET / (size or 1))

    def holds(self, lon: float, lat: float) -> bool:
        """Tell whether a point belongs to this window."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north

    def point(self, lon: float, lat: float) -> Point:
        """Return the place of one of its points on the sheet."""
        stretch = cos(radians((self.north + self.south) / 2))
        x, y = (lon - self.west) * self.scale, (self.north - lat) * self.scale / stretch
        return self.x + x, self.y + y


@dataclass(frozen=True, slots=True)
class Frame:
    """A map sheet: bounds in degrees, drawn `width` units wide, north up, scaled at mid-latitude.

    Lands far from the others (overseas départements) are in insets below, as in any atlas.
    """

    west: float
    south: float
    east: float
    north: float
    width: float = 400
    insets: tuple[Inset, ...] = ()

    @classmethod
    def around(cls, geometries: Iterable[Mapping[str, Any]], width: float = 400) -> Self:
        """Return the frame that holds every geometry with a small margin.

        Raises ValueError where there is no point at all.
        """
        lands = [[p for ring in rings(shape) for p in ring] for shape in geometries]
        lands = [points for points in lands if points]
        if not lands:
            raise ValueError("Aucun contour : une carte a besoin d’au moins un polygone.")
        middle = [median(points[0][axis] for points in lands) for axis in (0, 1)]
        near = [land for land in lands if _is_near(land[0], middle)] or lands
        far = [land for land in lands if land not in near]
        west, south, east, north = _bounds([point for land in near for point in land])
        edge = 0.03 * max(east - west, north - south)
        main = cls(west - edge, south - edge, east + edge, north + edge, width)
        insets = tuple(Inset.of(land, slot, main.height) for slot, land in enumerate(far))
        return replace(main, insets=insets)

    @property
    def scale(self) -> float:
        """Units per degree of longitude."""
        return self.width / (self.east - self.west)

    @property
    def height(self) -> float:
        """Height in units, with the rows of insets."""
        rows = ceil(len(self.insets) / INSETS_A_ROW)
        return (self.north - self.south) * self._vertical + rows * INSET

    @property
    def _vertical(self) -> float:
        return self.scale / cos(radians((self.north + self.south) / 2))

    def point(self, lon: float, lat: float) -> Point:
        """Return the place of a point on the sheet, in units from its north-west corner."""
        for inset in self.insets:
            if inset.holds(lon, lat):
                return inset.point(lon, lat)
        return (lon - self.west) * self.scale, (self.north - lat) * self._vertical

    def _points(self, ring: Ring) -> list[Point]:
        if self.insets:
            return [self.point(point[0], point[1]) for point in ring]
        # the same without asking again for what does not change: contours have thousands of points
        west, north, across, down = self.west, self.north, self.scale, self._vertical
        return [((point[0] - west) * across, (north - point[1]) * down) for point in ring]

    def shows(self, bounds: Bounds | None) -> bool:
        """Tell whether any of a geometry within these bounds may be on the sheet."""
        if bounds is None:
            return False
        west, south, east, north = bounds
        aside = west > self.east or east < self.west or south > self.north or north < self.south
        return not aside or any(inset.holds(west, south) for inset in self.insets)

    def path(self, geometry: Mapping[str, Any], step: float = 0.5) -> str:
        """Return SVG path data of a GeoJSON Polygon or MultiPolygon.

        Points snap to a grid of `step` units: neighbours keep their common border, and islets
        smaller than the grid vanish.
        """
        return "".join(self._ring(ring, step) for ring in rings(geometry))

    def _ring(self, ring: Ring, step: float) -> str:
        cells = [(round(x / step), round(y / step)) for x, y in self._points(ring)]
        kept = [cells[0], *(after for before, after in pairwise(cells) if after != before)]
        if len(kept) < 4:
            return ""
        moves = " ".join(
            f"{(x2 - x1) * step:g},{(y2 - y1) * step:g}" for (x1, y1), (x2, y2) in pairwise(kept)
        )
        return f"M{kept[0][0] * step:g},{kept[0][1] * step:g}l{moves}z"

    def centre(self, geometry: Mapping[str, Any]) -> Point:
        """Return the centroid of the largest ring: where a label goes."""
        x, y = max((_centroid(ring) for ring in rings(geometry)), key=lambda found: found[0])[1]
        return self.point(x, y)


def rings(geometry: Mapping[str, Any]) -> Iterator[Ring]:
    """Yield the rings of a GeoJSON Polygon or MultiPolygon; nothing for any other geometry."""
    if geometry.get("type") == "Polygon":
        yield from geometry["coordinates"]
    elif geometry.get("type") == "MultiPolygon":
        for polygon in geometry["coordinates"]:
            yield from polygon


def bounds_of(geometry: Mapping[str, Any]) -> Bounds | None:
    """Return the bounds of a GeoJSON geometry, None where it has no point."""
    points = [point for ring in rings(geometry) for point in ring]
    return _bounds(points) if points else None


def _bounds(points: Sequence[Sequence[float]]) -> Bounds:
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return min(lons), min(lats), max(lons), max(lats)


def _is_near(point: Sequence[float], middle: Sequence[float]) -> bool:
    return all(abs(point[axis] - middle[axis]) <= FAR for axis in (0, 1))


def _centroid(ring: Ring) -> tuple[float, Point]:
    """Return area and centroid of a ring, by the shoelace formula."""
    area = x = y = 0.0
    for one, two in pairwise(ring):
        cross = one[0] * two[1] - two[0] * one[1]
        area += cross
        x += (one[0] + two[0]) * cross
        y += (one[1] + two[1]) * cross
    if not area:
        return 0.0, (ring[0][0], ring[0][1])
    return abs(area) / 2, (x / (3 * area), y / (3 * area))
