"""Where a project is, against the territories of a scheme."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from ..territories import FRANCE, TerritoryRef


@dataclass(frozen=True, slots=True)
class Place:
    """A territory that a person gives, with references `kind:code` of those around it.

    `within` are the territories that contain it entirely, itself and France included; `overlaps`
    those that share only a part of it.
    """

    ref: str
    name: str
    within: frozenset[str]
    overlaps: frozenset[str] = frozenset()

    def is_in(self, refs: Collection[str]) -> bool | None:
        """Tell whether it is in one of these territories; None where only a part of it is."""
        if not self.within.isdisjoint(refs):
            return True
        return False if self.overlaps.isdisjoint(refs) else None

    def covered_by(self, included: Collection[str], excluded: Collection[str] = ()) -> bool | None:
        """Tell whether a scheme covers it: wholly (True), in part (None) or not at all (False)."""
        inside, outside = self.is_in(included), self.is_in(excluded)
        if inside is False or outside is True:
            return False
        return True if inside and outside is False else None


Places = Callable[[str], Place]  # a reference to its place; raises ValueError, in French


def place_alone(ref: str) -> Place:
    """Return the place of a reference of which only itself and France are known to contain it."""
    parsed = str(TerritoryRef.parse(ref))
    return Place(parsed, parsed, frozenset({parsed, FRANCE}))
