"""What lies within a radius of a point on the Earth."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MAX_RADIUS = 200
_EARTH = 6371.0088  # mean radius in km (IUGG)
_DEGREE = math.radians(_EARTH)  # km along a meridian

_Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Disc:
    """What lies within `radius_km` of a point in WGS 84 degrees."""

    lat: float
    lon: float
    radius_km: float

    def holds(self, lat: _Array, lon: _Array) -> NDArray[np.bool_]:
        """Say which positions in degrees lie inside; NaN is nowhere.

        Raises ValueError for a radius that is not above 0 and at most 200 km.
        """
        if not 0 < self.radius_km <= MAX_RADIUS:
            raise ValueError(f"Le rayon doit être entre 0 et {MAX_RADIUS} km.")
        inside = np.abs(lat - self.lat) * _DEGREE <= self.radius_km * 1.001
        # distances are worked out only where the latitude does not settle it
        near = np.flatnonzero(inside)
        inside[near] = self._distance(lat[near], lon[near]) <= self.radius_km
        return inside

    def _distance(self, lat: _Array, lon: _Array) -> _Array:
        """Return distances from the centre in km, on a sphere."""
        a, b = math.radians(self.lat), np.radians(lat)
        turn = np.radians(lon - self.lon)
        square = np.sin((b - a) / 2) ** 2 + math.cos(a) * np.cos(b) * np.sin(turn / 2) ** 2
        return np.asarray(2 * _EARTH * np.arcsin(np.minimum(1.0, np.sqrt(square))))
