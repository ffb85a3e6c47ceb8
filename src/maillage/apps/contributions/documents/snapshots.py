"""A document received, as text: its lines with their numbers, what was drawn from each marked.

What was received is never shown as it is: these are the words read of it, without markup.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from maillage.apps.contributions.models import Snapshot
from maillage.intake.bounded import Line, Reading

WINDOW = 300  # lines of a page


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a line; marked where something was drawn from them."""

    text: str
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the document; only the first one of its number is a target for links."""

    number: int
    kind: str
    pieces: tuple[Piece, ...]
    is_target: bool
    is_first: bool

    @property
    def is_title(self) -> bool:
        """Tell whether it is a title of the page."""
        return self.kind == "heading"


@dataclass(frozen=True, slots=True)
class Window:
    """Some lines of a document, and the numbers from which its neighbours begin."""

    lines: list[ShownLine]
    before: int | None
    after: int | None
    total: int


def line_url(snapshot: Snapshot, line: int) -> str:
    """Return the address of a line of a document."""
    address = reverse("contributions:document_text", args=(snapshot.pk,))
    return f"{address}?ligne={line}#l{line}"


def window(reading: Reading, wanted: int) -> Window:
    """Return the lines around one, by its number in the source; the first ones for 0."""
    lines = [one for one in reading.lines if one.text.strip()]
    place = next((rank for rank, one in enumerate(lines) if one.number >= wanted), 0)
    start = place - place % WINDOW
    shown = lines[start : start + WINDOW]
    passages = _passages(reading, {one.number for one in shown})
    seen: set[int] = set()
    found: list[ShownLine] = []
    for one in shown:
        pieces = tuple(_pieces(one, passages.get(one.number, ())))
        is_target = bool(wanted) and one.number == wanted
        found.append(ShownLine(one.number, one.kind, pieces, is_target, one.number not in seen))
        seen.add(one.number)
    before = lines[start - WINDOW].number if start else None
    after = lines[start + WINDOW].number if start + WINDOW < len(lines) else None
    return Window(found, before, after, len(lines))


def _passages(reading: Reading, numbers: set[int]) -> dict[int, list[str]]:
    """Return what was drawn from these lines, the longest passages first."""
    found: dict[int, set[str]] = {}
    for candidate in reading.candidates:
        for values in candidate.fields.values():
            for value in values:
                if value.line in numbers and value.passage:
                    found.setdefault(value.line, set()).add(value.passage)
    return {line: sorted(texts, key=lambda one: (-len(one), one)) for line, texts in found.items()}


def _pieces(line: Line, passages: Sequence[str]) -> Iterator[Piece]:
    """Cut a line where passages begin and end; those that overlap make one mark."""
    spans: list[tuple[int, int]] = []
    for passage in passages:
        start = line.text.find(passage)
        if start >= 0:
            spans.append((start, start + len(passage)))
    place = 0
    for start, end in _merged(spans):
        if start > place:
            yield Piece(line.text[place:start])
        yield Piece(line.text[start:end], is_marked=True)
        place = end
    if place < len(line.text):
        yield Piece(line.text[place:])


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def wanted_line(text: Any) -> int:
    """Return the number of a line that an address asks for, 0 for none."""
    return int(text) if isinstance(text, str) and text.isdecimal() and len(text) <= 9 else 0
