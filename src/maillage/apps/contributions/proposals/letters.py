"""E-mails to whoever proposed: received, decided, undone."""

from collections.abc import Callable

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from maillage.apps.contributions.models import Proposal
from maillage.apps.identity import models as identity
from maillage.apps.sheets.addresses import outside
from maillage.apps.sheets.types import registry
from maillage.kernel.typography import typeset


def send_later(letter: Callable[[Proposal], None], proposal: Proposal) -> None:
    """Send a letter once the transaction is committed; one that fails is told to the log."""
    if proposal.author_email:
        transaction.on_commit(lambda: letter(proposal), robust=True)


def received(proposal: Proposal) -> None:
    """Tell that a proposal has come, and where to follow it.

    Nobody knows yet whose the address is: the letter carries nothing that the proposer wrote.
    """
    known = _("Votre proposition est bien reçue : %(name)s")
    _send(proposal, "received", _("Votre proposition est bien reçue") if proposal.is_new else known)


def decided(proposal: Proposal) -> None:
    """Tell what became of a proposal, value by value."""
    _send(proposal, "decided", _("Votre proposition est relue : %(name)s"))


def undone(proposal: Proposal) -> None:
    """Tell that what was published no longer is, and why."""
    _send(proposal, "undone", _("Votre proposition n’est plus publiée : %(name)s"))


def follow_url(proposal: Proposal) -> str:
    """Return the whole address of the page where its author follows a proposal."""
    return outside(proposal.get_absolute_url())


def _send(proposal: Proposal, template: str, subject: str) -> None:
    sheet_type = registry.get(proposal.type)
    site = identity.current()
    values = []
    for change in proposal.changes.order_by("pk"):
        field = sheet_type.field(change.field) if sheet_type else None
        label = field.label if field else change.field
        values.append({"label": label, "state": change.state_term, "reason": change.reason})
    context = {
        "proposal": proposal,
        "values": values,
        "site": site.name,
        "contact": site.contact_email,
        "follow": follow_url(proposal),
    }
    text = render_to_string(f"contributions/letters/{template}.txt", context)
    # A name may hold a line break, which no subject may.
    name = " ".join(proposal.name.split())
    title = typeset(f"[{site.name}] {subject % {'name': name}}")
    send_mail(title[:200], text, settings.DEFAULT_FROM_EMAIL, [proposal.author_email])
