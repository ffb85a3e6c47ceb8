"""The largest employers of a territory, as far as size classes tell them.

A class is not a headcount: inside a class come first the establishments that say they employ, then
the order of the SIRET, which means nothing. Names under partial diffusion are not kept.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from maillage.kernel.establishments import HIDDEN, UNNAMED
from maillage.kernel.vocabularies import EmployerMark, Family, Sector, SizeClass

from .errors import VintageError
from .geography import Geography
from .places import Places
from .vintage import PACKED_CUBE, Vintage

_LINES = "employers.csv"
_PREFIX = "employers_"
_CODES = [size.value for size in SizeClass]  # from none to the largest
_EMPLOYERS = [size.value for size in SizeClass if size.is_employer]
_TABLE = r"""
    CREATE TEMP TABLE employers AS
    -- the name is RegisteredEstablishment.shown_name
    SELECT siret,
           CASE WHEN partial THEN $hidden
                ELSE regexp_replace(
                    coalesce(name, sign, acronym, $unnamed), '[\s[:cntrl:]]+', ' ', 'g')
           END AS name,
           coalesce(commune, '') AS commune,
           list_position($codes, size) - 1 AS size, family, sector, activity, category, basis
    FROM read_parquet($registry) AS registry
    WHERE list_contains($employers, size)
    ORDER BY list_position($codes, size) DESC, declared = $yes DESC, registry.siret
"""


@dataclass(frozen=True, slots=True)
class Employer:
    """An establishment with employees; `commune` is the register's own code, maybe a former one.

    `name` says so where it may not be published; the oldest vintages have no `siret` then.
    """

    siret: str
    name: str
    commune: str
    size: SizeClass
    family: Family
    sector: Sector
    activity: str
    category: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """The largest employers, the largest class first.

    `tied` counts the establishments of the last class shown that the limit leaves out.
    """

    employers: tuple[Employer, ...] = ()
    tied: int = 0


def pack(registry: Path, folder: Path) -> None:
    """Write the employers of a vintage's registry beside its packed cube, the largest first."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = folder / _LINES
    with duckdb.connect() as database:
        values = {"codes": _CODES, "employers": _EMPLOYERS, "yes": EmployerMark.YES.code}
        names = {"hidden": HIDDEN, "unnamed": UNNAMED, "registry": str(registry)}
        database.execute(_TABLE, values | names)
        database.execute(
            "COPY (SELECT * EXCLUDE basis FROM employers) TO $lines (FORMAT csv, HEADER false)",
            {"lines": str(lines)},
        )
        columns = database.execute("SELECT commune, basis, size FROM employers").fetchnumpy()
    codes, commune = np.unique(columns["commune"].astype("U5"), return_inverse=True)
    ends = np.flatnonzero(np.fromfile(lines, np.uint8) == ord("\n")) + 1
    arrays = {
        "codes": codes,
        "commune": commune.astype(np.int32),
        "basis": columns["basis"].astype(np.uint8),
        "size": columns["size"].astype(np.uint8),
        "lines": np.concatenate([[0], ends]).astype(np.int64),
    }
    for name, array in arrays.items():
        np.save(folder / f"{_PREFIX}{name}.npy", array)


def largest(
    vintage: Vintage, communes: Iterable[str], variant: str | None = None, limit: int = 10
) -> Ranking:
    """Return the establishments of these communes that are in the largest classes.

    Raises:
        VintageError: in French, when the vintage has no such variant, or its files are damaged.
    """
    note = vintage.manifest.perimeter.variant(variant)
    return _open(vintage.folder / PACKED_CUBE).largest(communes, note.bases, limit)


class _Employers:
    """The packed employers of a vintage, mapped into memory, the largest first."""

    def __init__(self, folder: Path) -> None:
        def read(name: str) -> NDArray[np.integer]:
            return np.asarray(np.load(folder / f"{_PREFIX}{name}.npy", mmap_mode="r"))

        codes = np.load(folder / f"{_PREFIX}codes.npy")
        self._places = Places(codes.tolist(), Geography.load())
        self._commune, self._basis = read("commune"), read("basis")
        self._size, self._lines = read("size"), read("lines")
        path = folder / _LINES  # an empty file cannot be mapped
        self._text = np.memmap(path, np.uint8, "r") if path.stat().st_size else np.empty(0, "u1")

    def largest(self, communes: Iterable[str], bases: Iterable[int], limit: int) -> Ranking:
        """Return the first employers of these communes on one of these bases."""
        counts = np.zeros(256, np.bool_)
        counts[list(bases)] = True
        here = self._places.chosen(tuple(communes))[self._commune] & counts[self._basis]
        found = np.flatnonzero(here)
        shown, left = found[:limit], self._size[found[limit:]]
        tied = int((left == self._size[shown[-1]]).sum()) if len(shown) else 0
        return Ranking(tuple(map(_employer, csv.reader(map(self._line, shown)))), tied)

    def _line(self, row: int) -> str:
        return self._text[self._lines[row] : self._lines[row + 1]].tobytes().decode()


def _employer(line: list[str]) -> Employer:
    siret, name, commune, size, family, sector, activity, category = line
    return Employer(
        siret,
        name,
        commune,
        SizeClass.of(_CODES[int(size)]),
        Family.of(family),
        Sector.of(sector),
        activity,
        category,
    )


@lru_cache(maxsize=8)
def _open(folder: Path) -> _Employers:
    try:
        return _Employers(folder)
    except (OSError, ValueError) as error:
        raise VintageError(
            f"La liste des employeurs de {folder} manque ou est endommagée ({error}). Refaites le "
            "millésime par « maillage observatory build »."
        ) from error
