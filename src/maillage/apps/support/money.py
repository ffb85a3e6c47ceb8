"""What a scheme gives, in a few words: for cards, lists and other platforms."""

from datetime import date

from django.utils.translation import gettext as _

from maillage.kernel.rules.offers import Offer, amount
from maillage.kernel.rules.scheme import Scheme, Version
from maillage.kernel.vocabularies import AmountStatus


def in_force(scheme: Scheme, day: date) -> Version | None:
    """Return the version in force on a day, or the last one known."""
    last = max(scheme.versions, key=lambda one: one.first_day, default=None)
    return scheme.version(day) or last


def figure(offer: Offer) -> str:
    """Return what an offer comes to before anybody has answered; nothing for a service."""
    known = amount(offer, {})
    if known.in_kind:
        return ""
    # Answers would not help where nobody publishes the sums.
    hidden = offer.amount_status is AmountStatus.NOT_PUBLISHED and not known.is_known
    return str(_("montant à confirmer")) if hidden else known.words()


def headlines(scheme: Scheme, day: date) -> list[tuple[str, str]]:
    """Return label of instrument and amount in words of each offer, each pair once.

    Where an instrument has several offers, those whose amount nobody publishes are left out.
    """
    version = in_force(scheme, day)
    offers = version.offers if version else ()
    known = {one.instrument for one in offers if _is_known(one)}
    told = [one for one in offers if one.instrument not in known or _is_known(one)]
    return list(dict.fromkeys((one.instrument.label, figure(one)) for one in told))


def _is_known(offer: Offer) -> bool:
    return amount(offer, {}).is_known
