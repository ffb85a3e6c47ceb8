"""The glossary from A to Z, on one page or a letter at a time."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from string import ascii_lowercase

from maillage.apps.sheets import listing, terms
from maillage.apps.sheets.listing import Listing
from maillage.kernel.text import fold

from . import queries
from .models import Term

LETTER = "lettre"
OTHERS = "0"  # what begins with no letter
ALL_AT_ONCE = 300  # terms on one page


def letter_of(term: Term) -> str:
    """Return the letter under which a term stands."""
    first = fold(term.name)[:1]
    return first if first in ascii_lowercase and first else OTHERS


class Letters:
    """The letters of the alphabet, and one place for what begins with none."""

    def get(self, value: str) -> terms.Term | None:
        """Return the letter, or None for another text."""
        if value == OTHERS:
            return terms.Term(value, "#")
        is_letter = len(value) == 1 and value in ascii_lowercase
        return terms.Term(value, value.upper()) if is_letter else None

    def among(self, values: Collection[str]) -> list[terms.Term]:
        """Return these letters in the order of the alphabet."""
        return [term for value in sorted(values) if (term := self.get(value))]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of the index: where it leads, nowhere where no term begins with it."""

    label: str
    url: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Glossary:
    """What the page of the glossary shows: the index of letters, and terms under theirs."""

    letters: list[Letter]
    groups: list[tuple[terms.Term, list[Term]]]
    kind: str = ""


def glossary(found: Listing) -> Glossary:
    """Lay the terms of a list out from A to Z: all of them, or one letter where they are many."""
    query, counts = found.query, found.result.facets.get(LETTER, {})
    chosen = query.selected.get(LETTER, ())
    is_whole = found.total <= ALL_AT_ONCE and not chosen
    if not is_whole and not chosen:
        chosen = (min(counts),)
        query = replace(query, selected={**query.selected, LETTER: chosen})
    keys = listing.all_keys(query)[:ALL_AT_ONCE] if found.total else []
    rows = Term.objects.public().defer("description", "themes", "links").in_bulk(keys)
    groups = _by_letter(rows.values())
    return Glossary(
        [
            Letter(
                one.label,
                _address(found, one.value, is_whole=is_whole) if counts.get(one.value) else "",
                one.value in chosen,
            )
            for one in Letters().among({*ascii_lowercase, *counts})
        ],
        groups,
        next(iter(query.selected.get("nature", ())), ""),
    )


def _address(found: Listing, letter: str, *, is_whole: bool) -> str:
    if is_whole:
        return f"#{LETTER}-{letter}"
    selected = {**found.query.selected, LETTER: (letter,)}
    return found.query.url(found.base, selected=selected, page=1)


def _by_letter(rows: Iterable[Term]) -> list[tuple[terms.Term, list[Term]]]:
    ordered = sorted(rows, key=lambda term: (letter_of(term), fold(term.name)))
    queries.tell_sheets(ordered)
    return [
        (letter, list(own))
        for value, own in groupby(ordered, letter_of)
        if (letter := Letters().get(value))
    ]
