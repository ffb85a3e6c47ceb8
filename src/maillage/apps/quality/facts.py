"""What the score of a sheet rests on: read from the sheet, kept in its row, read from there."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from maillage.apps.links.models import Use
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import SheetType, registry, type_of
from maillage.kernel.vocabularies import EvidenceStatus, LinkState

from .models import Assessment
from .score import Facts

_READ = {EvidenceStatus.REVIEWED, EvidenceStatus.CONFIRMED}


def checked_links(pks: Collection[int]) -> dict[int, dict[str, bool]]:
    """Return, by sheet, whether each of its addresses that was checked still answers.

    Only a dead one does not: what is suspect, moved or closed to robots is not, and one that
    somebody opened and found right is not either.
    """
    uses = Use.objects.filter(sheet__in=pks).exclude(address__state=LinkState.UNKNOWN)
    rows = uses.order_by("pk").values_list(
        "sheet_id", "address__url", "address__state", "address__vouched_at"
    )
    found: dict[int, dict[str, bool]] = defaultdict(dict)
    for pk, url, state, vouched_at in rows:
        found[pk][url] = state != LinkState.DEAD or vouched_at is not None
    return found


def found(sheet: Sheet, checked: Mapping[str, bool]) -> dict[str, Any]:
    """Return what a row keeps of a sheet, by field names; read it with its evidence.

    `checked` tells of each of its addresses that was checked whether it still answers.
    """
    sheet_type = type_of(sheet)
    proofs = list(sheet.evidence.all())
    known = {one.name for one in sheet_type.fields if one.is_known(sheet)}
    claims = [one.name for one in sheet_type.fields if one.name in known and one.needs_evidence]
    supported = {support.partition("=")[0] for proof in proofs for support in proof.supports}
    if not sheet_type.needs_evidence:
        claims = []
    return {
        "missing": [list(names) for names in sheet_type.expected if not known.intersection(names)],
        "claims": len(claims),
        "unproven": [name for name in claims if name not in supported],
        "proofs": len(proofs),
        "read": sum(proof.status in _READ for proof in proofs),
        "reviewed_on": sheet.reviewed_on.isoformat() if sheet.reviewed_on else None,
        "links": len(checked),
        "dead": sorted(url for url, answers in checked.items() if not answers),
    }


def of_row(row: Assessment, *, in_words: bool = True) -> Facts:
    """Return the facts that a row keeps; `in_words` names fields by their labels."""
    sheet_type, kept = registry[row.type], row.found
    missing = [" ".join(names) for names in kept["missing"]]
    unproven = list(kept["unproven"])
    if in_words:
        missing = [_either(sheet_type, names) for names in kept["missing"]]
        unproven = [_label(sheet_type, name) for name in unproven]
    reviewed_on = kept["reviewed_on"]
    return Facts(
        expected=len(sheet_type.expected),
        missing=tuple(missing),
        claims=kept["claims"],
        unproven=tuple(unproven),
        proofs=kept["proofs"],
        read=kept["read"],
        reviewed_on=date.fromisoformat(reviewed_on) if reviewed_on else None,
        known_on=row.known_on,
        due=row.due,
        every=sheet_type.review_every,
        links=kept["links"],
        dead=tuple(kept["dead"]),
    )


def _either(sheet_type: SheetType, names: Iterable[str]) -> str:
    """Return fields of which one is enough: « situé à, adresses ou agit sur »."""
    *some, last = [_label(sheet_type, name) for name in names]
    return f"{', '.join(some)} {_('ou')} {last}" if some else last


def _label(sheet_type: SheetType, name: str) -> str:
    """Return a field's label inside a sentence; a type may have lost a field since."""
    field = sheet_type.field(name)
    label = str(field.label) if field else name
    # An acronym keeps its capitals.
    return label if label[:2].isupper() else f"{label[:1].lower()}{label[1:]}"
