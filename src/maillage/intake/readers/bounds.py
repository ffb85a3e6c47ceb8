"""Blocks that no person wrote, made small enough for those who look for words in them."""

import re
from collections.abc import Iterator
from dataclasses import replace

from ..documents import Block

LONGEST_BLOCK = 6_000  # characters
LONGEST_WORD = 600  # signs without a space: pictures and keys written as text
_ENDLESS = re.compile(rf"\S{{{LONGEST_WORD},}}")
NOTICE = (
    f"Des suites de plus de {LONGEST_WORD} signes sans espace ne sont pas du texte : elles sont "
    "laissées de côté."
)


def bounded(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return the blocks, the long ones cut between two words, and what was left out."""
    if all(len(block.text) <= LONGEST_WORD for block in blocks):
        return blocks, ()
    left_out = any(_ENDLESS.search(block.text) for block in blocks)
    return tuple(piece for block in blocks for piece in _pieces(block)), (NOTICE,) * left_out


def _pieces(block: Block) -> Iterator[Block]:
    ranges = list(_ranges(block.text))
    if block.cells or ranges == [(0, len(block.text))]:
        yield block
        return
    for start, end in ranges:
        above = block.text.count("\n", 0, start)
        yield replace(
            block,
            text=block.text[start:end],
            line=block.line_at(start),
            lines=block.lines[above:],
            links=tuple(
                (max(first, start) - start, min(last, end) - start, url)
                for first, last, url in block.links
                if first < end and last > start
            ),
        )


def _ranges(text: str) -> Iterator[tuple[int, int]]:
    """Return where each piece begins and ends."""
    place = 0
    for found in [*_ENDLESS.finditer(text), None]:
        limit = found.start() if found else len(text)
        while place < limit:
            end = min(place + LONGEST_BLOCK, limit)
            if end < limit and (space := text.rfind(" ", place + 1, end)) > 0:
                end = space + 1
            if text[place:end].strip():
                yield place, end
            place = end
        place = found.end() if found else limit
