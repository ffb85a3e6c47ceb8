"""What sources publish of a territory, beside what the register gives of the same measure.

The two are never averaged: each keeps its own words, with the difference and what may explain it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillage.apps.sheets import published as sources
from maillage.apps.sheets.published import Published
from maillage.apps.territories.models import Territory
from maillage.kernel.amounts import french_number, with_unit
from maillage.kernel.dates import parse_partial_date
from maillage.kernel.vocabularies import Qualifier
from maillage.observatory.panorama import Panorama

from . import wording

# What a source gives as a floor or as a ceiling, not as a value.
_FLOORS = frozenset({Qualifier.OVER, Qualifier.AT_LEAST})
_CEILINGS = frozenset({Qualifier.UNDER, Qualifier.AT_MOST})


@dataclass(frozen=True, slots=True)
class Computed:
    """A figure of the panorama; `least` and `most` bound an estimate, `most` None when open."""

    value: float
    unit: str
    is_estimate: bool = False
    least: int | None = None
    most: int | None = None

    @property
    def words(self) -> str:
        """Return the value with its unit: « 3 170 établissements », « environ 8,8 % »."""
        about = _("environ ") if self.is_estimate else ""
        return about + (wording.percent(self.value) if self.unit == "%" else _count(self))


@dataclass(frozen=True, slots=True)
class Difference:
    """The computed figure less the published one, in its unit (points for shares).

    `percent` is relative to the published figure; None for shares and for a published zero.
    """

    absolute: float
    unit: str
    percent: float | None = None

    @property
    def words(self) -> str:
        """Return the difference in words: « 152 de plus (+4,8 %) », « 0,4 point de moins »."""
        if not self.absolute:
            return _("même valeur")
        amount = french_number(abs(self.absolute), 1 if self.unit == "%" else 0)
        if self.unit == "%":
            amount += f"\u00a0{_('points') if abs(self.absolute) >= 2 else _('point')}"
        side = _("de plus") if self.absolute > 0 else _("de moins")
        if self.percent is None:
            return f"{amount} {side}"
        sign = "+" if self.percent > 0 else ""
        return f"{amount} {side} ({sign}{wording.percent(self.percent)})"


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A published figure, the computed one beside it where there is one, and why they differ."""

    published: Published
    computed: Computed | None = None
    difference: Difference | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """How a panorama gives what an indicator measures, and how the two fields differ.

    `why` takes the panorama and its variant as people read it. `read` is None where the register
    cannot give it: `why` then says so.
    """

    why: Callable[[Panorama, str], str]
    read: Callable[[Panorama], Computed | None] | None = None


def beside(territory: Territory, panorama: Panorama, variant: str) -> list[PublishedFigure]:
    """Return the figures published of a territory, each beside its computed counterpart if any.

    `variant` is the label of the panorama's. They come in the order of `COUNTERPARTS`. With a
    fictitious vintage nothing is compared: the published figures are real.
    """
    found = sources.of_territory(territory.ref, tuple(COUNTERPARTS))
    if panorama.fictitious:
        return [PublishedFigure(one) for one in found]
    return [_paired(one, panorama, variant) for one in found]


def _paired(one: Published, panorama: Panorama, variant: str) -> PublishedFigure:
    counterpart = COUNTERPARTS[one.indicator]
    why = counterpart.why(panorama, variant)
    computed = counterpart.read(panorama) if counterpart.read else None
    if computed is None:
        return PublishedFigure(one, why=why)
    said = (
        _between_dates(one, panorama),
        why,
        _between_denominators(one, computed),
        _within(one, computed),
    )
    return PublishedFigure(one, computed, _difference(one, computed), " ".join(filter(None, said)))


def _difference(one: Published, computed: Computed) -> Difference | None:
    """Return the distance to the nearest value that the source allows; 0 within its interval."""
    low, high = (float(bound) for bound in one.quantity.bounds)
    if one.quantity.qualifier in _FLOORS and computed.value >= low:
        return None
    if one.quantity.qualifier in _CEILINGS and computed.value <= high:
        return None
    nearest = min(max(computed.value, low), high)
    absolute = computed.value - nearest
    if computed.unit == "%":
        return Difference(round(absolute, 1), "%")
    return Difference(absolute, computed.unit, 100 * absolute / nearest if nearest else None)


def _between_dates(one: Published, panorama: Panorama) -> str:
    if not one.quantity.is_dated:
        return _("La source ne date pas son chiffre.")
    ours = parse_partial_date(period_of(panorama.vintage))
    if str(ours.year) in one.quantity.years:
        return ""
    names = {"ours": ours.french, "theirs": one.quantity.period}
    return _("Le chiffre publié porte sur %(theirs)s, le registre sur %(ours)s.") % names


def _between_denominators(one: Published, computed: Computed) -> str:
    if computed.unit != "%" or not one.quantity.denominator:
        return ""
    return _("La source donne une part « %(of)s ».") % {"of": one.quantity.denominator}


def _within(one: Published, computed: Computed) -> str:
    """Return where a published value stands against a floor, a ceiling or an interval."""
    low, high = one.quantity.bounds
    if computed.least is not None:
        most = computed.most
        inside = low >= computed.least and (most is None or high <= most)
        if inside:
            return _("La valeur publiée est dans notre intervalle.")
        return _("La valeur publiée est hors de notre intervalle.")
    if one.quantity.qualifier in _FLOORS:
        return _("La source donne un minimum, non une valeur.")
    if one.quantity.qualifier in _CEILINGS:
        return _("La source donne un maximum, non une valeur.")
    return ""


def period_of(vintage: str) -> str:
    """Return the month of a vintage from its name: `2026-11` of `fictif-2026-11-0a1b2c3d`."""
    return "-".join(vintage.removeprefix("fictif-").split("-")[:2])


def _count(computed: Computed) -> str:
    return with_unit(round(computed.value), computed.unit)


def _establishments(panorama: Panorama) -> Computed:
    return Computed(panorama.ess.establishments, _("établissements"))


def _employers(panorama: Panorama) -> Computed:
    return Computed(panorama.ess.statistical, _("établissements"))


def _jobs(panorama: Panorama) -> Computed:
    jobs = panorama.ess.jobs
    return Computed(jobs.estimate, _("emplois"), True, jobs.least, jobs.most)


def _share(panorama: Panorama) -> Computed | None:
    return None if panorama.share is None else Computed(panorama.share, "%")


def _jobs_share(panorama: Panorama) -> Computed | None:
    return None if panorama.jobs_share is None else Computed(panorama.jobs_share, "%", True)


def _why_establishments(panorama: Panorama, variant: str) -> str:
    return _(
        "Nous comptons tous les établissements actifs, avec ou sans salarié, dans la variante "
        "« %(variant)s » ; la source a pu compter des structures, ou dans un autre périmètre."
    ) % {"variant": variant}


def _why_employers(panorama: Panorama, variant: str) -> str:
    return _(
        "Nous comptons ceux qui ont des salariés au 31 décembre, connus avec deux ans de retard, "
        "dans la variante « %(variant)s » ; %(declared)s se déclarent employeurs aujourd’hui."
    ) % {"declared": french_number(panorama.ess.declared), "variant": variant}


def _why_jobs(panorama: Panorama, variant: str) -> str:
    return _(
        "Le registre n’a que des tranches d’effectifs : %(interval)s. Une source sur l’emploi "
        "compte des salariés, des postes ou des équivalents temps plein."
    ) % {"interval": wording.jobs(panorama.ess.jobs)}


def _why_share(panorama: Panorama, variant: str) -> str:
    return _(
        "Nous rapportons l’ESS, dans la variante « %(variant)s », à tous les établissements "
        "actifs, entrepreneurs individuels compris."
    ) % {"variant": variant}


def _why_jobs_share(panorama: Panorama, variant: str) -> str:
    return _(
        "Les deux termes de notre part sont estimés d’après les tranches d’effectifs, employeurs "
        "publics compris, dans la variante « %(variant)s »."
    ) % {"variant": variant}


def _only(reason: str) -> Callable[[Panorama, str], str]:
    return lambda panorama, variant: _(reason)


COUNTERPARTS: Mapping[str, Counterpart] = {
    "ind-etablissements-ess": Counterpart(_why_establishments, _establishments),
    "ind-etablissements-employeurs-ess": Counterpart(_why_employers, _employers),
    "ind-emplois-ess": Counterpart(_why_jobs, _jobs),
    "ind-part-etablissements-ess": Counterpart(_why_share, _share),
    "ind-part-emploi-ess": Counterpart(_why_jobs_share, _jobs_share),
    "ind-structures-ess": Counterpart(
        _only("Une structure peut avoir plusieurs établissements : le panorama ne la compte pas.")
    ),
    "ind-part-etablissements-famille": Counterpart(
        _only("À lire près du tableau des familles, qui répartit les établissements.")
    ),
    "ind-part-emploi-famille": Counterpart(
        _only("À lire près du tableau des familles, qui n’a que des tranches d’effectifs.")
    ),
    "ind-associations": Counterpart(
        _only("Bien des associations n’ont pas de numéro Sirene : le registre ne les connaît pas.")
    ),
    "ind-part-pib-ess": Counterpart(
        _only("Le registre ne connaît ni la production ni la valeur ajoutée.")
    ),
    "ind-part-activite-ess": Counterpart(
        _only("Le registre ne connaît ni le chiffre d’affaires ni la valeur ajoutée.")
    ),
}
