"""The score of a sheet, from 0 to 100: criteria with their weights, each with its reason.

Pure functions of what is known of a sheet. A criterion that does not apply, such as links for a
sheet without any, counts neither for nor against: the others share its weight.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.kernel.dates import french_day
from maillage.kernel.vocabularies import Criterion

WEIGHTS: dict[Criterion, int] = {
    Criterion.COMPLETE: 30,
    Criterion.SOURCED: 25,
    Criterion.FRESH: 20,
    Criterion.REVIEWED: 15,
    Criterion.LINKS: 10,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the score of a sheet is made from.

    `missing` names what a reader expects and does not find, of `expected`; `unproven` the fields
    without a source, of `claims` that need one; `read` counts the proofs that a person has read,
    of `proofs`; `dead` holds the addresses that no longer answer, of `links` that were checked.
    `every` is the rhythm of reviews in days.
    """

    expected: int = 0
    missing: tuple[str, ...] = ()
    claims: int = 0
    unproven: tuple[str, ...] = ()
    proofs: int = 0
    read: int = 0
    reviewed_on: date | None = None
    known_on: date | None = None
    due: date | None = None
    every: int | None = None
    links: int = 0
    dead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """A criterion applied to a sheet: `value` from 0 to 1, None where it does not apply."""

    criterion: Criterion
    value: float | None
    reason: str

    @property
    def weight(self) -> int:
        """Return how much the criterion counts, of 100."""
        return WEIGHTS[self.criterion]

    @property
    def percent(self) -> int | None:
        """Return the value in percent, whole; what is not perfect is not rounded to 100."""
        return None if self.value is None else _whole(self.value)

    @property
    def is_met(self) -> bool:
        """Tell whether there is nothing to mend here."""
        return self.value is None or self.value >= 1


def judge(facts: Facts, today: date) -> list[Judgement]:
    """Apply every criterion to a sheet, the heaviest first."""
    return [Judgement(criterion, *_JUDGES[criterion](facts, today)) for criterion in WEIGHTS]


def score(judgements: Iterable[Judgement]) -> int:
    """Return the mean of the criteria that apply, by their weights, from 0 to 100.

    Where none applies nothing is wanting: 100.
    """
    applied = [(one.weight, one.value) for one in judgements if one.value is not None]
    total = sum(weight for weight, _value in applied)
    return _whole(sum(weight * value for weight, value in applied) / total) if total else 100


def _whole(share: float) -> int:
    """Return a share in percent: 100 is only for what is whole, 0 for what is nothing."""
    rounded = round(100 * share)
    return min(rounded, 99) if share < 1 - 1e-9 else rounded


def _complete(facts: Facts, today: date) -> tuple[float | None, str]:
    if not facts.expected:
        return None, _("Rien de plus que le nom n’est attendu de ce type de fiche.")
    if not facts.missing:
        return 1, _("Tout ce qu’on attend d’une telle fiche y est.")
    share = 1 - len(facts.missing) / facts.expected
    return share, _("Il manque : %(what)s.") % {"what": _listed(facts.missing)}


def _sourced(facts: Facts, today: date) -> tuple[float | None, str]:
    if not facts.claims:
        return None, _("Ce type de fiche définit un terme de la maison : il ne cite pas de source.")
    if not facts.unproven:
        return 1, _("Chaque champ rempli dit d’où il vient.")
    share = 1 - len(facts.unproven) / facts.claims
    return share, _("Sans source : %(what)s.") % {"what": _listed(facts.unproven)}


def _reviewed(facts: Facts, today: date) -> tuple[float | None, str]:
    if facts.reviewed_on:
        return 1, _("Relue le %(day)s.") % {"day": french_day(facts.reviewed_on)}
    if not facts.claims and facts.due is None:
        return None, _("Sans source ni échéance, ce type de fiche ne se relit pas.")
    if not facts.proofs:
        return 0, _("Personne ne l’a encore relue.")
    if not facts.read:
        return 0, _("Relevée dans les sources ; personne ne l’a encore relue.")
    message = ngettext(
        "%(read)d preuve relue sur %(all)d.", "%(read)d preuves relues sur %(all)d.", facts.read
    )
    return facts.read / facts.proofs, message % {"read": facts.read, "all": facts.proofs}


def _fresh(facts: Facts, today: date) -> tuple[float | None, str]:
    if facts.due is None:
        return None, _("Ces faits sont datés une fois pour toutes : ils ne se relisent pas.")
    day = {"day": french_day(facts.due)}
    if today < facts.due:
        return 1, _("À relire avant le %(day)s.") % day
    late = (today - facts.due).days + 1
    share = max(0.0, 1 - late / facts.every) if facts.every else 0.0
    return share, _("À relire depuis le %(day)s.") % day


def _links(facts: Facts, today: date) -> tuple[float | None, str]:
    if not facts.links:
        return None, _("Aucun de ses liens n’a encore été contrôlé.")
    if not facts.dead:
        return 1, _("Tous ses liens contrôlés répondent.")
    message = ngettext(
        "Ne répond plus : %(what)s.", "Ne répondent plus : %(what)s.", len(facts.dead)
    )
    return 1 - len(facts.dead) / facts.links, message % {"what": _listed(facts.dead)}


def _listed(names: Sequence[str]) -> str:
    """Return names in one line, at most six: the sheet itself shows the others."""
    shown = " ; ".join(names[:6])
    more = len(names) - 6
    return f"{shown} ; {_('et %(more)d de plus') % {'more': more}}" if more > 0 else shown


_JUDGES: dict[Criterion, Callable[[Facts, date], tuple[float | None, str]]] = {
    Criterion.COMPLETE: _complete,
    Criterion.SOURCED: _sourced,
    Criterion.REVIEWED: _reviewed,
    Criterion.FRESH: _fresh,
    Criterion.LINKS: _links,
}
