"""Questions put to the index of registered establishments, and its answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from maillage.kernel.establishments import RegisteredEstablishment

from .disc import Disc
from .query import BBox

#: What results are counted by, as fields of `RegistryQuery`.
FACETS = ("family", "sector", "size", "declared", "variant")


@dataclass(frozen=True, slots=True)
class RegistryQuery:
    """A search among registered establishments. All conditions hold; values are alternatives.

    `text` are words of names, or a SIREN or SIRET number with or without spaces. `activity` are NAF
    codes or their beginnings (`88.`), `places` references of territories, `variant` those of the
    perimeter that count them. Without text, "relevance" sorts by name; "size" puts the largest size
    class first.
    """

    text: str = ""
    family: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    size: tuple[str, ...] = ()
    declared: tuple[str, ...] = ()
    variant: tuple[str, ...] = ()
    activity: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    disc: Disc | None = None
    bbox: BBox | None = None
    sort: Literal["relevance", "name", "size", "siret"] = "relevance"
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True, slots=True)
class RegistryHit:
    """An establishment found; `title` is its name as safe HTML, the words found marked, or ""."""

    establishment: RegisteredEstablishment
    title: str = ""


@dataclass(frozen=True, slots=True)
class RegistryPage:
    """One page of establishments.

    `facets` are disjunctive: the counts of one leave out the selection made in it. `corrected`: a
    misspelt word was replaced by its neighbours; `relaxed`: no name holds all the words.
    """

    total: int
    hits: tuple[RegistryHit, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    corrected: bool = False
    relaxed: bool = False
