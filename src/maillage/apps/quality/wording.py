"""Words of the pages of quality."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.kernel.amounts import french_number

_MONTH = 30.44  # days, on average


def counted(count: int, one: str, many: str) -> str:
    """Return a count with the form that agrees: in French the plural begins at 2."""
    return f"{french_number(count)} {many if count >= 2 else one}"


def age(days: int | None) -> str:
    """Return a number of days as people say it: « 12 jours », « 8 mois », « 5 ans »."""
    if days is None:
        return _("inconnu")
    if days == 0:
        return _("moins d’un jour")
    if days < 45:
        return ngettext("%(count)d jour", "%(count)d jours", days) % {"count": days}
    months = round(days / _MONTH)
    if months < 24:
        return _("%(count)d mois") % {"count": months}
    years = round(days / 365.25)
    return ngettext("%(count)d an", "%(count)d ans", years) % {"count": years}


def late(days: int) -> str:
    """Return how far a day is behind: « aujourd’hui », « depuis 8 mois », « dans 12 jours »."""
    if days == 0:
        return _("aujourd’hui")
    if days > 0:
        return _("depuis %(age)s") % {"age": age(days)}
    return _("dans %(age)s") % {"age": age(-days)}
