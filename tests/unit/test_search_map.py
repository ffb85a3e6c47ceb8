import random
from pathlib import Path

import pytest
from unit.search_sheets import built, sheet

from maillage.search import SheetQuery
from maillage.search.engines.embedded import EmbeddedIndex
from maillage.search.grid import DEPTH, cell, project

WORLD = (-180.0, -85.0, 180.0, 85.0)
LORRAINE = (5.0, 48.0, 7.5, 49.6)
TOWN = (48.69, 6.18)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedIndex:
    dice = random.Random(7)
    sheets = [
        sheet(
            pk,
            f"Lieu {pk}",
            lat=dice.gauss(48.7, 0.5),
            lon=dice.gauss(6.2, 0.7),
            facets=(f"family={dice.choice(('association', 'mutuelle'))}",),
        )
        for pk in range(1, 1201)
    ]
    sheets += [sheet(pk, f"Mairie {pk}", lat=TOWN[0], lon=TOWN[1]) for pk in range(2001, 2071)]
    sheets += [
        sheet(3001, "La Réunion", lat=-21.1, lon=55.5, facets=("family=mutuelle",), type="lieu"),
        sheet(3002, "Guadeloupe", lat=16.2, lon=-61.5),
        sheet(3003, "Wallis", lat=-13.3, lon=-176.2),
        sheet(3004, "Nouvelle-Calédonie", lat=-22.3, lon=166.4),
        sheet(3005, "Sans lieu"),
    ]
    return built(tmp_path_factory.mktemp("map"), *sheets)


@pytest.mark.parametrize("limit", [1, 2, 7, 50, 500, 5000])
@pytest.mark.parametrize(
    "box", [WORLD, LORRAINE, (6.1, 48.6, 6.3, 48.8), (6.18, 48.69, 6.18, 48.69)]
)
def test_markers_stay_few_and_lose_nobody(
    index: EmbeddedIndex, box: tuple[float, float, float, float], limit: int
) -> None:
    markers = index.clusters(SheetQuery(), box, max_markers=limit)
    assert 0 < len(markers) <= limit
    assert sum(m.count for m in markers) == index.search(SheetQuery(bbox=box)).total
    west, south, east, north = box
    for marker in markers:
        assert south - 1e-9 <= marker.lat <= north + 1e-9
        assert west - 1e-9 <= marker.lon <= east + 1e-9


def test_markers_are_as_fine_as_the_limit_allows(index: EmbeddedIndex) -> None:
    few, many = (
        len(index.clusters(SheetQuery(), LORRAINE, max_markers=limit)) for limit in (100, 1500)
    )
    assert few > 100 / 5
    assert many > 900


def test_zoom_keeps_markers_apart(index: EmbeddedIndex) -> None:
    assert len(index.clusters(SheetQuery(), WORLD, zoom=0)) <= 16
    near, far = (len(index.clusters(SheetQuery(), LORRAINE, zoom=zoom)) for zoom in (12, 7))
    assert far < near / 3


def test_a_single_sheet_is_described(index: EmbeddedIndex) -> None:
    (marker,) = index.clusters(SheetQuery("réunion"), WORLD)
    assert (marker.uid, marker.pk, marker.type) == ("fiche-3001", 3001, "lieu")
    assert (marker.title, marker.marker) == ("La Réunion", "mutuelle")
    assert (marker.lat, marker.lon, marker.stacked) == (-21.1, 55.5, False)


def test_sheets_at_one_place_are_stacked_and_listed(index: EmbeddedIndex) -> None:
    (marker,) = index.clusters(SheetQuery("mairie"), WORLD, zoom=3)
    assert (marker.count, marker.stacked, len(set(marker.uids))) == (70, True, 50)
    assert (marker.uid, marker.title) == (None, None)
    assert (marker.lat, marker.lon) == pytest.approx(TOWN)
    mixed = index.clusters(SheetQuery(), LORRAINE, max_markers=1)
    assert not mixed[0].stacked


def test_boxes_cross_the_antimeridian(index: EmbeddedIndex) -> None:
    for box in ((160.0, -30.0, -170.0, 0.0), (160.0, -30.0, 190.0, 0.0)):
        titles = {marker.title for marker in index.clusters(SheetQuery(), box)}
        assert titles == {"Wallis", "Nouvelle-Calédonie"}
    around = index.clusters(SheetQuery(), (-400.0, -90.0, 400.0, 90.0))
    assert sum(marker.count for marker in around) == 1274


@pytest.mark.parametrize(
    "box", [(0.0, 10.0, 1.0, -10.0), (float("nan"),) * 4, (float("-inf"), 0.0, float("inf"), 1.0)]
)
def test_boxes_that_are_none_hold_nothing(
    index: EmbeddedIndex, box: tuple[float, float, float, float]
) -> None:
    assert index.clusters(SheetQuery(), box) == []
    assert index.search(SheetQuery(bbox=box)).total == 0


def test_filters_hold_on_the_map(index: EmbeddedIndex) -> None:
    query = SheetQuery(facets={"family": ("mutuelle",)})
    total = index.search(SheetQuery(facets=query.facets, bbox=LORRAINE)).total
    markers = index.clusters(query, LORRAINE)
    assert sum(marker.count for marker in markers) == total
    assert {marker.marker for marker in markers if marker.count == 1} == {"mutuelle"}


def test_an_empty_index_has_no_marker(tmp_path: Path) -> None:
    assert built(tmp_path).clusters(SheetQuery(), WORLD) == []


def test_cells_are_quarters_of_quarters() -> None:
    assert project(0, 0) == (0.5, 0.5)
    assert project(90, -180) == (0, pytest.approx(0, abs=1e-9))
    quarters = [cell(lat, lon) >> 2 * (DEPTH - 1) for lat in (45, -45) for lon in (-90, 90)]
    assert quarters == [0, 1, 2, 3]
    assert cell(-90, 180) == 4**DEPTH - 1
    assert cell(48.69, 6.18) >> 10 == cell(48.6901, 6.1801) >> 10
