"""Questions put to a sheet index, and its answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

#: West, south, east, north in WGS 84 degrees; west > east crosses the antimeridian.
BBox = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class SheetQuery:
    """A search. Values of one facet are alternatives; facets, types, text and box all hold.

    `count_facets` names the facets to count; `highlight=False` spares the passages. Without text,
    "relevance" sorts by name. `since` and `until` keep the sheets whose days (proleptic ordinals)
    meet that interval; "newest" and "oldest" sort by their first day. `over_on` keeps those whose
    last day is before that one, `open_on` the others, those without days too.
    """

    text: str = ""
    types: tuple[str, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Literal["relevance", "name", "recent", "newest", "oldest"] = "relevance"
    offset: int = 0
    limit: int = 20
    bbox: BBox | None = None
    since: int | None = None
    until: int | None = None
    over_on: int | None = None
    open_on: int | None = None
    count_facets: tuple[str, ...] = ()
    highlight: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """A sheet found.

    `highlights` are safe HTML with `<mark>`: "title" and "text", each only where a word matches.
    """

    uid: str
    pk: int
    type: str
    title: str
    score: float
    highlights: dict[str, str]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of results.

    `facets` and `type_counts` are disjunctive: the counts of a facet leave out the selection made
    in this same facet, so that they say what ticking one more value would bring. `corrected`: a
    misspelt word was replaced by its neighbours; `relaxed`: no sheet holds all the words, these
    hold most of them.
    """

    total: int
    hits: list[Hit]
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    type_counts: dict[str, int] = field(default_factory=dict)
    corrected: bool = False
    relaxed: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A sheet proposed while somebody types."""

    uid: str
    pk: int
    type: str
    title: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """A marker of the map: one sheet (`count` 1, described), or several.

    `lat` and `lon` are the mean position. `stacked`: all the sheets stand at the same place, no
    zoom will separate them; `uids` then lists up to 50 of them, as far as the response's budget
    goes. `marker` is the value of the facet that gives markers their look.
    """

    lat: float
    lon: float
    count: int
    uid: str | None = None
    pk: int | None = None
    type: str | None = None
    title: str | None = None
    marker: str | None = None
    stacked: bool = False
    uids: tuple[str, ...] = ()
