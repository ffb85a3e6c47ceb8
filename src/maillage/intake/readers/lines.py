"""Plain text and Markdown, read line by line.

People paste pages: what calls itself Markdown may have no markup at all, and a text may have
bullets and links. One forgiving reader does for both; where nothing marks the titles, they are
guessed from their place (`titles.py`).
"""

import itertools
import re
from collections.abc import Iterator

from ..documents import Block, BlockKind
from ..errors import IntakeError
from ..noise import is_noise
from .inline import LONGEST_LINE, read_inline
from .outline import MOST_BLOCKS, TOO_MANY, outlined
from .titles import guess_titles

_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?[ \t]*#*[ \t]*")
_ITEM = re.compile(r"([ \t\u00a0]*)(?:[-*+•◦▪–—‣·]|\d{1,2}[.)/]|[a-z]\))[ \t\u00a0]+(\S.*)")
_TIGHT_ITEM = re.compile(r"([ \t\u00a0]*)[-•*](?=[^\W\d_])(.*)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_RULE = re.compile(r" {0,3}([-*_=])[ \t]*(?:\1[ \t]*){2,}")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)+\|?\s*")
_ANCHOR_ITEM = re.compile(r"\s*[-*+]\s+\[[^\]]*\]\(#[^)]+\)\s*")
_TAG = re.compile(r"\s*</?(?:iframe|script|embed|object|img|div|span)\b[^>]*>.*", re.I)
_META = re.compile(r"([A-Za-z_][\w-]*)\s*:\s*(.*)")


def read_lines(text: str) -> tuple[tuple[Block, ...], str, str]:
    """Return the blocks of a text, its title and its language ("" where it says none)."""
    lines, meta = _front_matter(text)
    blocks = list(itertools.islice(_blocks(lines), MOST_BLOCKS + 1))
    if len(blocks) > MOST_BLOCKS:
        raise IntakeError(TOO_MANY)
    if not any(block.kind is BlockKind.HEADING for block in blocks):
        blocks = guess_titles(blocks, lines)
    blocks = [block for block in blocks if not is_noise(block.text)]
    placed = outlined(blocks)
    first = next((b.text for b in placed if b.kind is BlockKind.HEADING), "")
    first = first or (placed[0].passage() if placed else "")
    return placed, meta.get("title") or first, meta.get("lang") or meta.get("language", "")


def _front_matter(text: str) -> tuple[list[str], dict[str, str]]:
    """Blank out the comments and the front matter, so that the lines keep their numbers."""
    text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    lines = text.split("\n")
    meta: dict[str, str] = {}
    if lines[0].strip() == "---" and "---" in (line.strip() for line in lines[1:60]):
        end = next(i for i in range(1, len(lines)) if lines[i].strip() == "---")
        for i in range(end + 1):
            if found := _META.fullmatch(lines[i].strip()):
                meta[found[1].lower()] = found[2].strip().strip("'\"")
            lines[i] = ""
    return lines, meta


def _blocks(lines: list[str]) -> Iterator[Block]:
    fence = ""
    header: list[str] = []
    last = len(lines) - 1
    for number, line in enumerate(lines, 1):
        if fence:
            if line.strip().startswith(fence):
                fence = ""
            elif line.strip():
                yield Block(BlockKind.CODE, line.strip(), number)
            continue
        if "|" not in line:
            header = []
        if not line.strip() or _RULE.fullmatch(line) or _ANCHOR_ITEM.fullmatch(line):
            continue
        if found := _FENCE.match(line):
            fence = found[1]
            continue
        if len(line) > LONGEST_LINE:
            yield Block(BlockKind.PARAGRAPH, line.strip(), number)
            continue
        after = lines[number][:200] if number <= last else ""
        if re.fullmatch(r" {0,3}(=+|-{3,})\s*", after) and not _ITEM.fullmatch(line):
            yield _block(BlockKind.HEADING, line, number, 1 if "=" in after else 2)
        elif found := _ATX.fullmatch(line):
            if found[2]:
                yield _block(BlockKind.HEADING, found[2], number, len(found[1]))
        elif "|" in line and _TABLE_RULE.fullmatch(after):
            header = _cells(line)
        elif header:
            if not _TABLE_RULE.fullmatch(line):
                yield _row(header, line, number)
        elif _TAG.fullmatch(line):
            yield Block(BlockKind.CODE, line.strip(), number)
        elif found := _ITEM.fullmatch(line) or _TIGHT_ITEM.fullmatch(line):
            depth = len(found[1].replace("\t", "    ").replace("\u00a0", " ")) // 2
            yield _block(BlockKind.ITEM, found[2], number, depth)
        else:
            yield _block(BlockKind.PARAGRAPH, line, number)


def _block(kind: BlockKind, line: str, number: int, level: int = 0) -> Block:
    text, links = read_inline(line.strip())
    return Block(kind, text, number, level, links)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _row(header: list[str], line: str, number: int) -> Block:
    read = [read_inline(cell) for cell in _cells(line)]
    text, links = "", []
    for value, found in read:
        shift = len(text) + 1 if text else 0
        text = f"{text}\n{value}" if text else value
        links += [(start + shift, end + shift, url) for start, end, url in found]
    values = [value for value, _ in read]
    cells = tuple(zip(header, values, strict=False))
    return Block(
        BlockKind.ROW, text, number, 0, tuple(links), (), cells, (number,) * (text.count("\n") + 1)
    )
