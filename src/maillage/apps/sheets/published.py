"""The figures that sources publish of a territory, whichever application keeps them.

Applications do not know each other: figures registers here how to read its own, and the
observatory puts them beside what it computes.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeAlias

from maillage.kernel.figures import Quantity


@dataclass(frozen=True, slots=True)
class Published:
    """A figure as a source gives it; `indicator` is the identifier of what it measures.

    `obsolete` says why it no longer holds, and is empty otherwise.
    """

    indicator: str
    name: str
    quantity: Quantity
    source: str
    url: str
    obsolete: str = ""

    @property
    def cited(self) -> str:
        """Return the figure with its value and period, on one line."""
        return f"{self.name}\u202f: {self.quantity.sentence}"


# From the reference of a territory and identifiers of indicators to the figures on that territory.
ReadPublished: TypeAlias = Callable[[str, Collection[str]], list[Published]]

_readers: list[ReadPublished] = []


def register_published(read: ReadPublished) -> None:
    """Add a keeper of published figures; called from the `ready` of its application."""
    if read not in _readers:
        _readers.append(read)


def of_territory(ref: str, indicators: Collection[str]) -> list[Published]:
    """Return what sources publish of a whole territory for some indicators, in a stable order."""
    found = [one for read in _readers for one in read(ref, indicators)]
    order = list(indicators)
    return sorted(found, key=lambda one: (order.index(one.indicator), one.name, one.url))
