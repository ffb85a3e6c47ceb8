"""Cutting a page into its titles, its prose and its blocks. Pure: no database, never an error.

A block begins with `::: name words…` and ends with `:::`, each alone on its line; blocks do not
nest. A title is a line that begins with `#` signs. Code between ``` or ~~~ fences is prose.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_OPENING = re.compile(r" {0,3}:::+[ \t]*(?P<name>[^\s:][^\s]*)(?P<words>.*)")
_CLOSING = re.compile(r" {0,3}:::+[ \t]*")
_TITLE = re.compile(r" {0,3}(?P<signs>#{1,6})[ \t]+(?P<text>.*?)(?:[ \t]+#+)?[ \t]*")
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})(?P<rest>.*)")
_CARD = re.compile(r" {0,3}#{2,6}[ \t]+(.*)")
_ITEM = re.compile(r" {0,3}[-*+][ \t]+(.*)")
# Lines end as Markdown says, not at the rarer separators that `str.splitlines` knows.
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown without titles nor blocks."""

    source: str


@dataclass(frozen=True, slots=True)
class Title:
    """A title of the page: `level` as written, 1 to 6, and its text in Markdown."""

    source: str
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A block: its name, the words after it and the text inside; `line` counts from 1."""

    source: str
    name: str
    words: tuple[str, ...]
    body: str
    line: int
    is_closed: bool = True


@dataclass(frozen=True, slots=True)
class Stray:
    """A `:::` that closes nothing."""

    source: str
    line: int


Segment = Prose | Title | Block | Stray


def cut(text: str) -> list[Segment]:
    """Cut a page; the sources of the segments put end to end are the page."""
    found: list[Segment] = []
    for segment in _segments(text):
        if isinstance(segment, Prose) and found and isinstance(found[-1], Prose):
            found[-1] = Prose(found[-1].source + segment.source)
        else:
            found.append(segment)
    return found


def _segments(text: str) -> Iterator[Segment]:
    """Yield segments, prose line by line."""
    block: Block | None = None
    fence = ""
    for number, line in enumerate(_LINE.findall(text), start=1):
        bare = line.rstrip("\r\n")
        if block is not None and _CLOSING.fullmatch(bare):
            yield replace(block, source=block.source + line, is_closed=True)
            block = None
        elif not fence and (opening := _OPENING.fullmatch(bare)):
            if block is not None:  # nothing nests: a block that begins ends the one before
                yield block
            name, words = opening["name"], tuple(opening["words"].split())
            block = Block(line, name.lower(), words, "", number, is_closed=False)
        elif block is not None:
            block = replace(block, source=block.source + line, body=block.body + line)
        elif fence or _FENCE.fullmatch(bare):
            fence = _fence(fence, bare)
            yield Prose(line)
        elif _CLOSING.fullmatch(bare):
            yield Stray(line, number)
        elif (title := _TITLE.fullmatch(bare)) and title["text"]:
            yield Title(line, len(title["signs"]), title["text"])
        else:
            yield Prose(line)
    if block is not None:
        yield block


def _fence(current: str, line: str) -> str:
    """Return the fence in force after a line: the one that it opens or leaves, or nothing."""
    found = _FENCE.fullmatch(line)
    if not current:
        # CommonMark: what follows ``` on its line holds no other `, or it is code in a sentence.
        is_code = found is None or ("`" in found["fence"] and "`" in found["rest"])
        return "" if is_code else found["fence"]  # type: ignore[index]
    if found is None or found["rest"].strip():
        return current
    closes = found["fence"][0] == current[0] and len(found["fence"]) >= len(current)
    return "" if closes else current


def cards(body: str) -> list[tuple[str, str]]:
    """Return the title and the Markdown text of each card of a block; text alone has no title."""
    found: list[tuple[str, str]] = []
    for line in _LINE.findall(body):
        if title := _CARD.fullmatch(line.rstrip("\r\n")):
            found.append((title[1].strip(), ""))
        elif found:
            found[-1] = (found[-1][0], found[-1][1] + line)
        elif line.strip():
            found.append(("", line))
    return [(title, text.strip()) for title, text in found]


def items(body: str) -> list[str]:
    """Return the items of a list; a line that begins none goes on with the one before."""
    found: list[str] = []
    for line in _LINE.findall(body):
        if item := _ITEM.fullmatch(line.rstrip("\r\n")):
            found.append(item[1].strip())
        elif line.strip():
            found[-1:] = [" ".join([*found[-1:], line.strip()])]
    return found
