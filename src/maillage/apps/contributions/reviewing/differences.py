"""What differs between two values, word by word and item by item, for the eye.

Pure: texts in, pieces out. The left side shows what goes, the right side what comes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORD = re.compile(r"\w+(?:['’\-]\w+)*\s*|[^\w\s]\s*|\s+")
_SENTENCE = re.compile(r"[^.!?…\n]*(?:[.!?…]+\s*|\n+|$)")
# Time grows with the product of the numbers of words: beyond, texts are compared by sentence.
_MOST_PAIRS = 1_500_000
_MOST_WEIGHED = 60_000  # beyond, the words in common are found faster and less finely
_LIKE = 0.45  # share of common text under which two texts are two texts, not one corrected
_LONG, _AROUND = 320, 120  # signs of an unchanged stretch shown whole; kept on each side of a cut
_MANY, _SHOWN = 8, 3  # unchanged items shown all; shown when there are more


class Mark(StrEnum):
    """What became of a piece."""

    SAME = "same"
    GONE = "gone"
    COME = "come"
    CUT = "cut"  # unchanged, and too long to be read again


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text."""

    text: str
    mark: Mark = Mark.SAME


Side = list[Piece]


@dataclass(frozen=True, slots=True)
class Item:
    """One value as a reader meets it: the key tells that two are the same, whatever they say."""

    key: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An item on one side; `hidden` counts the unchanged ones that it stands for."""

    pieces: Side
    mark: Mark
    url: str = ""
    hidden: int = 0


def words(old: str, new: str) -> tuple[Side, Side]:
    """Return both texts, with the words that only one of them has marked.

    Two long texts that have little in common are two texts: marking all their words helps nobody.
    """
    if _are_strangers(old, new):
        return [Piece(old)], [Piece(new)]
    left, right = _WORD.findall(old), _WORD.findall(new)
    if len(left) * len(right) > _MOST_PAIRS:
        left, right = (list(filter(None, _SENTENCE.findall(text))) for text in (old, new))
    before: Side = []
    after: Side = []
    i = j = 0
    for start, other, length in [*_common(left, right), (len(left), len(right), 0)]:
        before += _whole("".join(left[i:start]), Mark.GONE)
        after += _whole("".join(right[j:other]), Mark.COME)
        i, j = start + length, other + length
        before += _cut("".join(left[start:i]))
        after += _cut("".join(right[other:j]))
    return before, after


def _common(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return the stretches that two lists of words share, in order: places in each, length."""
    a, b = ([token.strip() for token in tokens] for tokens in (left, right))
    least = min(len(a), len(b))
    head = next((n for n in range(least) if a[n] != b[n]), least)
    tail = next((n for n in range(least - head) if a[-1 - n] != b[-1 - n]), least - head)
    inner_a, inner_b = a[head : len(a) - tail], b[head : len(b) - tail]
    if len(inner_a) * len(inner_b) <= _MOST_WEIGHED:
        inner = _heaviest(inner_a, inner_b)
    else:
        blocks = SequenceMatcher(None, inner_a, inner_b, autojunk=False).get_matching_blocks()
        inner = [(block.a, block.b, block.size) for block in blocks]
    found = [(0, 0, head)]
    for i, j, length in [
        *((head + i, head + j, n) for i, j, n in inner),
        (len(a) - tail, len(b) - tail, tail),
    ]:
        last_i, last_j, last = found[-1]
        if (last_i + last, last_j + last) == (i, j):
            found[-1] = (last_i, last_j, last + length)
        elif length:
            found.append((i, j, length))
    return found


def _heaviest(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return the words in common that weigh most together: a long word is worth many short ones.

    A longest common subsequence whose words count for their letters, so that « et » does not
    keep apart the words that follow it.
    """
    best = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) - 1, -1, -1):
        row, below, word = best[i], best[i + 1], a[i]
        for j in range(len(b) - 1, -1, -1):
            if word == b[j]:
                row[j] = below[j + 1] + len(word)
            else:
                row[j] = below[j] if below[j] >= row[j + 1] else row[j + 1]
    found = []
    i = j = 0
    while i < len(a) and j < len(b):
        if a[i] == b[j] and best[i][j] == best[i + 1][j + 1] + len(a[i]):
            found.append((i, j, 1))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return found


def items(old: Sequence[Item], new: Sequence[Item]) -> tuple[list[Entry], list[Entry]]:
    """Return both lists; an item that keeps its key, or nearly its text, is shown corrected."""
    partner = _partners(old, new)
    back = {j: i for i, j in partner.items()}
    before = [
        _entry(item, new[partner[i]] if i in partner else None, Mark.GONE, bool(new))
        for i, item in enumerate(old)
    ]
    after = [
        _entry(item, old[back[j]] if j in back else None, Mark.COME, bool(old))
        for j, item in enumerate(new)
    ]
    return _folded(before), _folded(after)


def _entry(item: Item, other: Item | None, mark: Mark, beside: bool) -> Entry:
    """Return an item on its side; where the other side has nothing, its words are not marked."""
    if other is None:
        return Entry([Piece(item.text, mark if beside else Mark.SAME)], mark, item.url)
    if item.text == other.text:
        return Entry(_cut(item.text), Mark.SAME, item.url)
    is_old = mark is Mark.GONE
    pieces = words(item.text, other.text)[0] if is_old else words(other.text, item.text)[1]
    return Entry(pieces, mark, item.url)


def _partners(old: Sequence[Item], new: Sequence[Item]) -> dict[int, int]:
    """Return which item of the new list each old one has become."""
    found: dict[int, int] = {}
    left = dict(enumerate(new))
    for same in (lambda a, b: a == b, lambda a, b: bool(a.key) and a.key == b.key):
        for i, item in enumerate(old):
            j = next((j for j, other in left.items() if same(item, other)), None)
            if i not in found and j is not None:
                found[i] = j
                del left[j]
    if len(left) * (len(old) - len(found)) > 400:  # long lists: what has no key is not paired
        return found
    for i, item in enumerate(old):
        if i in found or not left:
            continue
        j = max(left, key=lambda j: _likeness(item.text, left[j].text))
        if _likeness(item.text, left[j].text) >= 0.6:
            found[i] = j
            del left[j]
    return found


def _folded(entries: list[Entry]) -> list[Entry]:
    """Return the entries with long runs of unchanged ones made one."""
    if len(entries) <= _MANY:
        return entries
    found: list[Entry] = []
    run: list[Entry] = []
    for one in [*entries, None]:
        if one is not None and one.mark is Mark.SAME:
            run.append(one)
            continue
        found += run if len(run) <= _SHOWN else [*run[:2], Entry([], Mark.CUT, hidden=len(run) - 2)]
        run = []
        if one is not None:
            found.append(one)
    return found


def _whole(text: str, mark: Mark) -> Side:
    return [Piece(text, mark)] if text else []


def _cut(text: str) -> Side:
    if len(text) <= _LONG:
        return _whole(text, Mark.SAME)
    return [Piece(text[:_AROUND]), Piece(" … ", Mark.CUT), Piece(text[-_AROUND:])]


def _are_strangers(old: str, new: str) -> bool:
    return max(len(old), len(new)) > 60 and _likeness(old, new) < _LIKE


def _likeness(old: str, new: str) -> float:
    """Return how much two texts have in common, from 0 to 1: by words when long, else by signs."""
    if max(len(old), len(new)) > 200:
        left, right = set(old.split()), set(new.split())
        return 2 * len(left & right) / (len(left) + len(right) or 1)
    return SequenceMatcher(None, old, new, autojunk=False).ratio()
