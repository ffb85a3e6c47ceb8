"""Tables: CSV and workbooks, one row block by line, its cells under their columns' names."""

import csv
import datetime
import io
import time
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from ..documents import Block, BlockKind
from ..errors import IntakeError

MOST_ROWS = 50_000
MOST_COLUMNS = 300
# A workbook is an archive: what it unfolds to is looked at before it is unfolded.
LARGEST_UNFOLDED = 200_000_000  # bytes
MOST_EMPTY = 2_000  # rows in a row
LONGEST = 30.0  # seconds for a workbook
_DELIMITERS = ";,\t|"


def read_csv(text: str) -> tuple[Block, ...]:
    """Return the rows of a CSV file, whatever separates its cells."""
    reader = csv.reader(io.StringIO(text), delimiter=_delimiter(text))
    try:
        return tuple(_rows(_numbered(reader)))
    except csv.Error as error:
        raise IntakeError(
            f"Le tableau est illisible à la ligne {reader.line_num} ({error}) : l’enregistrer de "
            "nouveau en CSV, séparé par des points-virgules."
        ) from None


def _delimiter(text: str) -> str:
    """Return what separates the cells: what cuts the first lines into most cells, evenly."""
    sample = "\n".join(text.split("\n", 21)[:20])

    def score(delimiter: str) -> tuple[int, int]:
        try:
            widths = [
                len(row) for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if row
            ]
        except csv.Error:
            return 0, 0
        if not widths or widths[0] < 2:
            return 0, 0
        return sum(width == widths[0] for width in widths), widths[0]

    return max(_DELIMITERS, key=score)


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    line = 1
    for row in reader:
        yield line, row
        line = reader.line_num + 1


def _rows(lines: Iterable[tuple[int, Sequence[str]]]) -> Iterator[Block]:
    """Return the rows below the first one, which names the columns."""
    columns: list[str] = []
    count = 0
    for line, row in lines:
        values = [value.strip() for value in row]
        if len(values) > MOST_COLUMNS:
            raise IntakeError(f"Le tableau a plus de {MOST_COLUMNS} colonnes : le découper.")
        if not any(values):
            continue
        if not columns:
            columns = values
            continue
        count += 1
        if count > MOST_ROWS:
            raise IntakeError(f"Le tableau a plus de {MOST_ROWS} lignes : le découper.")
        named = [
            (columns[i] if i < len(columns) and columns[i] else str(i + 1), value)
            for i, value in enumerate(values)
            if value
        ]
        yield row_block(named, line)


def row_block(cells: Sequence[tuple[str, str]], line: int) -> Block:
    """Return the block of a row; its text is its values, one a line."""
    text = "\n".join(value.replace("\n", " ") for _, value in cells)
    return Block(BlockKind.ROW, text, line, cells=tuple(cells), lines=(line,) * len(cells))


def read_workbook(data: bytes) -> tuple[tuple[Block, ...], str, str, tuple[str, ...]]:
    """Return the rows of each sheet of a workbook, under its name, as a document's parts."""
    _verify_archive(data)
    deadline = time.monotonic() + LONGEST
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what this library does not draw
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            try:
                blocks = tuple(_sheets(book, deadline))
            finally:
                book.close()
    except (
        *(InvalidFileException, zipfile.BadZipFile, OSError, LookupError, ValueError, TypeError),
        *(AttributeError, SyntaxError, RuntimeError, EOFError, zlib.error),
    ):  # what a damaged workbook makes the library say
        raise IntakeError(
            "Le classeur est abîmé ou protégé : l’enregistrer de nouveau en XLSX, ou en CSV."
        ) from None
    return blocks, "", "", ()


def _verify_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError):
        raise IntakeError("L’archive est abîmée : donner le fichier d’origine.") from None
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise IntakeError(
            "Cette archive n’est pas un classeur XLSX : donner les fichiers un par un (un document "
            "de traitement de texte se donne en PDF ou en texte, un tableur en XLSX ou CSV)."
        )
    if sum(part.file_size for part in parts) > LARGEST_UNFOLDED:
        raise IntakeError("Le classeur se déplie au-delà du raisonnable : il est refusé.")


def _sheets(book: Any, deadline: float) -> Iterator[Block]:
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        rows = tuple(_rows(_lines_of(sheet, deadline)))
        if rows:
            yield Block(BlockKind.HEADING, sheet.title, 1, 1)
            yield from (
                Block(
                    row.kind,
                    row.text,
                    row.line,
                    path=(sheet.title,),
                    cells=row.cells,
                    lines=row.lines,
                )
                for row in rows
            )


def _lines_of(sheet: Any, deadline: float) -> Iterator[tuple[int, list[str]]]:
    empty = 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        values = [_shown(cell) for cell in cells]
        empty = 0 if any(values) else empty + 1
        if empty > MOST_EMPTY:
            return
        if time.monotonic() > deadline:
            raise IntakeError("Le classeur est trop long à lire : l’enregistrer en CSV.")
        while values and not values[-1]:
            values.pop()
        yield number, values


def _shown(value: Any) -> str:
    """Return a cell as its file says it; a date without a time is a day."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time(0)
        return value.date().isoformat() if midnight else value.isoformat(timespec="minutes")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
