"""The cube, packed so that any set of communes is counted in milliseconds.

Cells are sorted by commune, with the position where each commune starts; the place of a cell in the
histogram that it adds to is computed once. So are the cells of each département and of France: a
territory that has all the communes of a département takes the latter's. The files are mapped into
memory, which processes share.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Self

import duckdb
import numpy as np
from numpy.typing import NDArray

from maillage.kernel.perimeter import BASES
from maillage.kernel.vocabularies import EmployerMark, Family, Sector, SizeClass

from .errors import VintageError
from .geography import Geography
from .places import Places

SHAPE = (len(Sector), len(SizeClass), len(EmployerMark))
_WIDTH = SHAPE[0] * SHAPE[1] * SHAPE[2]
_STATUSES = (len(Family) + 1) * BASES  # family × basis, few of which exist
_BLOCK = 1_000  # communes added at once: what that takes stays in the processor's cache
_OUTSIDE = 0  # the group of codes that are in no known département

_CODES = """
    SELECT coalesce(commune, '') AS code, count(*) AS cells
    FROM read_parquet($cube) GROUP BY 1 ORDER BY 1
"""
_CELLS = f"""
    SELECT family::INTEGER * {BASES} + basis AS status,
           (sector::INTEGER * {SHAPE[1]} + size) * {SHAPE[2]} + declared AS place,
           n::UINTEGER AS n
    FROM read_parquet($cube) ORDER BY coalesce(commune, '')
"""  # noqa: S608  (numbers of ours)


def pack(cube_parquet: Path, folder: Path, geography: Geography | None = None) -> None:
    """Write the cube of a vintage into this folder, for `Cube.open`.

    The geography only decides which communes are counted together in advance: a panorama is the
    same with another one.
    """
    with duckdb.connect() as database:
        codes = database.execute(_CODES, {"cube": str(cube_parquet)}).fetchall()
        columns = database.execute(_CELLS, {"cube": str(cube_parquet)}).fetchnumpy()
    names = [code for code, _ in codes]
    lengths = np.array([cells for _, cells in codes], np.int64)
    there = np.bincount(columns["status"], minlength=_STATUSES) > 0
    statuses = np.flatnonzero(there)
    width = len(statuses) * _WIDTH
    cells = (np.cumsum(there) - 1)[columns["status"]] * _WIDTH + columns["place"]
    groups = _groups(names, geography or Geography.load())
    of_cell = np.repeat(groups, lengths)
    many = int(groups.max(initial=0)) + 1
    by_group = np.bincount(
        of_cell * width + cells, weights=columns["n"], minlength=many * width
    ).reshape(many, width)
    by_group[_OUTSIDE] = by_group[_OUTSIDE + 1 :].sum(axis=0)  # the first row is France
    row, place = np.nonzero(by_group)
    arrays = {
        "codes": np.array(names, "U5"),
        "groups": groups,
        "statuses": statuses.astype(np.uint16),
        "offsets": np.concatenate(
            [[0], np.cumsum([*lengths, *np.bincount(row, minlength=many)])]
        ).astype(np.int64),
        "cells": np.concatenate([cells, place]).astype(np.min_scalar_type(max(width - 1, 0))),
        "counts": np.concatenate([columns["n"], by_group[row, place]]).astype(np.uint32),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)


def _groups(codes: Iterable[str], geography: Geography) -> NDArray[np.intp]:
    """Return the number of each code's département, from 1; `_OUTSIDE` where it is in none."""
    numbers = {"": _OUTSIDE}
    found = [numbers.setdefault(geography.departement_of(code), len(numbers)) for code in codes]
    return np.array(found, np.intp)


class Cube:
    """The establishments of a vintage by commune, family, basis, sector, size and employer mark.

    `statuses` are the pairs family × basis that exist, as `64 × family + basis`, where family is 0
    outside the ESS and else 1 + the place in Family.
    """

    def __init__(self, folder: Path, geography: Geography) -> None:
        def read(name: str) -> NDArray[np.integer]:
            return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))

        self.places = Places(np.load(folder / "codes.npy").tolist(), geography)
        self.statuses = read("statuses").astype(np.intp)
        self._groups = read("groups")
        self._sizes = np.bincount(self._groups, minlength=1)
        self._offsets = read("offsets")
        self._cells = read("cells")
        self._counts = read("counts")

    @classmethod
    def open(cls, folder: Path, geography: Geography | None = None) -> Self:
        """Map the packed cube of this folder into memory.

        Raises:
            VintageError: in French, when it is missing or damaged.
        """
        try:
            return cls(folder, geography or Geography.load())
        except (OSError, ValueError) as error:
            raise VintageError(
                f"Le cube {folder} manque ou est endommagé ({error}). Refaites le millésime par "
                "« maillage observatory build »."
            ) from error

    @property
    def families(self) -> NDArray[np.intp]:
        """Return the family of each status: 0 outside the ESS, else 1 + its place in Family."""
        return self.statuses // BASES

    @property
    def bases(self) -> NDArray[np.intp]:
        """Return the basis of each status."""
        return self.statuses % BASES

    def histogram(self, communes: Iterable[str]) -> NDArray[np.float64]:
        """Return the establishments of these communes by status and (sector, size, mark).

        Two dimensions, the second flattened from `SHAPE`. Each commune counts once; one without
        establishment counts for nothing, as does a code that nothing bears.
        """
        rows = self._rows(self.places.chosen(tuple(communes)))
        found = np.zeros(len(self.statuses) * _WIDTH)
        for start in range(0, len(rows), _BLOCK):
            found += self._added(rows[start : start + _BLOCK])
        return found.reshape(len(self.statuses), _WIDTH)

    def by_code(self, counted: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return, for each raw code, its establishments in the cells that `counted` tells.

        `counted` has the shape of `histogram`, flattened or not.
        """
        codes = len(self._groups)
        end = self._offsets[codes]
        if not end:
            return np.zeros(codes, np.int64)
        kept = np.where(counted.reshape(-1)[self._cells[:end]], self._counts[:end], 0)
        return np.add.reduceat(kept, self._offsets[:codes], dtype=np.int64)

    def _added(self, rows: NDArray[np.intp]) -> NDArray[np.float64]:
        starts = self._offsets[rows]
        lengths = self._offsets[rows + 1] - starts
        ends = np.cumsum(lengths)
        where = np.arange(ends[-1])
        where += np.repeat(starts - (ends - lengths), lengths)
        width = len(self.statuses) * _WIDTH
        found = np.bincount(self._cells[where], weights=self._counts[where], minlength=width)
        return found.astype(np.float64, copy=False)

    def _rows(self, chosen: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Return what to add up: codes, whole départements in place of their codes, or France.

        Codes come first in the rows, then France, then the départements.
        """
        whole = np.bincount(self._groups[chosen], minlength=len(self._sizes)) == self._sizes
        whole[_OUTSIDE] = False
        alone = np.flatnonzero(chosen & ~whole[self._groups])
        if len(whole) > 1 and whole[_OUTSIDE + 1 :].all():
            together = np.array([_OUTSIDE])
        else:
            together = np.flatnonzero(whole)
        return np.concatenate([alone, len(chosen) + together])
