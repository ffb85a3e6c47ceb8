"""What is proposed to reviewers of an address that has moved or died; nothing changes by itself."""

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from maillage.apps.contributions.actions import (
    ProposalError,
    ProposedValue,
    propose,
    withdraw,
)
from maillage.apps.contributions.models import Proposal
from maillage.apps.sheets import queries as sheets
from maillage.apps.sheets.kinds import bare_url, is_known
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import type_of
from maillage.kernel.dates import french_day
from maillage.kernel.vocabularies import (
    LinkState,
    ProposalOrigin,
    ProposalState,
    PublicationStatus,
)

from .models import Address, Use
from .rewriting import rewritten


def follow_up(address: Address) -> None:
    """Propose what an address’s state calls for, once for each sheet that gives it.

    A proposal that nobody has read yet is taken back when the address answers again. What
    reviewers refused is not proposed again.
    """
    if address.state == LinkState.FAILING or address.vouched_at:
        return
    wanted = _wanted(address)
    if not wanted:
        take_back(address, _("L’adresse répond de nouveau."))
        return
    uses = address.uses.filter(sheet__status=PublicationStatus.PUBLISHED).exclude(proposed=wanted)
    for use in uses.select_related("sheet", "proposal").order_by("pk"):
        if use.proposal and use.proposal.is_waiting:
            withdraw(proposal=use.proposal)
        use.proposal, use.proposed = _propose(address, use, wanted), wanted
        use.save(update_fields=["proposal", "proposed"])


def take_back(address: Address, reason: str) -> None:
    """Withdraw what was proposed of an address and that nobody has read yet."""
    uses = address.uses.exclude(proposed="").select_related("proposal").order_by("pk")
    for use in uses:
        if use.proposal and use.proposal.is_waiting:
            withdraw(proposal=use.proposal)
            Proposal.objects.filter(pk=use.proposal.pk).update(answer=reason)
        if use.proposal is None or use.proposal.state != ProposalState.REFUSED:
            use.proposed = ""
            use.save(update_fields=["proposed"])


def _wanted(address: Address) -> str:
    if address.state == LinkState.DEAD:
        return Use.REMOVAL
    return address.target if address.state == LinkState.REDIRECTED and address.is_settled else ""


def _propose(address: Address, use: Use, wanted: str) -> Proposal:
    [sheet] = sheets.own_rows([(use.sheet_id, use.sheet.type)])
    is_moved = wanted != Use.REMOVAL
    since = french_day(localdate(address.began))
    if is_moved:
        comment = _("%(url)s mène maintenant à %(target)s : %(reason)s (contrôle du %(day)s).")
    else:
        comment = _(
            "%(url)s ne répond plus depuis le %(day)s : %(reason)s. Une copie en est peut-être "
            "gardée ici : %(copy)s"
        )
    comment %= {
        "url": address.url,
        "target": address.target,
        "reason": address.reason,
        "day": since,
        "copy": address.archived_url,
    }
    given = {"sheet": sheet, "origin": ProposalOrigin.LINK, "comment": comment[:5_000]}
    if is_moved and len(address.url) <= 500:
        title = _("Redirection de %(url)s") % {"url": bare_url(address.url)}
        given |= {"source_title": title[:300], "source_url": address.url}
    try:
        return propose(values=_values(address, use.field, sheet, wanted), **given)
    except ProposalError:  # a value that no field would take: the comment says it all
        return propose(values=[], **given)


def _values(address: Address, name: str, sheet: Sheet, wanted: str) -> list[ProposedValue]:
    """Return the field with the new address, or without the dead one where it may be left out."""
    field = type_of(sheet).field(name)
    if field is None:
        return []
    new = "" if wanted == Use.REMOVAL else wanted
    value = rewritten(field.kind, field.value(sheet), address.url, new)
    if field.required and not is_known(value):
        return []
    return [ProposedValue(name, value, ground=address.reason, key=new)]
