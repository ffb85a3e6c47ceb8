"""Sheets as records: the JSON form that files, exports and the public formats share.

`docs/formats/sheets.md` describes it; `clean` reads it, `to_record` writes it, and one is the
inverse of the other.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from maillage.apps.identity.models import Identity
from maillage.kernel.colour import parse_colour
from maillage.kernel.contacts import obfuscate_emails, parse_email, parse_url
from maillage.kernel.vocabularies import (
    EvidenceMethod,
    EvidenceStatus,
    PublicationStatus,
    RelationKind,
)

from . import kinds
from .kinds import InvalidValue, Kind, Many, Parsed, Part, Record, Term, parse_uid
from .models import Evidence, Sheet, Source
from .types import SheetType, type_of


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f"« {text} » n’est pas un jour : écrire 2026-11-22") from None


@dataclass(frozen=True)
class _Line(Kind):
    """A line number, counted from 1."""

    last: int = 2_147_483_647  # what a database column holds

    def clean(self, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= self.last:
            raise InvalidValue("un numéro de ligne est attendu : un entier à partir de 1")
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": 1, "maximum": self.last}


@dataclass(frozen=True)
class _Type(Kind):
    """The key of a type, which a record repeats."""

    key: str = ""

    def schema(self) -> dict[str, Any]:
        return {"const": self.key}


_ID, _DAY = Parsed(parse=parse_uid, longest=80), Parsed(parse=_day)
_SLUG = Parsed(parse=parse_uid, longest=120)

SOURCE = Record(
    parts={
        "id": Part(_ID, required=True),
        "title": Part(Kind(longest=300), required=True),
        "publisher": Part(Kind(longest=200)),
        "url": Part(Parsed(parse=parse_url, longest=500)),
        "published": Part(kinds.partial_date()),
        "updated": Part(kinds.partial_date()),
        "seen_on": Part(_DAY),
        "licence": Part(Kind(longest=100)),
        "warning": Part(Kind(longest=300)),
    }
)

PERIMETER = Record(
    parts={
        "id": Part(Parsed(parse=parse_uid, longest=60), required=True),
        "name": Part(Kind(longest=200), required=True),
        "members": Part(Many(item=kinds.Territory()), required=True),
        "note": Part(Kind()),
    }
)

# What an instance says of itself; its logo is a file of its data folder, not part of a record.
IDENTITY = Record(
    parts={
        "name": Part(Kind(longest=100), required=True),
        "tagline": Part(Kind(longest=200)),
        "home_territory": Part(kinds.Territory()),
        "accent_light": Part(Parsed(parse=parse_colour)),
        "accent_dark": Part(Parsed(parse=parse_colour)),
        "contact_email": Part(Parsed(parse=parse_email, longest=254)),
        "legal_notice": Part(Kind()),
    }
)

_RELATION = Record(
    parts={
        "kind": Part(Term(vocabulary=RelationKind), required=True),
        "target": Part(_ID, required=True),
        "note": Part(Kind(longest=300)),
    }
)
_REMARK = Record(
    parts={"field": Part(Kind(longest=30)), "text": Part(Kind(longest=600), required=True)}
)
SUPPORTS = Many(item=Kind(longest=700))
_EVIDENCE = Record(
    parts={
        "source": Part(_ID, required=True),
        "line": Part(_Line()),
        "passage": Part(Kind(longest=200)),
        "supports": Part(SUPPORTS, required=True),
        "inferred": Part(Kind(longest=300)),
        "method": Part(Term(vocabulary=EvidenceMethod)),
        "status": Part(Term(vocabulary=EvidenceStatus)),
        "seen_on": Part(_DAY),
    }
)
# What a record holds besides the fields of its type.
ENVELOPE: dict[str, Part] = {
    "type": Part(Kind(longest=30), required=True),
    "id": Part(_ID, required=True),
    "slug": Part(_SLUG),
    "former_slugs": Part(Many(item=_SLUG)),
    "former_ids": Part(Many(item=_ID)),
    "status": Part(Term(vocabulary=PublicationStatus)),
    "reviewed_on": Part(_DAY),
    "review_due": Part(_DAY),
}
TRAILER: dict[str, Part] = {
    "relations": Part(Many(item=_RELATION)),
    "remarks": Part(Many(item=_REMARK)),
    "evidence": Part(Many(item=_EVIDENCE)),
}


def shape(sheet_type: SheetType) -> Record:
    """Return the whole form of a type's records."""
    own = {field.name: Part(field.kind, field.required) for field in sheet_type.fields}
    of_type = {"type": Part(_Type(key=sheet_type.key), required=True)}
    return Record(parts=ENVELOPE | of_type | own | TRAILER)


def json_schema(sheet_type: SheetType) -> dict[str, Any]:
    """Return the JSON Schema of a type's records, for editors and other platforms."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": str(sheet_type.label),
        **shape(sheet_type).schema(),
    }


@dataclass(slots=True)
class Cleaned:
    """A record found valid by itself, ready to be checked against the others."""

    type: SheetType
    data: dict[str, Any]
    problems: list[InvalidValue] = field(default_factory=list)

    @property
    def uid(self) -> str:
        """Return the stable identifier."""
        return str(self.data["id"])

    @property
    def digest(self) -> str:
        """Return the fingerprint of the record as `to_record` will give it back once written.

        A sheet whose record has another one has been changed since it was loaded.
        """
        record = dict(self.data)
        if record.get("slug") == self.uid:
            del record["slug"]
        if record.get("status") == PublicationStatus.PUBLISHED:
            del record["status"]
        for name in ("former_slugs", "former_ids"):
            if name in record:
                record[name] = sorted(record[name])
        if "evidence" in record:
            record["evidence"] = [without_defaults(one) for one in record["evidence"]]
        return digest(record)


def clean(raw: Mapping[str, Any], sheet_type: SheetType) -> Cleaned:
    """Check every key of a record; all its problems are gathered, each with its pointer."""
    parts = shape(sheet_type).parts
    cleaned = Cleaned(sheet_type, {})
    for name in raw:
        if name not in parts:
            known = ", ".join(parts)
            cleaned.problems.append(
                InvalidValue(f"clé inconnue « {name} » ; clés possibles : {known}", f"/{name}")
            )
    for name, part in parts.items():
        if name not in raw:
            if part.required:
                cleaned.problems.append(InvalidValue(f"la clé « {name} » manque"))
            continue
        try:
            cleaned.data[name] = part.kind.clean(raw[name])
        except InvalidValue as error:
            cleaned.problems.append(InvalidValue(str(error), f"/{name}{error.pointer}"))
    for position, evidence in enumerate(cleaned.data.get("evidence", ())):
        cleaned.problems += [
            InvalidValue(problem, f"/evidence/{position}/supports")
            for problem in check_supports(evidence["supports"], sheet_type.field_names)
        ]
    return cleaned


def check_supports(supports: Iterable[str], fields: Iterable[str]) -> Iterable[str]:
    """Yield what is wrong in what evidence supports: a misspelt name would prove nothing."""
    known = (*fields, "relations", "remarks")
    for support in supports:
        name = support.partition("=")[0]
        if name not in known:
            possible = ", ".join(known)
            yield f"« {name} » n’est pas un champ de ce type de fiche ; champs : {possible}"


def _present(record: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if value not in (None, "", [], {})}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def identity_record(identity: Identity) -> dict[str, Any]:
    """Return the instance's identity as a record."""
    names = {name: name for name in IDENTITY.parts} | {"home_territory": "home_territory_ref"}
    return _present({name: getattr(identity, column) for name, column in names.items()})


def source_record(source: Source) -> dict[str, Any]:
    """Return a source as a record."""
    return _present(
        {
            "id": source.uid,
            "title": source.title,
            "publisher": source.publisher,
            "url": source.url,
            "published": source.published,
            "updated": source.updated,
            "seen_on": _iso(source.seen_on),
            "licence": source.licence,
            "warning": source.warning,
        }
    )


_DEFAULTS = {"method": EvidenceMethod.TYPED.value, "status": EvidenceStatus.RAW.value}


def without_defaults(evidence: Mapping[str, Any]) -> dict[str, Any]:
    """Return an evidence record without the values that its absence would mean."""
    return {key: value for key, value in evidence.items() if _DEFAULTS.get(key) != value}


def _evidence_record(evidence: Evidence) -> dict[str, Any]:
    return without_defaults(
        _present(
            {
                "source": evidence.source.uid,
                "line": evidence.line,
                "passage": evidence.passage,
                "supports": evidence.supports,
                "inferred": evidence.inferred,
                "method": evidence.method,
                "status": evidence.status,
                "seen_on": _iso(evidence.seen_on),
            }
        )
    )


def to_record(sheet: Sheet) -> dict[str, Any]:
    """Return the whole sheet as a record; empty values are left out.

    Read sheets with `queries.with_proofs` first: a record touches all of a sheet's relatives.
    """
    status = sheet.status
    return _present(
        {
            "type": sheet.type,
            "id": sheet.uid,
            "slug": sheet.slug if sheet.slug != sheet.uid else None,
            "former_slugs": sorted(redirect.slug for redirect in sheet.redirects.all()),
            "former_ids": sorted(former.uid for former in sheet.former_uids.all()),
            "status": status if status != PublicationStatus.PUBLISHED else None,
            "reviewed_on": _iso(sheet.reviewed_on),
            "review_due": _iso(sheet.review_due),
        }
        | {one.name: one.value(sheet) for one in type_of(sheet).fields if one.is_known(sheet)}
        | {
            "relations": [
                _present({"kind": one.kind, "target": one.target.uid, "note": one.note})
                for one in sheet.relations.all()
            ],
            "remarks": [
                _present({"field": one.field, "text": one.text}) for one in sheet.remarks.all()
            ],
            "evidence": [_evidence_record(one) for one in sheet.evidence.all()],
        }
    )


def public_record(sheet: Sheet) -> dict[str, Any]:
    """Return the record as the portal gives it out.

    E-mail addresses are kept from harvesters, and what leads to unpublished sheets is left out
    with what proves it. What the type derives for whoever reuses it is added.
    """
    record = to_record(sheet)
    hidden = [one for one in sheet.relations.all() if not one.target.is_public]
    if hidden:
        targets, keys = (
            {one.target.uid for one in hidden},
            {f"relations={one.key}" for one in hidden},
        )
        record["relations"] = [one for one in record["relations"] if one["target"] not in targets]
        for evidence in record.get("evidence", ()):
            evidence["supports"] = [one for one in evidence["supports"] if one not in keys]
        proofs = [one for one in record.get("evidence", ()) if one["supports"]]
        record = _present(record | {"evidence": proofs})
    if gone := {one.target.uid for one in sheet.mentions.all() if not one.target.is_public}:
        for one in type_of(sheet).fields:
            if one.name in record:
                record[one.name] = one.kind.without(record[one.name], gone)
        record = _present(record)
    record |= _present({name: read(sheet) for name, read in type_of(sheet).derived.items()})
    return {name: without_emails(value) for name, value in record.items()}


def without_emails(value: Any) -> Any:
    """Return JSON data whose texts hold no e-mail address in clear; web addresses stay."""
    if isinstance(value, str):
        return obfuscate_emails(value)
    if isinstance(value, list):
        return [without_emails(item) for item in value]
    if isinstance(value, dict):
        return {key: one if key == "url" else without_emails(one) for key, one in value.items()}
    return value


def digest(record: Mapping[str, Any]) -> str:
    """Return a fingerprint of a record, the same whatever the order of its keys."""
    text = json.dumps(record, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
