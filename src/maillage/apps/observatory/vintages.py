"""Vintages as people read them."""

from django.utils.translation import gettext as _

from maillage.kernel.dates import parse_partial_date
from maillage.observatory.vintage import Vintage


def period(vintage: Vintage) -> str:
    """Return « novembre 2026 », and that it is made up where it is."""
    said = parse_partial_date(vintage.manifest.period).french
    return _("%(period)s (fictif)") % {"period": said} if vintage.manifest.fictitious else said


def credit(vintage: Vintage) -> str:
    """Return what the footer says of the register that figures come from."""
    if vintage.manifest.fictitious:
        return _("Observatoire : données fictives, à la forme de Sirene")
    return _("Observatoire : Insee, Sirene, millésime %(period)s (Licence Ouverte 2.0)") % {
        "period": period(vintage)
    }
