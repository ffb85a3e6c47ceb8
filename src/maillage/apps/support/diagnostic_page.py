"""What a page of the diagnosis shows: an answer of law, condition by condition."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from maillage.kernel.rules.evaluation import Reason
from maillage.kernel.rules.scheme import ACTOR, PLACE, STAGE
from maillage.kernel.vocabularies import Outcome

from . import orientation_asking as asking
from . import orientation_results as results
from .orientation_checklist import Item
from .orientation_page import HELPFUL, Page
from .orientation_trail import QUESTION

_ESS = "ess"
_GIVEN = (PLACE, ACTOR, STAGE)
_SENTENCES = {
    Outcome.ELIGIBLE: gettext_lazy("Oui, votre organisation est dans l’ESS"),
    Outcome.CONDITIONAL: gettext_lazy("Oui, sous réserve d’une vérification"),
    Outcome.OPEN: gettext_lazy("Cela dépend encore de vos réponses"),
    Outcome.UPCOMING: gettext_lazy("Pas encore : la règle n’est pas en vigueur"),
    Outcome.CLOSED: gettext_lazy("La règle n’est plus en vigueur"),
    Outcome.NOT_ELIGIBLE: gettext_lazy("Non, votre organisation n’est pas dans l’ESS"),
}


@dataclass(frozen=True, slots=True)
class Panel:
    """A scheme with its answer and its conditions, one by one."""

    group: results.Group
    line: results.Line
    items: tuple[Item, ...]

    @property
    def why(self) -> list[Reason]:
        """Return what settles it: the texts of law met, or what could be changed to meet them."""
        if self.group.outcome in HELPFUL:
            found = [one for one in self.line.reasons if one.reference]
            return list({one.reference: one for one in reversed(found)}.values())[::-1]
        if self.group.outcome is Outcome.NOT_ELIGIBLE:
            # Who one is does not change; what one's statutes say does.
            return sorted(self.line.verdict.reasons, key=lambda one: one.fact in _GIVEN)
        return []


@dataclass(frozen=True)
class DiagnosisPage(Page):
    """The answers so far and, for each recognition or form, where it stands."""

    @cached_property
    def panels(self) -> list[Panel]:
        """Return each scheme with its conditions: the main one first, then the most favourable."""
        found = [
            Panel(group, line, self.checked(line.verdict.scheme))
            for group in self.groups
            for line in group.all
        ]
        return sorted(found, key=lambda one: one.line.id != self.desk.main)

    @cached_property
    def headline(self) -> tuple[str, str]:
        """Return the answer: that on the main scheme, or how many suit."""
        return "", self._answer()

    def _answer(self) -> str:
        main = next((one for one in self.panels if one.line.id == self.desk.main), None)
        if main:
            return str(_SENTENCES[main.group.outcome])
        sure = sum(self.counts.get(one, 0) for one in HELPFUL)
        left = self.counts.get(Outcome.OPEN, 0)
        if sure:
            return ngettext(
                "%(n)d forme va à votre projet", "%(n)d formes vont à votre projet", sure
            ) % {"n": sure}
        if left:
            return ngettext(
                "%(n)d forme reste possible", "%(n)d formes restent possibles", left
            ) % {"n": left}
        return _("Aucune forme ne convient à toutes ces réponses")

    @property
    def onward_url(self) -> str:
        """Return the orientation with these answers, and that on the ESS once it is settled."""
        trail = self.trail.on(reverse("support:orientation"))
        main = next((one for one in self.verdicts if one.scheme_id == self.desk.main), None)
        if main and main.outcome is Outcome.ELIGIBLE:
            trail = trail.with_answer(_ESS, asking.YES)
        if main and main.outcome is Outcome.NOT_ELIGIBLE:
            trail = trail.with_answer(_ESS, asking.NO)
        return trail.url(QUESTION)
