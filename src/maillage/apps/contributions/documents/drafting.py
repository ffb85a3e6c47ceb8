"""Candidates drawn from a document become drafts of records: values in the form of their fields.

Pure, apart from territories, which are looked up by name and postal code. Nothing is lost: what
fits no field becomes a note of its draft, and what has no sheet to go to is returned apart.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from maillage.apps.sheets import kinds
from maillage.apps.sheets.places import commune_ref
from maillage.apps.sheets.types import Field, SheetType, registry
from maillage.intake.candidates import Candidate, CandidateType, Value
from maillage.intake.documents import BlockKind
from maillage.kernel.text import fold, slugify

from .alike import are_alike
from .whereabouts import Whereabouts

_LONGEST_NOTE = 200  # signs
# What extractors find and records of the type have no field for.
_LABELS = {"unit": _("Unité"), "remarks": _("Remarque"), "total": _("Total annoncé")}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A clean value drawn from a document, one item where its field is a list.

    `key` is what evidence calls that item by; `ground` says why the value is believed.
    """

    field: Field
    value: Any
    passage: str
    line: int
    ground: str
    key: str = ""


@dataclass(slots=True)
class Draft:
    """A record to be, or what is to be added to one."""

    type: SheetType
    name: str
    line: int
    context: tuple[str, ...] = ()
    drawn: list[Drawn] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unit: str = ""  # of a figure: its indicator has it, not its record

    def has(self, name: str) -> bool:
        """Tell whether the draft says something of a field."""
        return any(one.field.name == name for one in self.drawn)

    def first(self, name: str) -> Any:
        """Return the first value of a field, or None."""
        return next((one.value for one in self.drawn if one.field.name == name), None)

    @property
    def values(self) -> dict[str, Any]:
        """Return the draft as a record's values."""
        values: dict[str, Any] = {}
        for one in self.drawn:
            if one.field.kind.many:
                values.setdefault(one.field.name, []).append(one.value)
            else:
                values.setdefault(one.field.name, one.value)
        return values

    @property
    def missing(self) -> list[Field]:
        """Return the fields that a record of the type must have and this has not."""
        return [one for one in self.type.fields if one.required and not self.has(one.name)]

    def complete(self, name: str, value: str, ground: str) -> Drawn | None:
        """Add what a person chose for a missing field, and return it; None where it cannot be."""
        own = next((one for one in self.missing if one.name == name), None)
        try:
            clean = own.kind.clean(value) if own else None
        except kinds.InvalidValue:
            return None
        if own is None or own.kind.many:
            return None
        drawn = Drawn(own, clean, "", self.line, ground)
        self.drawn.append(drawn)
        return drawn

    def add(self, name: str, value: Any, why: Value, *, ground: str = "") -> None:
        """Add a value to a field, or to the notes where the field cannot hold it."""
        own = self.type.field(name)
        if own is None:
            self.note(name, why)
            return
        kind = own.kind.item if isinstance(own.kind, kinds.Many) else own.kind
        try:
            clean = kind.clean(value)
        except kinds.InvalidValue:
            self.note(name, why)
            return
        there = [one.value for one in self.drawn if one.field == own]
        if any(are_alike(name, clean, other) for other in there):
            return
        if there and not own.kind.many:
            self.note(name, why)
            return
        key = next((shown.key for shown in kind.show(clean)), "") if own.kind.many else ""
        drawn = Drawn(own, clean, why.passage, why.line, ground or why.reason, key)
        self.drawn.append(drawn)

    def note(self, name: str, why: Value) -> None:
        """Keep in words what no field holds."""
        own = self.type.field(name)
        label = own.label if own else _LABELS.get(name, name)
        self.notes.append(f"{label} : {_in_words(why.value)} ({_('ligne')} {why.line})")


@dataclass(frozen=True, slots=True)
class Loose:
    """A candidate that no sheet can hold as it is, and why: somebody will place it."""

    candidate: Candidate
    why: str

    @property
    def text(self) -> str:
        """Return what was found, in words."""
        said = (one for values in self.candidate.fields.values() for one in values)
        return ", ".join(_in_words(one.value) for one in said)

    @property
    def passage(self) -> str:
        """Return the words that it comes from."""
        said = (one for values in self.candidate.fields.values() for one in values)
        return next((one.passage for one in said if one.passage), "")


def _in_words(value: Any) -> str:
    match value:
        case True:
            text = _("oui")
        case {"text": str() as text}:
            pass
        case dict():
            text = ", ".join(_in_words(one) for one in value.values())
        case list() | tuple():
            text = ", ".join(_in_words(one) for one in value)
        case _:
            text = str(value)
    return text if len(text) <= _LONGEST_NOTE else f"{text[: _LONGEST_NOTE - 1]}…"


def drafts_of(
    candidates: Iterable[Candidate], short: Mapping[int, str] = MappingProxyType({})
) -> tuple[list[Draft], list[Loose]]:
    """Return a draft for each candidate that is a sheet, and what belongs to no sheet of the page.

    People and budget lines go to the organisation or the authority under whose name they stand.
    `short`: the kinds of the lines that are no long sentences, by number.
    """
    places = Whereabouts()
    drafts: list[Draft] = []
    parts: list[Candidate] = []
    for one in candidates:
        if one.type in (CandidateType.PERSON, CandidateType.BUDGET):
            parts.append(one)
        elif (draft := _draft(one, places)) is not None:
            drafts.append(draft)
    loose = [left for part in parts if (left := _attach(part, drafts, short))]
    return drafts, loose


def _draft(candidate: Candidate, places: Whereabouts) -> Draft | None:
    sheet_type = registry[candidate.type.value]
    name = str(candidate.first("name") or "").strip()
    if not name:
        return None
    draft = Draft(sheet_type, name[:300], candidate.line, candidate.context)
    for field_name, values in candidate.fields.items():
        for one in values:
            _add(draft, field_name, one, places)
    _complete(draft, candidate, places)
    return draft


def _add(draft: Draft, name: str, one: Value, places: Whereabouts) -> None:
    if name == "addresses" and isinstance(one.value, dict):
        address = dict(one.value)
        code = address.get("commune") or places.commune(address)
        # A town alone is where the sheet stands, not how to write to it.
        if not code or address.get("street"):
            draft.add(name, address | ({"commune": code} if code else {}), one)
        if code:
            ground = _("La commune se déduit de l’adresse.")
            draft.add("located_in", commune_ref(code), one, ground=ground)
    elif name == "unit":
        draft.unit = str(one.value)
        draft.note(name, one)
    elif name in ("located_in", "acts_in"):
        draft.add(name, places.known(str(one.value)), one)
    elif name == "meanings" and isinstance(one.value, dict):
        text = str(one.value.get("expansion") or one.value.get("definition") or draft.name)
        draft.add(name, {"id": slugify(text)[:60].strip("-") or "sens"} | one.value, one)
    else:
        draft.add(name, one.value, one)


def _complete(draft: Draft, candidate: Candidate, places: Whereabouts) -> None:
    """Add what follows from the place where the candidate stands, and from its other values."""
    why = candidate.fields["name"][0]
    if draft.type.key == "resource" and not draft.has("kind") and draft.has("links"):
        draft.add("kind", "page", why, ground=_("Une adresse du web : le genre est à préciser."))
    if draft.type.key == "policy" and not draft.has("acts_in"):
        authority_type = draft.first("authority_type") or ""
        if ref := places.authority(draft.name, authority_type):
            draft.add("acts_in", ref, why)
    if draft.type.key == "event" and not draft.has("located_in") and draft.has("place"):
        town = candidate.fields["place"][0]
        if code := places.commune({"city": town.value}):
            draft.add("located_in", commune_ref(code), town, ground=_("Le lieu est une commune."))
    if draft.type.field("acts_in") and draft.type.key not in ("policy", "term"):
        for title in reversed(draft.context):
            if ref := places.named(title):
                ground = _("D’après le titre « %(title)s ».") % {"title": title[:90]}
                draft.add("acts_in", ref, replace(why, passage="", line=why.line), ground=ground)
                break


def _attach(part: Candidate, drafts: Sequence[Draft], short: Mapping[int, str]) -> Loose | None:
    """Give a person or a budget line to its draft; return it where it has none."""
    if part.type is CandidateType.PERSON:
        name = str(part.first("name") or "")
        if any(_names(one, name) for one in drafts):
            return None
        able = [one for one in drafts if one.type.key in ("policy", "organisation")]
        owner = _owner(part, able, short)
        if owner is None:
            return Loose(part, _("Aucune organisation au-dessus de ce nom dans le document."))
        _add_person(owner, part)
        return None
    owner = _owner(part, [one for one in drafts if one.type.key == "policy"], short)
    if owner is None:
        return Loose(part, _("Aucune politique de collectivité au-dessus de cette ligne."))
    _add_budget(owner, part)
    return None


def _names(draft: Draft, person: str) -> bool:
    people = (one.value for one in draft.drawn if one.field.name == "people")
    return any(fold(one["name"]) == fold(person) for one in people)


def _owner(part: Candidate, drafts: Sequence[Draft], short: Mapping[int, str]) -> Draft | None:
    """Return the draft that the lines just above name, else the last that a title names."""
    above = [one for one in drafts if one.line <= part.line]
    if above and part.line in short:
        between = range(above[-1].line, part.line)
        if all(short.get(line) == BlockKind.PARAGRAPH for line in between):
            return above[-1]
    titles = [fold(title) for title in part.context]
    return next(
        (one for one in reversed(above) if any(fold(one.name) in title for title in titles)), None
    )


def _add_person(owner: Draft, part: Candidate) -> None:
    said = {name: part.first(name) for name in ("name", "function", "service") if part.first(name)}
    owner.add("people", said, replace(part.fields["name"][0], value=said))


def _add_budget(owner: Draft, part: Candidate) -> None:
    """Add a budget line, or a total that the document announces, to the policy that it is of."""
    parts = ("label", "kind", "amount", "qualifier", "year", "per", "outside")
    line = {name: part.first(name) for name in parts if part.first(name) is not None}
    # The amount is what somebody verifies: its passage is the line's.
    why = replace((part.fields.get("amount") or part.fields["label"])[0], value=line)
    name = "totals" if part.first("total") else "budgets"
    if name == "totals":
        line = {key: value for key, value in line.items() if key not in ("per", "outside")}
    key = slugify(f"{line.get('label', '')} {line.get('year', '')}")[:50].strip("-") or "ligne"
    taken = [one.key for one in owner.drawn if one.field.name == name]
    number = 1 + sum(one == key or one.startswith(f"{key}-") for one in taken)
    owner.add(name, {"id": key if number == 1 else f"{key}-{number}"} | line, why)
