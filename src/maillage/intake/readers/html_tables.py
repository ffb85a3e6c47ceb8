"""Tables of web pages that hold data, not layout."""

from collections.abc import Callable

from selectolax.lexbor import LexborNode

from ..documents import Block, BlockKind, Link
from .html_text import line_of

Reader = Callable[[LexborNode], list[Block]]
_STRUCTURE = "table, h1, h2, h3, h4, h5, h6, article, form"
_COLONS = " :\u00a0\u202f"


def data_rows(table: LexborNode, read: Reader) -> list[Block]:
    """Return the rows of a table of data, or nothing where the table only lays the page out.

    A table with titles of columns gives rows; one of two columns without them gives labelled
    fields. `read` returns the blocks of a cell.
    """
    if (
        table.css_first(_STRUCTURE, default=None) not in (None, table)
        or len(table.css(_STRUCTURE)) > 1
    ):
        return []
    lines = [(row, row.css("th, td")) for row in table.css("tr")]
    lines = [(row, cells) for row, cells in lines if cells]
    if not lines or max(len(cells) for _, cells in lines) < 2:
        return []
    heads = lines[0][1]
    if len(lines) > 1 and all(cell.tag == "th" for cell in heads):
        columns = [_text(read(cell))[0].replace("\n", " ") for cell in heads]
        return [_row(columns, row, cells, read) for row, cells in lines[1:]]
    if all(len(cells) == 2 for _, cells in lines):
        return [_field(row, cells, read) for row, cells in lines]
    columns = [str(number) for number in range(1, 1 + max(len(cells) for _, cells in lines))]
    return [_row(columns, row, cells, read) for row, cells in lines]


def _row(columns: list[str], row: LexborNode, cells: list[LexborNode], read: Reader) -> Block:
    values = [_text(read(cell)) for cell in cells]
    pairs = tuple(
        (column, value) for column, (value, _) in zip(columns, values, strict=False) if column
    )
    text, links = _joined(values)
    return Block(BlockKind.ROW, text, line_of(row), 0, links, (), pairs)


def _field(row: LexborNode, cells: list[LexborNode], read: Reader) -> Block:
    label, value = (_text(read(cell)) for cell in cells)
    text, links = _joined([label, value])
    pairs = ((label[0].rstrip(_COLONS), value[0]),)
    return Block(BlockKind.FIELD, text, line_of(row), 0, links, (), pairs)


def _text(blocks: list[Block]) -> tuple[str, tuple[Link, ...]]:
    return _joined([(block.text, block.links) for block in blocks])


def _joined(parts: list[tuple[str, tuple[Link, ...]]]) -> tuple[str, tuple[Link, ...]]:
    """Join texts with their links, one below the other."""
    text, links = "", []
    for piece, found in parts:
        if not piece:
            continue
        shift = len(text) + 1 if text else 0
        text = f"{text}\n{piece}" if text else piece
        links += [(start + shift, end + shift, url) for start, end, url in found]
    return text, tuple(links)
