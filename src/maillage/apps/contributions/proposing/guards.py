"""Keeps robots from the public forms without bothering people: no riddle, no third party.

A field that people do not see, a signed time stamp, and a limit to how often one sends.
"""

import time
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address, ip_network
from secrets import token_urlsafe

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from maillage.apps.contributions.models import Attempt

QUICKEST = 2.0  # seconds that a person takes at least to fill a form
OLDEST = 24 * 3600  # seconds that a page may stay open before its form is sent
_SALT = "contributions.stamp"


class Refused(Exception):
    """A form that is not taken as it is; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many times a visitor may send a form in so many seconds."""

    form: str
    most: int
    seconds: int


PROPOSALS = Limit("proposition", 20, 3600)
# Whoever signed in is known: an editor who brings many sheets up to date is welcome.
MEMBERS_PROPOSALS = Limit("proposition", 200, 3600)
SIGN_INS = Limit("connexion", 10, 900)
LETTERS_TO_ONE = Limit("courriel", 3, 900)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a form was given when it was shown: a ticket, its time, the version of the sheet.

    A ticket makes one proposal, however many times its button is pressed.
    """

    ticket: str
    shown_at: float
    version: int | None = None

    def signed(self) -> str:
        """Return the text that the form carries."""
        return signing.dumps([self.ticket, self.shown_at, self.version], salt=_SALT)


def new_stamp(version: int | None = None) -> Stamp:
    """Return the stamp of a form shown now."""
    return Stamp(token_urlsafe(24), time.time(), version)


def read_stamp(text: str) -> Stamp | None:
    """Return the stamp that a form carries, None for one too old or that we did not make."""
    try:
        ticket, shown_at, version = signing.loads(text, salt=_SALT, max_age=OLDEST)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Stamp(ticket, shown_at, version)


def check(stamp: Stamp | None, trap: str) -> None:
    """Raise `Refused` for a form that no person filled, or that was left open for too long."""
    if trap.strip():
        raise Refused(
            _("Une case réservée aux robots était remplie ; la voici vidée : envoyez à nouveau.")
        )
    if stamp is None:
        raise Refused(
            _("Cette page était ouverte depuis longtemps : relisez, puis envoyez à nouveau.")
        )
    if time.time() - stamp.shown_at < QUICKEST:
        raise Refused(_("C’était très rapide : relisez, puis envoyez à nouveau."))


def count(limit: Limit, who: str) -> None:
    """Note that somebody sends a form; raise `Refused` where they have sent too many."""
    now = timezone.now()
    recent = Attempt.objects.filter(
        visitor=who, form=limit.form, made_at__gt=now - timedelta(seconds=limit.seconds)
    )
    if recent.count() >= limit.most:
        minutes = limit.seconds // 60
        message = _(
            "Vous avez envoyé ce formulaire plusieurs fois : réessayez dans %(n)d minutes, "
            "en gardant cette page ouverte. Rien de ce que vous avez écrit n’est perdu."
        )
        raise Refused(message % {"n": minutes})
    Attempt.objects.create(form=limit.form, visitor=who)


def visitor(request: HttpRequest) -> str:
    """Return a name for who sends a request that does not tell their address, and lasts a day."""
    if request.user.is_authenticated:
        return hidden(f"user {request.user.pk}")
    return hidden(_network(request))


def hidden(text: str) -> str:
    """Return a keyed hash of a text, with a key that changes each day."""
    key = f"{timezone.localdate():%Y-%m-%d} {text}"
    return salted_hmac("contributions.visitor", key, algorithm="sha256").hexdigest()


def _network(request: HttpRequest) -> str:
    """Return the visitor's address, or the network that a household has in IPv6."""
    text = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:  # behind our web server, which adds the last address
        text = request.META.get("HTTP_X_FORWARDED_FOR", text).rpartition(",")[2].strip()
    try:
        address = ip_address(text)
    except ValueError:
        return text
    return str(ip_network(f"{address}/64", strict=False)) if address.version == 6 else text
