"""Writes the columns, the words and the postings of registered establishments.

Rows are turned into columns by batches, with next to no Python for each of them, and what
repeats itself (pieces of names, combinations of codes) is met as a number.
"""

import json
from collections.abc import Hashable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

import numpy as np
import tantivy
from numpy.typing import NDArray

from maillage.kernel.establishments import RegisteredEstablishment
from maillage.kernel.progress import Progress

from ..analyser import piece_forms
from ..grid import cells
from .registry_columns import CODED, SEPARATOR, WRITTEN, ColumnFiles, Numbers, starts_of
from .registry_words import FORM, WORD

_BATCH = 20_000
_LONGEST = 255  # words of a name: beyond, a name is as long as that


class Numbering(dict[Any, int]):
    """Gives numbers to what it meets, in the order of meeting."""

    def __missing__(self, key: Hashable) -> int:
        self[key] = number = len(self)
        return number


class Writer:
    """Writes the establishments; `count` is their number."""

    def __init__(self, progress: Progress, total: int) -> None:
        self.count = 0
        self._progress = progress
        self._total = total
        self._codes = {name: Numbering() for name in CODED}
        self._pieces = Numbering()
        self._columns: dict[str, list[NDArray[Any]]] = {}
        self._words: list[str] = []

    def write(self, folder: Path, rows: Iterable[RegisteredEstablishment]) -> None:
        """Write the files of every row."""
        files = ColumnFiles(folder)
        with files.path("texts", "bin").open("wb") as texts:
            texts.write(SEPARATOR.encode())  # an empty file could not be mapped
            for batch in _batches(rows):
                self._add(batch, texts)
                self.count += len(batch)
                self._progress("index", self.count, max(self._total, self.count))
        self._write_columns(files)
        self._write_words(files)

    def fill(self, index: tantivy.IndexWriter) -> None:
        """Add each word, under the number of its form, to the index that finds misspelt ones."""
        for number, word in enumerate(self._words):
            document = tantivy.Document()
            document.add_text(WORD, word)
            document.add_integer(FORM, number)
            index.add_document(document)

    # --- rows to columns

    def _add(self, batch: list[RegisteredEstablishment], texts: IO[bytes]) -> None:
        # the fields of all the rows: a tuple of names, one of families…
        rows: Any = RegisteredEstablishment._make(zip(*batch, strict=True))
        for name, parts in CODED.items():
            keys = zip(*(getattr(rows, part) for part in parts), strict=True)
            self._put(name, map(self._codes[name].__getitem__, keys), np.int32, len(batch))
        self._put("siret", map(int, rows.siret), np.int64, len(batch))
        lat, lon = (np.array(axis, np.float64) for axis in (rows.lat, rows.lon))  # None gives NaN
        is_placed = ~np.isnan(lat)
        cell = np.zeros(len(batch), np.int64)
        cell[is_placed] = cells(lat[is_placed], lon[is_placed])
        self._columns.setdefault("lat", []).append(lat)
        self._columns.setdefault("lon", []).append(lon)
        self._columns.setdefault("cell", []).append(cell)

        lines = zip(*(getattr(rows, part) for part in WRITTEN), strict=True)
        written = [line.encode() for line in map(SEPARATOR.join, lines)]
        texts.write(b"".join(written))
        self._put("texts", map(len, written), np.int64, len(batch))

        names = map(" ".join, zip(rows.name, rows.acronym, rows.sign, strict=True))
        split = [name.split() for name in names]
        sizes = [len(pieces) for pieces in split]
        numbers = map(self._pieces.__getitem__, chain.from_iterable(split))
        self._put("sizes", sizes, np.int32, len(batch))
        self._put("pieces", numbers, np.int32, sum(sizes))

    def _put(self, name: str, values: Iterable[Any], kind: type, count: int) -> None:
        self._columns.setdefault(name, []).append(np.fromiter(values, kind, count))

    def _taken(self, name: str, kind: type = np.int32) -> NDArray[Any]:
        """Return the whole of a column, which is no longer kept."""
        return np.concatenate([np.zeros(0, kind), *self._columns.pop(name, [])])

    # --- columns to files

    def _write_columns(self, files: ColumnFiles) -> None:
        codes: dict[str, list[Any]] = {name: list(own) for name, own in self._codes.items()}
        # Sites in the order of what contains them: a territory is a few runs of sites.
        order = sorted(range(len(codes["site"])), key=lambda n: codes["site"][n][-1][::-1])
        codes["site"] = [codes["site"][number] for number in order]
        _write_lists(files, "places", "place-sites", (places for *_, places in codes["site"]))
        site = np.argsort(order)[self._taken("site")].astype(np.int32)
        files["site"], files["by-site"] = site, np.argsort(site, kind="stable").astype(np.int32)
        files["site-starts"] = starts_of(np.bincount(site, minlength=len(order)))
        files["siret"] = siret = self._taken("siret", np.int64)
        files["by-siret"] = np.argsort(siret)
        for name in ("profile", "activity", "status", "created"):
            files[name] = _narrow(self._taken(name), len(codes[name]))
        for name in ("lat", "lon"):
            files[name] = self._taken(name, np.float64)
        files["cell"] = self._taken("cell", np.int64)
        files["texts-starts"] = 1 + starts_of(self._taken("texts", np.int64))
        files.path("codes", "json").write_text(json.dumps(codes, ensure_ascii=False), "utf-8")

    # --- words

    def _write_words(self, files: ColumnFiles) -> None:
        forms = Numbering()
        of_pieces = [[forms[form] for form in piece_forms(piece)] for piece in self._pieces]
        # Forms are numbered again in the order of their words: a beginning is a run of numbers.
        ordered = sorted(forms)
        order = np.argsort(np.array([forms[form] for form in ordered], np.int64))
        self._words = [word for word, _ in ordered]
        files.write_texts("words", self._words)
        _write_lists(files, "stems", "stem-forms", (stems for _, stems in ordered))
        flat, starts = _flat(of_pieces)
        self._write_postings(files, order[flat], starts)

    def _write_postings(
        self, files: ColumnFiles, forms: Numbers, starts: NDArray[np.int64]
    ) -> None:
        """Write the establishments of each form, from the forms of each piece."""
        parts, lengths, first = [], [np.zeros(0, np.int64)], 0
        batches = (self._columns.pop(name, []) for name in ("sizes", "pieces"))
        for sizes, pieces in zip(*batches, strict=True):
            owner = np.repeat(np.arange(first, first + len(sizes)), sizes)
            count = np.diff(starts)[pieces]
            skipped = starts[pieces] - starts_of(count)[:-1]
            place = np.arange(count.sum()) + np.repeat(skipped, count)
            parts.append(forms[place] << 32 | np.repeat(owner, count))
            lengths.append(np.bincount(np.repeat(owner, count) - first, minlength=len(sizes)))
            first += len(sizes)
        pairs = np.concatenate([np.zeros(0, np.int64), *parts])
        del parts
        pairs.sort()
        pairs = pairs[np.diff(pairs, prepend=-1) != 0]  # a name that repeats a word has it once
        files["postings"] = (pairs & 0xFFFFFFFF).astype(np.int32)
        files["postings-starts"] = starts_of(np.bincount(pairs >> 32, minlength=len(self._words)))
        files["length"] = np.minimum(np.concatenate(lengths), _LONGEST).astype(np.uint8)


def _write_lists(files: ColumnFiles, texts: str, name: str, owned: Iterable[Iterable[str]]) -> None:
    """Write all texts that things own, and for each the numbers of those that own it."""
    owners: dict[str, list[int]] = {}
    for number, own in enumerate(owned):
        for text in own:
            owners.setdefault(text, []).append(number)
    files.write_texts(texts, sorted(owners))
    files[name], files[f"{name}-starts"] = _flat([owners[text] for text in sorted(owners)])


def _flat(lists: list[list[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return lists of numbers one after the other, and where each begins."""
    sizes = [len(one) for one in lists]
    return np.fromiter(chain.from_iterable(lists), np.int64, sum(sizes)), starts_of(sizes)


def _narrow(codes: NDArray[Any], count: int) -> NDArray[Any]:
    return codes.astype(np.min_scalar_type(count))


def _batches(rows: Iterable[RegisteredEstablishment]) -> Iterator[list[RegisteredEstablishment]]:
    """Cut the rows in batches, without what partial diffusion keeps from the public."""
    waiting = iter(rows)
    while batch := [row.withheld() if row.partial else row for row in islice(waiting, _BATCH)]:
        yield batch
