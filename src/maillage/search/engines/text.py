"""From a question to tantivy queries, strictest first, for any kind of document.

A *zone* is a part of documents (title, text…) indexed in two fields: folded words in `<zone>`,
stems in `<zone>_stem`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import tantivy
from tantivy import Occur, Query

from ..analyser import Compound, Question, Word, closeness, index_terms

#: A shorter unfinished word begins too many words of a long text.
_MIN_PREFIX_IN_TEXT = 4


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone and what a match in it is worth; `is_name` for titles and names."""

    name: str
    boost: float
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """A query to try, and what it gives up on. `met` matches the same, sooner, without scores."""

    query: Query
    corrected: bool = False
    relaxed: bool = False
    met: Query | None = None


def declare(builder: tantivy.SchemaBuilder, zones: Sequence[Zone]) -> None:
    """Add the fields of `zones` to a schema."""
    for zone in zones:
        for field in (zone.name, f"{zone.name}_stem"):
            builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")


def add_terms(document: tantivy.Document, zone: str, *texts: str) -> None:
    """Index `texts` in `zone` of a document."""
    folded, stems = index_terms(*texts)
    document.add_text(zone, folded)
    document.add_text(f"{zone}_stem", stems)


class TextQueries:
    """Builds the queries of a schema with `zones`."""

    def __init__(self, schema: tantivy.Schema, zones: Sequence[Zone]) -> None:
        self._schema = schema
        self._zones = zones

    def attempts(self, question: Question, exists: Callable[[Query], bool]) -> Iterator[Attempt]:
        """Yield what to try until something is found.

        All the words; then those that `exists` nowhere replaced by their neighbours; then most of
        the words; then any of them.
        """
        exact = [self._compound(group) for group in question.compounds]
        met = [self._met(group) for group in question.compounds]
        if question.open:
            beginning = self._prefix(question.words[-1], question)
            exact[-1], met[-1] = (any_of([one, beginning]) for one in (exact[-1], met[-1]))
        yield Attempt(all_of(exact), met=all_of(met))
        unknown = [not exists(query) for query in exact]
        near = [
            self._neighbours(group, exists) if missing else query
            for group, query, missing in zip(question.compounds, exact, unknown, strict=True)
        ]
        corrected = any(unknown)
        if corrected:
            yield Attempt(all_of(near), corrected=True)
        count = len(near)
        for least in sorted({count - 1, (count + 1) // 2, 1} - {0, count}, reverse=True):
            query = Query.boolean_query(
                [(Occur.Should, part) for part in near], minimum_number_should_match=least
            )
            yield Attempt(query, corrected, relaxed=True)

    def beginning(self, question: Question) -> Query:
        """Return what matches all the words in names, the last one always as a beginning."""
        words = question.words
        names = [zone for zone in self._zones if zone.is_name]
        parts = [self._word(word, names) for word in words[:-1]]
        last = any_of([self._begins(zone, words[-1].folded) for zone in names])
        return all_of([*parts, last])

    def _compound(self, group: Compound) -> Query:
        query = all_of([self._word(word, self._zones) for word in group.words])
        if not group.joined:
            return query
        return any_of([query, *(self._term(z.name, group.joined, z.boost) for z in self._zones)])

    def _met(self, group: Compound) -> Query:
        """Return what `_compound` matches, from as few lists as can be, and not for its scores.

        Words that are the same when folded have a stem in common: the stems are enough.
        """
        query = all_of(
            [
                any_of(
                    [self._term(f"{z.name}_stem", s, 1.0) for z in self._zones for s in word.stems]
                )
                for word in group.words
            ]
        )
        if not group.joined:
            return query
        return any_of([query, *(self._term(zone.name, group.joined, 1.0) for zone in self._zones)])

    def _word(self, word: Word, zones: Sequence[Zone]) -> Query:
        forms = []
        for zone in zones:
            # The word itself is worth more than another of its family.
            forms.append(self._term(zone.name, word.folded, 1.5 * zone.boost))
            forms += [self._term(f"{zone.name}_stem", stem, zone.boost) for stem in word.stems]
        return Query.disjunction_max_query(forms, 0.1)

    def _prefix(self, word: Word, question: Question) -> Query:
        short = len(word.folded) < _MIN_PREFIX_IN_TEXT
        zones = [zone for zone in self._zones if zone.is_name or not short]
        begun = [word.folded]
        if joined := question.compounds[-1].joined:
            begun.append(joined)
        return any_of(
            [
                Query.const_score_query(self._begins(zone, text), 0.2 * zone.boost)
                for zone in zones
                for text in begun
            ]
        )

    def _begins(self, zone: Zone, text: str) -> Query:
        return Query.fuzzy_term_query(self._schema, zone.name, text, distance=0, prefix=True)

    def _neighbours(self, group: Compound, exists: Callable[[Query], bool]) -> Query:
        """Return what holds the words of `group` with as few errors as finds something."""
        near = []
        for word in group.words:
            query = self._word(word, self._zones)
            for distance in range(1, closeness(word.folded) + 1):
                if exists(query):
                    break
                query = self._fuzzy(word.folded, distance)
            near.append(query)
        return all_of(near)

    def _fuzzy(self, word: str, distance: int) -> Query:
        return Query.disjunction_max_query(
            [
                Query.const_score_query(
                    Query.fuzzy_term_query(self._schema, zone.name, word, distance=distance),
                    zone.boost / (1 + distance),
                )
                for zone in self._zones
            ],
            0.0,
        )

    def _term(self, field: str, text: str, boost: float) -> Query:
        return Query.boost_query(Query.term_query(self._schema, field, text, "freq"), boost)


def all_of(queries: Sequence[Query]) -> Query:
    """Return what matches every query."""
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def any_of(queries: Sequence[Query]) -> Query:
    """Return what matches at least one query."""
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def ordered(met: Query, scores: Query) -> Query:
    """Return what `met` matches, with the scores of another query that matches the same."""
    return Query.boolean_query(
        [(Occur.Must, Query.const_score_query(met, 0.0)), (Occur.Should, scores)]
    )


def filtered(query: Query, filters: Mapping[str, Query], without: str | None = None) -> Query:
    """Return `query` restricted by every filter but the one named `without`, same scores."""
    kept = [
        (Occur.Must, Query.const_score_query(value, 0.0))
        for name, value in filters.items()
        if name != without
    ]
    return Query.boolean_query([(Occur.Must, query), *kept]) if kept else query


def total(result: tantivy.SearchResult) -> int:
    """Return how many documents match (an attribute that tantivy's type stubs leave out)."""
    return int(result.count)  # type: ignore[attr-defined]
