"""The establishments of a vintage's registry, one by one, placed on the map and in territories."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np

from maillage.kernel.establishments import RegisteredEstablishment
from maillage.kernel.vocabularies import EmployerMark

from . import lambert
from .geography import Geography
from .manifest import VariantNote
from .sources import cog

_BATCH = 20_000
_made = RegisteredEstablishment._make
_FIELDS = 18  # of the query below, in the order of RegisteredEstablishment; then x and y
_QUERY = r"""
    SELECT
        siret, tidy(name), tidy(acronym), tidy(sign), category, family, basis, conflict,
        coalesce(activity, ''), sector, size, $marks[list_position($codes, declared)],
        headquarters,
        coalesce(strftime(created, '%Y-%m-%d'), ''), coalesce(commune, ''),
        coalesce(postal_code, ''), tidy(address), partial,
        coalesce(x, 'nan'), coalesce(y, 'nan')
    FROM read_parquet($registry)
    ORDER BY strip_accents(lower(coalesce(name, sign))) NULLS LAST, siret
"""
_TIDY = r"""
    CREATE TEMP MACRO tidy(text) AS
        coalesce(trim(regexp_replace(text, '[\s[:cntrl:]]+', ' ', 'g')), '')
"""


class _Place(NamedTuple):
    """What a commune gives to its establishments."""

    commune: str
    places: tuple[str, ...]
    centre: tuple[float | None, float | None, bool]
    is_metropolitan: bool


def count(registry: Path) -> int:
    """Return the number of establishments of a registry."""
    with duckdb.connect() as database:
        found = database.execute("SELECT count(*) FROM read_parquet($1)", [str(registry)])
        return int((found.fetchone() or (0,))[0])


def rows(
    registry: Path, variants: Iterable[VariantNote], geography: Geography
) -> Iterator[RegisteredEstablishment]:
    """Yield every establishment of `registry.parquet`, in the order of their names.

    A metropolitan position of the register is converted; elsewhere, and where there is none, the
    commune's centre stands for it. Under partial diffusion it always does.
    """
    notes = tuple(variants)
    counting = [tuple(note.id for note in notes if basis in note.bases) for basis in range(256)]
    places: dict[str, _Place] = {}
    with duckdb.connect() as database:
        database.execute(_TIDY)
        marks = {
            "codes": [mark.code for mark in EmployerMark],
            "marks": [mark.value for mark in EmployerMark],
        }
        found = database.execute(_QUERY, {"registry": str(registry), **marks})
        while batch := found.fetchmany(_BATCH):
            for row, lat, lon in zip(batch, *_positions(batch), strict=True):
                place = places.get(row[14])
                if place is None:
                    place = places[row[14]] = _place(row[14], geography)
                partial = row[17]
                # NaN is not equal to itself
                exact = lat == lat and place.is_metropolitan and not partial
                position = (lat, lon, False) if exact else place.centre
                own = (*row[:14], place.commune, *row[15:_FIELDS], *position)
                one = _made((*own, place.places, counting[row[6]]))
                yield one.withheld() if partial else one


def _positions(batch: list[tuple[Any, ...]]) -> tuple[list[float], list[float]]:
    """Return the latitudes and longitudes of rows, NaN where they have no position."""
    x, y = (np.array([row[axis] for row in batch], np.float64) for axis in (-2, -1))
    lat, lon = lambert.degrees(x, y)
    return np.round(lat, 6).tolist(), np.round(lon, 6).tolist()


def _place(code: str, geography: Geography) -> _Place:
    commune = geography.current(code)
    lat, lon = _centres().get(code) or _centres().get(commune or "") or (None, None)
    is_metropolitan = not code.startswith(("97", "98"))
    if commune is None:
        own = (f"commune:{code}",) if code else ()
        return _Place(code, own, (lat, lon, True), is_metropolitan)
    found = [f"commune:{commune}"]
    if geography.is_arrondissement(code):
        found.append(f"arrondissement:{code}")
    above = {
        "epci": geography.epci_of(commune),
        "departement": geography.departement_of(commune),
        "region": geography.region_of(commune),
    }
    found += [f"{kind}:{own}" for kind, own in above.items() if own]
    return _Place(commune, tuple(found), (lat, lon, True), is_metropolitan)


@lru_cache(maxsize=1)
def _centres() -> dict[str, tuple[float, float]]:
    """Return the shipped positions of communes and municipal arrondissements."""
    data = cog.read()
    return {
        row[0]: (row[-3], row[-2])
        for kind in ("communes", "arrondissements")
        for row in data[kind]
        if isinstance(row[-1], int)
    }
