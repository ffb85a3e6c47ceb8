"""Extractors: a document's candidates, each found by a small rule that says why.

Every extractor is a deterministic function of the document; `extract` runs them all, gives contacts
to their owners and makes one candidate of what several found of the same organisation.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..candidates import Candidate, CandidateType, Draft, Value
from ..documents import Block, BlockKind, Document
from .acronyms import terms
from .budgets import budgets
from .contacts import contacts_in
from .entries import entries, with_links
from .events import events
from .fields import sheets
from .figures import figures
from .links import links
from .names import comparable, is_a_season, only_a_form
from .organisations import organisations
from .owners import owned
from .people import people
from .projects import projects
from .rows import rows
from .signs import KIND_REASON

__all__ = ["extract"]

_LONGEST = 2_000  # signs of a block that rules read at once

# Types whose candidates are one record when they have the same name.
_MERGED = (
    CandidateType.ORGANISATION,
    CandidateType.RESOURCE,
    CandidateType.PERSON,
    CandidateType.SCHEME,
)


def extract(document: Document) -> list[Candidate]:
    """Return the candidates of a document, in reading order."""
    structured = list(rows(document))
    page = _page(document, {one.line for one in structured})
    listed = list(links(page))
    persons = list(people(page))
    contacts = list(contacts_in(page))
    near = [(one.block, one.field, one.value) for one in contacts]
    near += [(one.block, "people", value) for one in persons for value in _as_people(one.candidate)]
    records = sheets(page, near)
    money = list(budgets(page))
    counted = [one for one in records if one.type is CandidateType.FIGURE]
    claimed = {(id(block), first) for _, block, first in money}
    # A line of a list of links names one thing, and words about it.
    in_lists: dict[int, str] = {}
    for one in listed:
        in_lists[one.line] = in_lists.get(one.line, "") + comparable(str(one.first("name")))
    plain = entries(page)
    said = [*projects(page), *with_links(plain), *organisations(page, plain)]
    named = [*listed, *records, *(one for one in said if _adds(one, in_lists))]
    known = [one for one in named if one.type is CandidateType.ORGANISATION]
    given = {id(value) for one in records for held in one.fields.values() for value in held}
    free = [one for one in contacts if id(one.value) not in given]
    found = [
        *named,
        *owned(page, free, known, plain),
        *(one.candidate for one in persons),
        *(one for one, _, _ in money),
        *_but(figures(page, claimed), counted),
        *events(page),
        *terms(page),
    ]
    # Two rows of a table are two records, whatever their names.
    found = [one for one in found if not _names_nobody(one)]
    return sorted([*structured, *_merged(found)], key=lambda one: one.line)


def _page(document: Document, read: set[int]) -> Document:
    """Return what is not read as a row, its endless lines cut so that no rule is slow on them."""
    blocks = (
        one for one in document.blocks if one.kind is not BlockKind.ROW or one.line not in read
    )
    return replace(document, blocks=tuple(piece for one in blocks for piece in _pieces(one)))


def _pieces(block: Block) -> Iterator[Block]:
    text = block.text
    if len(text) <= _LONGEST:
        yield block
        return
    start = 0
    while start < len(text):
        end = start + _LONGEST
        if end < len(text):
            end = max(text.rfind(" ", start, end), start) + 1 if " " in text[start:end] else end
        links = tuple(
            (a - start, b - start, url) for a, b, url in block.links if start <= a and b <= end
        )
        line = block.line_at(start)
        yield replace(block, text=text[start:end], links=links, line=line, lines=())
        start = end


def _adds(one: Candidate, in_lists: dict[int, str]) -> bool:
    """Tell whether a name in a sentence is more than the words about an item of a list."""
    if one.line not in in_lists:
        return True
    plainly = one.fields["name"][0].reason == KIND_REASON
    return plainly and comparable(str(one.first("name"))) not in in_lists[one.line]


def _names_nobody(one: Candidate) -> bool:
    name = str(one.first("name"))
    return one.type is CandidateType.ORGANISATION and (only_a_form(name) or is_a_season(name))


def _as_people(person: Candidate) -> Iterator[Value]:
    """Return a person as a value of the record where they are named."""
    value = {
        name: person.first(name) for name in ("name", "function", "service") if person.first(name)
    }
    yield replace(person.fields["name"][0], value=value)


def _but(found: Iterable[Candidate], given: Iterable[Candidate]) -> Iterator[Candidate]:
    """Leave out the figures that a field of a sheet already gives."""
    known = {(one.line, one.first("value")) for one in given}
    return (one for one in found if (one.line, one.first("value")) not in known)


def _merged(found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Make one candidate of those of the same type and name; the first one gives its place."""
    drafts: dict[tuple[str, str], Draft] = {}
    acronyms: dict[str, tuple[str, str]] = {}
    for one in found:
        name = one.first("name")
        if one.type not in _MERGED or not isinstance(name, str):
            yield one
            continue
        key = (one.type.value, comparable(name))
        key = acronyms.get(comparable(name), key) if one.type is CandidateType.ORGANISATION else key
        draft = drafts.setdefault(key, Draft(one.type, one.line, one.context))
        for field, values in one.fields.items():
            for value in values:
                if not (field in _ONE and draft.fields.get(field)):
                    draft.add(field, value)
        if (acronym := one.first("acronym")) and one.type is CandidateType.ORGANISATION:
            acronyms.setdefault(comparable(acronym), key)
    yield from (draft.candidate() for draft in drafts.values())


_ONE = frozenset({"name", "acronym", "legal_form", "summary", "function"})
