"""What runs the SQL stages of a build. The files of `sql/` are the same for every engine."""

import re
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from ..errors import BuildError
from ..sources.sirene import Column, Layout

ENGINES = ("duckdb", "spark")
LEAST_MEMORY = 100  # megabytes
_MEGABYTES = {"M": 1, "G": 1000}

# Columns of a small table: their SQL type and their values, as many in each.
Lookup = Mapping[str, tuple[str, Sequence[Any]]]
# Columns of a file that is written: their DuckDB type, in order.
Types = Mapping[str, str]


class Engine(Protocol):
    """Runs queries over files and tables that have names.

    Errors are StockError where a file of the stock cannot be read, BuildError otherwise.
    """

    name: str

    def columns(self, layout: Layout, file: Path) -> tuple[str, ...]:
        """Return the names of the columns of a Parquet or CSV file."""
        ...

    def read(self, layout: Layout, file: Path, found: Mapping[Column, str | None]) -> None:
        """Name the file after the layout's role, with its columns under INSEE's names and types.

        `found` says under which name the file holds each; a column that it lacks is empty.
        """
        ...

    def lookup(self, name: str, columns: Lookup) -> None:
        """Make a small table."""
        ...

    def table(self, name: str, query: str) -> None:
        """Compute a query once and keep its rows under this name."""
        ...

    def write(self, name: str, query: str, file: Path, types: Types) -> None:
        """Write the rows of a query to one Parquet file, in its order, and name it."""
        ...

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query, which must be few."""
        ...

    def close(self) -> None:
        """Give back memory and processes."""
        ...


def megabytes(text: str) -> int:
    """Return how many megabytes a text like 1GB or 800MB says; raise BuildError below 100."""
    found = re.fullmatch(r"\s*(\d{1,6}(?:[.,]\d+)?)\s*([MG])i?[BO]\s*", text, re.IGNORECASE)
    size = float(found[1].replace(",", ".")) * _MEGABYTES[found[2].upper()] if found else 0
    if size < LEAST_MEMORY:
        raise BuildError(
            f"La mémoire «\u202f{text}\u202f» ne convient pas. Donnez {LEAST_MEMORY} Mo ou plus, "
            "écrits comme 800MB ou 2GB."
        )
    return int(size)


def open_engine(name: str, work: Path, memory: str) -> Engine:
    """Start the engine of this name; `work` is a folder for what it cannot hold in memory.

    Each module of this package has a function `start(work, memory)`, memory in megabytes. Raises
    BuildError where the engine is unknown or not installed.
    """
    if name not in ENGINES:
        raise BuildError(f"Le moteur « {name} » n’existe pas. Moteurs\u202f: {', '.join(ENGINES)}.")
    try:
        module = import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as error:
        raise BuildError(
            f"Le moteur « {name} » demande le paquet {error.name}, qui n’est pas installé\u202f: "
            f"pip install 'maillage[{name}]'."
        ) from error
    engine: Engine = module.start(work, megabytes(memory))
    return engine
