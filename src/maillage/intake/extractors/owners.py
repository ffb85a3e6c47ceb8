"""To whom the contacts of a page belong: the name before them, else the title above them."""

import re
from collections.abc import Iterator, Sequence

from maillage.kernel.text import fold

from ..candidates import Candidate, CandidateType, Draft, Value
from ..documents import Block, BlockKind, Document
from . import patterns, signs
from .contacts import Contact
from .entries import Entry
from .fields import label_of
from .known import is_common, is_person
from .named import candidate
from .names import comparable, is_a_season, plain_name, proper_name
from .organisations import owner_before
from .words import without_article

_EXTRACTOR = "contacts"
_THERE = re.compile(
    r"\b(?:situ[ée]e?s?|bas[ée]e?s?|install[ée]e?s?|implant[ée]e?s?|sise?|rendez-vous|locaux|"
    r"accueille?|"
    r"ouverte?|se trouve|retrouver?)\b[^.]{0,40}$",
    re.IGNORECASE,
)
_SENTENCE = 160
_LONGEST_NAME = 6  # words
_NEAR = 8  # lines between the parts of one address
_PART = re.compile(
    r"\b(?:contact|info|coordonn|adresse|nous |acc[èe]s|renseignement|equipe|équipe)", re.I
)


def owned(
    document: Document,
    contacts: Sequence[Contact],
    known: Sequence[Candidate],
    listed: Sequence[Entry] = (),
) -> Iterator[Candidate]:
    """Return organisations with the contacts that stand beside their name or under their title.

    Those in the lines of an entry of a plain list (`listed`) are its own.
    """
    entry_of = {id(line): candidate(entry.named) for entry in listed for line in entry.lines}
    names = {comparable(str(one.first("name"))): one for one in known}
    domains = [
        (
            one.value.line,
            comparable(one.value.value["address"].partition("@")[2].rpartition(".")[0]),
        )
        for one in contacts
        if one.field == "emails"
    ]
    titles = {one.text: one for one in reversed(list(document.of_kind(BlockKind.HEADING)))}
    places = {id(one): place for place, one in enumerate(document.blocks)}
    held: Candidate | None = None
    block: Block | None = None
    reached = 0
    for contact in contacts:
        if contact.block is not block:
            held, block, reached = None, contact.block, 0
        named = owner_before(contact.block, contact.first, reached)
        if named and not is_person(named.name):
            held = candidate(named)
        reached = contact.first + len(contact.value.passage)
        # A street inside a long sentence is where something is, not how to reach the page's owner.
        aside = contact.field == "addresses" and len(contact.block.text) > _SENTENCE
        owner = entry_of.get(id(contact.block)) or held or _domain(contact, domains, names)
        owner = owner or (None if aside else _titled(document, contact.block, names, titles))
        if owner is None and not aside:
            owner = _line_above(document, places[id(contact.block)])
        if owner is None:
            owner = _said_to_be_there(contact, known)
        if owner is None and not aside:
            owner = _nearest(contact, known)
        if owner is None:
            continue
        draft = Draft(CandidateType.ORGANISATION, owner.line, owner.context)
        for value in owner.fields["name"]:
            draft.add("name", value)
        yield draft.add(contact.field, contact.value).candidate()


def _said_to_be_there(contact: Contact, known: Sequence[Candidate]) -> Candidate | None:
    """Return the organisation that a sentence places at an address: « Le Pas, situé au 3 rue… »."""
    before = contact.block.text[: contact.first]
    if not _THERE.search(before):
        return None
    here = [(before.rfind(str(one.first("name"))), one) for one in known]
    here = [(place, one) for place, one in here if place >= 0]
    return max(here, key=lambda found: found[0])[1] if here else None


def _nearest(contact: Contact, known: Sequence[Candidate]) -> Candidate | None:
    """Return the organisation named on the nearest line, a few lines away at most."""
    line = contact.value.line
    near = [one for one in known if abs(one.line - line) <= _NEAR]
    return min(near, key=lambda one: (abs(one.line - line), one.line), default=None)


def _domain(
    contact: Contact, domains: Sequence[tuple[int, str]], names: dict[str, Candidate]
) -> Candidate | None:
    """Return the organisation named as the domain of an e-mail address a few lines away."""
    near = [domain for line, domain in domains if abs(line - contact.value.line) <= _NEAR]
    for domain in near:
        if domain in names:
            return names[domain]
        if found := [name for name in names if len(name) > 3 and domain.startswith(name)]:
            return names[max(found, key=len)]
    return None


def _titled(
    document: Document, block: Block, names: dict[str, Candidate], titles: dict[str, Block]
) -> Candidate | None:
    """Return the organisation that a title above names, else that of the page."""
    for title in reversed(block.path):
        if known := names.get(comparable(re.split(r"\s+[-–—|]\s+", title)[0])):
            return known
    for title in reversed(block.path):
        if (
            not _PART.search(title)
            and "?" not in title
            and not _is_a_sentence(title)
            and not signs.NO_HEADING.match(without_article(title))
            and not label_of(title)
            and len(title) <= 60
            and proper_name(title)
            and title in titles
            and len(title.split()) <= _LONGEST_NAME
        ):
            return _from_title(titles[title], title)
    heading = titles.get(document.title)
    if heading is None or _is_a_sentence(heading.text):
        return None
    return _from_title(heading, re.split(r"\s+[-–—|]\s+", document.title)[0].strip())


def _line_above(document: Document, place: int) -> Candidate | None:
    """Return the organisation that a line names alone, just above, on a page without titles."""
    for block in reversed(document.blocks[max(0, place - _NEAR // 2) : place]):
        words = block.text.strip()
        plain = len(words.split()) <= _LONGEST_NAME and not re.search(r"[\d@:/.?!()]", words)
        if (
            plain
            and proper_name(words)
            and not _says_nothing(words)
            and not is_a_season(words)
            and not label_of(words)
            and not _PART.search(words)
        ):
            return _from_title(block, words)
    return None


def _is_a_sentence(title: str) -> bool:
    """Tell whether a title begins as a sentence does: « Ils font bouger la ville »."""
    return fold(title).partition(" ")[0] in patterns.COMMON_FIRST


def _says_nothing(words: str) -> bool:
    return words.isupper() and all(is_common(word) for word in words.split())


def _from_title(block: Block, name: str) -> Candidate:
    draft = Draft(CandidateType.ORGANISATION, block.line, block.path)
    reason = "Titre de la page ou de la partie"
    held = Value.of(plain_name(name), block, reason=reason, extractor=_EXTRACTOR, end=len(name))
    return draft.add("name", held).candidate()
