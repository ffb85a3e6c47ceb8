"""Passages of a text with the words found marked, as safe HTML."""

from collections.abc import Iterator
from functools import lru_cache
from html import escape
from itertools import takewhile

from .analyser import Question, Word, chunks, closeness, compounds, normalise, words

PASSAGE = 200
_LEAD = 60
_SCANNED = 20_000


class Highlighter:
    """Marks the words of `question`; with `corrected`, their neighbours by spelling too."""

    def __init__(self, question: Question, corrected: bool = False) -> None:
        asked = question.words
        self._folded = {word.folded for word in asked}
        self._folded |= {group.joined for group in question.compounds if group.joined}
        self._stems = {stem for word in asked for stem in word.stems}
        self._prefix = asked[-1].folded if question.open else None
        self._misspelt = [word.folded for word in asked] if corrected else []
        self._known: dict[str, list[tuple[int, int]]] = {}

    def whole(self, text: str) -> str:
        """Return all of `text` in HTML, words marked; "" when none matches."""
        text = normalise(text)
        found = list(self._matches(text))
        return self._mark(text, found, 0, len(text)) if found else ""

    def passage(self, *texts: str) -> str:
        """Return at most 200 characters around the first match of the first text that has one.

        The length is that of the text shown, without its HTML. "" when nothing matches.
        """
        for text in map(normalise, texts):
            matches = self._matches(text)
            if first := next(matches, None):
                start, end = _window(text, first[0])
                # What comes after the passage is not read.
                found = [first, *_until(end, matches)]
                before, after = "…" * (start > 0), "…" * (end < len(text))
                return before + self._mark(text, found, start, end) + after
        return ""

    def _matches(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where the words found start and end."""
        if not self._folded:
            return
        for match in chunks(text[:_SCANNED]):
            chunk = match[0]
            if (spans := self._known.get(chunk)) is None:
                spans = self._known[chunk] = self._spans(chunk)
            for start, end in spans:
                yield match.start() + start, match.start() + end

    def _spans(self, chunk: str) -> list[tuple[int, int]]:
        return [
            (word.start, word.end)
            for group in compounds(chunk, words(chunk))
            for word in group.words
            if group.joined in self._folded or self._is_match(word)
        ]

    def _is_match(self, word: Word) -> bool:
        return (
            word.folded in self._folded
            or not self._stems.isdisjoint(word.stems)
            or (self._prefix is not None and word.folded.startswith(self._prefix))
            or any(_close(asked, word.folded) for asked in self._misspelt)
        )

    @staticmethod
    def _mark(text: str, found: list[tuple[int, int]], start: int, end: int) -> str:
        parts, done = [], start
        for first, last in found:
            if first >= done and last <= end:
                parts += [escape(text[done:first]), f"<mark>{escape(text[first:last])}</mark>"]
                done = last
        return "".join([*parts, escape(text[done:end])])


def _until(end: int, matches: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    return takewhile(lambda match: match[0] < end, matches)


def _window(text: str, first: int) -> tuple[int, int]:
    """Return the bounds of a passage, at spaces where there are some; "…" takes a place."""
    start = max(0, first - _LEAD)
    if start and (space := text.find(" ", start, first)) >= 0:
        start = space + 1
    end = start + PASSAGE - 2
    if end >= len(text):
        return start, len(text)
    space = text.rfind(" ", first, end)
    return start, space if space > first else end


@lru_cache(maxsize=1 << 16)
def _close(asked: str, word: str) -> bool:
    """Say whether `word` is within the edits (one swap is one edit) that `asked` allows."""
    limit = closeness(asked)
    if not limit or abs(len(asked) - len(word)) > limit:
        return False
    if len(set(asked) ^ set(word)) > 2 * limit:  # Each edit brings and removes a letter at most.
        return False
    before: list[int] = []
    row = list(range(len(word) + 1))
    for i, a in enumerate(asked, 1):
        before, above, row = row, before, [i]
        for j, b in enumerate(word, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == word[j - 2] and asked[i - 2] == b:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
    return row[-1] <= limit
