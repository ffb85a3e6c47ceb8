"""The index of registered establishments: made once for a vintage, never changed.

Words, postings and columns are arrays in files, mapped in memory (`registry_words`,
`registry_columns`); tantivy keeps the words alone, to find misspelt ones. Facets are not counted
one by one. Each establishment has a *profile*, the number of its combination of facet values (some
thousands exist); one pass counts the profiles that a search meets before any facet is chosen, and
the total and every disjunctive count are sums of those. The latest answers are kept.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self, TypeVar

import numpy as np
import tantivy
from numpy.typing import NDArray

from maillage.kernel.establishments import RegisteredEstablishment
from maillage.kernel.progress import Progress, quiet

from .. import analyser
from ..analyser import Question, read_question
from ..highlight import Highlighter
from ..query import BBox, Cluster
from ..registry import FACETS, RegistryHit, RegistryPage, RegistryQuery
from .memory import Memory
from .registry_build import Writer
from .registry_columns import ColumnFiles, Columns, Numbers
from .registry_map import in_box, markers
from .registry_words import FORM, WORD, Reading, Words
from .storage import STAMP, IndexStore

T = TypeVar("T")

_LAYOUT = 2
_KEPT_ANSWERS, _KEPT_SEARCHES = 256, 16
_SIREN = 9  # digits
_SPACES = re.compile(r"[\s.\u00a0\u202f]+")
_NUMBER = re.compile(r"\d{9}(\d{5})?", re.ASCII)
_SIRET = re.compile(r"[0-9]{14}")


def build(
    folder: Path,
    rows: Iterable[RegisteredEstablishment],
    progress: Progress = quiet,
    total: int = 0,
) -> int:
    """Make the index of a vintage in `folder` and return the number of establishments.

    `rows` come in the order of their names, which the order "name" gives back; `total` is how many
    to expect, for `progress`. What partial diffusion keeps from the public does not enter the
    index, whatever the rows hold. Raises IndexNotWritable.
    """
    writer = Writer(progress, total)
    store = IndexStore(folder, _schema(), _fingerprint())
    store.replace(writer.fill, stamp=1, prepare=lambda new: writer.write(new, rows))
    return writer.count


def _schema() -> tantivy.Schema:
    """Return the fields of the words."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(WORD, tokenizer_name="whitespace", index_option="basic")
    builder.add_integer_field(FORM, fast=True)
    builder.add_integer_field(STAMP, stored=True, fast=True)
    return builder.build()


def _fingerprint() -> str:
    return f"registry-{_LAYOUT}.{analyser.VERSION}"


@dataclass(frozen=True, slots=True)
class _Base:
    """What a search meets before any facet is chosen, and how many of it have each profile."""

    found: Numbers
    counts: NDArray[np.float64]
    reading: Reading | None = None

    @property
    def corrected(self) -> bool:
        return self.reading is not None and self.reading.corrected

    @property
    def relaxed(self) -> bool:
        return self.reading is not None and self.reading.relaxed


class RegistryIndex:
    """Reads the index that `build` made in a folder. Threads may share an instance."""

    def __init__(self, folder: Path) -> None:
        self._store = IndexStore(folder, _schema(), _fingerprint(), attach=_Open)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Return the index of a folder. Raises IndexUnavailable when there is none to read."""
        index = cls(folder)
        index._store.stamp()
        return index

    def search(self, query: RegistryQuery) -> RegistryPage:
        """Return one page of establishments and the counts. Raises IndexUnavailable."""
        question = _question(query)
        if question is None:
            return RegistryPage(0, (), {name: {} for name in FACETS})
        return self._read(lambda opened: opened.page(query, question))

    def clusters(
        self, query: RegistryQuery, bbox: BBox, *, zoom: int | None = None, max_markers: int = 500
    ) -> list[Cluster]:
        """Return at most `max_markers` markers of what has a position in `bbox`.

        Their `uid` is the SIRET, `marker` the family. Raises IndexUnavailable.
        """
        question = _question(query)
        if question is None:
            return []
        return self._read(lambda opened: opened.clusters(query, question, bbox, zoom, max_markers))

    def every(self, query: RegistryQuery, limit: int) -> Iterator[RegisteredEstablishment]:
        """Yield the establishments of a query by SIRET, up to `limit`. Raises IndexUnavailable."""
        question = _question(query)
        if question is None:
            return
        yield from self._read(lambda opened: opened.every(query, question, limit))

    def known(self, sirets: Iterable[str]) -> dict[str, RegisteredEstablishment]:
        """Return the establishments of these numbers that exist. Raises IndexUnavailable.

        What is not fourteen digits is no establishment's, and larger numbers break the engine.
        """
        numbers = [int(one) for one in sirets if _SIRET.fullmatch(one)]
        return self._read(lambda opened: opened.known(numbers))

    def _read(self, reader: Callable[["_Open"], T]) -> T:
        return self._store.read_attached(reader)


class _Open:
    """The index of one vintage, open."""

    def __init__(self, folder: Path, searcher: tantivy.Searcher) -> None:
        self._columns = Columns(folder)
        self._words = Words(ColumnFiles(folder), searcher, _schema())
        self._answers, self._searches = Memory(_KEPT_ANSWERS), Memory(_KEPT_SEARCHES)

    def page(self, query: RegistryQuery, question: Question) -> RegistryPage:
        """Return one page of establishments and the counts."""
        return self._answers.recall(query, lambda: self._page(query, question))

    def clusters(
        self,
        query: RegistryQuery,
        question: Question,
        bbox: BBox,
        zoom: int | None,
        max_markers: int,
    ) -> list[Cluster]:
        """Return the markers of a map."""

        def make() -> list[Cluster]:
            found = self._chosen(query, self._base(query, question))
            return markers(self._columns, found, bbox, zoom=zoom, max_markers=max_markers)

        key = (_bare(query), _facets(query), bbox, zoom, max_markers)
        return self._answers.recall(key, make)

    def every(
        self, query: RegistryQuery, question: Question, limit: int
    ) -> Iterator[RegisteredEstablishment]:
        """Return the establishments of a query by SIRET, up to `limit`."""
        found = self._chosen(query, self._base(query, question))
        kept = found[_least(self._columns.of("siret", found), limit)]
        return map(self._columns.read, kept.tolist())

    def known(self, sirets: list[int]) -> dict[str, RegisteredEstablishment]:
        """Return the establishments of these numbers that exist."""
        found = map(self._columns.read, self._columns.with_sirets(sirets).tolist())
        return {one.siret: one for one in found}

    # --- one search

    def _page(self, query: RegistryQuery, question: Question) -> RegistryPage:
        base = self._base(query, question)
        total, facets = self._counted(query, base)
        hits: list[RegistryHit] = []
        if query.limit > 0 and query.offset < total:
            marker = Highlighter(question, base.corrected)
            for number in self._shown(query, base).tolist():
                one = self._columns.read(number)
                hits.append(RegistryHit(one, marker.whole(one.name or one.sign)))
        return RegistryPage(total, tuple(hits), facets, base.corrected, base.relaxed)

    def _shown(self, query: RegistryQuery, base: _Base) -> Numbers:
        """Return the establishments of a page, in order; those that are equal by name."""
        found, end = self._chosen(query, base), query.offset + query.limit
        if query.sort == "siret":
            found = found[_least(self._columns.of("siret", found), end)]
        elif query.sort == "size":
            profile = self._columns.of("profile", found)
            found = found[_least(self._columns.profiles.ranks[profile], end)]
        elif query.sort == "relevance" and base.reading:
            found = found[_least(-self._words.scores(base.reading, found), end)]
        return found[query.offset : end]

    def _base(self, query: RegistryQuery, question: Question) -> _Base:
        """Return what is found before facets are chosen: words are understood without them."""

        def make() -> _Base:
            attempts = self._attempts(query, question)
            first = next(attempts)
            if len(first.found):
                return first
            return next((base for base in attempts if len(base.found)), first)

        return self._searches.recall(_bare(query), make)

    def _attempts(self, query: RegistryQuery, question: Question) -> Iterator[_Base]:
        """Yield what is found by the readings of the words, strictest first."""
        columns = self._columns
        if number := _number(query.text):
            is_siret = len(number) > _SIREN
            value = int(number)
            found = columns.with_sirets([value]) if is_siret else columns.with_siren(value)
            yield self._tried(query, found)
        elif question.compounds:
            for reading in self._words.readings(question):
                yield self._tried(query, self._words.matching(reading), reading)
        elif query.places:
            yield self._tried(replace(query, places=()), columns.at(query.places))
        else:
            yield self._tried(query, columns.everyone)

    def _tried(self, query: RegistryQuery, found: Numbers, reading: Reading | None = None) -> _Base:
        """Return what remains where all else that is asked for holds, but facets."""
        columns = self._columns
        if query.places:
            found = columns.only_at(query.places, found)
        if query.activity:
            found = columns.only_in(query.activity, found)
        if query.disc:
            found = found[query.disc.holds(columns.of("lat", found), columns.of("lon", found))]
        if query.bbox:
            inside = in_box(query.bbox, columns.of("lat", found), columns.of("lon", found))
            found = found[inside]
        return _Base(found, columns.counted(found), reading)

    # --- facets

    def _masks(self, query: RegistryQuery) -> dict[str, NDArray[np.bool_]]:
        """Return, for each facet chosen, which profiles have one of the values."""
        known = self._columns.profiles
        return {
            facet: np.any(known.has[facet][[v in asked for v in known.values[facet]]], axis=0)
            for facet, asked in _facets(query)
        }

    def _chosen(self, query: RegistryQuery, base: _Base) -> Numbers:
        """Return what is found that has the facets chosen."""
        has_all = np.logical_and.reduce(list(self._masks(query).values()))
        if np.all(has_all | (base.counts == 0)):
            return base.found
        return np.asarray(base.found[has_all[self._columns.of("profile", base.found)]])

    def _counted(self, query: RegistryQuery, base: _Base) -> tuple[int, dict[str, dict[str, int]]]:
        """Return the total, and the counts of each facet without the selection made in it."""
        known, masks = self._columns.profiles, self._masks(query)
        facets = {}
        for facet in FACETS:
            others = [mask for name, mask in masks.items() if name != facet]
            counts = known.has[facet] @ np.where(np.logical_and.reduce(others), base.counts, 0)
            found = zip(known.values[facet], counts.tolist(), strict=True)
            facets[facet] = {value: int(count) for value, count in found if count}
        has_all = np.logical_and.reduce(list(masks.values()))
        return int(np.where(has_all, base.counts, 0).sum()), facets


def _least(values: NDArray[np.generic], count: int) -> NDArray[np.int64]:
    """Return the places of the `count` least values, in order; equal ones as they stand."""
    kept = np.arange(len(values))
    if 0 < count < len(values):
        kept = np.flatnonzero(values <= np.partition(values, count - 1)[count - 1])
    return kept[np.argsort(values[kept], kind="stable")][:count]


def _bare(query: RegistryQuery) -> RegistryQuery:
    """Return a query as it is before facets, order and page are chosen."""
    return replace(query, **dict.fromkeys(FACETS, ()), sort="relevance", offset=0, limit=0)  # type: ignore[arg-type]


def _facets(query: RegistryQuery) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((facet, values) for facet in FACETS if (values := getattr(query, facet)))


def _number(text: str) -> str:
    """Return the digits of a SIREN or SIRET number written with or without spaces, or nothing."""
    digits = _SPACES.sub("", text)
    return digits if _NUMBER.fullmatch(digits) else ""


def _question(query: RegistryQuery) -> Question | None:
    """Return the words asked for, None when there is text but nothing to look for in it."""
    if _number(query.text):
        return Question()
    question = read_question(query.text)
    return None if query.text.strip() and not question.compounds else question
