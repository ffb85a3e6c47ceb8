"""Registered establishments as documents of tantivy, and back.

`pk` is the SIRET; `keys` holds, as words, all else that one can ask for by a code; `shown` the
establishment itself; `profile` the number of its combination of facet values, whose list closes the
index: an establishment has one value of each, and several variants.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np
import tantivy
from numpy.typing import NDArray

from maillage.kernel.establishments import RegisteredEstablishment
from maillage.kernel.progress import Progress
from maillage.kernel.vocabularies import SizeClass

from ..grid import cells
from ..registry import FACETS
from ..tiles import tiles_of
from .storage import STAMP
from .text import Zone, add_terms, declare

ZONES = (Zone("name", 1.0, is_name=True),)
KEYS = "keys"
PROFILE = "profile"
RANK = "rank"
POSITION = "position"
PROFILES_KEY = "profiles:"

_BATCH = 20_000
_SEPARATOR = "\x1f"
_SIZES = {size.value: rank for rank, size in enumerate(SizeClass)}
_TRUTH = {True: "1", False: ""}
#: Family, sector, size and employer mark, then the variants.
Profile = tuple[str, str, str, str, tuple[str, ...]]


def schema() -> tantivy.Schema:
    """Return the fields of the index."""
    builder = tantivy.SchemaBuilder()
    declare(builder, ZONES)
    builder.add_text_field(KEYS, tokenizer_name="whitespace", index_option="basic")
    for name in ("pk", "cell"):
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in (POSITION, RANK, PROFILE):
        builder.add_integer_field(name, fast=True)
    for name in ("lat", "lon"):
        builder.add_float_field(name, fast=True)
    builder.add_integer_field(STAMP, stored=True, fast=True)
    builder.add_bytes_field("shown", stored=True)
    return builder.build()


class Writer:
    """Fills an index; `count` is the number of establishments written."""

    def __init__(self, progress: Progress, total: int) -> None:
        self.count = 0
        self._progress = progress
        self._total = total
        self._profiles: dict[Profile, tuple[int, str]] = {}

    def fill(self, index: tantivy.IndexWriter, rows: Iterable[RegisteredEstablishment]) -> None:
        """Add every row, then the list of profiles."""
        for batch in _batches(rows):
            for row, cell in zip(batch, _cells(batch), strict=True):
                index.add_document(self._document(row, cell))
                self.count += 1
            self._progress("index", self.count, max(self._total, self.count))
        closing = tantivy.Document()
        closing.add_text(KEYS, PROFILES_KEY)
        closing.add_bytes("shown", json.dumps(list(self._profiles)).encode())
        index.add_document(closing)

    def _document(self, row: RegisteredEstablishment, cell: int) -> tantivy.Document:
        document = tantivy.Document()
        add_terms(document, "name", row.name, row.acronym, row.sign)
        siret, lat, lon = row.siret, row.lat, row.lon
        profile = (row.family, row.sector, row.size, row.declared, row.variants)
        number, facets = self._profiles.get(profile) or self._new(profile)
        keys = f"{siret[:9]} activity:{row.activity} {' '.join(row.places)} {facets}"
        if lat is not None and lon is not None:
            keys = f"{keys} {tiles_of(cell)}"
            document.add_integer("cell", cell)
            document.add_float("lat", lat)
            document.add_float("lon", lon)
        document.add_text(KEYS, keys)
        document.add_integer("pk", int(siret))
        document.add_integer(POSITION, self.count)
        document.add_integer(RANK, _SIZES.get(row.size, 0))
        document.add_integer(PROFILE, number)
        document.add_bytes("shown", _written(row).encode())
        return document

    def _new(self, profile: Profile) -> tuple[int, str]:
        """Number a profile met for the first time, and write the words it can be asked for by."""
        *values, variants = profile
        words = [f"{facet}:{value}" for facet, value in zip(FACETS, values, strict=False)]
        words += [f"{FACETS[-1]}:{variant}" for variant in variants]
        self._profiles[profile] = len(self._profiles), " ".join(words)
        return self._profiles[profile]


def read(document: tantivy.Document) -> RegisteredEstablishment:
    """Return the establishment that a document shows."""
    texts = (document.get_first("shown") or b"").decode().split(_SEPARATOR)
    found = RegisteredEstablishment(*texts)
    return found._replace(
        basis=int(texts[6]),
        conflict=bool(texts[7]),
        headquarters=bool(texts[12]),
        partial=bool(texts[17]),
        lat=float(texts[18]) if texts[18] else None,
        lon=float(texts[19]) if texts[19] else None,
        approximate=bool(texts[20]),
        places=tuple(texts[21].split()),
        variants=tuple(texts[22].split()),
    )


def _written(row: RegisteredEstablishment) -> str:
    """Write the fields of an establishment in their order, as `read` takes them."""
    lat, lon, approximate, places, variants = row[18:]
    texts: list[str] = [*row[:18]]  # type: ignore[list-item]
    texts[6:8] = str(row.basis), _TRUTH[row.conflict]
    texts[12], texts[17] = _TRUTH[row.headquarters], _TRUTH[row.partial]
    ends = f"{_TRUTH[approximate]}{_SEPARATOR}{' '.join(places)}{_SEPARATOR}{' '.join(variants)}"
    position = _SEPARATOR if lat is None else f"{lat}{_SEPARATOR}{lon}"
    return f"{_SEPARATOR.join(texts)}{_SEPARATOR}{position}{_SEPARATOR}{ends}"


def _batches(rows: Iterable[RegisteredEstablishment]) -> Iterator[list[RegisteredEstablishment]]:
    """Cut the rows in batches, without what partial diffusion keeps from the public."""
    waiting = iter(rows)
    while batch := [row.withheld() if row.partial else row for row in islice(waiting, _BATCH)]:
        yield batch


def _cells(batch: list[RegisteredEstablishment]) -> list[int]:
    """Return the cell of each row, 0 where it has no position."""
    places: NDArray[np.float64] = np.array(
        [(row.lat or 0.0, row.lon or 0.0) for row in batch], np.float64
    )
    found: list[int] = cells(places[:, 0], places[:, 1]).tolist()
    return found
