"""The web-map square cut in four again and again: every cell has a number (Morton code)."""

import math
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

#: Bits by axis: the finest cells measure about 38 m at the equator, 27 m in France.
DEPTH = 20
_MAX_LATITUDE = 85.05112878
_Number = TypeVar("_Number", int, NDArray[np.int64])


def cell(lat: float, lon: float) -> int:
    """Return the number of the finest cell that holds a position in degrees (40 bits).

    The cell that holds it `k` levels below the whole square is the number shifted right by
    `2 * (DEPTH - k)` bits.
    """
    x, y = project(lat, lon)
    size = 1 << DEPTH
    return spread(min(int(x * size), size - 1)) | spread(min(int(y * size), size - 1)) << 1


def cells(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the number of the finest cell of each position in degrees, as `cell` does for one."""
    size = 1 << DEPTH
    phi = np.radians(np.clip(lat, -_MAX_LATITUDE, _MAX_LATITUDE))
    y = np.clip(0.5 - np.arcsinh(np.tan(phi)) / (2 * np.pi), 0.0, 1.0)
    columns = np.minimum((lon + 180) / 360 * size, size - 1).astype(np.int64)
    rows = np.minimum(y * size, size - 1).astype(np.int64)
    return spread(columns) | spread(rows) << 1


def project(lat: float, lon: float) -> tuple[float, float]:
    """Return web-Mercator coordinates from 0 to 1, y going south."""
    phi = math.radians(max(-_MAX_LATITUDE, min(_MAX_LATITUDE, lat)))
    y = 0.5 - math.asinh(math.tan(phi)) / (2 * math.pi)
    return (lon + 180) / 360, max(0.0, min(1.0, y))


def spread(value: _Number) -> _Number:
    """Put a zero between the bits of a 20-bit number, or of each number of an array."""
    value = (value | value << 16) & 0x0000FFFF0000FFFF
    value = (value | value << 8) & 0x00FF00FF00FF00FF
    value = (value | value << 4) & 0x0F0F0F0F0F0F0F0F
    value = (value | value << 2) & 0x3333333333333333
    return (value | value << 1) & 0x5555555555555555
