"""One French analyser for documents and queries. Pure: text in, terms out.

A word gives its *folded* form (no case, accents or ligatures) and its *stems*. Snowball works on
accented singulars, so the plural goes first (it would keep foyer and foyers, emploi and emplois
apart), then the stem, then the accents. A word typed without its accents has another stem
(handicapees): the stem of the folded word is a second one, on both sides.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import tantivy

from maillage.kernel.text import fold

#: Changes whenever the terms of a text change: indexes made with another version are rebuilt.
VERSION = 1

MAX_QUERY_CHARACTERS = 600
MAX_QUERY_WORDS = 24
MAX_WORD_CHARACTERS = 64
#: The last word of a query stands for all the words that it begins, from this length on.
MIN_PREFIX = 2

_STOP_WORDS = (
    "a au aux avec ce ces d dans de des du en et l la le les leur leurs ou par pour qu que qui sa "
    "se ses son sur un une c j m n s t y"
)
STOP_WORDS = frozenset(_STOP_WORDS.split())

_LETTER = r"[^\W_]"
_TOKEN = (
    rf"(?:(?<!{_LETTER})(?:{_LETTER}\.){{2,}}(?:{_LETTER}(?!{_LETTER}))?"  # E.S.S., S.C.O.P
    rf"|{_LETTER}+(?:[\u0300-\u036f]+{_LETTER}*)*)"
)
_WORD = re.compile(_TOKEN)
_CHUNK = re.compile(rf"{_TOKEN}(?:['’ʼ‐‑-]{_TOKEN})*")
_JOINER = re.compile(r"['’ʼ‐‑-]")
_PLURAL = re.compile(r"(..[^s])s$|(lieu|jeu|feu|veu|vœu|voeu|ou)x$")
_FEMININE = re.compile(r"ees?$")  # Without its accent, Snowball does not see « handicapée ».
_stemmer = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    .filter(tantivy.Filter.stemmer("french"))
    .build()
)


class Word(NamedTuple):
    """A word of a text: where it stands in the text normalised to NFC, and its terms."""

    start: int
    end: int
    folded: str
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compound:
    """What a query asks for: a word, or a hyphenated compound that may be written as one word."""

    words: tuple[Word, ...]
    joined: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """The words that a query asks for; `open` when the last may be unfinished."""

    compounds: tuple[Compound, ...] = ()
    open: bool = False

    @property
    def words(self) -> list[Word]:
        """Every word of the question."""
        return [word for compound in self.compounds for word in compound.words]


def normalise(text: str) -> str:
    """Return `text` in NFC, without lone surrogates: positions of words refer to this text."""
    return unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode())


@lru_cache(maxsize=1 << 16)
def _terms(word: str) -> tuple[str, tuple[str, ...]]:
    folded = _bare(word)
    stems = (_bare(_stem(word.lower())), _stem(_FEMININE.sub("e", folded)))
    return folded, tuple(dict.fromkeys(stem for stem in stems if stem))


def _bare(word: str) -> str:
    return "".join(char for char in fold(word) if char.isalnum())[:MAX_WORD_CHARACTERS]


def _stem(word: str) -> str:
    if not word.isalpha():
        return word
    return "".join(_stemmer.analyze(_PLURAL.sub(r"\1\2", word)))


def words(text: str) -> list[Word]:
    """Return the words of `text` (which should be `normalise`d when positions matter)."""
    found = []
    for match in _WORD.finditer(text):
        folded, stems = _terms(match[0].replace(".", "")[: 4 * MAX_WORD_CHARACTERS])
        if folded:
            found.append(Word(match.start(), match.end(), folded, stems))
    return found


def chunks(text: str) -> Iterator[re.Match[str]]:
    """Yield the words of `text`, those joined by hyphens or apostrophes together.

    Texts repeat themselves: what is worked out for a chunk is worth keeping.
    """
    return _CHUNK.finditer(text)


def compounds(text: str, found: list[Word]) -> list[Compound]:
    """Group words joined by a hyphen or an apostrophe: co-working, Recycl’Art; not l’atelier."""
    groups: list[list[Word]] = []
    for word in found:
        previous = groups[-1][-1] if groups else None
        if (
            previous
            and _JOINER.fullmatch(text, previous.end, word.start)
            and previous.folded not in STOP_WORDS
        ):
            groups[-1].append(word)
        else:
            groups.append([word])
    return [Compound(tuple(group), _joined(group)) for group in groups]


def _joined(group: list[Word]) -> str | None:
    joined = "".join(word.folded for word in group)
    return joined if len(group) > 1 and len(joined) <= MAX_WORD_CHARACTERS else None


def index_terms(*texts: str) -> tuple[str, str]:
    """Return the folded terms and the stems of `texts`, each as words joined by spaces."""
    terms = list(map(_piece_terms, " ".join(texts).split()))
    return " ".join([folded for folded, _ in terms]), " ".join([stems for _, stems in terms])


@lru_cache(maxsize=1 << 16)
def _piece_terms(piece: str) -> tuple[str, str]:
    forms = piece_forms(piece)
    return (
        " ".join([folded for folded, _ in forms]),
        " ".join([stem for _, stems in forms for stem in stems]),
    )


def piece_forms(piece: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return the forms, folded with their stems, of what stands between two spaces.

    No chunk goes over a space. A compound written as one word has no stem.
    """
    forms: list[tuple[str, tuple[str, ...]]] = []
    for chunk in _CHUNK.findall(normalise(piece)):
        found = words(chunk)
        forms += [(word.folded, word.stems) for word in found]
        forms += [(group.joined, ()) for group in compounds(chunk, found) if group.joined]
    return forms


def read_question(text: str) -> Question:
    """Return what `text` asks for.

    Nothing in it is syntax. Stop words are left out, unless there is nothing else; what is beyond
    the limits of length is ignored.
    """
    cut = text[: MAX_QUERY_CHARACTERS + 1]
    if truncated := len(cut) > MAX_QUERY_CHARACTERS:
        cut = re.sub(r"\s\S*$", "", cut)
    cut = normalise(cut)
    found = words(cut)
    if len(found) > MAX_QUERY_WORDS:
        found, truncated = found[:MAX_QUERY_WORDS], True
    elif truncated and len(found) > 1:
        found.pop()
    groups = compounds(cut, found)
    useful = tuple(
        group for group in groups if len(group.words) > 1 or group.words[0].folded not in STOP_WORDS
    )
    # « recyclerie de » is finished; « recyclerie d » too: an elision is coming.
    unfinished = bool(groups) and groups[-1] in (useful or groups)
    last = found[-1] if found else None
    return Question(
        useful or tuple(groups),
        unfinished
        and not truncated
        and last is not None
        and last.end == len(cut)
        and len(last.folded) >= MIN_PREFIX,
    )


def closeness(word: str) -> int:
    """Return how many wrong letters (edits) a folded word of this length may have."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2
