"""Map markers from histogram aggregations over the cell numbers of `maillage.search.grid`."""

import math
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import tantivy
from tantivy import FieldType, Query

from ..grid import DEPTH, cell, project
from ..query import BBox, Cluster
from .text import all_of, any_of, total

MAX_MARKERS = 2000
#: Sheets listed for one stack, and for all the stacks of a map.
LISTED, LISTED_IN_ALL = 50, 1000
#: tantivy refuses more buckets than 65,000.
_MAX_BUCKETS = 60_000
#: Positions closer than this, in degrees, are one place: about a metre.
SAME_PLACE = 1e-5
_POSITION: dict[str, Any] = {
    "lat": {"stats": {"field": "lat"}},
    "lon": {"stats": {"field": "lon"}},
    "pk": {"min": {"field": "pk"}},
}


def in_box(schema: tantivy.Schema, bbox: BBox) -> Query:
    """Return what lies inside `bbox`.

    Longitudes beyond 180° are brought back, as a map that goes round the Earth sends them.
    """
    if not all(map(math.isfinite, bbox)):
        return Query.empty_query()
    _, south, _, north = bbox
    columns = [_between(schema, "lon", low, high) for low, high in spans(bbox)]
    return all_of([_between(schema, "lat", south, north), any_of(columns)])


def finest_level(zoom: int | None) -> int:
    """Return the finest level of cells that a map shows apart."""
    # A tile of 256 pixels holds 4 cells a side: markers then stand about 64 pixels apart.
    return DEPTH if zoom is None else max(0, min(DEPTH, zoom + 2))


def _between(schema: tantivy.Schema, field: str, low: float, high: float) -> Query:
    return Query.range_query(schema, field, FieldType.Float, float(low), float(high))


def spans(bbox: BBox) -> list[tuple[float, float]]:
    """Return the ranges of longitude of a box: two when it crosses the antimeridian."""
    west, _, east, _ = bbox
    if east - west >= 360:
        return [(-180.0, 180.0)]
    west, east = ((lon + 180) % 360 - 180 if abs(lon) > 180 else lon for lon in (west, east))
    return [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]


class Clusters:
    """Finds the markers for what `query` matches inside `bbox`.

    `describe` gives the attributes of a marker that stands for one document.
    """

    def __init__(
        self,
        searcher: tantivy.Searcher,
        schema: tantivy.Schema,
        query: Query,
        bbox: BBox,
        describe: Callable[[tantivy.Document], dict[str, Any]],
    ) -> None:
        self._searcher = searcher
        self._schema = schema
        self._query = all_of([query, in_box(schema, bbox)])
        self._bbox = bbox
        self._describe = describe

    def find(self, *, zoom: int | None, max_markers: int) -> list[Cluster]:
        """Return at most `max_markers` markers, as fine as possible."""
        level = self._level(max(1, min(max_markers, MAX_MARKERS)), finest_level(zoom))
        buckets = self._buckets(level, _POSITION)
        singles = self._described([int(b["pk"]["value"]) for b in buckets if b["doc_count"] == 1])
        stacks = self._listed([b for b in buckets if _is_stack(b, level)])
        markers = []
        for bucket in buckets:
            attributes: dict[str, Any] = {}
            if bucket["doc_count"] == 1:
                attributes = singles[int(bucket["pk"]["value"])]
            elif _is_stack(bucket, level):
                attributes = {"stacked": True, "uids": stacks[bucket["key"]]}
            lat, lon = bucket["lat"]["avg"], bucket["lon"]["avg"]
            markers.append(Cluster(lat, lon, int(bucket["doc_count"]), **attributes))
        return markers

    def _level(self, limit: int, finest: int) -> int:
        """Return the finest level with at most `limit` cells in use."""
        if total(self._searcher.search(self._query, limit=1)) <= limit:
            return finest
        level = min(finest, self._guess(limit) + 2)
        step = int(math.log(_MAX_BUCKETS / limit, 4))
        while True:
            interval = 4 ** (DEPTH - level)
            cells = {round(bucket["key"]) // interval for bucket in self._buckets(level, {})}
            if len(cells) > limit:
                while len(cells) > limit:
                    cells = {number >> 2 for number in cells}
                    level -= 1
                return level
            if level == finest:
                return level
            level = min(finest, level + step)

    def _guess(self, limit: int) -> int:
        """Return the finest level where the box has no more cells than `limit`, used or not."""
        x = sum(east - west for west, east in spans(self._bbox)) / 360
        y = abs(project(self._bbox[1], 0)[1] - project(self._bbox[3], 0)[1])
        for level in range(DEPTH, 0, -1):
            if (x * 2**level + 2) * (y * 2**level + 2) <= limit:
                return level
        return 0

    def _buckets(self, level: int, measures: dict[str, Any]) -> list[dict[str, Any]]:
        histogram = {"field": "cell", "interval": float(4 ** (DEPTH - level)), "min_doc_count": 1}
        asked = {"cells": {"histogram": histogram, "aggs": measures}}
        answer = self._searcher.aggregate(self._query, asked)
        found: list[dict[str, Any]] = answer["cells"]["buckets"]
        return found

    def _described(self, pks: list[int]) -> dict[int, dict[str, Any]]:
        if not pks:
            return {}
        query = Query.term_set_query(self._schema, "pk", pks)
        hits = self._searcher.search(query, limit=len(pks), count=False).hits
        described = (self._describe(self._searcher.doc(address)) for _, address in hits)
        return {attributes["pk"]: attributes for attributes in described}

    def _listed(self, stacks: list[dict[str, Any]]) -> dict[float, tuple[str, ...]]:
        """Return the first uids of each stack, by bucket key."""
        if not stacks:
            return {}
        # Rounding may part one place between neighbouring cells: look up each corner.
        owner = {
            cell(stack["lat"][south], stack["lon"][west]): stack["key"]
            for stack in stacks
            for south in ("min", "max")
            for west in ("min", "max")
        }
        query = all_of([self._query, Query.term_set_query(self._schema, "cell", list(owner))])
        hits = self._searcher.search(query, limit=LISTED_IN_ALL, count=False).hits
        addresses = [address for _, address in hits]
        listed: dict[float, list[str]] = defaultdict(list)
        cells = self._searcher.fast_field_values("cell", addresses)
        for number, address in zip(cells, addresses, strict=True):
            uids = listed[owner[int(number or 0)]]
            if len(uids) < LISTED:
                uids.append(self._describe(self._searcher.doc(address))["uid"])
        return {stack["key"]: tuple(listed[stack["key"]]) for stack in stacks}


def _is_stack(bucket: dict[str, Any], level: int) -> bool:
    """Say whether the sheets of a bucket stand together however far one zooms."""
    extents = (bucket[axis]["max"] - bucket[axis]["min"] for axis in ("lat", "lon"))
    return bucket["doc_count"] > 1 and (level == DEPTH or max(extents) < SAME_PLACE)
