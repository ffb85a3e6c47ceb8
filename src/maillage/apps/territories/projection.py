"""Draws GeoJSON contours as SVG, on the server: no JavaScript, no tiles."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from maillage.kernel.text import fold

Geometry = Mapping[str, Any]


def rings(geometry: Geometry) -> Iterator[list[list[float]]]:
    """Yield the rings, of [longitude, latitude], of a Polygon or MultiPolygon."""
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    for polygon in polygons:
        yield from polygon


@dataclass(frozen=True, slots=True)
class Projection:
    """Equirectangular at the mean latitude: true shapes at the scale of a région or of France."""

    west: float
    north: float
    stretch: float  # of a degree of longitude, against one of latitude
    scale: float  # viewBox units a degree of latitude
    width: float
    height: float
    padding: float = 8.0

    @classmethod
    def fit(cls, geometries: Iterable[Geometry], *, width: float = 640, padding: float = 8) -> Self:
        """Return the projection that fits the geometries in a viewBox of this width.

        Raises:
            ValueError: when there is nothing to draw.
        """
        points = [point for geometry in geometries for ring in rings(geometry) for point in ring]
        if not points:
            raise ValueError("Il n’y a aucun contour à dessiner.")
        west, east = min(p[0] for p in points), max(p[0] for p in points)
        south, north = min(p[1] for p in points), max(p[1] for p in points)
        stretch = math.cos(math.radians((south + north) / 2))
        scale = (width - 2 * padding) / max((east - west) * stretch, 1e-6)
        # a tall territory stays in a square
        scale = min(scale, (width - 2 * padding) / max(north - south, 1e-6))
        return cls(
            west,
            north,
            stretch,
            scale,
            (east - west) * stretch * scale + 2 * padding,
            (north - south) * scale + 2 * padding,
            padding,
        )

    def point(self, lat: float, lon: float) -> tuple[float, float]:
        """Return the x and y of a position, in viewBox units."""
        return (
            round((lon - self.west) * self.stretch * self.scale + self.padding, 1),
            round((self.north - lat) * self.scale + self.padding, 1),
        )

    def path(self, geometry: Geometry) -> str:
        """Return the `d` of a path."""
        drawn = []
        for ring in rings(geometry):
            points = (self.point(lat, lon) for lon, lat, *_ in ring[:-1])
            drawn.append("M" + "L".join(f"{x:g},{y:g}" for x, y in points) + "Z")
        return "".join(drawn)

    @property
    def view_box(self) -> str:
        """Return the viewBox attribute."""
        return f"0 0 {self.width:.0f} {self.height:.0f}"


def outline_svg(
    collection: Mapping[str, Any],
    *,
    title: str,
    width: float = 640,
    link: Callable[[str], str] | None = None,
    css: Callable[[str], str] | None = None,
    points: Iterable[tuple[float, float, str]] = (),
) -> SafeString:
    """Return an SVG picture of contours, with its title, or nothing without contours.

    `link` and `css` give the address and the class of a feature from its reference; `points` are
    latitude, longitude and label. Colours come from the style sheet.
    """
    features = list(collection["features"])
    if not features:
        return SafeString()
    projection = Projection.fit([one["geometry"] for one in features], width=width)
    shapes = format_html_join("", "{}", ((_shape(projection, f, link, css),) for f in features))
    dots = format_html_join(
        "",
        '<circle class="place" cx="{}" cy="{}" r="4"><title>{}</title></circle>',
        ((*projection.point(lat, lon), label) for lat, lon, label in points),
    )
    own = "map-" + "-".join(fold(title).split()[:6])
    return format_html(
        '<svg class="outlines" viewBox="{}" role="{}" aria-labelledby="{}">'
        '<title id="{}">{}</title>{}{}</svg>',
        projection.view_box,
        "group" if link else "img",  # the links of a picture would be hidden
        own,
        own,
        title,
        shapes,
        dots,
    )


def _shape(
    projection: Projection,
    feature: Mapping[str, Any],
    link: Callable[[str], str] | None,
    css: Callable[[str], str] | None,
) -> SafeString:
    ref = str(feature["id"])
    drawn = format_html(
        '<path class="{}" data-ref="{}" d="{}"><title>{}</title></path>',
        css(ref) if css else "territory",
        ref,
        projection.path(feature["geometry"]),
        feature["properties"].get("name", ref),
    )
    if not link:
        return drawn
    return format_html('<a href="{}">{}</a>', link(ref), drawn)
