"""Sheets with labelled fields: « Type de collectivité », « Nombre d’habitants », « Adresse ».

A label stands on a line of its own with its value below, or before a colon with its value behind.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from maillage.kernel.amounts import parse_number
from maillage.kernel.contacts import parse_url
from maillage.kernel.text import fold
from maillage.kernel.vocabularies import AuthorityType, LegalForm, Role

from ..candidates import Candidate, CandidateType, Draft, Value
from ..documents import Block, BlockKind, Document
from .dates import periods_in
from .quantities import quantities_in

_EXTRACTOR = "fields"
_LABELS = {
    "authority_type": r"type de (?:collectivite|territoire|structure publique)|nature de la "
    r"collectivite",
    "inhabitants": r"(?:nombre d )?habitants(?: sur le territoire)?|population(?: totale| "
    r"municipale| legale)?"
    r"|nombre d habitants .{3,30}",
    "rtes_since": r"annee d adhesion(?: a[ux]? .{2,40})?|(?:membre|adherent) (?:du reseau "
    r")?depuis|adhesion(?: a[ux]? .{2,40})?",
    "addresses": r"adresse(?: postale| du siege)?|siege(?: social)?|coordonnees",
    "people": r"contacts?(?: publics?)?|interlocuteurs?|referents?|votre contact|personnes? "
    r"contacts?",
    "region": r"region|departement|territoire|perimetre",
    "legal_form": r"forme d organisation|forme juridique|statuts?(?: juridiques?)?|type de "
    r"structure",
    "founded": r"(?:annee|date) de creation|creation|cree(?:e)? en|fondee? en",
    "signed": r"dates? de (?:la )?signature(?: de (?:la|chaque) convention| des conventions)?",
    "started": r"debut(?: du projet)?|date de debut|demarrage",
    "amount": r"montant(?: du soutien| de la subvention| accorde| de l aide)?|soutien financier",
    "site": r"site(?: internet| web)?",
    "siret": r"(?:n° )?siret",
    "siren": r"(?:n° )?siren",
    "rna": r"(?:n° )?rna",
    "phones": r"tel(?:ephone)?\.?",
    "emails": r"(?:e mail|email|mail|courriel|mel)",
    "project": r"(?:le )?projet soutenu|nom du projet|intitule du projet|projet",
    "other": r"infos? de contact|domaines?|thematiques?|partenaires?|publics?|secteurs?|"
    r"porteur(?: du projet)?",
}
_PATTERNS = {name: re.compile(pattern) for name, pattern in _LABELS.items()}
_AUTHORITIES = (
    ("communaute de communes", AuthorityType.COMMUNITY_OF_COMMUNES),
    ("communaute d agglo", AuthorityType.AGGLOMERATION),
    ("communaute urbaine", AuthorityType.URBAN_COMMUNITY),
    ("metropole", AuthorityType.METROPOLIS),
    ("petr", AuthorityType.PETR),
    ("pole d equilibre", AuthorityType.PETR),
    ("collectivite unique", AuthorityType.SINGLE_AUTHORITY),
    ("departement", AuthorityType.DEPARTEMENT),
    ("region", AuthorityType.REGION),
    ("commune", AuthorityType.COMMUNE),
    ("ville", AuthorityType.COMMUNE),
)
_WRITTEN_FORMS = (
    ("association", LegalForm.ASSOCIATION),
    ("scic", LegalForm.SCIC),
    ("interet collectif", LegalForm.SCIC),
    ("scop", LegalForm.SCOP),
    ("fonds de dotation", LegalForm.ENDOWMENT_FUND),
    ("fondation", LegalForm.FOUNDATION),
    ("mutuelle", LegalForm.MUTUAL),
    ("cooperative", LegalForm.COOPERATIVE),
    ("etablissement public", LegalForm.PUBLIC_BODY),
    ("collectif", LegalForm.GROUP),
)
_FORMS = tuple((re.compile(rf"\b{name}"), form) for name, form in _WRITTEN_FORMS)
_MOST_VALUES = 8
_LONGEST_LABEL = 90


@dataclass(frozen=True, slots=True)
class LabelledField:
    """A known label and the blocks that hold its values, each with where the value begins."""

    name: str
    label: Block
    values: tuple[tuple[Block, int], ...]


@lru_cache(maxsize=4096)
def label_of(text: str) -> str:
    """Return the field that a label announces, or ""."""
    if len(text) > _LONGEST_LABEL:
        return ""
    words = fold(text).strip(" :?.").replace("’", " ")
    return next((name for name, pattern in _PATTERNS.items() if pattern.fullmatch(words)), "")


def labelled_fields(document: Document) -> Iterator[LabelledField]:
    """Find the labelled fields of a document, in reading order."""
    blocks = [block for block in document.blocks if block.kind is not BlockKind.CODE]
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.ROW:
            continue
        head, colon, rest = block.text.partition(":")
        if block.kind is BlockKind.FIELD and block.cells:
            head, rest = block.cells[0]
            if name := label_of(head):
                yield LabelledField(name, block, ((block, max(0, block.text.rfind(rest))),))
        elif colon and rest.strip() and (name := label_of(head)):
            yield LabelledField(name, block, ((block, len(head) + 1),))
        elif name := label_of(block.text):
            yield LabelledField(name, block, tuple(_values(blocks[index + 1 :])))


def _values(blocks: Sequence[Block]) -> Iterator[tuple[Block, int]]:
    for block in blocks[:_MOST_VALUES]:
        if block.kind is BlockKind.HEADING or label_of(block.text.partition(":")[0]):
            return
        yield block, 0


def sheets(document: Document, contacts: Sequence[tuple[Block, str, Value]]) -> list[Candidate]:
    """Return the records that the labelled fields of a document make."""
    places = {id(block): place for place, block in enumerate(document.blocks)}
    fields = [(places[id(one.label)], one) for one in labelled_fields(document)]
    found: list[Candidate] = []
    marks = [place for place, one in fields if one.name == "authority_type"]
    for number, block in _sheet_titles(document, marks):
        end = _extent(document, number)
        own = [one for place, one in fields if number <= place < end]
        near = [one for one in contacts if number <= places[id(one[0])] < end]
        found += _authority(block, own, near)
    return found


def _extent(document: Document, number: int) -> int:
    """Return the place where the part that a heading opens ends."""
    level = document.blocks[number].level
    for place in range(number + 1, len(document.blocks)):
        block = document.blocks[place]
        if block.kind is BlockKind.HEADING and block.level <= level:
            return place
    return len(document.blocks)


def _sheet_titles(document: Document, marks: Sequence[int]) -> Iterator[tuple[int, Block]]:
    """Find the heading of each sheet: the outermost that holds one type of authority only."""
    headings = [
        (number, _extent(document, number), block)
        for number, block in enumerate(document.blocks)
        if marks and block.kind is BlockKind.HEADING and not label_of(block.text)
    ]
    given: set[int] = set()
    for mark in marks:
        for number, end, block in headings:
            if not number < mark < end or number in given:
                continue
            alone = sum(number < one < end for one in marks) == 1
            # The name of the network that publishes the page is not that of its only member.
            network = re.match(r"(?:reseau|annuaire|nos |les |liste)", fold(block.text))
            if alone and not network:
                given.add(number)
                yield number, block
                break


def _authority(
    title: Block, fields: Sequence[LabelledField], contacts: Sequence[tuple[Block, str, Value]]
) -> Iterator[Candidate]:
    policy = Draft(CandidateType.POLICY, title.line, title.path)
    organisation = Draft(CandidateType.ORGANISATION, title.line, title.path)
    name = Value.of(title.text.strip(), title, reason="Titre de la fiche", extractor=_EXTRACTOR)
    for draft in (policy, organisation):
        draft.add("name", name)
    for one in fields:
        if not one.values:
            continue
        block, start = one.values[0]
        words = block.text[start:].strip()
        reason = f"Champ « {one.label.text.partition(':')[0].strip()[:60]} »"

        def held(
            value: object, block: Block = block, start: int = start, why: str = reason
        ) -> Value:
            return Value.of(value, block, reason=why, extractor=_EXTRACTOR, start=start)

        if one.name == "authority_type" and (kind := authority_type(words)):
            policy.add("authority_type", held(kind.value))
            organisation.add("roles", held(Role.AUTHORITY.value))
        elif one.name == "inhabitants" and (count := _count(words)):
            policy.add("inhabitants", held(count))
            yield _inhabitants(title, held, count)
        elif one.name in fold(one.label.text).replace("rtes", "rtes_since") and (
            dates := list(periods_in(words))
        ):
            policy.add("rtes_since", held(int(dates[0].start[:4])))
        elif one.name == "site":
            policy.add("links", held(_link(words)))
    for _, field, value in contacts:
        if field in ("addresses", "people"):
            policy.add(field, value)
        if field in ("addresses", "phones", "emails"):
            organisation.add(field, value)
    yield policy.candidate()
    yield organisation.candidate()


def _inhabitants(title: Block, held: Callable[[object], Value], count: int | float) -> Candidate:
    figure = Draft(CandidateType.FIGURE, held(count).line, (*title.path, title.text))
    figure.add("name", held(f"Habitants : {title.text}"))
    figure.add("value", held(count)).add("unit", held("habitants"))
    return figure.candidate()


def authority_type(words: str) -> AuthorityType | None:
    """Return the kind of authority that words name: « Conseil départemental »."""
    folded = fold(words)
    return next((kind for name, kind in _AUTHORITIES if name in folded), None)


def legal_form(words: str) -> LegalForm | None:
    """Return the legal form that words name: « Association loi 1901 »."""
    folded = fold(words)
    return next((form for name, form in _FORMS if name.search(folded)), None)


def _count(words: str) -> int | float | None:
    found = next(iter(quantities_in(words)), None)
    if found:
        return found.value
    digits = re.match(r"[\d\s\u00a0\u202f.]+", words)
    try:
        return parse_number(re.sub(r"[.\s]", "", digits[0])) if digits else None
    except ValueError:
        return None


def _link(words: str) -> dict[str, str]:
    match = re.search(r"(?:https?://|www\.)\S+", words)
    if not match:
        return {}
    url = match[0].rstrip(".,;)")
    try:
        return {"kind": "site", "url": parse_url(url if "://" in url else f"http://{url}")}
    except ValueError:
        return {}
