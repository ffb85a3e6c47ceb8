"""Accepted values written into sheets, and taken back out of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from maillage.apps.contributions.errors import ProposalError
from maillage.apps.contributions.models import Change, Proposal
from maillage.apps.sheets import actions as sheets
from maillage.apps.sheets import kinds, references
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import Field, SheetType, registry, type_of
from maillage.kernel.vocabularies import PublicationStatus

from . import threeway, vouching
from .cleaning import clean, known, missing, told

_LONGEST_REASON = 100  # the column of history

# What `Decision.value` is where the reviewer corrects nothing.
UNCHANGED: Final = object()


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer decides of one value.

    `value` is what it was corrected to. `over` accepts it although somebody changed the same
    value of the sheet meanwhile: what they wrote is replaced.
    """

    accept: bool
    reason: str = ""
    value: Any = UNCHANGED
    over: bool = False


def outcome(change: Change, field: Field, present: Any, value: Any = UNCHANGED) -> threeway.Outcome:
    """Return what accepting a change would make of a field's present value."""
    new = change.new if value is UNCHANGED else value
    return threeway.merge(change.old, new, known(present), key_of=_key_of(field))


def publish(
    proposal: Proposal, changes: list[Change], decisions: Mapping[int, Decision], by: Any
) -> None:
    """Write accepted changes into the sheet, or into a new one; raise `ProposalError`."""
    sheet = _sheet_of(proposal)
    sheet_type = type_of(sheet)
    written = [(change, _field(sheet_type, change.field)) for change in changes]
    problems: dict[str, list[str]] = {}
    for change, field in written:
        corrected = decisions[change.pk].value
        try:
            value = UNCHANGED if corrected is UNCHANGED else clean(field, corrected)
        except kinds.InvalidValue as error:
            problems.setdefault(field.name, []).append(told(field, error))
            continue
        change.replaced = known(field.value(sheet))
        merged = outcome(change, field, change.replaced, value)
        if merged.is_conflict and not decisions[change.pk].over:
            message = _("%(label)s : la fiche a changé depuis la proposition ; choisir la valeur.")
            problems.setdefault(field.name, []).append(message % {"label": field.label})
        change.written = merged.value
        setattr(sheet, field.name, field.kind.empty if merged.value is None else merged.value)
    if problems:
        raise ProposalError(by_field=problems)
    _check(sheet)
    _save(sheet, by, _reason(proposal, [field for _change, field in written]))
    if proposal.sheet_id is None:
        proposal.sheet_id = sheet.pk
        proposal.save(update_fields=["sheet"])
    for change, field in written:  # what must not be kept was taken out as the sheet was saved
        if isinstance(change.written, list):
            now = field.value(sheet)
            change.written = [item for item in change.written if item in now] or None
    vouching.vouch(proposal, sheet, written)


def take_back(proposal: Proposal, changes: list[Change], by: Any, reason: str) -> None:
    """Give the fields what accepted changes replaced; archive the sheet that they made.

    What somebody changed since stays, and the reason of its change says so.
    """
    if proposal.sheet is None:
        raise ProposalError(_("La fiche n’existe plus : il n’y a rien à y changer."))
    sheet = own(proposal.sheet)
    history = _("Proposition n° %(number)d annulée : %(reason)s")
    history %= {"number": proposal.pk, "reason": reason}
    if proposal.is_new:
        sheet.status = PublicationStatus.ARCHIVED
        _save(sheet, by, history)
        return
    undone = [(one, _field(type_of(sheet), one.field)) for one in reversed(changes)]
    for change, field in undone:
        present = known(field.value(sheet))
        back = threeway.merge(change.written, change.replaced, present, key_of=_key_of(field))
        if back.is_conflict:
            kept = _("La fiche a changé depuis : cette valeur est restée.")
            change.reason = f"{change.reason} {kept}".strip()[:300]
        else:
            setattr(sheet, field.name, field.kind.empty if back.value is None else back.value)
    _check(sheet)
    _save(sheet, by, history)
    vouching.disavow(sheet, undone)


def _check(sheet: Sheet) -> None:
    """Raise `ProposalError` where the sheet lacks a value or names what does not exist."""
    sheet_type = type_of(sheet)
    problems: dict[str, list[str]] = {}
    for field in sheet_type.fields:
        if field.required and not field.is_known(sheet):
            problems.setdefault(field.name, []).append(missing(field))
    values = {field.name: field.value(sheet) for field in sheet_type.fields}
    for name, message in references.unknown(sheet_type, values):
        problems.setdefault(name, []).append(message)
    if problems:
        raise ProposalError(by_field=problems)
    if sheet.is_public and (faults := list(sheet_type.faults(sheet))):
        if sheet.pk:
            raise ProposalError(faults)
        sheet.status = PublicationStatus.TO_REVIEW  # an editor completes it, then publishes it


def _save(sheet: Sheet, by: Any, reason: str) -> None:
    short = reason if len(reason) <= _LONGEST_REASON else f"{reason[: _LONGEST_REASON - 1]}…"
    try:
        with transaction.atomic():
            sheets.save_sheet(sheet=sheet, by=by, reason=short)
    except IntegrityError:
        message = _("La base a changé pendant l’enregistrement : recommencer.")
        raise ProposalError(message) from None


def own(sheet: Sheet) -> Sheet:
    """Return a sheet as an instance of its own type, locked until the end of the transaction."""
    found = registry[sheet.type].model.objects.select_for_update().filter(pk=sheet.pk).first()
    if found is None:
        raise ProposalError(_("Cette fiche n’existe plus."))
    return found


def _sheet_of(proposal: Proposal) -> Sheet:
    if proposal.sheet is not None:
        return own(proposal.sheet)
    sheet_type = registry.get(proposal.type)
    if not proposal.is_new or sheet_type is None:
        raise ProposalError(_("La fiche n’existe plus : il n’y a rien à y changer."))
    sheet = sheet_type.model()
    sheet.type = sheet_type.key
    return sheet


def _field(sheet_type: SheetType, name: str) -> Field:
    field = sheet_type.field(name)
    if field is None:
        message = _("Le champ « %(name)s » n’existe plus : refuser cette valeur.")
        raise ProposalError(message % {"name": name})
    return field


def _key_of(field: Field) -> threeway.KeyOf | None:
    item = field.kind.item if isinstance(field.kind, kinds.Many) else None
    return item.key if isinstance(item, kinds.Record) else None


def _reason(proposal: Proposal, fields: Iterable[Field]) -> str:
    """Return the reason that history keeps: no name, so that nobody's stays there for ever."""
    labels = ", ".join(dict.fromkeys(str(field.label) for field in fields))
    reason = _("Proposition n° %(number)d : %(labels)s")
    return reason % {"number": proposal.pk, "labels": labels}
