"""Aids in the form of Aides-territoires' API, read into drafts of schemes.

Nothing publishes itself: every sheet waits to be read again. What no field here can take (an
unknown organisation, an eligibility in sentences) becomes a remark, or something to check.
"""

import html
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nh3

from maillage.apps.sheets.actions import Author
from maillage.apps.sheets.files import LoadError, Problem, RawRecord
from maillage.apps.sheets.loading import LoadReport, load_records
from maillage.apps.sheets.models import Sheet, Source
from maillage.apps.territories import queries as territories
from maillage.kernel.contacts import obfuscate_emails
from maillage.kernel.territories import FRANCE
from maillage.kernel.text import fold, slugify
from maillage.kernel.vocabularies import (
    ActorType,
    CalendarKind,
    EvidenceMethod,
    Expense,
    Instrument,
    OrganisationRole,
    PublicationStatus,
    SchemeKind,
)

from .aides_territoires import AUDIENCES, DESTINATIONS, RECURRENCES, STEPS
from .sheet_type import SCHEME

LARGEST = 50_000_000  # bytes
_BLOCK = re.compile(r"</(?:p|li|div|ul|ol|h[1-6])>|<br\s*/?>", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\u00a0\u202f]+")
_LONGEST_SUMMARY = 300
_ENGINEERING = "Ingénierie"
_TYPES = {
    "Subvention": Instrument.GRANT,
    "Prêt": Instrument.LOAN,
    "Avance récupérable": Instrument.ADVANCE,
}
# « Entreprise privée » may be any company: those of the ESS are proposed too, to be read again.
_COMPANIES = (
    *(ActorType.SCOP, ActorType.SCIC, ActorType.CAE, ActorType.COOPERATIVE),
    *(ActorType.ESS_COMPANY, ActorType.COMPANY),
)
_ACTORS: dict[str, tuple[ActorType, ...]] = {
    **{label: (actor,) for actor, labels in reversed(AUDIENCES.items()) for label in labels},
    "Entreprise privée": _COMPANIES,
}


def import_aids(
    path: Path, *, source_uid: str, by: Author = None, dry_run: bool = False
) -> LoadReport:
    """Load the aids of a JSON file as sheets to read again, all or none; raise `LoadError`.

    An aid is known again by its identifier; a sheet that somebody changed since is kept as it is.
    """
    if not Source.objects.filter(uid=source_uid).exists():
        message = f"la source « {source_uid} » n’existe pas : la créer d’abord dans l’atelier"
        raise LoadError([Problem(path, 1, message)])
    text, aids, pointer = _aids(path)
    reader = _Reader(source_uid)
    raws, problems = [], []
    for place, aid in enumerate(aids):
        raw = RawRecord(path, SCHEME.file_folder, {}, text, 1, f"{pointer}/{place}")
        if not isinstance(aid, dict) or not str(aid.get("name") or "").strip():
            problems.append(raw.problem("", "une aide est un objet { … } avec un nom (name)"))
            continue
        record = reader.record(aid)
        raws.append(RawRecord(path, SCHEME.file_folder, record, text, 1, f"{pointer}/{place}"))
    if problems:
        raise LoadError(problems)
    reason = f"Import de {path.name}"[:100]
    return load_records(raws, path, by=by, reason=reason, dry_run=dry_run)


def _aids(path: Path) -> tuple[str, list[Any], str]:
    """Return the text of a file, its aids, and the pointer of their list."""
    try:
        if path.stat().st_size > LARGEST:
            raise LoadError([Problem(path, 1, "le fichier dépasse 50 Mo : le découper")])
        text = path.read_text("utf-8-sig")
        data = json.loads(text)
    except OSError as error:
        raise LoadError([Problem(path, 1, f"lecture impossible : {error.strerror}")]) from None
    except json.JSONDecodeError as error:
        raise LoadError(
            [Problem(path, error.lineno, "JSON mal formé : le télécharger à nouveau")]
        ) from None
    except ValueError:
        raise LoadError([Problem(path, 1, "ce n’est pas un texte JSON en UTF-8")]) from None
    if isinstance(data, dict) and isinstance(data.get("results"), list):
        return text, data["results"], "/results"
    if isinstance(data, list):
        return text, data, ""
    message = "une liste d’aides est attendue, ou la réponse de l’API avec « results »"
    raise LoadError([Problem(path, 1, message)])


class _Reader:
    """Reads aids; organisations are looked for by their names, once for all."""

    def __init__(self, source_uid: str) -> None:
        self.source_uid = source_uid
        rows = Sheet.objects.filter(type="organisation").order_by("pk")
        self.organisations = {fold(name): uid for uid, name in rows.values_list("uid", "name")}

    def record(self, aid: Mapping[str, Any]) -> dict[str, Any]:
        """Return an aid as the record of a sheet to read again."""
        name = _line(aid["name"])[:300]
        remarks: list[str] = []
        instruments = _instruments(aid, remarks)
        record = {
            "type": SCHEME.key,
            "id": f"aide-{slugify(str(aid.get('slug') or aid.get('id') or name))}"[:80].strip("-"),
            "status": PublicationStatus.TO_REVIEW.value,
            "name": name,
            "summary": _summary(aid),
            "description": _text(aid.get("description")),
            "kind": _kind(aid, instruments).value,
            "organisations": self._partners(aid, remarks),
            "applicants": _actors(aid, remarks),
            "territories": _territories(aid, remarks),
            "stages": _codes(STEPS, aid.get("mobilization_steps")),
            "expenses": _codes(
                {
                    Expense.INVESTMENT: DESTINATIONS[Expense.INVESTMENT],
                    Expense.OPERATING: DESTINATIONS[Expense.OPERATING],
                },
                aid.get("destinations"),
            ),
            "instruments": [one.value for one in instruments],
            "calendar": _calendar(aid),
            "versions": _versions(aid, instruments),
            "how_to_apply": _text(aid.get("contact")),
            "links": _links(aid),
        }
        record = {key: value for key, value in record.items() if value}
        supports = [key for key in record if key not in {"type", "id", "status"}]
        proof = {
            "source": self.source_uid,
            "passage": name[:90],
            "supports": supports,
            "inferred": "Lu par une machine dans un fichier d’aides.",
            "method": EvidenceMethod.IMPORTED.value,
        }
        told = [{"text": text[:600]} for text in remarks]
        return record | ({"remarks": told} if told else {}) | {"evidence": [proof]}

    def _partners(self, aid: Mapping[str, Any], remarks: list[str]) -> list[dict[str, str]]:
        found = []
        for key, role in (
            ("financers", OrganisationRole.FUNDER),
            ("instructors", OrganisationRole.INSTRUCTOR),
        ):
            for label in _labels(aid.get(key)):
                if uid := self.organisations.get(fold(label)):
                    row = {"id": f"{role.value}-{uid}"[:80].strip("-"), "organisation": uid}
                    found.append(row | {"role": role.value})
                else:
                    remarks.append(f"{role.label} : « {label} » n’est pas dans l’annuaire.")
        return found


def _labels(value: Any) -> list[str]:
    """Return the names of a list of texts, or of objects with a name."""
    items = value if isinstance(value, list) else []
    texts = [one.get("name") if isinstance(one, dict) else one for one in items]
    return [_line(one) for one in texts if isinstance(one, str) and one.strip()]


def _line(value: Any) -> str:
    return obfuscate_emails(" ".join(str(value).split()))


def _text(value: Any) -> str:
    """Return the words of an HTML text, a blank line between its paragraphs."""
    if not isinstance(value, str):
        return ""
    bare = html.unescape(nh3.clean(_BLOCK.sub("\n", value), tags=set()))
    lines = [_SPACES.sub(" ", line).strip() for line in bare.splitlines()]
    return "\n\n".join(line for line in lines if line)[:20_000]


def _summary(aid: Mapping[str, Any]) -> str:
    first = _text(aid.get("description")).partition("\n")[0]
    if len(first) > _LONGEST_SUMMARY:
        first = f"{first[:_LONGEST_SUMMARY].rpartition(' ')[0]}…"
    return obfuscate_emails(first)


def _instruments(aid: Mapping[str, Any], remarks: list[str]) -> list[Instrument]:
    found: list[Instrument] = []
    for label in _labels(aid.get("aid_types")):
        if label.startswith(_ENGINEERING):
            found.append(Instrument.SERVICE)
        elif label in _TYPES:
            found.append(_TYPES[label])
        else:
            remarks.append(f"Forme d’aide à préciser : « {label} ».")
    return list(dict.fromkeys(found))


def _kind(aid: Mapping[str, Any], instruments: list[Instrument]) -> SchemeKind:
    if aid.get("is_call_for_project"):
        return SchemeKind.CALL
    if instruments and all(one is Instrument.SERVICE for one in instruments):
        return SchemeKind.SUPPORT
    repaid = instruments and all(one.is_repaid for one in instruments)
    return SchemeKind.FINANCING if repaid else SchemeKind.AID


def _actors(aid: Mapping[str, Any], remarks: list[str]) -> list[str]:
    found: list[ActorType] = []
    for label in _labels(aid.get("targeted_audiences")):
        found += _ACTORS.get(label, ())
        if label not in _ACTORS:
            remarks.append(f"Public à préciser : « {label} ».")
    return [one.value for one in ActorType if one in found]


def _codes(labels: Mapping[Any, str], value: Any) -> list[str]:
    wanted = set(_labels(value))
    return [term.value for term, label in labels.items() if label in wanted]


def _territories(aid: Mapping[str, Any], remarks: list[str]) -> dict[str, list[str]]:
    name = _line(aid.get("perimeter") or "")
    if not name:
        return {}
    if fold(name) == "france":
        return {"included": [FRANCE]}
    hits = [one.territory for one in territories.search(name, limit=5)]
    exact = [one for one in hits if fold(one.name) == fold(name) or fold(one.label) == fold(name)]
    if len(exact) == 1:
        return {"included": [exact[0].pk]}
    remarks.append(f"Territoire à préciser : « {name} ».")
    return {}


def _calendar(aid: Mapping[str, Any]) -> dict[str, Any]:
    kinds = {label: kind.value for kind, label in RECURRENCES.items()}
    names = {
        "opens": "start_date",
        "pre_deposit": "predeposit_date",
        "closes": "submission_deadline",
    }
    dates = {key: str(aid[name])[:10] for key, name in names.items() if aid.get(name)}
    found: dict[str, Any] = {}
    if kind := kinds.get(str(aid.get("recurrence") or "")):
        found["kind"] = kind
    if dates and found.get("kind") != CalendarKind.PERMANENT:
        found["sessions"] = [{"id": "session", **dates}]
    return found


def _versions(aid: Mapping[str, Any], instruments: list[Instrument]) -> list[dict[str, Any]]:
    version: dict[str, Any] = {"id": "import"}
    if eligibility := _text(aid.get("eligibility")):
        parts = [{"to_check": part} for part in eligibility.split("\n\n")[:20]]
        version["conditions"] = {"all": parts}
    sums = {
        Instrument.GRANT: {"coverage_pct": aid.get("subvention_rate_upper_bound")},
        Instrument.LOAN: {"max": aid.get("loan_amount")},
        Instrument.ADVANCE: {"max": aid.get("recoverable_advance_amount")},
    }
    offers = []
    for one in instruments:
        told = {key: value for key, value in sums.get(one, {}).items() if _is_number(value)}
        status = "indicatif" if told else "non-publie"
        offers.append(
            {"id": one.value, "label": one.label, "instrument": one.value, "amount_status": status}
            | told
        )
    if offers:
        version["offers"] = offers
    return [version] if len(version) > 1 else []


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _links(aid: Mapping[str, Any]) -> list[dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for key, kind, label in (
        ("application_url", "contact", "Déposer une demande"),
        ("origin_url", "page", "Page du dispositif"),
    ):
        url = str(aid.get(key) or "").strip()
        if url.startswith(("http://", "https://")):
            found.setdefault(url, {"kind": kind, "url": url, "label": label})
    return list(found.values())
