"""What is worth a second look in a figure or an indicator; `maillage lint` says it to editors."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from maillage.kernel.dates import parse_partial_date
from maillage.kernel.vocabularies import Measure

from .models import Figure, Indicator

_DURATIONS = frozenset({"ans", "mois", "semaines", "jours", "heures", "minutes"})


def share(figure: Figure) -> Iterator[str]:
    """Yield what is wrong in a share: a part of nothing, or of more than the whole."""
    if figure.indicator_measure != Measure.SHARE:
        return
    if not figure.denominator:
        yield _("Cette part n’a pas de dénominateur : préciser de quoi elle est une part.")
    low, high = figure.quantity.bounds
    if figure.indicator_unit == "%" and not 0 <= low <= high <= 100:
        yield _("Une part va de 0 à 100 % : vérifier la valeur, ou la sorte de l’indicateur.")


def order(figure: Figure) -> Iterator[str]:
    """Yield what is written in the wrong order: an interval or a period."""
    if figure.value is not None and figure.value_max is not None:
        if figure.value_max < figure.value:
            yield _("La valeur haute est plus petite que la valeur : les échanger.")
        elif figure.value_max == figure.value:
            yield _("La valeur haute est égale à la valeur : la retirer.")
    if figure.period_start and figure.period_end:
        start, end = (parse_partial_date(x) for x in (figure.period_start, figure.period_end))
        if end.last_day < start.first_day:
            yield _("La période finit avant de commencer : échanger les deux dates.")


def indicator_known(figure: Figure) -> Iterator[str]:
    """Yield a figure whose indicator is not published: nobody can tell what it counts."""
    if not figure.indicator_name:
        yield _("L’indicateur de ce chiffre n’existe pas : sa valeur est sans unité.")


def unit(indicator: Indicator) -> Iterator[str]:
    """Yield a unit that does not measure what the indicator says that it does."""
    match indicator.measure_term:
        case Measure.SHARE if indicator.unit != "%":
            yield _("Une part s’exprime en % : changer l’unité ou la sorte de grandeur.")
        case Measure.AMOUNT if "€" not in indicator.unit:
            yield _("Un montant s’exprime en € : changer l’unité ou la sorte de grandeur.")
        case Measure.DURATION if indicator.unit not in _DURATIONS:
            known = ", ".join(sorted(_DURATIONS))
            yield _("Une durée s’exprime en %(units)s : changer l’unité.") % {"units": known}
        case Measure.COUNT if indicator.unit in {"%", "€"}:
            yield _("Un nombre ne s’exprime ni en % ni en € : changer la sorte de grandeur.")
    if not indicator.summary:
        yield _("L’indicateur n’a pas de définition : l’écrire dans « En bref ».")
