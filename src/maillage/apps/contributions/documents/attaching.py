"""Making of a new sheet proposed, which exists already, changes to the sheet that exists."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.apps.contributions.errors import ProposalError
from maillage.apps.contributions.models import Change, Proposal, ProposalScope
from maillage.apps.contributions.proposals import scopes
from maillage.apps.sheets.kinds import Many, Record, is_known
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import Field, registry
from maillage.kernel.vocabularies import ChangeState, ProposalState


@transaction.atomic
def attach(*, proposal: Proposal, uid: str) -> Proposal:
    """Let a proposal of a new sheet be about an existing one; publish nothing.

    Its lists add what the sheet does not hold, its single values replace, and what the sheet says
    already is left out. Raises `ProposalError` for what is no new sheet that waits.
    """
    found = Proposal.objects.select_for_update().get(pk=proposal.pk)
    sheet_type = registry.get(found.type)
    if sheet_type is None or not found.is_new or found.state != ProposalState.WAITING:
        raise ProposalError(_("Seule une fiche nouvelle en attente peut en rejoindre une autre."))
    if found.changes.exclude(state=ChangeState.WAITING).exists():
        raise ProposalError(_("Une partie de cette proposition est déjà relue."))
    sheet = sheet_type.model.objects.filter(uid=uid).first()
    if sheet is None:
        raise ProposalError(_("Cette fiche n’existe pas : recharger la page."))
    for change in list(found.changes.order_by("pk")):
        field = sheet_type.field(change.field)
        if field is not None:
            _rebase(change, field, sheet)
    found.sheet_id, found.is_new, found.name = sheet.pk, False, sheet.name
    found.base_version = (
        sheet.history.order_by("-history_id").values_list("history_id", flat=True).first()  # type: ignore[attr-defined]
    )
    found.save()
    rest = [(one.field, one.new) for one in found.changes.order_by("pk")]
    found.scopes.all().delete()
    ProposalScope.objects.bulk_create(
        ProposalScope(proposal=found, kind=kind, code=code)
        for kind, code in scopes.concerned(sheet_type, sheet, rest)
    )
    return found


def _rebase(change: Change, field: Field, sheet: Sheet) -> None:
    present = field.value(sheet) if field.is_known(sheet) else None
    new = joined(field, present, change.new)
    if new == present:
        change.delete()
        return
    change.old, change.new = present, new
    change.save(update_fields=["old", "new"])


def joined(field: Field, present: Any, new: Any) -> Any:
    """Return what a field says with what a new sheet adds: lists together, else the new value."""
    if not isinstance(field.kind, Many) or not is_known(present) or not is_known(new):
        return new if is_known(new) else present
    item = field.kind.item
    name = item.key if isinstance(item, Record) else (lambda one: one)
    here = [name(one) for one in present]
    return [*present, *(one for one in new if name(one) not in here)]
