"""Writes of contributions: proposing, deciding, undoing, withdrawing. docs/contributions.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import SheetType, type_of
from maillage.kernel.contacts import parse_email, parse_url
from maillage.kernel.vocabularies import ChangeState, ProposalOrigin, ProposalState

from .errors import ProposalError
from .models import Change, Proposal, ProposalScope, SheetEditor, Snapshot
from .proposals import letters, scopes
from .proposals.cleaning import (
    LONGEST_COMMENT,
    ProposedValue,
    changes_of,
    checked,
    plain,
    source_parts,
)
from .proposals.publishing import UNCHANGED, Decision, outcome, own, publish, take_back

__all__ = [
    "LONGEST_COMMENT",
    "REMARK",
    "UNCHANGED",
    "Decision",
    "ProposalError",
    "ProposedValue",
    "Proposer",
    "decide",
    "outcome",
    "propose",
    "undo",
    "withdraw",
]

# The key of the decision on a proposal that only has a comment.
REMARK: Final = 0


@dataclass(frozen=True, slots=True)
class Proposer:
    """Who proposes: an account, or a name and an address if they were given."""

    name: str = ""
    email: str = ""
    user: Any = None


@transaction.atomic
def propose(
    *,
    values: Sequence[ProposedValue],
    sheet: Sheet | None = None,
    sheet_type: SheetType | None = None,
    origin: ProposalOrigin = ProposalOrigin.FORM,
    proposer: Proposer = Proposer(),
    comment: str = "",
    source_title: str = "",
    source_url: str = "",
    snapshot: Snapshot | None = None,
) -> Proposal:
    """Keep what somebody proposes for a sheet, or a new sheet of a type; publish nothing.

    Values that the sheet has already are left out. Raises `ProposalError` for values that their
    fields refuse, and where neither value nor comment is left.
    """
    if sheet is not None:
        sheet = own(sheet)
        sheet_type = type_of(sheet)
    if sheet_type is None:
        raise ProposalError(_("Le type de la fiche manque."))
    changes = changes_of(sheet_type, sheet, values)
    comment = plain(comment, LONGEST_COMMENT, _("Le commentaire"))
    new = {change.field: change.new for change in changes if change.new is not None}
    if sheet is None and "name" not in new:
        raise ProposalError(by_field={"name": [_("Le nom de la fiche est nécessaire.")]})
    if not changes and not comment:
        raise ProposalError(_("Rien ne change : modifier une valeur ou écrire un commentaire."))
    user = proposer.user if getattr(proposer.user, "is_authenticated", False) else None
    name = proposer.name or (user.get_full_name() if user else "")
    proposal = Proposal.objects.create(
        type=sheet_type.key,
        sheet_id=sheet.pk if sheet else None,
        is_new=sheet is None,
        name=new["name"] if sheet is None else sheet.name,
        origin=origin,
        comment=comment,
        source_title=plain(source_title, 300, _("Le titre de la source")),
        source_url=checked(parse_url, source_url, 500),
        snapshot=snapshot,
        author=user,
        author_name=plain(name, 150, _("Le nom")),
        author_email=checked(parse_email, proposer.email or getattr(user, "email", ""), 254),
        is_own=origin == ProposalOrigin.OWNER or _speaks_for(user, sheet),
        base_version=_version(sheet) if sheet else None,
    )
    for change in changes:
        change.proposal = proposal
    Change.objects.bulk_create(changes)
    ProposalScope.objects.bulk_create(
        ProposalScope(proposal=proposal, kind=kind, code=code)
        for kind, code in scopes.concerned(sheet_type, sheet, [(c.field, c.new) for c in changes])
    )
    letters.send_later(letters.received, proposal)
    return proposal


@transaction.atomic
def decide(
    *,
    proposal: Proposal,
    decisions: Mapping[int, Decision],
    by: Any,
    answer: str = "",
    source: str = "",
) -> Proposal:
    """Accept or refuse values of a proposal, by key of `Change`; others go on waiting.

    What is accepted is published at once, with its history and evidence. A proposal that only
    has a comment is decided under the key `REMARK`. `source` is where the reviewer checked it, a
    title or a web address, in place of the proposer's. Raises `ProposalError`, nothing being
    written, where somebody else decided before, where the sheet changed meanwhile (`over`
    accepts nevertheless) and where the sheet would not be valid.
    """
    proposal = _locked(proposal)
    if not proposal.is_waiting:
        raise ProposalError(_already(proposal))
    changes = list(proposal.changes.order_by("pk"))
    waiting = {one.pk: one for one in changes if one.state == ChangeState.WAITING}
    if changes and not decisions.keys() <= {one.pk for one in changes}:
        raise ProposalError(_("Cette valeur n’est pas de cette proposition."))
    if changes and not decisions.keys() <= waiting.keys():
        raise ProposalError(_("Une de ces valeurs est déjà relue : recharger la page."))
    if not decisions or (not changes and decisions.keys() != {REMARK}):
        raise ProposalError(_("Choisir d’abord ce qui est accepté et ce qui est refusé."))
    for pk, one in decisions.items():
        if change := waiting.get(pk):
            change.state = ChangeState.ACCEPTED if one.accept else ChangeState.REFUSED
            change.reason = plain(one.reason, 300, _("Le motif"))
    if source.strip():
        title, url = source_parts(source)
        proposal.source_title, proposal.source_url = title, checked(parse_url, url, 500)
    accepted = [waiting[pk] for pk in sorted(decisions) if changes and decisions[pk].accept]
    if accepted:
        publish(proposal, accepted, decisions, by)
    Change.objects.bulk_update(
        [waiting[pk] for pk in decisions if pk in waiting], ["state", "reason"]
    )
    states = {ChangeState.of(one.state) for one in changes}
    if not changes:
        states = {ChangeState.ACCEPTED if decisions[REMARK].accept else ChangeState.REFUSED}
    proposal.answer = plain(answer, LONGEST_COMMENT, _("La réponse")) or proposal.answer
    if ChangeState.WAITING not in states:
        _close(proposal, states, by)
        letters.send_later(letters.decided, proposal)
    proposal.save()
    return proposal


@transaction.atomic
def undo(*, proposal: Proposal, by: Any, reason: str) -> Proposal:
    """Put back what an accepted proposal replaced, and take away the evidence that it added.

    What somebody changed since stays, and the reason of the value says so. A sheet that the
    proposal created is archived.
    """
    proposal = _locked(proposal)
    if proposal.state not in {ProposalState.ACCEPTED, ProposalState.PARTIAL}:
        raise ProposalError(_("Seule une proposition acceptée peut être annulée."))
    reason = plain(reason, 300, _("Le motif"))
    if not reason:
        raise ProposalError(_("Dire pourquoi : le motif est gardé dans l’historique."))
    changes = list(proposal.changes.filter(state=ChangeState.ACCEPTED).order_by("pk"))
    if changes:
        take_back(proposal, changes, by, reason)
    for change in changes:
        change.state = ChangeState.UNDONE
        change.save(update_fields=["state", "reason"])
    proposal.state = ProposalState.UNDONE
    proposal.answer = reason
    proposal.decided_at, proposal.decided_by = timezone.now(), by
    proposal.save()
    letters.send_later(letters.undone, proposal)
    return proposal


@transaction.atomic
def withdraw(*, proposal: Proposal) -> Proposal:
    """Take a proposal back at its author's request; what is already published stays."""
    proposal = _locked(proposal)
    if not proposal.is_waiting:
        raise ProposalError(_already(proposal))
    told = _("Retirée par la personne qui l’avait proposée.")
    proposal.changes.filter(state=ChangeState.WAITING).update(
        state=ChangeState.REFUSED, reason=told
    )
    is_partial = proposal.changes.filter(state=ChangeState.ACCEPTED).exists()
    proposal.state = ProposalState.PARTIAL if is_partial else ProposalState.WITHDRAWN
    proposal.decided_at = timezone.now()
    proposal.save()
    return proposal


def _speaks_for(user: Any, sheet: Sheet | None) -> bool:
    if user is None or sheet is None:
        return False
    return SheetEditor.objects.filter(user=user, sheet_id=sheet.pk).exists()


def _close(proposal: Proposal, states: set[ChangeState], by: Any) -> None:
    if states == {ChangeState.ACCEPTED}:
        proposal.state = ProposalState.ACCEPTED
    elif states == {ChangeState.REFUSED}:
        proposal.state = ProposalState.REFUSED
    else:
        proposal.state = ProposalState.PARTIAL
    proposal.decided_at, proposal.decided_by = timezone.now(), by


def _locked(proposal: Proposal) -> Proposal:
    """Read a proposal again, so that of two reviewers the second sees what the first decided."""
    found = Proposal.objects.select_for_update().filter(pk=proposal.pk).first()
    if found is None:
        raise ProposalError(_("Cette proposition n’existe plus."))
    return found


def _version(sheet: Sheet) -> int | None:
    history = sheet.history.order_by("-history_id")  # type: ignore[attr-defined]
    found: int | None = history.values_list("history_id", flat=True).first()
    return found


def _already(proposal: Proposal) -> str:
    return _("Cette proposition est déjà close : %(state)s.") % {
        "state": str(proposal.state_term.label).lower()
    }
