"""Acronyms that a page spells out: « Union des Employeurs (UDE) », « UDE (Union des…) ».

The initials must be found in the words, in order (Schwartz and Hearst, 2003, adapted to French
small words); what does not match letter for letter is left to people.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from maillage.kernel.text import fold

from ..candidates import Candidate, CandidateType, Draft, Value
from ..documents import Block, BlockKind, Document
from .words import SMALL_WORDS

_EXTRACTOR = "acronyms"
_ACRONYM = r"[A-ZÉ](?:[A-ZÉ&]|\.(?=[A-Z])|[a-zéè](?=[A-ZÉ]|s?\b)){1,10}\.?s?"
_BEHIND = re.compile(rf"\((?P<acronym>{_ACRONYM})\s*\)")
_SHORT = re.compile(r"\(\s*(?P<short>[A-ZÉ][A-Za-zéè]{2,9})\s*\)")
_BEFORE = re.compile(
    rf"(?<![\w'’.-])(?P<acronym>{_ACRONYM})\s*(?:\(|:\s+|"
    rf"\s[–—-]\s)(?P<words>[A-ZÉa-zé][^()\n;:]{{6,110}})"
)
_REACH = 200  # signs before an acronym where its words are looked for
_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Expansion:
    """An acronym and its words in a block; the span is that of the words."""

    acronym: str
    words: str
    block: Block
    first: int
    last: int


def expansions(document: Document) -> Iterator[Expansion]:
    """Find the acronyms that a document spells out."""
    for block in document.blocks:
        if block.kind in (BlockKind.CODE, BlockKind.ROW):
            continue
        text = block.text
        for match in _BEHIND.finditer(text):
            span = _words_before(text[: match.start()], match["acronym"])
            if span:
                first, last = span
                yield Expansion(_plain(match["acronym"]), text[first:last], block, first, last)
        for match in _BEFORE.finditer(text):
            last = _words_after(match["words"], match["acronym"])
            if last:
                first = match.start("words")
                yield Expansion(
                    _plain(match["acronym"]), text[first : first + last], block, first, first + last
                )


def loose_expansions(document: Document, heads: re.Pattern[str]) -> Iterator[Expansion]:
    """Find the short names behind a name that one of `heads` begins and that gives their letters.

    « Union régionale des SCOP (URSC) », « Agence de valorisation (Aval) »: the initials alone do
    not say it.
    """
    for block in document.blocks:
        for match in _SHORT.finditer(block.text):
            start = max(0, match.start() - 120)
            stop = max(block.text.rfind(sign, start, match.start()) for sign in "();:!?.,\n") + 1
            for head in heads.finditer(block.text, max(start, stop), match.start()):
                words = block.text[head.start() : match.start()].rstrip()
                if head[0][0].isupper() and _in_order(_letters(match["short"]), words):
                    last = head.start() + len(words)
                    yield Expansion(match["short"], words, block, head.start(), last)
                    break


def _in_order(letters: str, words: str) -> bool:
    sought = iter(fold(words))
    return fold(words)[:1] == letters[:1] and all(letter in sought for letter in letters)


def terms(document: Document) -> Iterator[Candidate]:
    """Return each acronym with its meanings, as terms of a glossary."""
    drafts: dict[str, Draft] = {}
    for one in expansions(document):
        line = one.block.line_at(one.first)
        draft = drafts.setdefault(one.acronym, Draft(CandidateType.TERM, line, one.block.path))

        def held(value: object, one: Expansion = one) -> Value:
            reason = "Les initiales des mots donnent le sigle"
            span = {"start": one.first, "end": one.last}
            return Value.of(value, one.block, reason=reason, extractor=_EXTRACTOR, **span)

        if "name" not in draft.fields:
            draft.add("name", held(one.acronym)).add("kind", held("sigle"))
        meaning = re.sub(r"\s+", " ", one.words).strip()
        known = [fold(value.value["expansion"]) for value in draft.fields.get("meanings", ())]
        if fold(meaning) not in known:
            draft.add("meanings", held({"expansion": meaning}))
    yield from (draft.candidate() for draft in drafts.values())


def _plain(acronym: str) -> str:
    return acronym.replace(".", "").rstrip("s") if "." in acronym else acronym


def _letters(acronym: str) -> str:
    kept = acronym.replace(".", "").replace("&", "")
    if kept.endswith("s") and kept[:-1].isupper():
        kept = kept[:-1]
    return fold(kept).replace(" ", "")


def _words_before(text: str, acronym: str) -> tuple[int, int] | None:
    """Return the span of the words before an acronym whose initials it takes."""
    stop = max(len(text) - _REACH, *(text.rfind(sign) + 1 for sign in "(;:!?\n"))
    words = list(_WORD.finditer(text, max(0, stop)))
    words = words[-max(4, len(acronym) * 3) :]
    end = len(text.rstrip(' \u00a0«»"'))
    if not words or end - words[-1].end() > 2:
        return None
    letters = _letters(acronym)
    for start in range(len(words) - 1, -1, -1):
        if fold(words[start][0])[:1] != letters[0] or _small(words[start][0]):
            continue
        if _initials_match([match[0] for match in words[start:]], letters):
            return words[start].start(), words[-1].end()
    return None


def _words_after(text: str, acronym: str) -> int:
    """Return the length of the words after an acronym whose initials it takes, or 0."""
    letters = _letters(acronym)
    words = list(_WORD.finditer(text))[: max(4, len(acronym) * 3)]
    if not words or fold(words[0][0])[:1] != letters[0]:
        return 0
    for end in range(1, len(words) + 1):
        held = [match[0] for match in words[:end]]
        if not _small(held[-1]) and _initials_match(held, letters):
            return words[end - 1].end()
    return 0


def _small(word: str) -> bool:
    return fold(word) in SMALL_WORDS


def _initials_match(words: list[str], letters: str) -> bool:
    """Tell whether words give an acronym: each word that counts gives its initial, in order.

    Small words may give theirs or not; a long word may give a second letter (« microcrédit »: MC).
    """
    place = 0
    for word in words:
        folded = fold(word).replace(" ", "")
        if place < len(letters) and folded[:1] == letters[place]:
            place += 1
            inner = re.match(r"\w{3,}?([a-z])", folded[1:])
            if (
                inner
                and place == len(letters) - 1
                and word is words[-1]
                and letters[place] in folded[2:]
            ):
                place += 1
        elif not _small(word):
            return False
    return place == len(letters) and len(words) > 1
