"""The titles above each block, from the levels of the headings; how many blocks there may be."""

from collections.abc import Iterable
from dataclasses import replace

from ..documents import Block, BlockKind

MOST_BLOCKS = 60_000
TOO_MANY = f"Le document a plus de {MOST_BLOCKS} paragraphes ou lignes : le découper."


def outlined(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks, each with the titles above it."""
    above: list[tuple[int, str]] = []
    placed = []
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            while above and above[-1][0] >= block.level:
                above.pop()
        placed.append(replace(block, path=tuple(title for _, title in above)))
        if block.kind is BlockKind.HEADING:
            above.append((block.level, block.text))
    return tuple(placed)
