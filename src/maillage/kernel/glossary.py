"""Finding the terms of a glossary in a text, in time linear in the text whatever their number.

A spelling with a capital (« ESS », « Pôle emploi ») is found as it is written; one without
(« association ») with or without capitals. Accents, kinds of spaces, of apostrophes and of hyphens
do not matter; a plural is found where it is one of the spellings.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .text import fold

# A word keeps its combining accents; every other sign stands alone, spaces in runs.
_TOKEN = re.compile(r"[\w\u0300-\u036f]+|\s+|[^\w\s]")
_SIGNS = dict.fromkeys("’‘ʼ`´", "'") | dict.fromkeys("‐‑‒", "-")
# What French elides before a vowel: « l’ESS » holds ESS, « Robust’ESS » does not.
_ELISIONS = frozenset(
    {"l", "d", "n", "s", "j", "m", "t", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"}
)
# Signs that tie what they touch into one name: an address, a compound.
_TIES = frozenset("-@#_.\\")


@dataclass(frozen=True, slots=True)
class Found:
    """A term in a text: `text[start:end]` is one of the spellings of `key`."""

    start: int
    end: int
    key: str


@dataclass(slots=True)
class _Token:
    text: str
    folded: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum() or self.text[0] == "_"


@dataclass(slots=True)
class _Node:
    """A step of the tree of spellings: the next tokens, and what is spelt so far.

    `exact` has the spellings that need their capitals; `key` is the term of those that do not.
    """

    next: "dict[str, _Node]" = field(default_factory=dict)
    exact: dict[str, str] = field(default_factory=dict)
    key: str = ""


def spellings(name: str, others: Iterable[str], *, is_common: bool) -> list[str]:
    """Return the spellings of a term; a common noun is also written without its capital."""
    found = [name]
    if is_common and name[:2] != name[:2].upper():
        found.append(name[:1].lower() + name[1:])
    return list(dict.fromkeys([*found, *others]))


class Matcher:
    """Finds spellings in texts; the first term to claim a spelling keeps it."""

    def __init__(self, terms: Iterable[tuple[str, Iterable[str]]]) -> None:
        """Read terms: a key, and its spellings."""
        self._root = _Node()
        for key, own in terms:
            for spelling in own:
                self._add(key, _tokens(spelling.strip()))

    def _add(self, key: str, tokens: list[_Token]) -> None:
        if not any(token.is_word for token in tokens):
            return
        node = self._root
        for token in tokens:
            node = node.next.setdefault(token.folded, _Node())
        written = _written(tokens)
        if written == written.lower():
            node.key = node.key or key
        else:
            node.exact.setdefault(written, key)

    def find(self, text: str) -> Iterator[Found]:
        """Yield the terms of a text from left to right, the longest first, never overlapping."""
        tokens = _tokens(text)
        position = 0
        while position < len(tokens):
            end, key = self._longest(tokens, position)
            if key:
                yield Found(tokens[position].start, tokens[end - 1].end, key)
            position = max(end, position + 1)

    def _longest(self, tokens: list[_Token], start: int) -> tuple[int, str]:
        """Return where the longest spelling that begins here ends, and its key, or nothing."""
        best = start, ""
        node = self._root.next.get(tokens[start].folded)
        if node is None or not _begins(tokens, start):
            return best
        end = start + 1
        while node is not None:
            if node.exact or node.key:
                key = node.exact.get(_written(tokens[start:end])) or node.key
                if key and _ends(tokens, end):
                    best = end, key
            if end == len(tokens):
                break
            node = node.next.get(tokens[end].folded)
            end += 1
        return best


def _tokens(text: str) -> list[_Token]:
    return [_Token(one[0], _folded(one[0]), *one.span()) for one in _TOKEN.finditer(text)]


def _folded(token: str) -> str:
    if token.isspace():
        return " "
    if token.isascii():
        return token.lower()
    return _SIGNS.get(token) or fold(token) or token


def _written(tokens: list[_Token]) -> str:
    """Return what tokens write, with one sort of each sign and without accents."""
    return "".join(
        token.folded if not token.is_word or token.text.islower() else _plain(token.text)
        for token in tokens
    )


def _plain(word: str) -> str:
    """Return a word without its accents, its capitals kept."""
    return word if word.isascii() else "".join(map(_letter, word))


def _letter(letter: str) -> str:
    plain = fold(letter)
    return plain.upper() if letter.isupper() else plain


def _begins(tokens: list[_Token], start: int) -> bool:
    """Tell whether a word that begins at this token is whole on its left."""
    if start == 0:
        return True
    before = tokens[start - 1]
    if before.folded == "'":
        return start == 1 or not tokens[start - 2].is_word or tokens[start - 2].folded in _ELISIONS
    return not (before.is_word or before.folded in _TIES)


def _ends(tokens: list[_Token], end: int) -> bool:
    """Tell whether a word that ends before this token is whole on its right."""
    if end == len(tokens):
        return True
    after = tokens[end]
    if after.is_word:
        return False
    tied = after.folded in _TIES or after.folded == "'"
    return not tied or end + 1 == len(tokens) or not tokens[end + 1].is_word


def pieces(text: str, found: Sequence[Found]) -> Iterator[tuple[str, str]]:
    """Cut a text at what was found in it: yield each piece with its key, or with nothing."""
    cuts = [0, *(edge for one in found for edge in (one.start, one.end)), len(text)]
    keys = {one.start: one.key for one in found}
    for start, end in pairwise(cuts):
        if start < end:
            yield text[start:end], keys.get(start, "")
