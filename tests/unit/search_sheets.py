"""Sheets for the tests of search, made from what a test cares about."""

from pathlib import Path
from typing import Any

from maillage.search import IndexedSheet
from maillage.search.engines.embedded import EmbeddedIndex

FACETS = ("role", "theme", "territory", "family")


def sheet(pk: int, title: str, **given: Any) -> IndexedSheet:
    """Return a sheet whose uid is `fiche-<pk>`."""
    defaults: dict[str, Any] = {
        "uid": f"fiche-{pk}",
        "type": "organisation",
        "names": (),
        "summary": "",
        "body": "",
        "facets": (),
        "sort_name": title,
        "updated": pk,
    }
    return IndexedSheet(pk=pk, title=title, **{**defaults, **given})


def open_index(path: Path, **options: Any) -> EmbeddedIndex:
    """Return the index in `path`, built or not."""
    return EmbeddedIndex(path, FACETS, marker_facet="family", **options)


def built(path: Path, *sheets: IndexedSheet, stamp: int = 1) -> EmbeddedIndex:
    """Return a new index of `sheets`."""
    index = open_index(path)
    index.rebuild(sheets, stamp)
    return index
