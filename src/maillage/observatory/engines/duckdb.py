# ruff: noqa: S608 (what stands in a query is ours: names, and texts that are escaped)
"""DuckDB runs the stages inside this process, on files larger than the memory that it is given."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from ..errors import BuildError, StockError
from ..sources.files import is_parquet
from ..sources.sirene import Column, Kind, Layout
from . import Lookup, Types

# All but the delimiter is said: what first rows let guess would refuse or drop later ones.
_CSV = """header = true, all_varchar = true, strict_mode = true, quote = '"', escape = '"',
    comment = '', skip = 0"""
_FLOATS = ("DOUBLE", "FLOAT")  # what identifiers become where some are missing
ROW_GROUP = 122_880  # rows; DuckDB's own, which its readers skip whole
# Distinct values of a row group above which a column is written plainly: as many names as rows make
# a dictionary that takes a quarter of the writing and saves nothing.
_DICTIONARY = 5_000


class DuckDBEngine:
    """The engine that a build uses when nothing else is asked."""

    def __init__(self, work: Path, memory: int) -> None:
        self.name = f"DuckDB {duckdb.__version__}"
        self._work = work
        self._database = duckdb.connect()
        with _explained("démarrage"):
            for setting, value in {
                "memory_limit": f"{memory}MB",
                "temp_directory": str(work),
                "preserve_insertion_order": "false",  # each output is ordered by its query
                "enable_progress_bar": "false",
            }.items():
                self._database.execute(f"SET {setting} = {_text(value)}")

    def columns(self, layout: Layout, file: Path) -> tuple[str, ...]:
        """Return the names of the columns of a Parquet or CSV file."""
        return tuple(self.types(layout, file))

    def types(self, layout: Layout, file: Path) -> dict[str, str]:
        """Return the SQL types of the columns of a file, by name."""
        with _reading(file, layout):
            rows = self._database.execute(f"DESCRIBE SELECT * FROM {reader(file)}").fetchall()
        return {name: type_ for name, type_, *_ in rows}

    def read(self, layout: Layout, file: Path, found: Mapping[Column, str | None]) -> None:
        """Name the file after the layout's role; a CSV is turned into Parquet first, once."""
        source = f"SELECT {selected(found, self.types(layout, file))} FROM {reader(file)}"
        if not is_parquet(file):
            source = f"SELECT * FROM {reader(self.converted(layout, file, found))}"
        with _reading(file, layout):
            self._database.execute(f"CREATE VIEW {layout.role} AS {source}")

    def converted(self, layout: Layout, file: Path, found: Mapping[Column, str | None]) -> Path:
        """Return a Parquet file with the columns of the layout, made from a CSV."""
        copy = self._work / f"{layout.role}.parquet"
        source = f"SELECT {selected(found, self.types(layout, file))} FROM {reader(file)}"
        with _reading(file, layout):
            self._database.execute(f"COPY ({source}) TO {_text(copy)} (FORMAT parquet)")
        return copy

    def lookup(self, name: str, columns: Lookup) -> None:
        """Make a small table."""
        picked = ", ".join(
            f"unnest(${rank}::{type_}[]) AS {column}"
            for rank, (column, (type_, _)) in enumerate(columns.items(), 1)
        )
        values = [list(values) for _, values in columns.values()]
        self._database.execute(f"CREATE TABLE {name} AS SELECT {picked}", values)

    def table(self, name: str, query: str) -> None:
        """Compute a query once and keep its rows under this name."""
        with _explained(name):
            self._database.execute(f"CREATE TABLE {name} AS {query}")

    def write(self, name: str, query: str, file: Path, types: Types) -> None:
        """Write the rows of a query to one Parquet file, in its order, and name it."""
        columns = ", ".join(
            f"CAST({column} AS {type_}) AS {column}" for column, type_ in types.items()
        )
        with _explained(name):
            self._database.execute(
                f"COPY (SELECT {columns} FROM ({query})) TO {_text(file)} "
                "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, "
                f"ROW_GROUP_SIZE {ROW_GROUP}, DICTIONARY_SIZE_LIMIT {_DICTIONARY})"
            )
            self._database.execute(f"CREATE VIEW {name} AS SELECT * FROM {reader(file)}")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query, which must be few."""
        with _explained("décompte"):
            return self._database.execute(query).fetchall()

    def close(self) -> None:
        """Give back memory and temporary files."""
        self._database.close()


def start(work: Path, memory: int) -> DuckDBEngine:
    """Start DuckDB."""
    return DuckDBEngine(work, memory)


def selected(found: Mapping[Column, str | None], types: Mapping[str, str]) -> str:
    """Return what selects a layout's columns in a file that has these columns and types."""
    return ", ".join(
        f"{_as_kind(column, name, types)} AS {column.name}" for column, name in found.items()
    )


def reader(file: Path) -> str:
    """Return the SQL that reads a file, or a folder of Parquet files."""
    if file.is_dir():
        parts = ", ".join(_text(part) for part in sorted(file.glob("*.parquet")))
        return f"read_parquet([{parts}])"
    if is_parquet(file):
        return f"read_parquet({_text(file)})"
    return f"read_csv({_text(file)}, {_CSV})"


def _as_kind(column: Column, name: str | None, types: Mapping[str, str]) -> str:
    """Return what reads a column; the usual types need no conversion."""
    if name is None:
        return f"CAST(NULL AS {column.kind})"
    quoted = '"' + name.replace('"', '""') + '"'
    if types[name] == column.kind:
        return quoted
    if column.kind is not Kind.TEXT:
        # bare, a CSV reader would convert the column itself, and refuse what it cannot
        text = f"nullif({quoted}, '')" if types[name] == Kind.TEXT else quoted
        return f"TRY_CAST({text} AS {column.kind})"
    if types[name] in _FLOATS and column.width:
        quoted = f"TRY_CAST({quoted} AS BIGINT)"
    text = f"CAST({quoted} AS VARCHAR)"
    return f"lpad({text}, {column.width}, '0')" if column.width else text


def _text(value: object) -> str:
    """Return a text as SQL writes it."""
    return "'" + str(value).replace("'", "''") + "'"


@contextmanager
def _reading(file: Path, layout: Layout) -> Iterator[None]:
    try:
        with _stoppable(), _enough_memory(layout.title):
            yield
    except duckdb.Error as error:
        raise StockError(
            f"{file.name}\u202f: ce fichier des {layout.title} ne peut pas être lu. "
            f"{_cause(error)} Téléchargez-le de nouveau."
        ) from error


@contextmanager
def _explained(stage: str) -> Iterator[None]:
    try:
        with _stoppable(), _enough_memory(stage):
            yield
    except duckdb.Error as error:
        raise BuildError(
            f"Le calcul s’est arrêté à l’étape « {stage} »\u202f: {_first_line(error)}. "
            "Vérifiez que les fichiers du stock sont entiers, ou téléchargez-les de nouveau."
        ) from error


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let Ctrl-C be what it is everywhere: DuckDB makes an error of it."""
    try:
        yield
    except duckdb.InterruptException as error:
        raise KeyboardInterrupt from error
    except RuntimeError as error:
        if "interrupted" in str(error):
            raise KeyboardInterrupt from error
        raise


@contextmanager
def _enough_memory(stage: str) -> Iterator[None]:
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise BuildError(
            f"La mémoire ou le disque ne suffit pas à l’étape « {stage} » ({_first_line(error)}). "
            "Donnez plus de mémoire par --memory, ou faites de la place."
        ) from error


def _cause(error: Exception) -> str:
    """Return in French why a file cannot be read, as far as DuckDB tells."""
    said = str(error)
    if "not utf-8 encoded" in said:
        return "Il n’est pas écrit en UTF-8."
    if found := re.search(r"CSV Error on Line: (\d+)", said):
        return f"Sa ligne {found[1]} n’a pas la forme des autres."
    if "sniffing" in said:
        return "Ses lignes n’ont pas le même nombre de colonnes, ou il n’est pas écrit en UTF-8."
    return f"Il est incomplet ou endommagé ({_first_line(error)})."


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0].rstrip(".")
