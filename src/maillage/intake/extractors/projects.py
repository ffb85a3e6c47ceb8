"""Projects and schemes, only where a title, a field or a sentence says that it is one."""

import re
from collections.abc import Iterator

from maillage.kernel.text import fold

from ..candidates import Candidate, CandidateType, Draft, Value
from ..documents import Block, BlockKind, Document
from .dates import periods_in
from .fields import label_of, labelled_fields, legal_form
from .quantities import quantities_in

_EXTRACTOR = "projects"
_SCHEME = re.compile(
    r"(?:\b(?:le |un |du |ce |l['’])?(?:dispositif|appel à projets?|aide|bourse|prêt|AAP)\s+"
    r"(?:[\w’'é-]+\s+){0,9}?(?:intitul[ée]e?\s+|appel[ée]e?\s+|"
    r"d[ée]nomm[ée]e?\s+)?)«\s?(?P<name>[^»]{3,80}?)\s?»",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"«\s?(?P<name>[^»]{3,80}?)\s?»\s?,?\s+(?:un |l['’])?(?:appel à projets?|dispositif)\b",
    re.IGNORECASE,
)
_LENGTH = re.compile(r"\s*/\s*(?P<length>\d+\s+(?:ans?|mois))\s*$")


def projects(document: Document) -> Iterator[Candidate]:
    """Find the project of a sheet, and the schemes that sentences name between quotes."""
    yield from _sheet(document)
    for block in document.blocks:
        if block.kind in (BlockKind.CODE, BlockKind.ROW):
            continue
        for match in (*_SCHEME.finditer(block.text), *_CALL.finditer(block.text)):
            draft = Draft(CandidateType.SCHEME, block.line_at(match.start("name")), block.path)
            reason = "Nom entre guillemets d’un dispositif"
            draft.add("name", _held(match["name"].strip(), block, *match.span("name"), reason))
            yield draft.candidate()


def _sheet(document: Document) -> Iterator[Candidate]:
    blocks = [block for block in document.blocks if block.kind is not BlockKind.CODE]
    for index, label in enumerate(blocks[:-1]):
        if label_of(label.text) != "project" or len(label.text) > 40:
            continue
        title = blocks[index + 1]
        name = _LENGTH.sub("", title.text).strip()
        if len(name) > 200 or not name:
            continue
        draft = Draft(CandidateType.PROJECT, title.line, title.path)
        reason = f"Ligne sous « {label.text.strip()} »"
        draft.add("name", _held(name, title, 0, len(name), reason))
        _with_conventions(draft, document)
        yield draft.candidate()
        yield from _carrier(document)
        return


def _with_conventions(draft: Draft, document: Document) -> None:
    for field in labelled_fields(document):
        reason = f"Champ « {field.label.text.partition(':')[0].strip()} »"
        if field.name == "signed":
            for block, start in field.values:
                if not list(periods_in(block.text[start:])):
                    break
                for period in periods_in(block.text[start:]):
                    first, last = start + period.first, start + period.last
                    value = {"id": period.start, "signed": period.start}
                    draft.add("conventions", _held(value, block, first, last, reason))
        elif field.name == "started" and field.values:
            block, start = field.values[0]
            for period in list(periods_in(block.text[start:]))[:1]:
                draft.add("started", _held(period.start, block, start, len(block.text), reason))
        elif field.name == "amount" and field.values:
            block, start = field.values[0]
            for found in list(quantities_in(block.text[start:]))[:1]:
                grant: dict[str, object] = {"id": "soutien", "amount": found.value}
                draft.add("conventions", _held(grant, block, start, len(block.text), reason))


def _carrier(document: Document) -> Iterator[Candidate]:
    """The organisation of a project's sheet: what the page's title names before a dash."""
    heading = next((one for one in document.blocks if fold(one.text) == fold(document.title)), None)
    if heading is None:
        return
    name = re.split(r"\s+[-–—|:]\s+", heading.text)[0].strip()
    draft = Draft(CandidateType.ORGANISATION, heading.line)
    draft.add("name", _held(name, heading, 0, len(name), "Titre de la fiche"))
    for field in labelled_fields(document):
        if (
            field.name == "legal_form"
            and field.values
            and (form := legal_form(field.values[0][0].text))
        ):
            block, start = field.values[0]
            reason = f"Champ « {field.label.text.partition(':')[0].strip()} »"
            draft.add("legal_form", _held(form.value, block, start, len(block.text), reason))
    yield draft.candidate()


def _held(value: object, block: Block, first: int, last: int, reason: str) -> Value:
    return Value.of(value, block, reason=reason, extractor=_EXTRACTOR, start=first, end=last)
