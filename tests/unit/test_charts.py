"""Pictures drawn by the server carry their data, their names, and no inline style."""

import re

import pytest
from django.template.loader import render_to_string

from maillage.website import charts
from maillage.website.frames import bounds_of

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
RIGHT = {"type": "Polygon", "coordinates": [[[1, 0], [2, 0], [2, 1], [1, 1], [1, 0]]]}


def test_bars_are_a_table_whose_longest_bar_fills_the_line() -> None:
    html = charts.bars(
        [charts.Bar("Coopératives", 12, family="cooperative"), charts.Bar("<autres>", 3, "/x?a&b")],
        title="Par famille",
    )
    assert html.count("<tr>") == 3
    assert '<rect width="100.0"' in html
    assert '<rect width="25.0"' in html
    assert "&lt;autres&gt;" in html
    assert 'href="/x?a&amp;b"' in html
    assert "style=" not in html


def test_an_unknown_count_is_not_zero() -> None:
    html = charts.bars([charts.Bar("Mutuelles", None)], title="Par famille")
    assert "inconnu" in html
    assert ">0<" not in html


def test_neighbours_keep_their_common_border() -> None:
    frame = charts.Frame.around([SQUARE, RIGHT])
    corner = frame.point(1, 1)
    for shape in (SQUARE, RIGHT):
        assert _passes_by(frame.path(shape), corner)


def _passes_by(path: str, corner: tuple[float, float]) -> bool:
    start, *moves = (
        tuple(map(float, pair.split(","))) for pair in re.findall(r"-?[\d.]+,-?[\d.]+", path)
    )
    x, y = start
    places = [(x, y)]
    for dx, dy in moves:
        x, y = x + dx, y + dy
        places.append((x, y))
    return any(abs(px - corner[0]) <= 0.5 and abs(py - corner[1]) <= 0.5 for px, py in places)


def test_north_is_up_and_a_label_is_in_the_middle() -> None:
    frame = charts.Frame(0, 0, 1, 1, 100)
    assert frame.point(0, 1) == (0, 0)
    assert frame.centre(SQUARE) == pytest.approx((50, frame.height / 2))


def test_a_far_land_has_its_window_below_the_others() -> None:
    island = {"type": "Polygon", "coordinates": [[[55, -21], [56, -21], [56, -20], [55, -21]]]}
    alone, together = (charts.Frame.around(lands) for lands in ([SQUARE], [SQUARE, RIGHT, island]))
    assert alone.insets == ()
    assert together.east < 3
    x, y = together.centre(island)
    assert 0 < x < together.width
    assert together.shows(bounds_of(island))
    assert together.shows(bounds_of(SQUARE))
    assert not alone.shows(bounds_of(island))
    assert together.point(0, 0)[1] < y < together.height


def test_no_contour_is_refused() -> None:
    with pytest.raises(ValueError, match="Aucun contour"):
        charts.Frame.around([{"type": "Point", "coordinates": [0, 0]}])


def test_a_map_links_each_territory_by_name_and_count() -> None:
    frame = charts.Frame.around([SQUARE, RIGHT])
    areas = [
        charts.Area.of(frame, SQUARE, "Meuse", count=1, url="/meuse/"),
        charts.Area.of(frame, RIGHT, "Vosges", count=1200, url="/vosges/"),
    ]
    svg = charts.territory_map(areas, width=400, height=200, title="Carte", mesh=True)
    assert 'href="/meuse/" aria-label="Meuse : 1 organisation"' in svg
    assert "Vosges : 1\u202f200 organisations" in svg
    assert svg.count('class="thread"') == 1
    assert "style=" not in svg


def test_ground_is_drawn_without_link() -> None:
    area = charts.Area("Meuse", "M0,0l1,1z")
    assert "<a " not in charts.territory_map([area], width=1, height=1, title="Carte")


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "500.html", "503.html"])
def test_error_pages_presume_nothing(name: str) -> None:
    html = render_to_string(name)
    assert "<h1>" in html
    assert "<script>" not in html
