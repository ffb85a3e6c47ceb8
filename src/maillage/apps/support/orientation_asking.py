"""A question as a page asks it: its answers, why it is asked, how to leave it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.apps.territories import queries as territories
from maillage.kernel.rules.facts import Catalogue, FactKind, Question

from .orientation_trail import PLACE, QUESTION, TYPED, Trail
from .orientation_visit import Visit

GROUPS = {
    "situation": gettext_lazy("Votre situation"),
    "projet": gettext_lazy("Votre projet"),
    "argent": gettext_lazy("L’argent"),
    "structure": gettext_lazy("Votre structure"),
    "emploi": gettext_lazy("L’emploi"),
    "gouvernance": gettext_lazy("La gouvernance"),
}
YES, NO = "oui", "non"


@dataclass(frozen=True, slots=True)
class Option:
    """A possible answer."""

    code: str
    label: str
    help: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """A question on a page.

    `typed` is what its field holds, `choices` the territories among which to choose, `hidden` what
    its form repeats, `touches` how many schemes its answer is about.
    """

    question: Question
    options: tuple[Option, ...]
    typed: str = ""
    error: str = ""
    choices: tuple[territories.Hit, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    back_url: str = ""
    touches: int = 0

    @property
    def id(self) -> str:
        """Return the fact."""
        return self.question.id

    @property
    def widget(self) -> str:
        """Return how it is answered: buttons, boxes, a number, a place or a day."""
        kinds = {FactKind.CHOICE: "choice", FactKind.BOOLEAN: "choice", FactKind.MANY: "many"}
        return kinds.get(self.question.kind, str(self.question.kind))

    @property
    def field(self) -> str:
        """Return the parameter that its field sends."""
        return TYPED if self.id == PLACE else self.id

    @property
    def is_answered(self) -> bool:
        """Tell whether there is an answer to change."""
        return bool(self.typed) or any(one.chosen for one in self.options)

    @property
    def rows(self) -> bool:
        """Tell whether its options explain themselves, and need a line each."""
        return any(one.help for one in self.options)


def asking(question: Question, visit: Visit, *, touches: int = 0) -> Asking:
    """Return a question with what was answered so far."""
    trail, error = visit.trail, visit.errors.get(question.id, "")
    text = visit.raw.get(question.id, trail.facts.get(question.id, ""))
    codes = set(text.split(","))
    choices: tuple[territories.Hit, ...] = ()
    if question.id == PLACE and visit.typed and not visit.typed.ref:
        text, choices = visit.typed.text, visit.typed.choices
    elif question.id == PLACE and PLACE in visit.facts:
        text = question.words(visit.facts[PLACE])
    elif question.kind is FactKind.NUMBER and question.id in visit.facts:
        text = question.write(visit.facts[question.id])
    return Asking(
        question,
        tuple(_options(question, codes)),
        "" if question.options and question.kind is not FactKind.TERRITORY else text,
        error,
        choices,
        tuple(trail.parameters(but=question.id)),
        _back(trail, question.id),
        touches,
    )


def _options(question: Question, codes: set[str]) -> Iterable[Option]:
    if question.kind is FactKind.BOOLEAN:
        for code, label in ((YES, _("Oui")), (NO, _("Non"))):
            yield Option(code, label, "", code in codes)
    elif question.kind is not FactKind.TERRITORY:
        for one in question.options:
            yield Option(one.code, one.label, one.help, one.code in codes)


def _back(trail: Trail, fact: str) -> str:
    """Return the address that asks the question before again; its answer stays."""
    order = [one for one, _text in trail.answers]
    before = order[: order.index(fact)] if fact in order else order
    return trail.url(QUESTION, ask=before[-1]) if before else ""


@dataclass(frozen=True, slots=True)
class Chip:
    """An answer given, which can be changed or taken back."""

    fact: str
    label: str
    words: str
    change_url: str
    remove_url: str
    is_known: bool
    is_asked: bool


def chips(visit: Visit, catalogue: Catalogue, asked: str = "") -> list[Chip]:
    """Return the answers in the order in which they were given."""
    trail = visit.trail
    return [
        Chip(
            fact,
            catalogue[fact].label,
            catalogue[fact].words(visit.facts[fact])
            if fact in visit.facts
            else _("je ne sais pas"),
            trail.url(QUESTION, ask=fact),
            trail.without(fact).url(QUESTION),
            fact in visit.facts,
            fact == asked,
        )
        for fact, _text in trail.answers
    ]


def by_group(questions: Iterable[Question], visit: Visit) -> Mapping[str, list[Asking]]:
    """Return questions under the titles of their groups, for a page that asks them all."""
    found: dict[str, list[Asking]] = {}
    for question in questions:
        found.setdefault(GROUPS[question.group], []).append(asking(question, visit))
    return found
