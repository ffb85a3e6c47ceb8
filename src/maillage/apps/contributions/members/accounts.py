"""Accounts without password: a link by e-mail opens the door once."""

from datetime import timedelta
from secrets import token_hex
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.encoding import force_bytes
from django.utils.http import base36_to_int, urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _

from maillage.apps.contributions.models import SheetEditor
from maillage.apps.identity.models import current
from maillage.apps.sheets.models import Sheet

CONTRIBUTOR = "contributeur"
SIGN_IN_TIME = timedelta(minutes=30)
INVITATION_TIME = timedelta(days=3)
_NEW = "contributions.new-account"


class NotSent(Exception):
    """The mail server did not take a letter; the message says what to do."""


class LinkTokens(PasswordResetTokenGenerator):
    """Tokens that serve once: the last sign-in is part of what they sign."""

    def __init__(self, salt: str, valid_for: timedelta) -> None:
        super().__init__()
        self.key_salt = f"contributions.{salt}"
        self.valid_for = valid_for

    def check_token(self, user: Any, token: str | None) -> bool:
        """Tell whether the token is this user's, and neither used nor too old."""
        if not super().check_token(user, token) or not token:
            return False
        age = self._num_seconds(self._now()) - base36_to_int(token.partition("-")[0])
        return age <= self.valid_for.total_seconds()


SIGN_IN = LinkTokens("sign-in", SIGN_IN_TIME)
INVITATION = LinkTokens("invitation", INVITATION_TIME)


def find(address: str) -> Any:
    """Return the account of an e-mail address, or None."""
    users = get_user_model().objects.filter(email__iexact=address, is_active=True)
    return users.order_by("pk").first()


def key_for(user: Any, tokens: LinkTokens = SIGN_IN) -> tuple[str, str]:
    """Return the two parts of the address that signs a user in."""
    return urlsafe_base64_encode(force_bytes(user.pk)), tokens.make_token(user)


def key_for_new(address: str) -> tuple[str, str]:
    """Return the two parts of the address that makes an account for this e-mail address."""
    return "nouveau", signing.dumps(address, salt=_NEW)


def holder(who: str, token: str) -> Any:
    """Return the user whom a link signs in, None for a link that is used, too old or false.

    A link for somebody who has no account gives a user not saved yet.
    """
    user_model = get_user_model()
    if who == "nouveau":
        try:
            address = signing.loads(token, salt=_NEW, max_age=SIGN_IN_TIME)
        except signing.BadSignature:
            return None
        taken = user_model.objects.filter(email__iexact=address).exists()
        return None if taken else user_model(email=address)
    try:
        pk = int(urlsafe_base64_decode(who))
    except (ValueError, OverflowError):
        return None
    user = user_model.objects.filter(pk=pk, is_active=True).first()
    valid = SIGN_IN.check_token(user, token) or INVITATION.check_token(user, token)
    return user if valid else None


@transaction.atomic
def create(address: str) -> Any:
    """Make the account of a contributor, who has no password."""
    name = address[:120]
    if get_user_model().objects.filter(username=name).exists():
        name = f"{name} {token_hex(8)}"
    user = get_user_model().objects.create_user(username=name, email=address)
    user.groups.add(Group.objects.get_or_create(name=CONTRIBUTOR)[0])
    return user


@transaction.atomic
def invite(*, sheet: Sheet, address: str) -> SheetEditor:
    """Let the person of an e-mail address speak for the organisation of a sheet."""
    user = find(address) or create(address)
    return SheetEditor.objects.get_or_create(user=user, sheet=sheet)[0]


def post(name: str, to: str, subject: str, context: dict[str, Any]) -> None:
    """Send a letter, from the template of this name; raise `NotSent`."""
    site = current().name
    text = render_to_string(f"contributions/letters/{name}.txt", {"site": site, **context})
    title = " ".join(f"[{site}] {subject}".split())  # a name may hold a line break, no subject may
    try:
        send_mail(title[:200], text, settings.DEFAULT_FROM_EMAIL, [to])
    except (OSError, SMTPException):
        message = _("Le courriel n’a pas pu partir : réessayez dans quelques minutes.")
        raise NotSent(message) from None
