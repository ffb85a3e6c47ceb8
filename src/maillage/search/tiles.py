"""Squares of the web map as words of the index, so that a disc on it is a few hundred words.

A cell number (`grid.cell`) in hexadecimal has ten digits, and each digit cuts a square in sixteen:
its beginnings name the squares that hold the position, one inside the other.
"""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .grid import project, spread

#: A position is indexed by the beginnings of its number of these lengths: squares of 156 km to
#: 150 m at the equator, two thirds of that in France.
LENGTHS = range(4, 10)
MAX_RADIUS = 200
#: The smallest squares are at most this share of the radius: what a disc gains or loses at its rim.
_FINENESS = 16
_EARTH = 6371.0088  # mean radius in km (IUGG)

_Array = NDArray[np.float64]


def tiles_of(cell: int) -> str:
    """Return the words of a position, joined by spaces, from the number of its cell."""
    number = f"{cell:010x}"
    return f"#{number[:4]} #{number[:5]} #{number[:6]} #{number[:7]} #{number[:8]} #{number[:9]}"


@lru_cache(maxsize=256)
def disc(lat: float, lon: float, radius_km: float) -> tuple[str, ...]:
    """Return the words of the squares that lie within a radius, or whose centre does at the rim.

    Raises ValueError for a radius that is not above 0 and at most 200 km.
    """
    if not 0 < radius_km <= MAX_RADIUS:
        raise ValueError(f"Le rayon doit être entre 0 et {MAX_RADIUS} km.")
    found: list[str] = []
    x, y = _around(lat, lon, radius_km)
    for length in LENGTHS:
        west, south, east, north = _bounds(x, y, length)
        near = (
            _distance(lat, lon, np.clip(lat, south, north), _nearest(lon, west, east)) <= radius_km
        )
        x, y = x[near], y[near]
        west, south, east, north = (edge[near] for edge in (west, south, east, north))
        middle = _distance(lat, lon, (south + north) / 2, (west + east) / 2)
        size = _distance(south, west, north, east)
        # a square whose centre is half a diagonal inside the rim is inside, and then some
        whole = middle + size / 2 <= radius_km
        if length == LENGTHS[-1] or np.max(size, initial=0) * _FINENESS <= 1.5 * radius_km:
            break
        found += _words(x, y, whole, length)
        inside = np.arange(16)
        x = (4 * x[~whole][:, None] + inside // 4).ravel()
        y = (4 * y[~whole][:, None] + inside % 4).ravel()
    return (*found, *_words(x, y, whole | (middle <= radius_km), length))


def _around(
    lat: float, lon: float, radius_km: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the largest indexed squares that a disc may meet, as columns and rows."""
    size = 1 << 2 * LENGTHS[0]
    tall = math.degrees(radius_km / _EARTH)
    south, north = max(-85.0, lat - tall), min(85.0, lat + tall)
    # the widest parallel of the disc is the nearest to a pole
    wide = min(180.0, tall / math.cos(math.radians(max(abs(south), abs(north)))))
    columns = np.arange(
        math.floor((lon - wide + 180) / 360 * size), math.floor((lon + wide + 180) / 360 * size) + 1
    )
    top, bottom = (project(edge, 0)[1] for edge in (north, south))
    rows = np.arange(math.floor(top * size), min(size - 1, math.floor(bottom * size)) + 1)
    x, y = np.meshgrid(np.unique(columns % size), rows)
    return x.ravel().astype(np.int64), y.ravel().astype(np.int64)


def _words(
    x: NDArray[np.int64], y: NDArray[np.int64], taken: NDArray[np.bool_], length: int
) -> list[str]:
    numbers = spread(x[taken]) | spread(y[taken]) << 1
    return [f"#{number:0{length}x}" for number in numbers.tolist()]


def _bounds(
    x: NDArray[np.int64], y: NDArray[np.int64], length: int
) -> tuple[_Array, _Array, _Array, _Array]:
    """Return west, south, east and north of squares, in degrees."""
    size = 1 << 2 * length
    return (
        x / size * 360 - 180,
        _latitude((y + 1) / size),
        (x + 1) / size * 360 - 180,
        _latitude(y / size),
    )


def _latitude(y: _Array) -> _Array:
    return np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y))))


def _nearest(lon: float, west: _Array, east: _Array) -> _Array:
    """Return the longitude of each square nearest to `lon`, across the antimeridian too."""
    to_west, to_east = (np.abs((edge - lon + 180) % 360 - 180) for edge in (west, east))
    inside = (west <= lon) & (lon <= east)
    return np.where(inside, lon, np.where(to_west < to_east, west, east))


def _distance(
    lat: float | _Array, lon: float | _Array, other_lat: _Array, other_lon: _Array
) -> _Array:
    """Return distances between points in km, on a sphere."""
    a, b = np.radians(lat), np.radians(other_lat)
    turn = np.radians(other_lon - lon)
    square = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(turn / 2) ** 2
    return np.asarray(2 * _EARTH * np.arcsin(np.minimum(1.0, np.sqrt(square))))
