"""What the rest of Maillage may ask of a sheet index, whatever engine is behind it."""

from collections.abc import Iterable
from typing import Protocol

from .documents import IndexedSheet
from .query import BBox, Cluster, SearchPage, SheetQuery, Suggestion


class SheetSearch(Protocol):
    """An index of sheets. Reads raise IndexUnavailable when the index has to be rebuilt."""

    def search(self, query: SheetQuery) -> SearchPage:
        """Return one page of sheets and the counts asked for."""

    def clusters(
        self, query: SheetQuery, bbox: BBox, *, zoom: int | None = None, max_markers: int = 500
    ) -> list[Cluster]:
        """Return at most `max_markers` markers for the sheets of `query` inside `bbox`.

        With `zoom` (web map level), markers are not closer than about 64 pixels of the grid.
        """

    def suggest(self, text: str, limit: int = 8, types: tuple[str, ...] = ()) -> list[Suggestion]:
        """Return sheets with a name that holds the words typed, the last one unfinished."""

    def update(
        self, docs: Iterable[IndexedSheet], delete: Iterable[str] = (), *, stamp: int | None = None
    ) -> None:
        """Replace or add `docs`, remove the uids of `delete`, and raise the stamp to `stamp`.

        Raises IndexUnavailable, IndexNotWritable or IndexBusy.
        """

    def rebuild(self, docs: Iterable[IndexedSheet], stamp: int) -> int:
        """Make a new index of `docs`, switch to it at once, and return the number of sheets.

        Raises IndexNotWritable or IndexBusy.
        """

    def stamp(self) -> int:
        """Return the number of the last change that the index holds."""
