"""The sheet index on tantivy, a library that runs inside the process."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Order, Query

from maillage.kernel.text import fold

from .. import analyser
from ..analyser import STOP_WORDS, Question, normalise, read_question, words
from ..documents import IndexedSheet
from ..grid import cell
from ..highlight import Highlighter
from ..query import BBox, Cluster, Hit, SearchPage, SheetQuery, Suggestion
from . import order
from .clusters import Clusters, in_box
from .storage import STAMP, IndexStore
from .text import Attempt, TextQueries, Zone, add_terms, any_of, declare, filtered, total

#: Changes with the fields below: indexes made with another version are rebuilt.
_LAYOUT = 4
_ZONES = (Zone("title", 6.0, is_name=True), Zone("names", 5.0, is_name=True), Zone("text", 1.0))
_WHOLE_NAME = 200
_MAX_VALUES = 50_000
_ORDERS: dict[str, dict[str, Any]] = {
    "recent": {"order_by_field": "updated", "order": Order.Desc},
    "newest": {"order_by_field": "starts", "order": Order.Desc},
    "oldest": {"order_by_field": "starts", "order": Order.Asc},
}


class EmbeddedIndex:
    """Implements `SheetSearch` in the folder `path`.

    `facets` names the facets that sheets may carry; `marker_facet`, one of them, is given with the
    markers of the map. Threads may share an instance. Writers wait `lock_timeout` seconds at most.
    """

    def __init__(
        self,
        path: Path,
        facets: Sequence[str],
        *,
        marker_facet: str | None = None,
        lock_timeout: float = 20.0,
    ) -> None:
        self._facets = frozenset(facets)
        self._marker = marker_facet
        schema = self._schema = self._make_schema()
        declared = "\n".join([*sorted(self._facets), "", marker_facet or ""])
        digest = hashlib.sha256(declared.encode()).hexdigest()[:8]
        fingerprint = f"sheets-{_LAYOUT}.{analyser.VERSION}-{digest}"
        self._store = IndexStore(path, schema, fingerprint, lock_timeout=lock_timeout)
        self._queries = TextQueries(schema, _ZONES)

    # --- reading

    def search(self, query: SheetQuery) -> SearchPage:
        """Return one page of sheets. Raises IndexUnavailable."""
        question = read_question(query.text)
        if query.text.strip() and not question.compounds:
            # Nothing but signs.
            return SearchPage(total=0, hits=[], facets={name: {} for name in query.count_facets})
        return self._store.read(lambda searcher: self._page(searcher, query, question))

    def clusters(
        self, query: SheetQuery, bbox: BBox, *, zoom: int | None = None, max_markers: int = 500
    ) -> list[Cluster]:
        """Return at most `max_markers` (up to 2,000) markers. Raises IndexUnavailable."""
        question = read_question(query.text)
        if query.text.strip() and not question.compounds:
            return []

        def find(searcher: tantivy.Searcher) -> list[Cluster]:
            filters = self._filters(query)
            # The list and the map must agree: the box comes after the choice of the attempt.
            attempt = self._attempt(searcher, query.text, question, filters)
            located = filtered(attempt.query, filters)
            search = Clusters(searcher, self._schema, located, bbox, _marker)
            return search.find(zoom=zoom, max_markers=max_markers)

        return self._store.read(find)

    def suggest(self, text: str, limit: int = 8, types: tuple[str, ...] = ()) -> list[Suggestion]:
        """Return sheets whose names hold the words typed. Raises IndexUnavailable."""
        question = read_question(text)
        if not question.compounds or limit < 1:
            return []
        start = Query.fuzzy_term_query(self._schema, "whole", _whole(text), distance=0, prefix=True)
        query = Query.boolean_query(
            [
                (Occur.Must, Query.const_score_query(self._queries.beginning(question), 1.0)),
                (Occur.Should, Query.const_score_query(start, 2.0)),
            ]
        )
        query = filtered(query, self._filters(SheetQuery(types=types)))

        def find(searcher: tantivy.Searcher) -> list[Suggestion]:
            hits = searcher.search(query, limit=limit, count=False, weight_by_field="weight").hits
            return [Suggestion(**_identity(_shown(searcher.doc(place)))) for _, place in hits]

        return self._store.read(find)

    def stamp(self) -> int:
        """Return the number of the last change indexed. Raises IndexUnavailable."""
        return self._store.stamp()

    # --- writing

    def update(
        self, docs: Iterable[IndexedSheet], delete: Iterable[str] = (), *, stamp: int | None = None
    ) -> None:
        """Replace or add `docs`, then remove the uids of `delete`, in one commit.

        The stamp becomes `stamp` when this is more. Raises IndexUnavailable, IndexNotWritable,
        IndexBusy, and ValueError for a facet that was not declared.
        """
        documents = {sheet.uid: self._document(sheet) for sheet in docs}
        removed = {*map(normalise, delete)}

        def fill(writer: tantivy.IndexWriter) -> None:
            for uid in documents.keys() | removed:
                writer.delete_documents_by_term("uid", uid)
            for uid, document in documents.items():
                if uid not in removed:
                    writer.add_document(document)

        self._store.update(fill, stamp)

    def rebuild(self, docs: Iterable[IndexedSheet], stamp: int) -> int:
        """Make a new index of `docs` (each uid once) and return their number.

        The index in use answers until the switch. Raises IndexNotWritable, IndexBusy, and
        ValueError for a facet that was not declared.
        """
        count = 0

        def fill(writer: tantivy.IndexWriter) -> None:
            nonlocal count
            for sheet in docs:
                writer.add_document(self._document(sheet))
                count += 1

        self._store.replace(fill, stamp)
        return count

    # --- schema and documents

    def _make_schema(self) -> tantivy.Schema:
        builder = tantivy.SchemaBuilder()
        declare(builder, _ZONES)
        listed = {"type", *map(_field, self._facets)}
        for name in sorted({"uid", "whole", *listed}):
            builder.add_text_field(
                name, fast=name in listed, tokenizer_name="raw", index_option="basic"
            )
        # Signed: an unsigned fast field panics when a document gives it a plain integer.
        builder.add_integer_field("pk", indexed=True, fast=True)
        builder.add_integer_field("cell", indexed=True, fast=True)
        builder.add_integer_field("updated", fast=True)
        for name in ("starts", "ends"):
            builder.add_integer_field(name, indexed=True, fast=True)
        for name in order.FIELDS:
            builder.add_integer_field(name, indexed=True, fast=True)
        builder.add_integer_field(STAMP, stored=True, fast=True)
        for name in ("weight", "lat", "lon"):
            builder.add_float_field(name, fast=True)
        builder.add_bytes_field("shown", stored=True)
        return builder.build()

    def _document(self, sheet: IndexedSheet) -> tantivy.Document:
        document = tantivy.Document()
        add_terms(document, "title", sheet.title)
        add_terms(document, "names", *sheet.names)
        add_terms(document, "text", sheet.summary, sheet.body, *sheet.keywords)
        for name in dict.fromkeys([sheet.title, *sheet.names]):
            document.add_text("whole", _whole(name))
        document.add_text("uid", normalise(sheet.uid))
        document.add_text("type", normalise(sheet.type))
        for name, key in zip(order.FIELDS, order.name_keys(fold(sheet.sort_name)), strict=True):
            document.add_integer(name, key)
        marker = None
        for facet in dict.fromkeys(sheet.facets):
            name, _, value = normalise(facet).partition("=")
            if name not in self._facets:
                raise ValueError(
                    f"Fiche {sheet.uid} : la facette « {name} » n’est pas déclarée pour l’index."
                )
            document.add_text(_field(name), value)
            if name == self._marker and marker is None:
                marker = value
        document.add_integer("pk", sheet.pk)
        document.add_integer("updated", sheet.updated)
        document.add_integer("starts", sheet.starts)
        document.add_integer("ends", sheet.ends)
        document.add_float("weight", float(sheet.weight))
        if sheet.lat is not None and sheet.lon is not None:
            document.add_integer("cell", cell(sheet.lat, sheet.lon))
            document.add_float("lat", float(sheet.lat))
            document.add_float("lon", float(sheet.lon))
        shown = {
            "uid": sheet.uid,
            "pk": sheet.pk,
            "type": sheet.type,
            "title": sheet.title,
            "marker": marker,
            "texts": [sheet.summary, sheet.body],
        }
        document.add_bytes("shown", json.dumps(shown).encode())
        return document

    # --- queries

    def _page(
        self, searcher: tantivy.Searcher, query: SheetQuery, question: Question
    ) -> SearchPage:
        filters = self._filters(query)
        attempt = self._attempt(searcher, query.text, question, filters)
        found = filtered(attempt.query, filters)
        count, scored = self._ordered(searcher, query, found)
        marked_question = question if query.highlight else Question()
        highlighter = Highlighter(marked_question, attempt.corrected)
        hits = []
        for score, address in scored[: max(0, query.limit)]:
            shown = _shown(searcher.doc(address))
            marked = {
                "title": highlighter.whole(shown["title"]),
                "text": highlighter.passage(*shown["texts"]),
            }
            hits.append(
                Hit(
                    **_identity(shown),
                    score=score,
                    highlights={part: html for part, html in marked.items() if html},
                )
            )
        counts = self._counts(searcher, attempt.query, filters, query.count_facets)
        return SearchPage(
            total=count,
            hits=hits,
            facets={name: counts[_field(name)] for name in query.count_facets},
            type_counts=counts["type"],
            corrected=attempt.corrected,
            relaxed=attempt.relaxed,
        )

    def _ordered(
        self, searcher: tantivy.Searcher, query: SheetQuery, found: Query
    ) -> tuple[int, list[tuple[float, tantivy.DocAddress]]]:
        """Return the number of documents, and those of the page with their scores."""
        limit = max(1, min(query.limit, searcher.num_docs))
        offset = max(0, min(query.offset, searcher.num_docs))
        if query.sort == "name" or (query.sort == "relevance" and not query.text.strip()):
            count = total(searcher.search(found, limit=1))
            page = order.alphabetical(searcher, self._schema, found, offset=offset, limit=limit)
            return count, [(0.0, place) for place in page]
        by = _ORDERS.get(query.sort, {"weight_by_field": "weight"})
        result = searcher.search(found, limit=limit, offset=offset, **by)
        is_score = query.sort == "relevance"
        return total(result), [(float(key) if is_score else 0.0, at) for key, at in result.hits]

    def _attempt(
        self,
        searcher: tantivy.Searcher,
        text: str,
        question: Question,
        filters: Mapping[str, Query],
    ) -> Attempt:
        """Return the strictest attempt that finds something, or the first."""
        if not question.compounds:
            # Every sheet, and not the metadata document.
            return Attempt(Query.exists_query("pk"))

        def exists(query: Query) -> bool:
            return bool(searcher.search(query, limit=1, count=False).hits)

        named = Query.boost_query(self._term("whole", _whole(text)), 3.0)
        first = None
        for attempt in self._queries.attempts(question, exists):
            query = Query.boolean_query([(Occur.Must, attempt.query), (Occur.Should, named)])
            attempt = replace(attempt, query=query)
            if exists(filtered(query, filters)):
                return attempt
            first = first or attempt
        assert first is not None
        return first

    def _filters(self, query: SheetQuery) -> dict[str, Query]:
        """Return what restricts the result, by field; a facet nobody declared matches nothing."""
        filters = {}
        if query.types:
            filters["type"] = any_of([self._term("type", value) for value in query.types])
        for name, values in query.facets.items():
            if name not in self._facets:
                filters[name] = Query.empty_query()
            elif values:
                field = _field(name)
                filters[field] = any_of([self._term(field, value) for value in values])
        if query.since is not None:
            filters["ends"] = self._between("ends", query.since, None)
        if query.until is not None:
            filters["starts"] = self._between("starts", 1, query.until)
        if query.over_on is not None:
            filters["over"] = self._between("ends", 1, query.over_on - 1)
        if query.open_on is not None:
            undated = self._between("ends", 0, 0)
            filters["open"] = any_of([undated, self._between("ends", query.open_on, None)])
        if query.bbox is not None:
            filters["bbox"] = in_box(self._schema, query.bbox)
        return filters

    def _counts(
        self,
        searcher: tantivy.Searcher,
        query: Query,
        filters: Mapping[str, Query],
        names: Sequence[str],
    ) -> dict[str, dict[str, int]]:
        """Count values by field, each without its own filter: one pass for those without any."""
        counts: dict[str, dict[str, int]] = {_field(name): {} for name in names}
        fields = {"type", *(_field(name) for name in names if name in self._facets)}
        passes: list[tuple[str | None, set[str]]] = [(None, fields - filters.keys())]
        passes += [(field, {field}) for field in fields & filters.keys()]
        for without, counted in passes:
            if counted:
                asked = {
                    field: {"terms": {"field": field, "size": _MAX_VALUES}} for field in counted
                }
                answer = searcher.aggregate(filtered(query, filters, without), asked)
                for field in counted:
                    buckets = answer[field]["buckets"]
                    counts[field] = {b["key"]: int(b["doc_count"]) for b in buckets}
        return counts

    def _between(self, field: str, lower: int | None, upper: int | None) -> Query:
        return Query.range_query(self._schema, field, FieldType.Integer, lower, upper)

    def _term(self, field: str, value: str) -> Query:
        return Query.term_query(self._schema, field, normalise(value), "basic")


def _field(facet: str) -> str:
    return f"facet_{facet}"


def _whole(name: str) -> str:
    """Return a name as its folded words, without the article it begins with."""
    found = [word.folded for word in words(normalise(name))]
    start = next((i for i, word in enumerate(found) if word not in STOP_WORDS), 0)
    return " ".join(found[start:])[:_WHOLE_NAME]


def _shown(document: tantivy.Document) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(document.get_first("shown") or b"")
    return shown


def _identity(shown: Mapping[str, Any]) -> dict[str, Any]:
    return {name: shown[name] for name in ("uid", "pk", "type", "title")}


def _marker(document: tantivy.Document) -> dict[str, Any]:
    shown = _shown(document)
    return {**_identity(shown), "marker": shown["marker"]}
