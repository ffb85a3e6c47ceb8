"""Pictures drawn by the server: bars that are a table, and maps that are links.

They need no JavaScript, print, follow the theme, and carry their title, description and data.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import ceil, cos, pi, sin, sqrt
from typing import Any, Self

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .frames import Frame, Point
from .templatetags.maillage import family_symbol
from .templatetags.typography import number, plural

SHADES = 5
MESH_LIMIT = 40  # beyond so many areas the thread hides the map, and its search is cubic
_EMPTY = mark_safe("")


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a bar chart. `count` None is unknown, which is not 0; `family` adds its symbol."""

    label: str
    count: float | None
    url: str = ""
    family: str = ""


def bars(rows: Iterable[Bar], *, title: str, description: str = "", unit: str = "") -> SafeString:
    """Return a bar chart that is a table: label, figure, bar. `unit` heads the figures."""
    rows = list(rows)
    longest = max((row.count or 0 for row in rows), default=0) or 1
    lines = format_html_join(
        "",
        '<tr><th scope="row">{}{}</th><td class="num">{}</td><td class="bar-cell">{}</td></tr>',
        (
            (
                family_symbol(row.family) if row.family else _EMPTY,
                _linked(row.label, row.url),
                number(row.count),
                _bar(100 * (row.count or 0) / longest, row.family),
            )
            for row in rows
        ),
    )
    return format_html(
        '<figure class="chart"><table class="bars"><caption>{}{}</caption>'
        '<thead class="vh"><tr><th scope="col">{}</th><th scope="col">{}</th><td></td></tr></thead>'
        "<tbody>{}</tbody></table></figure>",
        title,
        format_html(" <small>{}</small>", description) if description else _EMPTY,
        _("Libellé"),
        unit or _("Nombre"),
        lines,
    )


def _bar(percent: float, family: str) -> SafeString:
    return format_html(
        '<svg class="bar sym-{}" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="4"/></svg>',
        family or "none",
        f"{percent:.1f}",
    )


def _linked(label: str, url: str) -> SafeString | str:
    return format_html('<a href="{}">{}</a>', url, label) if url else label


@dataclass(frozen=True, slots=True)
class Area:
    """A territory on a map: path data and label point in the units of the sheet.

    An area without `count` is ground: drawn, not linked.
    """

    name: str
    path: str
    x: float = 0
    y: float = 0
    count: int | None = None
    url: str = ""

    @classmethod
    def of(
        cls,
        frame: Frame,
        geometry: Mapping[str, Any],
        name: str,
        *,
        count: int | None = None,
        url: str = "",
    ) -> Self:
        """Draw a GeoJSON geometry in a frame."""
        x, y = frame.centre(geometry)
        return cls(name, frame.path(geometry), round(x, 1), round(y, 1), count, url)


@dataclass(frozen=True, slots=True)
class Pin:
    """A point on a map, with the family that gives its shape and colour."""

    name: str
    x: float
    y: float
    url: str = ""
    family: str = ""
    count: int = 1


def territory_map(
    areas: Sequence[Area],
    *,
    width: float,
    height: float,
    title: str,
    description: str = "",
    noun: str = "organisation,organisations",
    pins: Sequence[Pin] = (),
    mesh: bool = False,
) -> SafeString:
    """Return a clickable SVG map: each area a link named by its territory and count.

    `mesh` joins neighbouring areas by a thread and shows counts in its knots. Give the same data
    beside it as a table: the picture is never the only way in.
    """
    most = max((area.count or 0 for area in areas), default=0)
    shown = [area for area in areas if area.count is not None]
    mesh = mesh and 1 < len(shown) <= MESH_LIMIT
    return format_html(
        '<svg class="carte" viewBox="0 0 {} {}" role="group" aria-label="{}">{}{}{}{}{}</svg>',
        f"{width:g}",
        f"{height:.0f}",
        title,
        format_html("<desc>{}</desc>", description) if description else _EMPTY,
        format_html_join("", "{}", ((_area(area, most, noun),) for area in areas)),
        _thread(shown) if mesh else _EMPTY,
        format_html_join("", "{}", ((_knot(area, most),) for area in shown if area.count or mesh)),
        format_html_join("", "{}", ((_pin(pin),) for pin in pins)),
    )


def _area(area: Area, most: int, noun: str) -> SafeString:
    if area.count is None:
        return format_html('<path class="ground" d="{}"/>', area.path)
    shade = ceil(SHADES * sqrt(area.count / most)) if most else 0
    drawn = format_html('<path class="shade-{}" d="{}"/>', shade, area.path)
    name = f"{area.name} : {number(area.count)} {plural(area.count, noun)}"
    if not area.url:
        return format_html('<g role="img" aria-label="{}">{}</g>', name, drawn)
    return format_html(
        '<a href="{}" aria-label="{}"><title>{}</title>{}</a>', area.url, name, name, drawn
    )


def _knot(area: Area, most: int) -> SafeString:
    if not area.count:
        return format_html(
            '<g class="knot" aria-hidden="true"><circle class="none" cx="{}" cy="{}" r="3"/></g>',
            area.x,
            area.y,
        )
    radius = 10 + 8 * sqrt(area.count / most)
    return format_html(
        '<g class="knot" aria-hidden="true"><circle cx="{0}" cy="{1}" r="{2}"/>'
        '<text x="{0}" y="{1}" dy=".35em">{3}</text></g>',
        area.x,
        area.y,
        f"{radius:.1f}",
        number(area.count),
    )


def _thread(areas: Sequence[Area]) -> SafeString:
    """Join the areas of which no third lies between them (Gabriel graph)."""
    lines = "".join(
        f"M{one.x:g},{one.y:g}L{two.x:g},{two.y:g}"
        for one, two in combinations(areas, 2)
        if not any(
            _square(one, other) + _square(two, other) < _square(one, two)
            for other in areas
            if other is not one and other is not two
        )
    )
    return format_html('<path class="thread" d="{}" aria-hidden="true"/>', lines)


def _square(one: Area, two: Area) -> float:
    return (one.x - two.x) ** 2 + (one.y - two.y) ** 2


def _pin(pin: Pin) -> SafeString:
    """Draw a point in a 24-unit symbol; several organisations in one place show their number."""
    size = 14 if pin.count == 1 else 22
    symbol = (
        family_symbol(pin.family)
        if pin.count == 1
        else format_html(
            '<circle class="several" cx="12" cy="12" r="11"/>'
            '<text x="12" y="12" dy=".35em" aria-hidden="true">{}</text>',
            number(pin.count),
        )
    )
    drawn = format_html(
        '<svg x="{}" y="{}" width="{}" height="{}" viewBox="0 0 24 24">{}</svg>',
        f"{pin.x - size / 2:.1f}",
        f"{pin.y - size / 2:.1f}",
        size,
        size,
        symbol,
    )
    if not pin.url:
        return format_html('<g class="pin" role="img" aria-label="{}">{}</g>', pin.name, drawn)
    return format_html(
        '<a class="pin" href="{0}" aria-label="{1}"><title>{1}</title>{2}</a>',
        pin.url,
        pin.name,
        drawn,
    )


def locator(
    frame: Frame,
    ground: Iterable[Area],
    *,
    title: str,
    own: Iterable[Area] = (),
    lon: float | None = None,
    lat: float | None = None,
) -> SafeString:
    """Return a small map that shows where a territory (`own`) or a point lies on its ground."""
    here = _EMPTY
    if lon is not None and lat is not None:
        x, y = (f"{value:.1f}" for value in frame.point(lon, lat))
        here = format_html(
            '<circle class="halo" cx="{0}" cy="{1}" r="14"/>'
            '<circle class="here" cx="{0}" cy="{1}" r="5"/>',
            x,
            y,
        )
    return format_html(
        '<svg class="carte" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>',
        f"{frame.width:g}",
        f"{frame.height:.0f}",
        title,
        format_html_join("", '<path class="ground" d="{}"/>', ((area.path,) for area in ground)),
        format_html_join("", '<path class="own" d="{}"/>', ((area.path,) for area in own)),
        here,
    )


def mesh_of_relations(count: int) -> SafeString:
    """Return the small mesh of an organisation and the `count` others tied to it (12 at most).

    The list beside it says the same in words, so the picture is hidden from screen readers.
    """
    shown = min(count, 12)
    width, height, centre = 320, 150, (160.0, 75.0)
    knots = [_orbit(index, shown, centre) for index in range(shown)]
    spokes = "".join(f"M{centre[0]:g},{centre[1]:g}L{x:.0f},{y:.0f}" for x, y in knots)
    rim = "".join(
        f"M{a[0]:.0f},{a[1]:.0f}L{b[0]:.0f},{b[1]:.0f}" for a, b in pairwise([*knots, *knots[:1]])
    )
    return format_html(
        '<svg class="mesh relations" viewBox="0 0 {} {}" aria-hidden="true">'
        '<path class="fine" d="{}"/><path class="thread" d="{}"/>{}'
        '<circle class="here" cx="{}" cy="{}" r="9"/></svg>',
        width,
        height,
        rim if len(knots) > 2 else "",
        spokes,
        format_html_join(
            "", '<circle cx="{}" cy="{}" r="5"/>', ((f"{x:.0f}", f"{y:.0f}") for x, y in knots)
        ),
        *(f"{value:g}" for value in centre),
    )


def _orbit(index: int, total: int, centre: Point) -> Point:
    """Place a knot on an ellipse, alternately near and far so that the mesh stays lively."""
    angle = 2 * pi * (index + 0.3) / max(total, 1)
    reach = 1.0 if index % 2 == 0 else 0.72
    return centre[0] + 140 * reach * cos(angle), centre[1] + 62 * reach * sin(angle)
