"""Titles of a page pasted without markup, guessed from their form and their place.

A title stands alone between blank lines, is short, does not end as a sentence does and gives no
value. Titles that follow each other without text in between go from the general to the particular;
more than three in a row are a list of labels and values, not titles.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from maillage.kernel.text import fold

from ..documents import Block, BlockKind

_LONGEST = 100
_DEEPEST = 3
_TEXT = 80  # characters from which a paragraph is one
_NOT_A_TITLE = re.compile(
    r".*[.;,!…]|.*(@|https?://|www\.).*|\W.*|[^:]{1,60}:\s*\S.*|.*\d[\d\s./-]{7,}.*"
    r"|(mise? a jour|publie|maj|plus d'infos?|source|photo|credit|voir|pour en savoir).*"
    r"|france|\d{5}\s.*|\d[\d\s]*(\s?(€|%|habitants?|euros?))?"
)


def guess_titles(blocks: list[Block], lines: list[str]) -> list[Block]:
    """Return the blocks of a page without a marked title, its likely titles made headings."""
    blocks = list(_without_echoes(blocks))
    likely = [_is_likely(block, lines) for block in blocks]
    place = 0
    while place < len(blocks):
        end = place
        while end < len(blocks) and likely[end]:
            end += 1
        run = blocks[place:end]
        following = blocks[end] if end < len(blocks) else None
        for index, level in _levels(run, following).items():
            blocks[place + index] = replace(
                run[index],
                kind=BlockKind.HEADING,
                level=level,
                text=run[index].text.rstrip(" :\u00a0\u202f"),
            )
        place = end + 1
    return blocks


def _levels(run: list[Block], following: Block | None) -> dict[int, int]:
    """Return the level of each title of a run of lines that look like titles, by place."""
    if following is None:  # a title announces something
        return {}
    levels = {i: 2 for i, block in enumerate(run) if _in_capitals(block.text)}
    # What ends in a colon announces the list below it, under the title before.
    levels |= {i: _DEEPEST + 1 for i, block in enumerate(run) if block.text.endswith(":")}
    rest = [i for i in range(len(run)) if i not in levels]
    if len(rest) > _DEEPEST:
        if rest[-1] == len(run) - 1 and _introduces(run[-1], following):
            levels[rest[-1]] = _DEEPEST
        return levels
    if len(rest) == 1 and rest[0] + 1 in levels:
        return levels | {rest[0]: _DEEPEST - 1, rest[0] + 1: _DEEPEST}
    return levels | {i: _DEEPEST - rank for rank, i in enumerate(reversed(rest))}


def _introduces(block: Block, following: Block) -> bool:
    return following.kind is BlockKind.ITEM or len(following.text) >= _TEXT


def _in_capitals(text: str) -> bool:
    letters = [sign for sign in text if sign.isalpha()]
    return len(letters) >= 6 and text.upper() == text and " " in text.strip()


def _is_likely(block: Block, lines: list[str]) -> bool:
    if (
        block.kind is not BlockKind.PARAGRAPH
        or len(block.links) > 1
        or not 3 <= len(block.text) <= _LONGEST
    ):
        return False
    alone = not _line(lines, block.line - 1) and not _line(lines, block.line + 1)
    text = block.text.strip()
    starts = text[0].isupper() or text[0].isdigit() or text[0] in '«"“'
    return alone and starts and _NOT_A_TITLE.fullmatch(fold(text)) is None


def _line(lines: list[str], number: int) -> str:
    """Return a line of the source, from 1; those outside are empty."""
    return lines[number - 1].strip() if 1 <= number <= len(lines) else ""


def _without_echoes(blocks: list[Block]) -> Iterator[Block]:
    """Leave out the item that only announces the title which repeats it (tabs, accordions)."""
    for place, block in enumerate(blocks):
        following = blocks[place + 1].text if place + 1 < len(blocks) else ""
        if block.kind is not BlockKind.ITEM or fold(block.text) != fold(following):
            yield block
