"""A strict harness: what would only break one day breaks here.

Warnings are errors (pyproject.toml), undefined template variables too, nothing reaches the
network, and rows that no query has ordered come back in another order than they were written.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet
from django.db.models.query import MAX_GET_RESULTS
from harness_browser import axe, browser, page
from harness_demo import demonstration
from harness_network import only_this_machine

__all__ = ["axe", "browser", "demonstration", "only_this_machine", "page"]
_DATABASE = {"db", "transactional_db", "live_server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let another database than SQLite be tried without the tests that have none."""
    text = "run only the tests that touch the database"
    parser.addoption("--database-only", action="store_true", help=text)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, where asked to, the tests that neither fixture nor marker gives a database."""
    if config.getoption("--database-only"):
        left = [item for item in items if not _touches_database(item)]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if _touches_database(item)]


def _touches_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(_DATABASE & fixtures) or item.get_closest_marker("django_db") is not None


@pytest.fixture(autouse=True)
def data_dir(request: pytest.FixtureRequest) -> Path | None:
    """Give each test that may touch the database a data folder, with its indexes, of its own."""
    if not (_DATABASE | {"data_dir"}) & set(request.fixturenames):
        return None
    folder: Path = request.getfixturevalue("tmp_path")
    settings = request.getfixturevalue("settings")
    settings.MAILLAGE_DATA = folder
    settings.MAILLAGE_INDEXES = folder / "indexes"
    settings.MAILLAGE_OBSERVATORY = folder / "observatory"
    settings.MEDIA_ROOT = folder / "media"
    return folder


@pytest.fixture(scope="session", autouse=True)
def no_accidental_order() -> Iterator[None]:
    """Reverse the rows of our models that a query leaves unordered; refuse to slice them."""
    fetch_all: Callable[[QuerySet[Any]], None] = QuerySet._fetch_all

    def fetch_reversed(rows: QuerySet[Any]) -> None:
        fresh = rows._result_cache is None
        fetch_all(rows)
        ours = rows.model.__module__.startswith("maillage.")
        if not (fresh and ours) or rows.ordered:
            return
        # `get` slices too, to see whether there are several
        if rows.query.is_sliced and rows.query.high_mark != MAX_GET_RESULTS:
            raise AssertionError(f"a slice of unordered {rows.model.__name__}: order it first")
        rows._result_cache.reverse()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuerySet, "_fetch_all", fetch_reversed)
        yield
