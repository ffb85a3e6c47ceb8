"""Reminders to whoever answers for a sheet: a private link, one sheet, and a way to stop them.

Those that nobody asked for go only to the people who speak for an organisation (`SheetEditor`).
To the public address of an organisation, a reviewer writes by hand, sheet by sheet.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from maillage.apps.contributions.models import SheetEditor
from maillage.apps.identity.models import current
from maillage.apps.sheets.addresses import outside
from maillage.apps.sheets.detail import SheetPage
from maillage.apps.sheets.detail_views import FieldView, ItemView
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.queries import own_rows
from maillage.kernel.typography import typeset

from . import actions, queries, wording
from .models import OptOut, Reminder

EVERY = timedelta(days=60)  # at the earliest between two reminders of a sheet to an address
VALID = timedelta(days=90)
KEPT = timedelta(days=3 * 365)
MOST = 3  # reminders in a row that nobody answered
_SALT = "quality.reminder"
_LONGEST = 300  # signs of a value in a letter


class NotReminded(Exception):
    """Why a reminder was not sent, in words for whoever asked for it."""


@dataclass(frozen=True, slots=True)
class Key:
    """What a private link holds: a sheet, and the hash of the address that it was sent to."""

    uid: str
    recipient: str


def recipient(address: str) -> str:
    """Return the keyed hash by which an address is known here."""
    return salted_hmac(_SALT, address.strip().lower(), algorithm="sha256").hexdigest()


def token(sheet: Sheet, address: str) -> str:
    """Return the secret part of the private link of a sheet for an address."""
    return signing.dumps([sheet.uid, recipient(address)], salt=_SALT)


def read_token(text: str) -> Key | None:
    """Return what a private link holds, None where it is false or too old."""
    try:
        return Key(*signing.loads(text, salt=_SALT, max_age=VALID))
    except (signing.BadSignature, TypeError):
        return None


def contacts(keys: Mapping[int, str]) -> dict[int, str]:
    """Return the address to write to of each sheet that has one, from its key and type.

    That of somebody who speaks for the organisation, or the first one that the sheet publishes.
    """
    found = {pk: address for pk, addresses in _editors(keys).items() for address in addresses[:1]}
    for sheet in own_rows((pk, kind) for pk, kind in keys.items() if pk not in found):
        published = getattr(sheet, "emails", None) or [{}]
        if address := published[0].get("address"):
            found[sheet.pk] = address
    return found


def _editors(pks: Mapping[int, Any]) -> dict[int, list[str]]:
    rows = SheetEditor.objects.filter(sheet__in=list(pks), user__is_active=True)
    found: dict[int, list[str]] = defaultdict(list)
    for pk, address in rows.order_by("pk").values_list("sheet_id", "user__email"):
        if address:
            found[pk].append(address)
    return found


def send(*, sheet: Sheet, address: str, now: datetime) -> Reminder:
    """Ask whether a sheet is still true; raise `NotReminded`."""
    known = recipient(address)
    if OptOut.objects.filter(pk=known).exists():
        raise NotReminded(_("Cette adresse a demandé à ne plus recevoir de rappel."))
    sent = Reminder.objects.filter(sheet=sheet.pk, recipient=known)
    if sent.filter(sent_at__gt=now - EVERY).exists():
        message = _("Un rappel est déjà parti à cette adresse il y a moins de %(days)d jours.")
        raise NotReminded(message % {"days": EVERY.days})
    with transaction.atomic():
        reminder = Reminder.objects.create(sheet_id=sheet.pk, recipient=known, sent_at=now)
        try:
            _letter(sheet, address).send()
        except (OSError, SMTPException):
            message = _("Le courriel n’a pas pu partir : réessayez dans quelques minutes.")
            raise NotReminded(message) from None
    return reminder


def _letter(sheet: Sheet, address: str) -> EmailMessage:
    site = current()
    secret = token(sheet, address)
    stop = outside(reverse("quality:opt_out", args=(secret,)))
    context = {
        "sheet": sheet,
        "site": site.name,
        "contact": site.contact_email,
        "values": [
            (field.label, " ; ".join(map(_in_letter, field.items))) for field in told(sheet)
        ],
        "link": outside(reverse("quality:reminder", args=(secret,))),
        "stop": stop,
        "days": VALID.days,
    }
    name = " ".join(sheet.name.split())
    subject = typeset(
        _("[%(site)s] La fiche « %(name)s » est-elle encore vraie ?")
        % {"site": site.name, "name": name[:100]}
    )
    return EmailMessage(
        subject,
        render_to_string("quality/letters/reminder.txt", context),
        settings.DEFAULT_FROM_EMAIL,
        [address],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def told(sheet: Sheet) -> list[FieldView]:
    """Return what a sheet says, field by field, in words."""
    page = SheetPage(sheet, "", "", timezone.localdate())
    placed = [field for section in page.sections for field in section.fields]
    return [field for field in (*placed, *page.unplaced.values()) if field.items]


def _in_letter(item: ItemView) -> str:
    words = " ".join(item.text.split())
    short = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
    return f"{short} <{item.url}>" if item.kind == "link" else short


def waiting(now: datetime) -> list[tuple[Sheet, str]]:
    """Return the sheets due that somebody speaks for, with the addresses to remind."""
    rows = queries.due_before(timezone.localdate(now)).filter(sheet__editors__user__is_active=True)
    keys = dict(rows.order_by("pk").values_list("sheet_id", "type").distinct())
    editors = _editors(keys)
    silent = set(OptOut.objects.order_by("pk").values_list("pk", flat=True))
    found = []
    for sheet in own_rows(keys.items()):
        for address in editors.get(sheet.pk, ()):
            known = recipient(address)
            sent = Reminder.objects.filter(sheet=sheet.pk, recipient=known)
            unanswered = sent.filter(confirmed_at=None, sent_at__gt=_last_review(sheet)).count()
            recent = sent.filter(sent_at__gt=now - EVERY).exists()
            if known not in silent and unanswered < MOST and not recent:
                found.append((sheet, address))
    return found


def _last_review(sheet: Sheet) -> datetime:
    """Return the moment from which reminders count as unanswered."""
    day = sheet.reviewed_on or sheet.created_at.date()
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def send_due(*, now: datetime, goes_on: Callable[[], bool] = lambda: True) -> str:
    """Remind the people who speak for sheets that are due; return a French sentence."""
    sent = failed = 0
    for sheet, address in waiting(now):
        if not goes_on():
            break
        try:
            send(sheet=sheet, address=address, now=now)
        except NotReminded:
            failed += 1
        else:
            sent += 1
    told = wording.counted(sent, _("rappel envoyé"), _("rappels envoyés"))
    return f"{told}, {failed} en échec." if failed else f"{told}."


@transaction.atomic
def confirm(*, sheet: Sheet, key: Key, now: datetime) -> None:
    """Note that whoever received a private link says that the sheet is still true."""
    reason = _("Toujours vrai, répond l’organisation à un rappel")
    actions.confirm(sheets=[sheet], by=None, today=timezone.localdate(now), reason=reason)
    sent = Reminder.objects.filter(sheet=sheet.pk, recipient=key.recipient, confirmed_at=None)
    sent.update(confirmed_at=now)


def opt_out(*, key: Key) -> None:
    """Never write again to the address of a private link."""
    OptOut.objects.get_or_create(pk=key.recipient)


def purge(now: datetime) -> int:
    """Forget the reminders that are over time, and return how many; refusals stay."""
    return Reminder.objects.filter(sent_at__lt=now - KEPT).delete()[0]
