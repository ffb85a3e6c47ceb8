"""A document as readers hand it to extractors: blocks of text, each with its place in the source.

Whatever the format, a page becomes headings, paragraphs, list items, labelled fields and rows of
tables, in reading order. A block knows the titles above it and the line of the source where it
begins, so that each value drawn from it can be found again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from .errors import IntakeError

__all__ = ["Block", "BlockKind", "Document", "IntakeError", "Link"]

# Evidence quotes a few words, never a sentence of the source.
LONGEST_PASSAGE = 90

# Where a link begins and ends in the text of its block, and its address as written ("" if empty).
Link = tuple[int, int, str]


class BlockKind(StrEnum):
    """What a block is on its page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    FIELD = "field"
    ROW = "row"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document.

    `text` is what people read, without markup; it holds a line break only where the source breaks
    the line for good (a plain line, `<br>`). `level`: rank of a heading from 1, depth of an item
    from 0. `path`: the titles above, outermost first, without the block's own. `cells`: the column
    and the value of each cell of a row, the label and the value of a field; `text` joins them.
    """

    kind: BlockKind
    text: str
    line: int
    level: int = 0
    links: tuple[Link, ...] = ()
    path: tuple[str, ...] = ()
    cells: tuple[tuple[str, str], ...] = ()
    lines: tuple[int, ...] = ()

    def line_at(self, position: int) -> int:
        """Return the line of the source that holds a position of `text`."""
        if not self.lines:
            return self.line
        return self.lines[min(self.text.count("\n", 0, position), len(self.lines) - 1)]

    def passage(self, start: int = 0, end: int | None = None) -> str:
        """Return words of `text` to the letter, on one line, short enough to be quoted."""
        words = self.text[start:end].strip()
        words = words.splitlines()[0].rstrip() if words else ""
        if len(words) <= LONGEST_PASSAGE:
            return words
        kept = words[: LONGEST_PASSAGE + 1]
        return (re.sub(r"\s+\S*$", "", kept) if re.search(r"\s", kept) else words[:90]).rstrip()

    def get(self, *columns: str) -> str:
        """Return the first value that is not empty under one of these columns, or ""."""
        values = dict(reversed(self.cells))
        return next((values[name] for name in columns if values.get(name)), "")


@dataclass(frozen=True, slots=True)
class Document:
    """What was read. `sha256` is that of the bytes received; `notices` tell of what was mended.

    `origin` is the file's name or the address; `media_type` that of the reader used; `language` a
    code (`fr`) or "" where the document does not say.
    """

    title: str
    blocks: tuple[Block, ...]
    origin: str
    sha256: str
    media_type: str
    language: str = ""
    notices: tuple[str, ...] = ()

    def of_kind(self, *kinds: BlockKind) -> Iterator[Block]:
        """Go through the blocks of some kinds, in reading order."""
        return (block for block in self.blocks if block.kind in kinds)
