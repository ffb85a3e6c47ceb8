"""The desks where people are guided: the orientation, and the two doors of the diagnosis."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from maillage.kernel.rules.scheme import Scheme
from maillage.kernel.vocabularies import Need, Outcome, SchemeKind


@dataclass(frozen=True, slots=True)
class Desk:
    """A page that asks questions and judges some schemes by the answers.

    `first` are the questions that it asks before choosing the best one; those of the scheme `main`
    come before those of the others. `answers` is the fact that it settles for the other desks.
    `calls` are needs that it takes for granted when it looks for contacts. `verdicts` and `leads`
    are what an outcome is called there, and what it tells.
    """

    key: str
    url_name: str
    title: Any
    promise: Any
    kinds: frozenset[SchemeKind]
    first: tuple[str, ...] = ()
    main: str = ""
    answers: str = ""
    calls: frozenset[Need] = frozenset()
    verdicts: tuple[tuple[Outcome, Any], ...] = ()
    leads: tuple[tuple[Outcome, Any], ...] = ()

    def takes(self, scheme: Scheme) -> bool:
        """Tell whether it judges a scheme."""
        return scheme.kind in self.kinds

    def verdict(self, outcome: Outcome) -> str:
        """Return what an outcome is called here."""
        return str(dict(self.verdicts).get(outcome, outcome.label))

    @property
    def template(self) -> str:
        """Return the template of its page."""
        return f"support/{'diagnostic' if self.is_diagnosis else 'orientation'}/page.html"

    @property
    def is_diagnosis(self) -> bool:
        """Tell whether it answers a question of law, and not who can help."""
        return self.key != "orientation"


_LAW = frozenset((SchemeKind.LEGAL_FORM, SchemeKind.RECOGNITION))

ORIENTATION = Desk(
    "orientation",
    "support:orientation",
    _("Être orienté"),
    _(
        "Qui peut vous aider, avec quel argent, jusqu’à quand : "
        "une réponse dès la première question."
    ),
    frozenset(SchemeKind) - _LAW,
    ("territoire", "etape", "profil", "besoin"),
    leads=(
        (Outcome.ELIGIBLE, _("Vos réponses remplissent toutes les conditions connues.")),
        (Outcome.CONDITIONAL, _("Rien ne s’y oppose : un point reste à voir avec l’organisme.")),
        (Outcome.OPEN, _("Ces réponses manquent pour savoir : chacune est un lien.")),
        (Outcome.UPCOMING, _("Pas encore ouverts : une date à noter.")),
        (Outcome.CLOSED, _("Ils vous correspondent, mais on ne peut plus les demander.")),
        (Outcome.NOT_ELIGIBLE, _("Une condition n’est pas remplie : voici laquelle.")),
    ),
)
MEMBERSHIP = Desk(
    "ess",
    "support:diagnosis_membership",
    _("Mon organisation est-elle dans l’ESS ?"),
    _(
        "La réponse de la loi du 31 juillet 2014, condition par condition, "
        "avec l’article de chacune."
    ),
    frozenset((SchemeKind.RECOGNITION,)),
    ("profil",),
    "reconnaissance-ess",
    "ess",
    frozenset((Need.LEGAL_FORM, Need.NETWORK)),
    verdicts=(
        (Outcome.ELIGIBLE, _("Oui")),
        (Outcome.CONDITIONAL, _("Oui, à vérifier")),
        (Outcome.OPEN, _("Cela dépend")),
        (Outcome.UPCOMING, _("Bientôt")),
        (Outcome.CLOSED, _("N’existe plus")),
        (Outcome.NOT_ELIGIBLE, _("Non")),
    ),
)
LEGAL_FORM = Desk(
    "statut",
    "support:diagnosis_form",
    _("Quelle forme pour mon projet ?"),
    _("Association, SCOP, SCIC, CAE, mutuelle… : celles qui vont à votre projet, et pourquoi."),
    frozenset((SchemeKind.LEGAL_FORM,)),
    answers="forme-visee",
    calls=frozenset((Need.LEGAL_FORM, Need.TEST)),
    verdicts=(
        (Outcome.ELIGIBLE, _("Vous va")),
        (Outcome.CONDITIONAL, _("Possible, à vérifier")),
        (Outcome.OPEN, _("À préciser")),
        (Outcome.UPCOMING, _("Bientôt possible")),
        (Outcome.CLOSED, _("N’existe plus")),
        (Outcome.NOT_ELIGIBLE, _("Ne convient pas")),
    ),
)
DOORS = (MEMBERSHIP, LEGAL_FORM)
