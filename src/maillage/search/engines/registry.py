"""The index of registered establishments on tantivy: made once for a vintage, never changed.

Facets are not counted one by one. Each establishment has a *profile*, the number of its combination
of facet values (some thousands exist); one pass counts the profiles that a search meets before any
facet is chosen, and the total and every disjunctive count are sums of those. What has been counted
is kept, since the index does not change: choosing facets costs no further pass.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import tantivy
from numpy.typing import NDArray
from tantivy import Order, Query

from maillage.kernel.establishments import RegisteredEstablishment
from maillage.kernel.progress import Progress, quiet

from .. import analyser
from ..analyser import Question, read_question
from ..highlight import Highlighter
from ..query import BBox, Cluster
from ..registry import FACETS, RegistryHit, RegistryPage, RegistryQuery
from ..tiles import disc
from .clusters import Clusters, in_box
from .memory import Memory
from .registry_documents import (
    KEYS,
    POSITION,
    PROFILE,
    PROFILES_KEY,
    RANK,
    ZONES,
    Writer,
    read,
    schema,
)
from .storage import IndexStore
from .text import Attempt, TextQueries, any_of, filtered, ordered

_LAYOUT = 1
_HEAP = 400_000_000
_KEPT = 256
_MANY = 1000  # establishments
_FEW = 8  # words: a set of more of them is found faster than their union
_MAX_BUCKETS = 60_000
_ORDERS: dict[str, dict[str, Any]] = {
    "relevance": {},
    "name": {"order_by_field": POSITION, "order": Order.Asc},
    "size": {"order_by_field": RANK, "order": Order.Desc},
    "siret": {"order_by_field": "pk", "order": Order.Asc},
}
_SIREN = 9  # digits
_SPACES = re.compile(r"[\s.\u00a0\u202f]+")
_NUMBER = re.compile(r"\d{9}(\d{5})?", re.ASCII)


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
    store = IndexStore(folder, schema(), _fingerprint(), build_heap=_HEAP)
    store.replace(lambda index: writer.fill(index, rows), stamp=1)
    return writer.count


def _fingerprint() -> str:
    return f"registry-{_LAYOUT}.{analyser.VERSION}"


@dataclass(frozen=True, slots=True)
class _Base:
    """What a search meets before any facet is chosen: profiles, and how many have each.

    `scored` matches the same as `query`, and scores it.
    """

    query: Query
    scored: Query
    corrected: bool
    relaxed: bool
    profiles: NDArray[np.int64]
    counts: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Profiles:
    """The values of each facet, and which of them (rows) each profile (columns) has."""

    values: Mapping[str, tuple[str, ...]]
    has: Mapping[str, NDArray[np.bool_]]


class RegistryIndex:
    """Reads the index that `build` made in a folder. Threads may share an instance."""

    def __init__(self, folder: Path) -> None:
        self._schema = schema()
        self._store = IndexStore(folder, self._schema, _fingerprint())
        self._queries = TextQueries(self._schema, ZONES)
        self._memory = Memory(_KEPT)

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

        def find(searcher: tantivy.Searcher) -> RegistryPage:
            return self._memory.recall(
                searcher, query, lambda: self._page(searcher, query, question)
            )

        return self._store.read(find)

    def clusters(
        self, query: RegistryQuery, bbox: BBox, *, zoom: int | None = None, max_markers: int = 500
    ) -> list[Cluster]:
        """Return at most `max_markers` markers of what has a position in `bbox`.

        Their `uid` is the SIRET, `marker` the family. Raises IndexUnavailable.
        """
        question = _question(query)
        if question is None:
            return []

        def make(searcher: tantivy.Searcher) -> list[Cluster]:
            base = self._base(searcher, query, question)
            located = filtered(base.query, self._chosen(searcher, query, base))
            search = Clusters(searcher, self._schema, located, bbox, _marker)
            return search.find(zoom=zoom, max_markers=max_markers)

        key = (_bare(query), _facets(query), bbox, zoom, max_markers)
        return self._store.read(
            lambda searcher: self._memory.recall(searcher, key, lambda: make(searcher))
        )

    def every(self, query: RegistryQuery, limit: int) -> Iterator[RegisteredEstablishment]:
        """Yield the establishments of a query by SIRET, up to `limit`. Raises IndexUnavailable."""
        question = _question(query)
        if question is None:
            return

        def find(searcher: tantivy.Searcher) -> tuple[tantivy.Searcher, list[Any]]:
            base = self._base(searcher, query, question)
            found = filtered(base.query, self._chosen(searcher, query, base))
            hits = searcher.search(found, limit=limit, count=False, **_ORDERS["siret"]).hits
            return searcher, [address for _, address in hits]

        searcher, addresses = self._store.read(find)
        for address in addresses:
            yield read(searcher.doc(address))

    def known(self, sirets: Iterable[str]) -> dict[str, RegisteredEstablishment]:
        """Return the establishments of these numbers that exist. Raises IndexUnavailable.

        What is not fourteen digits is no establishment's, and larger numbers break the engine.
        """
        numbers = [int(one) for one in sirets if re.fullmatch(r"[0-9]{14}", one)]

        def find(searcher: tantivy.Searcher) -> dict[str, RegisteredEstablishment]:
            asked = Query.term_set_query(self._schema, "pk", numbers)
            hits = searcher.search(asked, limit=max(1, len(numbers)), count=False).hits
            found = (read(searcher.doc(address)) for _, address in hits)
            return {one.siret: one for one in found}

        return self._store.read(find)

    # --- one search

    def _page(
        self, searcher: tantivy.Searcher, query: RegistryQuery, question: Question
    ) -> RegistryPage:
        base = self._base(searcher, query, question)
        total, facets = self._counted(searcher, query, base)
        limit = min(query.limit, total - query.offset)
        hits: list[RegistryHit] = []
        if limit > 0:
            chosen = self._chosen(searcher, query, base)
            found, order = filtered(base.query, chosen), query.sort
            if order == "relevance" and not question.compounds:
                order = "name"
            elif order == "relevance":
                # Looking up the scores of what is found, if it is little, or scoring all words.
                few = base.counts.sum() <= _MANY
                found = ordered(found, base.scored) if few else filtered(base.scored, chosen)
            by = _ORDERS[order]
            result = searcher.search(found, limit=limit, offset=query.offset, count=False, **by)
            marker = Highlighter(question, base.corrected)
            for _, address in result.hits:
                establishment = read(searcher.doc(address))
                hits.append(RegistryHit(establishment, marker.whole(_title(establishment))))
        return RegistryPage(total, tuple(hits), facets, base.corrected, base.relaxed)

    def _base(self, searcher: tantivy.Searcher, query: RegistryQuery, question: Question) -> _Base:
        """Return what is found before facets are chosen: words are understood without them."""

        def make() -> _Base:
            where = self._where(query)

            def tried(attempt: Attempt) -> _Base:
                found = filtered(attempt.met or attempt.query, where)
                asked = {PROFILE: {"terms": {"field": PROFILE, "size": _MAX_BUCKETS}}}
                buckets = searcher.aggregate(found, asked)[PROFILE]["buckets"]
                pairs = [(int(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]
                profiles, counts = np.array(pairs, np.int64).reshape(-1, 2).T
                scored = filtered(attempt.query, where)
                return _Base(found, scored, attempt.corrected, attempt.relaxed, profiles, counts)

            attempts = map(tried, self._attempts(searcher, query.text, question, where))
            first = next(attempts)
            if first.counts.size:
                return first
            return next((base for base in attempts if base.counts.size), first)

        return self._memory.recall(searcher, _bare(query), make)

    def _attempts(
        self,
        searcher: tantivy.Searcher,
        text: str,
        question: Question,
        where: Mapping[str, Query],
    ) -> Iterator[Attempt]:
        """Yield the readings of the words, strictest first."""
        if number := _number(text):
            is_siret = len(number) > _SIREN
            siret = Query.term_query(self._schema, "pk", int(number))
            yield Attempt(siret if is_siret else self._key(number))
        elif question.compounds:

            def exists(query: Query) -> bool:
                return bool(searcher.search(query, limit=1, count=False).hits)

            yield from self._queries.attempts(question, exists)
        else:
            yield Attempt(Query.all_query() if where else Query.exists_query(PROFILE))

    def _where(self, query: RegistryQuery) -> dict[str, Query]:
        """Return what restricts a search apart from words and facets."""
        found = {}
        if query.activity:
            found["activity"] = any_of(
                [
                    Query.fuzzy_term_query(
                        self._schema, KEYS, f"activity:{code}", distance=0, prefix=True
                    )
                    for code in query.activity
                ]
            )
        if query.places:
            found["places"] = self._keys(query.places)
        if query.disc:
            place = query.disc
            found["disc"] = self._keys(disc(place.lat, place.lon, place.radius_km))
        if query.bbox:
            found["bbox"] = in_box(self._schema, query.bbox)
        return found

    def _chosen(
        self, searcher: tantivy.Searcher, query: RegistryQuery, base: _Base
    ) -> dict[str, Query]:
        """Return the restrictions by facets, without those that all of `base` meets."""
        return {
            facet: any_of([self._key(f"{facet}:{value}") for value in getattr(query, facet)])
            for facet, mask in self._masks(searcher, query, base).items()
            if not mask.all()
        }

    def _key(self, word: str) -> Query:
        return Query.term_query(self._schema, KEYS, word, "basic")

    def _keys(self, words: Sequence[str]) -> Query:
        if len(words) <= _FEW:
            return any_of([self._key(word) for word in words])
        return Query.term_set_query(self._schema, KEYS, list(words))

    # --- counts

    def _known(self, searcher: tantivy.Searcher) -> _Profiles:
        return self._memory.recall(
            searcher, PROFILES_KEY, lambda: _profiles(searcher, self._schema)
        )

    def _masks(
        self, searcher: tantivy.Searcher, query: RegistryQuery, base: _Base
    ) -> dict[str, NDArray[np.bool_]]:
        """Return, for each facet chosen, which profiles of `base` have one of the values."""
        known = self._known(searcher)
        masks: dict[str, NDArray[np.bool_]] = {}
        for facet, asked in _facets(query):
            rows = [value in asked for value in known.values[facet]]
            masks[facet] = np.any(known.has[facet][rows][:, base.profiles], axis=0)
        return masks

    def _counted(
        self, searcher: tantivy.Searcher, query: RegistryQuery, base: _Base
    ) -> tuple[int, dict[str, dict[str, int]]]:
        """Return the total, and the counts of each facet without the selection made in it."""
        known, masks = self._known(searcher), self._masks(searcher, query, base)
        facets = {}
        for facet in FACETS:
            others = [mask for name, mask in masks.items() if name != facet]
            counts = np.where(np.logical_and.reduce(others), base.counts, 0)
            sums = known.has[facet][:, base.profiles] @ counts
            found = zip(known.values[facet], sums.tolist(), strict=True)
            facets[facet] = {value: count for value, count in found if count}
        return int(base.counts[np.logical_and.reduce(list(masks.values()))].sum()), facets


def _profiles(searcher: tantivy.Searcher, fields: tantivy.Schema) -> _Profiles:
    """Read the list that closes the index."""
    closing = Query.term_query(fields, KEYS, PROFILES_KEY, "basic")
    document = searcher.doc(searcher.search(closing, limit=1, count=False).hits[0][1])
    rows = json.loads(document.get_first("shown") or b"")
    values, has = {}, {}
    for position, facet in enumerate(FACETS):
        column = [row[position] for row in rows]
        own = [(one,) if isinstance(one, str) else one for one in column]
        values[facet] = tuple(sorted({value for one in own for value in one}))
        met = [[value in one for one in own] for value in values[facet]]
        has[facet] = np.array(met, np.bool_).reshape(len(met), len(rows))
    return _Profiles(values, has)


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


def _title(establishment: RegisteredEstablishment) -> str:
    return establishment.name or establishment.sign


def _marker(document: tantivy.Document) -> dict[str, Any]:
    found = read(document)
    return {
        "pk": int(found.siret),
        "uid": found.siret,
        "title": _title(found),
        "marker": found.family,
    }
