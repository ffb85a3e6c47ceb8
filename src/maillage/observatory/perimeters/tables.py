"""The files of a perimeter, and its tables as spreadsheets write them."""

import csv
import io
from dataclasses import dataclass

HEADER = "perimeter.json"
CATEGORIES = "categories.csv"
ACTIVITIES = "activities.csv"
FILES = (HEADER, CATEGORIES, ACTIVITIES)
FORMAT = 1  # of the files

COLUMNS = {
    CATEGORIES: ("code", "label", "family", "status", "reference", "note"),
    ACTIVITIES: ("code", "label", "reference", "note"),
}


class Faults(list[str]):
    """What there is to mend, a French line each."""

    def add(self, place: str, text: str) -> None:
        """Note a fault at a place of a file."""
        self.append(f"- {place}\u202f: {text}.")

    def __str__(self) -> str:
        return "\n".join(self)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; `place` names it for the reader."""

    place: str
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


def read_table(name: str, content: bytes | None, faults: Faults) -> list[Row]:
    """Return the rows of a table, cells without their outer spaces; empty lines are left out.

    `name` is the file's, `content` its bytes (None where it is missing, which was told). A table
    that cannot be read at all gives a fault and no rows. Commas or semicolons separate the cells.
    """
    if content is None:
        return []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        faults.add(name, "enregistrez-le en « CSV UTF-8 »\u202f: ses accents ne se lisent pas")
        return []
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = [column.strip() for column in next(lines, [])]
    if missing := [column for column in COLUMNS[name] if column not in header]:
        faults.add(name, f"il manque {_named(missing)} à la première ligne")
        return []
    rows = []
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        place = f"{name}, ligne {lines.line_num}"
        if len(cells) > len(header):
            faults.add(place, "trop de cellules\u202f: mettez entre guillemets un texte à virgules")
            continue
        padded = [*cells, *[""] * (len(header) - len(cells))]
        rows.append(Row(place, dict(zip(header, map(str.strip, padded), strict=True))))
    return rows


def _named(columns: list[str]) -> str:
    words = ", ".join(f"« {column} »" for column in columns)
    return f"la colonne {words}" if len(columns) == 1 else f"les colonnes {words}"
