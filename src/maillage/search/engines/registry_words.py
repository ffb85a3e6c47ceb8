"""Which names hold the words of a question, and how well.

A *form* is a word as names write it: folded, with its stems. Forms are numbered in the order of
their words, so that those that begin alike follow each other, and each has its postings: the
establishments whose names hold it, ascending.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
import tantivy
from numpy.typing import NDArray
from tantivy import Query

from ..analyser import Compound, Question, Word, closeness
from .registry_columns import ColumnFiles, Numbers, distinct, runs

#: Fields of the index of words, which only serves to find misspelt ones.
WORD, FORM = "word", "form"

# The usual constants of BM25: what a name loses by being long.
_SATURATION, _LENGTH = 1.2, 0.75
#: The word itself is worth more than another of its family.
_ITSELF = 1.5
_BEGINNING = 0.2
#: What it costs to look establishments up in postings, to begin and for each, and to begin marking
#: them all, where marking one costs 1.
_LOOK_UP, _LOOKED_UP, _MARK = 2000, 24, 30_000
_MISSPELT = 10_000

_Forms = NDArray[np.int64]
_Worth = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Term:
    """The forms that stand for a word, ascending, and what each is worth.

    `by_length`: it is worth more in a short name.
    """

    forms: _Forms
    worth: _Worth
    by_length: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """What a name must hold: all of `words`, or one of `others`."""

    words: tuple[Term, ...]
    others: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A way to understand a question: names hold `least` of the groups; what it gives up on."""

    groups: tuple[Group, ...]
    least: int
    corrected: bool = False
    relaxed: bool = False


class Words:
    """The words of the names of `count` establishments."""

    def __init__(self, files: ColumnFiles, searcher: tantivy.Searcher, schema: tantivy.Schema):
        self._searcher, self._schema = searcher, schema
        self._words, self._stems = files.texts("words"), files.texts("stems")
        self._stem_forms, self._stem_starts = files["stem-forms"], files["stem-forms-starts"]
        self._postings, self._starts = files["postings"], files["postings-starts"]
        self._length = files["length"]
        self._count = len(self._length)
        mean = float(self._length.mean()) if self._count else 1.0
        lengths = np.arange(256) / max(1.0, mean)
        share = _SATURATION * (1 - _LENGTH + _LENGTH * lengths)
        self._by_length = ((_SATURATION + 1) / (1 + share)).astype(np.float32)

    # --- from a question to forms

    def readings(self, question: Question) -> Iterator[Reading]:
        """Yield what to try until something is found.

        All the words; then those that no name holds replaced by their neighbours; then most of the
        words; then any of them.
        """
        exact = [self._group(compound) for compound in question.compounds]
        if question.open:
            exact[-1] = replace(exact[-1], others=(*exact[-1].others, *self._begun(question)))
        count = len(exact)
        yield Reading(tuple(exact), count)
        known = [self._exists(group) for group in exact]
        near = tuple(
            group if is_known else self._near(compound)
            for group, compound, is_known in zip(exact, question.compounds, known, strict=True)
        )
        corrected = not all(known)
        if corrected:
            yield Reading(near, count, corrected)
        for least in sorted({count - 1, (count + 1) // 2, 1} - {0, count}, reverse=True):
            yield Reading(near, least, corrected, relaxed=True)

    def _exists(self, group: Group) -> bool:
        """Say whether some name holds a group."""
        one_does = len(group.words) == 1 and self._most(group) > 0
        return one_does or len(self._holding(group)) > 0

    def _group(self, compound: Compound) -> Group:
        words = tuple(self._term(word.folded, word) for word in compound.words)
        return Group(words, (self._term(compound.joined),) if compound.joined else ())

    def _term(self, folded: str, word: Word | None = None) -> Term:
        low, high = self._words.span(folded)
        itself = np.arange(low, high)
        family = [itself, *(self._stemmed(stem) for stem in (word.stems if word else ()))]
        forms = distinct(family)
        worth = np.full(len(forms), self._rarity(forms), np.float32)
        worth[(low <= forms) & (forms < high)] = _ITSELF * self._rarity(itself)
        return Term(forms, worth, by_length=True)

    def _stemmed(self, stem: str) -> _Forms:
        low, high = self._stems.span(stem)
        return self._stem_forms[self._stem_starts[low] : self._stem_starts[high]]

    def _begun(self, question: Question) -> list[Term]:
        begun = {question.words[-1].folded, question.compounds[-1].joined or ""} - {""}
        forms = [np.arange(*self._words.span(text, begun=True)) for text in sorted(begun)]
        return [Term(own, np.full(len(own), _BEGINNING, np.float32)) for own in forms]

    def _near(self, compound: Compound) -> Group:
        """Return what holds the words of `compound` with as few errors as finds something."""
        near = []
        for word in compound.words:
            term = self._term(word.folded, word)
            for distance in range(1, closeness(word.folded) + 1):
                if len(term.forms):
                    break
                term = self._misspelt(word.folded, distance)
            near.append(term)
        return Group(tuple(near))

    def _misspelt(self, word: str, distance: int) -> Term:
        asked = Query.fuzzy_term_query(self._schema, WORD, word, distance=distance)
        hits = self._searcher.search(asked, limit=_MISSPELT, count=False).hits
        found = self._searcher.fast_field_values(FORM, [address for _, address in hits])
        forms = distinct([np.array(found, np.int64)])
        return Term(forms, np.full(len(forms), 1 / (1 + distance), np.float32))

    def _rarity(self, forms: _Forms) -> float:
        held = self._size(forms)
        return float(np.log1p((max(0, self._count - held) + 0.5) / (held + 0.5)))

    # --- from forms to establishments

    def matching(self, reading: Reading) -> Numbers:
        """Return the establishments that a reading matches."""
        if reading.least < len(reading.groups):
            held = np.zeros(self._count, np.uint8)
            for group in reading.groups:
                held[self._holding(group)] += 1
            return np.flatnonzero(held >= reading.least).astype(np.int32)
        groups = sorted(reading.groups, key=self._most)
        found = self._holding(groups[0])
        for group in groups[1:]:
            found = found[self._hold(group, found)]
        return found

    def scores(self, reading: Reading, found: Numbers) -> _Worth:
        """Return how well a reading matches each of some establishments that it matches."""
        by_length = self._by_length[self._length[found]]
        scores = np.zeros(len(found), np.float32)
        hold_every = reading.least == len(reading.groups)
        for group in reading.groups:
            # Most often all that was found holds one of the forms of a word: no need to look.
            forms = len(_forms([*group.words, *group.others]))
            every = forms if hold_every and len(group.words) == 1 else None
            words, others = (
                [self._worth(term, found, by_length, len(term.forms) == every) for term in terms]
                for terms in (group.words, group.others)
            )
            if len(words) > 1:
                hold_all = np.logical_and.reduce([worth > 0 for worth in words])
                words = [np.where(hold_all, worth, 0) for worth in words]
            for worth in (*words, *others):
                scores += worth
        return scores

    def _worth(self, term: Term, found: Numbers, by_length: _Worth, is_sure: bool) -> _Worth:
        """Return what the best form that each one holds is worth; `is_sure`: each holds one."""
        worth = np.zeros(len(found), np.float32)
        for value in sorted(set(term.worth.tolist())):
            if is_sure:
                worth[:], is_sure = value, False
            else:
                worth[self._any(term.forms[term.worth == value], found)] = value
        return worth * by_length if term.by_length else worth

    def _holding(self, group: Group) -> Numbers:
        """Return the establishments that hold a group."""
        first, *more = sorted(group.words, key=lambda term: self._size(term.forms))
        if not more:
            return self._union([first, *group.others])
        found = self._union([first])
        for term in more:
            found = found[self._any(term.forms, found)]
        return distinct([found, self._union(group.others)])

    def _hold(self, group: Group, found: Numbers) -> NDArray[np.bool_]:
        """Say which establishments hold a group."""
        if len(group.words) == 1:
            return self._any(_forms([*group.words, *group.others]), found)
        all_words = [self._any(term.forms, found) for term in group.words]
        held = [np.logical_and.reduce(all_words)]
        held += [self._any(term.forms, found) for term in group.others]
        return np.logical_or.reduce(held)  # type: ignore[no-any-return]

    def _union(self, terms: Sequence[Term]) -> Numbers:
        forms = _forms(terms)
        slices = self._slices(forms)
        return slices[0] if len(forms) == 1 else distinct(slices)

    def _any(self, forms: _Forms, found: Numbers) -> NDArray[np.bool_]:
        """Say which establishments hold one of some forms."""
        if not len(found) or not len(forms):
            return np.zeros(len(found), np.bool_)
        if len(forms) * (_LOOK_UP + _LOOKED_UP * len(found)) < _MARK + self._size(forms):
            return reduce(np.logical_or, (_among(self._slice(n, n + 1), found) for n in forms))
        held = np.zeros(self._count, np.bool_)
        for own in self._slices(forms):
            held[own] = True
        return held[found]

    def _most(self, group: Group) -> int:
        """Return the most establishments that a group may match."""
        sizes = [self._size(term.forms) for term in group.words]
        return min(sizes) + sum(self._size(term.forms) for term in group.others)

    def _size(self, forms: _Forms) -> int:
        return int((self._starts[forms + 1] - self._starts[forms]).sum())

    def _slices(self, forms: _Forms) -> list[Numbers]:
        return [self._slice(low, high) for low, high in runs(forms)]

    def _slice(self, low: int, high: int) -> Numbers:
        return self._postings[self._starts[low] : self._starts[high]]


def _forms(terms: Sequence[Term]) -> _Forms:
    return distinct([term.forms for term in terms])


def _among(numbers: Numbers, found: Numbers) -> NDArray[np.bool_]:
    """Say which of `found` are among some numbers, ascending and at least one."""
    places = np.searchsorted(numbers, found)
    return np.equal(numbers[np.minimum(places, len(numbers) - 1)], found)
