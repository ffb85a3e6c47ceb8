"""Records that come with the sheets and are none: an application keeps each sort of them.

They stand in a folder of JSON files named after the table (`questions/base.json`), or in CSV files
of this name beside the sheets (`dispositifs/cas.csv`, `cas-2.csv`), cells between semicolons.
Loading checks and writes them with everything else, or nothing; export writes them back.
"""

import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# The record's position among those of its table, the pointer in it, and what is wrong.
Wrong = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class SideTable:
    """A sort of records; with `columns`, in that order, its files are CSV.

    `clean` raises `InvalidValue`; `check` sees all the records of a load, before it is written.
    `rows` yields what an export writes.
    """

    name: str
    clean: Callable[[Mapping[str, Any]], dict[str, Any]]
    write: Callable[[Sequence[dict[str, Any]]], None]
    rows: Callable[[], Iterable[dict[str, Any]]]
    check: Callable[[Sequence[dict[str, Any]]], Iterable[Wrong]] = lambda records: ()
    columns: tuple[str, ...] = ()

    @property
    def file_name(self) -> str:
        """Return the file that an export writes."""
        return f"{self.name}.{'csv' if self.columns else 'jsonl'}"


class Refused(Exception):
    """What keeps a load from being written: a French sentence for each reason."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


# What is to be told of a load, from the types and tables that it brought; raises `Refused`.
Review = Callable[[Collection[str]], Iterable[str]]

_tables: dict[str, SideTable] = {}
_reviews: list[Review] = []


def register_table(table: SideTable) -> None:
    """Add a sort of records; called from the `ready` of the app that keeps them."""
    _tables[table.name] = table


def register_review(review: Review) -> None:
    """Add what reads the data again after a load, before it is committed."""
    if review not in _reviews:
        _reviews.append(review)


def tables() -> Mapping[str, SideTable]:
    """Return the known sorts of records by name."""
    return _tables


def is_csv(file_name: str) -> bool:
    """Tell whether a file of this name is one of a table's: `cas.csv`, `cas-2.csv`."""
    table = _tables.get(table_of(file_name))
    return file_name.endswith(".csv") and table is not None and bool(table.columns)


def table_of(file_name: str) -> str:
    """Return the name of the table that a file's name begins with: what `-` adds is free."""
    return file_name.rpartition(".")[0].partition("-")[0]


def csv_records(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a CSV text by column, empty cells left out, with their line."""
    reader = csv.DictReader(io.StringIO(text), delimiter=";")
    for row in reader:
        cells = {str(name or "").strip(): _joined(cell) for name, cell in row.items()}
        if kept := {name: cell for name, cell in cells.items() if cell}:
            yield reader.line_num, kept


def _joined(cell: Any) -> str:
    """Return a cell; the cells beyond the header come as a list."""
    return (";".join(cell) if isinstance(cell, list) else cell or "").strip()


def csv_text(table: SideTable) -> str:
    """Return all the records of a CSV table as a file."""
    out = io.StringIO()
    writer = csv.DictWriter(out, table.columns, delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(table.rows())
    return out.getvalue()


def reviews(brought: Collection[str]) -> list[str]:
    """Return what is to be told of a load."""
    return [text for review in _reviews for text in review(brought)]
