"""Plain lists: a name alone on its line, then only its address, telephones, e-mails and sites."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..candidates import Candidate, Value
from ..documents import Block, BlockKind, Document
from . import patterns, signs
from .contacts import FRENCH_PHONE
from .emails import emails_in
from .fields import label_of
from .known import is_common, is_person
from .links import web_address
from .named import Named, candidate
from .names import only_a_form, proper_name
from .places import places_in
from .words import without_article

_EXTRACTOR = "entries"
_LEAST = 2  # entries that make a list
_LONGEST = 8  # words of a name
_LONGEST_LINE = 120  # signs of a line that only says how to reach somebody
_URL = re.compile(r"(?:https?://|www\.)\S+")
_MARK = re.compile(r"\d|@|www\.|://")
_REACHED = re.compile(r"@|www\.|://|\d{2}(?:[ .-]?\d{2}){4}")
_LABEL = re.compile(
    r"\b(?:t[ée]l[ée]?(?:phone)?s?|port(?:able)?|mob(?:ile)?|fax|e-?mails?|m[ée]l|courriels?|"
    r"sites?(?:\s(?:web|internet))?|adresses?|contacts?|cedex)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A name of a plain list, and the lines below it that say how to reach it."""

    named: Named
    lines: tuple[Block, ...]


def entries(document: Document) -> list[Entry]:
    """Return the entries of the plain lists of a document; one alone is no list."""
    found: list[Entry] = []
    name: Block | None = None
    below: list[Block] = []
    for block in (*document.blocks, None):
        if block and name and _only_reaches(block):
            below.append(block)
            continue
        if name and any(_REACHED.search(line.text) for line in below):
            words = name.text.strip()
            first = name.text.index(words)
            reason = "Nom au-dessus de ses coordonnées, dans une liste"
            named = Named(words, name, first, first + len(words), reason)
            found.append(Entry(named, tuple(below)))
        name = block if block and _is_a_name(block) else None
        below = []
    return found if len(found) >= _LEAST else []


def with_links(found: Sequence[Entry]) -> Iterator[Candidate]:
    """Return each entry as an organisation, with the addresses of the web below its name."""
    for entry in found:
        one = candidate(entry.named)
        links = tuple(value for line in entry.lines for value in _links(line))
        yield replace(one, fields={**one.fields, "links": links}) if links else one


def _links(line: Block) -> Iterator[Value]:
    for match in _URL.finditer(line.text):
        if address := web_address(match[0].rstrip(".,;)")):
            span = {"start": match.start(), "end": match.end()}
            reason = "Adresse sous le nom"
            yield Value.of(address, line, reason=reason, extractor=_EXTRACTOR, **span)


def _is_a_name(block: Block) -> bool:
    words = block.text.strip()
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM) or re.search(r"[@:/?!]|\.$", words):
        return False
    plain = without_article(words)
    # « Accueil », « Service des sports » are inside the organisation that the page is about.
    inside = is_common(plain) and plain[1:].islower() and not patterns.HEAD.match(plain)
    return (
        len(words.split()) <= _LONGEST
        and proper_name(words)
        and not (inside or is_person(words) or label_of(words) or only_a_form(words))
        and not signs.NO_HEADING.match(plain)
        and not _only_reaches(block)
    )


def _only_reaches(block: Block) -> bool:
    """Tell whether a line holds an address, a telephone, an e-mail or a site, and nothing else."""
    text = block.text
    if block.kind is BlockKind.HEADING or len(text) > _LONGEST_LINE or not _MARK.search(text):
        return False
    spans = [(one.first, one.last) for one in places_in([block])]
    spans += [(one.first, one.last) for one in emails_in(text)]
    spans += [one.span() for pattern in (_URL, FRENCH_PHONE) for one in pattern.finditer(text)]
    for first, last in spans:
        text = text[:first] + " " * (last - first) + text[last:]
    return bool(spans) and not re.search(r"[^\W_]", _LABEL.sub("", text))
