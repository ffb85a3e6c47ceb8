"""Where the fictitious units are: real communes, weighted by population."""

from collections.abc import Mapping
from functools import cache
from itertools import accumulate
from math import nan
from typing import Any, NamedTuple

import numpy as np

from maillage.observatory.lambert import metres
from maillage.observatory.sources import cog

FAVOURED = "44"  # Grand Est, which the demonstration is about
_FAVOUR = 2.5
_ADDED = 60  # inhabitants: the smallest communes have associations too
_LOCAL_LAW = ("57", "67", "68")
_OVERSEAS = ("97", "98")


class _Place(NamedTuple):
    code: str
    name: str
    departement: str
    population: int
    postal_code: str
    lat: float  # NaN overseas, where Lambert-93 does not hold, and where the reference has none
    lon: float


@cache
def communes() -> Mapping[str, list[Any]]:
    """Return the columns of the communes, arrondissements of the three cities in their place.

    `least` is the share of the draw, in [0, 1), from which a commune is drawn; `former` a code that
    it had before a merger; `x` and `y` are metres in Lambert-93, None overseas.
    """
    data = cog.read()
    departements = {row[0]: row for row in data["departements"]}
    regions = {row[0]: row[1] for row in data["regions"]}
    former = {current: code for code, _, current in data["former_communes"] if code != current}
    places = _places(data)
    region = {code: row[3] for code, row in departements.items()}
    weights = [
        (place.population + _ADDED) * (_FAVOUR if region[place.departement] == FAVOURED else 1)
        for place in places
    ]
    total = sum(weights)
    lat, lon = (np.array([getattr(place, axis) for place in places]) for axis in ("lat", "lon"))
    return {
        "least": [passed / total for passed in accumulate(weights[:-1], initial=0)],
        "code": [place.code for place in places],
        "commune_name": [place.name for place in places],
        "departement": [place.departement for place in places],
        "departement_name": [departements[place.departement][1] for place in places],
        "region_name": [regions.get(region[place.departement], "") for place in places],
        "local_law": [place.departement in _LOCAL_LAW for place in places],
        "former": [former.get(place.code) for place in places],
        "postal_code": [place.postal_code for place in places],
        **{
            axis: [None if np.isnan(one) else float(one) for one in values]
            for axis, values in zip("xy", metres(lat, lon), strict=True)
        },
    }


def _places(data: Mapping[str, Any]) -> list[_Place]:
    """Return the places by code."""
    divided = {row[3] for row in data["arrondissements"]}
    rows = [
        (code, name, dep, population, postal_code, position)
        for code, name, _, dep, _, population, postal_code, *position in data["communes"]
        if code not in divided
    ] + [
        (code, name, city[:2], population, postal_code, position)
        for code, name, _, city, population, postal_code, *position in data["arrondissements"]
    ]
    return [
        _Place(
            code,
            name,
            dep,
            population or 0,
            postal_code[:5],  # the first of several
            *(position[:2] if position and dep[:2] not in _OVERSEAS else (nan, nan)),
        )
        for code, name, dep, population, postal_code, position in sorted(rows)
    ]
