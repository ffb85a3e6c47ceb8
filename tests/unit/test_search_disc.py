"""Discs and cells of the map's grid."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from maillage.search.disc import Disc
from maillage.search.grid import cell, cells

LATITUDES, LONGITUDES = st.floats(-60, 60), st.floats(-180, 180, exclude_max=True)


@given(st.lists(st.tuples(st.floats(-90, 90), LONGITUDES), min_size=1))
def test_cells_of_many_are_those_of_each(places: list[tuple[float, float]]) -> None:
    lat, lon = np.array(places).T
    found = cells(lat, lon).tolist()
    # numpy's functions and C's may part a position that lies on an edge
    assert all(one == cell(*place) or _beside(one, cell(*place)) for one, place in zip(
        found, places, strict=True
    ))  # fmt: skip


def _beside(one: int, other: int) -> bool:
    def axes(number: int) -> tuple[int, int]:
        bits = f"{number:040b}"
        return int(bits[::2], 2), int(bits[1::2], 2)

    return all(abs(a - b) <= 1 for a, b in zip(axes(one), axes(other), strict=True))


def distance(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the distance of two points in km, by the law of cosines."""
    a, b, turn = map(math.radians, (lat, other_lat, other_lon - lon))
    cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(turn)
    return 6371.0088 * math.acos(max(-1.0, min(1.0, cosine)))


@given(
    LATITUDES,
    LONGITUDES,
    st.sampled_from([2, 5, 10, 50, 200]),
    st.floats(0, 2),
    st.floats(0, 2 * math.pi),
)
def test_a_disc_holds_what_is_near(
    lat: float, lon: float, radius: float, share: float, bearing: float
) -> None:
    north = share * radius * math.cos(bearing) / 111.2
    east = share * radius * math.sin(bearing) / 111.2 / math.cos(math.radians(lat))
    place = lat + north, (lon + east + 180) % 360 - 180
    away = distance(lat, lon, *place) / radius
    assume(not 0.999 < away < 1.001)
    (inside,) = Disc(lat, lon, radius).holds(*(np.array([axis]) for axis in place))
    assert inside == (away < 1)


def test_no_position_is_in_no_disc() -> None:
    nowhere = np.array([math.nan])
    assert not Disc(48.69, 6.18, 200).holds(nowhere, nowhere).any()


@pytest.mark.parametrize("radius", [0, -1, 201, math.nan])
def test_an_impossible_radius_is_refused(radius: float) -> None:
    with pytest.raises(ValueError, match="Le rayon doit être"):
        Disc(48.69, 6.18, radius).holds(np.zeros(1), np.zeros(1))
