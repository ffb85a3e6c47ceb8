"""A second reading of the data: what the loader cannot refuse, but an editor should mend.

An *error* contradicts the rules of the house (a fact without source, a number that its passage does
not hold, a tie to nothing); a *warning* deserves a look. Each finding names its sheet and field.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from maillage.apps.territories import queries as territories
from maillage.kernel.amounts import numbers_in
from maillage.kernel.contacts import same_url
from maillage.kernel.dates import parse_partial_date
from maillage.kernel.text import fold

from . import queries
from .kinds import Leaf, Many, Number, Parsed, Record, Reference
from .models import Sheet
from .places import named_place
from .types import Field, SheetType, registry

ERROR, WARNING = "erreur", "attention"
_LATEST = timedelta(days=5 * 366)
_EARLIEST = date(1700, 1, 1)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend: how serious, in which field of which sheet, what to do."""

    level: str
    sheet: str
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{self.sheet}, {self.field}" if self.field else self.sheet
        return f"{self.level} : {place} : {self.message}"


def lint(*, today: date) -> list[Finding]:
    """Return what is to mend in the whole instance, errors first, then by sheet."""
    found: list[Finding] = []
    # By territory, the sheets and fields that name it.
    places: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for key, sheet_type in registry.items():
        sheets = list(queries.everything(key))
        found += chain.from_iterable(_of_sheet(sheet_type, sheet, today) for sheet in sheets)
        found += _twins(sheet_type, sheets)
        found += (Finding(*one) for one in sheet_type.review(sheets))
        for sheet in sheets:
            for one in sheet_type.fields:
                for leaf in _all(one, sheet) if one.is_known(sheet) else ():
                    if ref := named_place(leaf):
                        places[ref].add((sheet.uid, one.name))
    found += _lost_places(places)
    return sorted(set(found), key=lambda one: (one.level != ERROR, one.sheet, one.field))


def _of_sheet(sheet_type: SheetType, sheet: Sheet, today: date) -> Iterator[Finding]:
    proofs = list(sheet.evidence.all())
    if sheet_type.needs_evidence and not proofs:
        yield Finding(ERROR, sheet.uid, "", "aucune preuve : dire de quelle source vient la fiche")
    known = [one for one in sheet_type.fields if one.is_known(sheet)]
    for one in known:
        for problem in (*_leaves(one, sheet, today), *_links(one, sheet)):
            yield Finding(problem[0], sheet.uid, one.name, problem[1])
    if sheet_type.needs_evidence:
        for level, name, message in chain(
            _unproven(known, proofs), _wrong_keys(known, sheet, proofs), _numbers(known, sheet)
        ):
            yield Finding(level, sheet.uid, name, message)
    named = {mention.target.uid for mention in sheet.mentions.all()}
    for one in known:
        for leaf in _all(one, sheet):
            if isinstance(leaf.kind, Reference) and leaf.value not in named:
                message = f"« {leaf.value} » n’est aucune fiche : la créer ou retirer le lien"
                yield Finding(ERROR, sheet.uid, one.name, message)
    for check in sheet_type.checks:
        for message in check(sheet):
            yield Finding(WARNING, sheet.uid, "", str(message))


def _all(declared: Field, sheet: Sheet) -> Iterable[Leaf]:
    return declared.kind.leaves(declared.value(sheet))


def _leaves(declared: Field, sheet: Sheet, today: date) -> Iterator[tuple[str, str]]:
    """Yield dates out of reason: a typing error, or a year in the wrong field."""
    for leaf in _all(declared, sheet):
        if isinstance(leaf.kind, Parsed) and leaf.kind.parse is parse_partial_date:
            day = parse_partial_date(leaf.value).first_day
            if not _EARLIEST <= day <= today + _LATEST:
                yield WARNING, f"la date {leaf.value} est invraisemblable"


def _links(declared: Field, sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Yield web addresses that no browser opens, or written twice."""
    if declared.name != "links":
        return
    seen: list[str] = []
    for link in sheet.links:
        url = link["url"]
        host = urlsplit(url).hostname or ""
        if "." not in host or host.startswith(".") or host.endswith("."):
            yield ERROR, f"{url} ne mène à aucun site : vérifier l’adresse"
        if any(same_url(url, other) for other in seen):
            yield WARNING, f"{url} est écrite deux fois"
        seen.append(url)


def _unproven(known: list[Field], proofs: list[Any]) -> Iterator[tuple[str, str, str]]:
    """Yield fields that no proof supports; those that only name or classify need none."""
    supported = {support.partition("=")[0] for proof in proofs for support in proof.supports}
    for one in known:
        if one.name not in supported and one.needs_evidence:
            yield WARNING, one.name, "aucune preuve n’appuie ce champ"
    for proof in proofs:
        if not proof.passage and not proof.inferred:
            fields = ", ".join(proof.supports)
            yield WARNING, fields, "preuve sans passage : citer quelques mots, ou dire la déduction"


def _wrong_keys(
    known: list[Field], sheet: Sheet, proofs: list[Any]
) -> Iterator[tuple[str, str, str]]:
    """Yield proofs of a record that the field does not hold: they would stand nowhere."""
    for one in known:
        item = one.kind.item if isinstance(one.kind, Many) else one.kind
        if not isinstance(item, Record) or item.key_part != "id":
            continue
        keys = {record["id"] for record in one.value(sheet)}
        for proof in proofs:
            for support in proof.supports:
                name, _sign, key = support.partition("=")
                if name == one.name and key and key not in keys:
                    yield ERROR, name, f"la preuve nomme « {key} », que le champ ne contient pas"


def _numbers(known: list[Field], sheet: Sheet) -> Iterator[tuple[str, str, str]]:
    """Yield numbers that none of their passages holds: a value is kept as it is written."""
    for one in known:
        for pointer, key, value in _numeric(one, sheet):
            proofs = [
                proof
                for proof in sheet.evidence.all()
                if one.name in proof.supports or (key and f"{one.name}={key}" in proof.supports)
            ]
            if not proofs or any(proof.inferred for proof in proofs):
                continue
            if not any(value in numbers_in(proof.passage) for proof in proofs):
                yield ERROR, one.name + pointer, f"{value} n’est dans aucun passage cité"


def _numeric(declared: Field, sheet: Sheet) -> Iterator[tuple[str, str, int | float]]:
    """Yield the pointer, the record's key and the value of each number of a field."""
    value = declared.value(sheet)
    for leaf in declared.kind.leaves(value):
        if isinstance(leaf.kind, Number) and leaf.kind.verbatim:
            position = leaf.pointer.split("/")[1] if leaf.pointer else ""
            record = value[int(position)] if position.isdigit() else {}
            yield leaf.pointer, str(record.get("id", "")), leaf.value


def _twins(sheet_type: SheetType, sheets: list[Sheet]) -> Iterator[Finding]:
    """Yield sheets of a type that share a name, an identifier or a website."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for sheet in sheets:
        if sheet_type.unique_names:
            groups["le nom", fold(sheet.name)].append(sheet.uid)
        for name in ("siren", "siret", "rna", "isbn"):
            if text := getattr(sheet, name, ""):
                groups[f"le {name.upper()}", text].append(sheet.uid)
    for (what, _text), uids in groups.items():
        for uid in uids[1:]:
            yield Finding(WARNING, uid, "", f"partage {what} de « {uids[0]} » : est-ce la même ?")


def _lost_places(places: dict[str, set[tuple[str, str]]]) -> Iterator[Finding]:
    """Yield the territories that the reference does not know any more, by sheet and field."""
    for ref in places.keys() - territories.known(places):
        for uid, name in places[ref]:
            yield Finding(ERROR, uid, name, f"le territoire « {ref} » n’est pas (ou plus) connu")
