"""Lambert-93, the projection of the register's positions, and WGS 84 degrees.

Lambert-93 is a secant conformal conic projection of metropolitan France on the ellipsoid IAG GRS 80
(RGF93), within some decimetres of WGS 84. Source: IGN, NTG 71, « Projection cartographique conique
conforme de Lambert », algorithms ALG0002 and ALG0004 and the constants of Lambert-93 (décret
n° 2000-1276 du 26 décembre 2000).
"""

import numpy as np
from numpy.typing import NDArray

_EXPONENT = 0.7256077650532670
_CONSTANT = 11_754_255.4261  # m
_ORIGIN_X, _ORIGIN_Y = 700_000.0, 12_655_612.0499  # of the pole, m
_MERIDIAN = 3.0  # degrees east of Greenwich
_ECCENTRICITY = 0.0818191910428158
_ROUNDS = 6  # each gains two digits at least: well under a millimetre

Degrees = NDArray[np.float64]


def degrees(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[Degrees, Degrees]:
    """Return latitudes and longitudes in degrees of Lambert-93 positions in metres.

    NaN for what lies outside metropolitan France, give or take: x from 0 to 1,300 km, y from 6,000
    to 7,200 km.
    """
    inside = (x > 0) & (x < 1_300_000) & (y > 6_000_000) & (y < 7_200_000)
    east, north = np.where(inside, x, np.nan) - _ORIGIN_X, _ORIGIN_Y - y
    lon = _MERIDIAN + np.degrees(np.arctan2(east, north)) / _EXPONENT
    isometric = -np.log(np.hypot(east, north) / _CONSTANT) / _EXPONENT
    lat = 2 * np.arctan(np.exp(isometric)) - np.pi / 2
    for _round in range(_ROUNDS):
        sine = _ECCENTRICITY * np.sin(lat)
        grown = ((1 + sine) / (1 - sine)) ** (_ECCENTRICITY / 2) * np.exp(isometric)
        lat = 2 * np.arctan(grown) - np.pi / 2
    return np.degrees(lat), lon


def metres(
    lat: NDArray[np.float64], lon: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the Lambert-93 x and y, in metres, of positions in degrees (ALG0001, ALG0003)."""
    sine = np.sin(np.radians(lat))
    isometric = np.arctanh(sine) - _ECCENTRICITY * np.arctanh(_ECCENTRICITY * sine)
    radius = _CONSTANT * np.exp(-_EXPONENT * isometric)
    turn = _EXPONENT * np.radians(lon - _MERIDIAN)
    return _ORIGIN_X + radius * np.sin(turn), _ORIGIN_Y - radius * np.cos(turn)
