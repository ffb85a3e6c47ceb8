"""Registered establishments in columns: files that are mapped in memory, not read.

Establishments are numbered in the order of their names, and a column holds something of each: a
number, a position, or a *code*, the place of its value in a list of `codes.json`. Whatever a search
counts or restricts is an operation on whole columns; a list of establishments is an array of their
numbers, ascending.
"""

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.kernel.establishments import RegisteredEstablishment
from maillage.kernel.vocabularies import SizeClass

from ..registry import FACETS

Numbers = NDArray[np.integer[Any]]
#: What an establishment is made of by code, as fields of it; the first are the facets.
CODED = {
    "profile": ("family", "sector", "size", "declared", "variants"),
    "activity": ("activity",),
    "status": ("category", "basis", "conflict", "headquarters", "partial", "approximate"),
    "created": ("created",),
    "site": ("commune", "postal_code", "places"),
}
#: What is written of each as text.
WRITTEN = ("name", "acronym", "sign", "address")
SEPARATOR = "\x1f"
_NIC = 10**5
_SIZES = {size.value: rank for rank, size in enumerate(SizeClass)}


class ColumnFiles:
    """The files of a folder: arrays and lists of texts, each by its name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __getitem__(self, name: str) -> NDArray[Any]:
        """Return the array of that name. Raises OSError or ValueError where it is damaged."""
        # a plain view: operations on numpy's own class of mapped arrays are slower
        return np.load(self.path(name), mmap_mode="r").view(np.ndarray)  # type: ignore[no-any-return]

    def __setitem__(self, name: str, values: NDArray[Any]) -> None:
        np.save(self.path(name), values)

    def path(self, name: str, suffix: str = "npy") -> Path:
        """Return the file of that name."""
        return self._folder / f"{name}.{suffix}"

    def texts(self, name: str) -> "Texts":
        """Return the texts of that name."""
        return Texts(self[name], self[f"{name}-starts"])

    def write_texts(self, name: str, texts: Iterable[str]) -> None:
        """Write sorted texts."""
        written = [text.encode() for text in texts]
        self[name] = np.frombuffer(b"".join(written), np.uint8)
        self[f"{name}-starts"] = starts_of([len(text) for text in written])


def starts_of(sizes: Sequence[int] | Numbers) -> NDArray[np.int64]:
    """Return where each of several things of these sizes begins, one after the other, and ends."""
    starts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    return starts


class Texts(Sequence[bytes]):
    """Texts of a file; sorted ones can be looked up."""

    def __init__(self, written: NDArray[np.uint8], starts: NDArray[np.int64]) -> None:
        # one by one, numbers are read faster from a view than from an array
        self._bytes, self._starts = memoryview(written.data), memoryview(starts.data)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, place: Any) -> Any:
        return bytes(self._bytes[self._starts[place] : self._starts[place + 1]])

    def span(self, text: str, *, begun: bool = False) -> tuple[int, int]:
        """Return where the texts equal to `text`, or that it begins, start and end."""
        sought = text.encode()
        low = bisect_left(self, sought)
        # no UTF-8 holds the byte 255
        return low, bisect_left(self, sought + (b"\xff" if begun else b"\0"), low)


@dataclass(frozen=True, slots=True)
class Profiles:
    """The combinations of facet values that exist.

    `values` of each facet, and in `has` which of them (rows) each profile (columns) has, as numbers
    to count with; `ranks` put the largest size class first.
    """

    values: Mapping[str, tuple[str, ...]]
    has: Mapping[str, NDArray[np.float64]]
    ranks: NDArray[np.int8]

    @classmethod
    def of(cls, rows: Sequence[Sequence[Any]]) -> "Profiles":
        """Return the profiles of a list: a value of each facet, and several variants."""
        values, has = {}, {}
        for facet, column in zip(FACETS, zip(*rows, strict=True), strict=False):
            own = [(one,) if isinstance(one, str) else one for one in column]
            values[facet] = tuple(sorted({value for one in own for value in one}))
            has[facet] = np.array([[v in one for one in own] for v in values[facet]], np.float64)
            has[facet] = has[facet].reshape(len(values[facet]), len(rows))
        for facet in FACETS if not rows else ():
            values[facet], has[facet] = (), np.zeros((0, 0))
        return cls(values, has, np.array([-_SIZES.get(row[2], 0) for row in rows], np.int8))


class Columns:
    """The establishments of a folder that `registry_build` filled."""

    def __init__(self, folder: Path) -> None:
        self.files = files = ColumnFiles(folder)
        self._codes: dict[str, list[Any]] = json.loads(files.path("codes", "json").read_bytes())
        self.profiles = Profiles.of(self._codes["profile"])
        self._columns = {name: files[name] for name in (*CODED, "siret", "lat", "lon", "cell")}
        self._by_siret, self._by_site = files["by-siret"], files["by-site"]
        self._site_starts = files["site-starts"]
        self._places = files.texts("places")
        self._place_sites, self._place_starts = files["place-sites"], files["place-sites-starts"]
        texts: NDArray[np.uint8] = np.memmap(files.path("texts", "bin"), np.uint8, "r")
        self._texts = Texts(texts.view(np.ndarray), files["texts-starts"])
        self.count = len(self._columns["siret"])
        if any(len(column) != self.count for column in self._columns.values()):
            raise ValueError("Columns of unequal lengths.")

    @cached_property
    def everyone(self) -> Numbers:
        """Return the numbers of all the establishments."""
        return np.arange(self.count, dtype=np.int32)

    def of(self, name: str, found: Numbers) -> NDArray[Any]:
        """Return a column for some establishments."""
        column = self._columns[name]
        return column if len(found) == len(column) else column[found]

    def counted(self, found: Numbers) -> NDArray[np.float64]:
        """Return how many establishments have each profile."""
        counts = np.bincount(self.of("profile", found), minlength=len(self.profiles.ranks))
        return counts.astype(np.float64)

    # --- which establishments

    def with_siren(self, siren: int) -> Numbers:
        """Return the establishments of a legal unit."""
        return self._between(siren * _NIC, (siren + 1) * _NIC)

    def with_sirets(self, sirets: Sequence[int]) -> Numbers:
        """Return the establishments of these numbers that exist."""
        return distinct([self._between(siret, siret + 1) for siret in sirets])

    def _between(self, low: int, high: int) -> Numbers:
        bounds = np.searchsorted(self._columns["siret"], [low, high], sorter=self._by_siret)
        return np.sort(self._by_siret[slice(*bounds)])

    def at(self, places: Iterable[str]) -> Numbers:
        """Return the establishments of some territories."""
        spans = runs(self._sites(places))
        starts = self._site_starts
        return distinct([self._by_site[starts[low] : starts[high]] for low, high in spans])

    def only_at(self, places: Iterable[str], found: Numbers) -> Numbers:
        """Return which establishments are in some territories."""
        is_there = np.zeros(len(self._codes["site"]), np.bool_)
        is_there[self._sites(places)] = True
        return np.asarray(found[is_there[self.of("site", found)]])

    def only_in(self, activities: tuple[str, ...], found: Numbers) -> Numbers:
        """Return which establishments have an activity that one of these codes begins."""
        own = [code.startswith(activities) for (code,) in self._codes["activity"]]
        return np.asarray(found[np.array(own, np.bool_)[self.of("activity", found)]])

    def _sites(self, places: Iterable[str]) -> NDArray[np.int64]:
        starts = self._place_starts
        spans = [self._places.span(place) for place in places]
        return distinct([self._place_sites[starts[low] : starts[high]] for low, high in spans])

    # --- one establishment

    def siret(self, number: int) -> str:
        """Return the SIRET of an establishment."""
        return f"{self._columns['siret'][number]:014}"

    def read(self, number: int) -> RegisteredEstablishment:
        """Return an establishment."""
        texts = self._texts[number].decode().split(SEPARATOR)
        fields: dict[str, Any] = dict(zip(WRITTEN, texts, strict=True))
        for name, parts in CODED.items():
            fields.update(zip(parts, self._codes[name][self._columns[name][number]], strict=True))
        lat, lon = (float(self._columns[axis][number]) for axis in ("lat", "lon"))
        # NaN is not equal to itself
        fields["lat"], fields["lon"] = (lat, lon) if lat == lat else (None, None)
        fields["places"], fields["variants"] = map(tuple, (fields["places"], fields["variants"]))
        return RegisteredEstablishment(self.siret(number), **fields)


def distinct(lists: Sequence[Numbers]) -> NDArray[Any]:
    """Return the numbers of all the lists once, ascending."""
    numbers = np.concatenate(lists) if lists else np.zeros(0, np.int64)
    # NumPy's own `unique` is slow on some series of numbers
    numbers.sort()
    return np.asarray(numbers[np.diff(numbers, prepend=-1) != 0])


def runs(numbers: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Yield where each run of ascending numbers that follow each other starts and ends."""
    breaks = np.flatnonzero(np.diff(numbers) != 1)
    first = numbers[np.concatenate([[0], breaks + 1])] if len(numbers) else numbers
    last = numbers[np.concatenate([breaks, [-1]])] if len(numbers) else numbers
    return zip(first.tolist(), (last + 1).tolist(), strict=True)
