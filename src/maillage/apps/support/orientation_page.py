"""What a page of the orientation, or of the diagnosis, shows for the answers given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.territories import queries as territories
from maillage.apps.territories.models import Territory
from maillage.kernel.amounts import french_number
from maillage.kernel.rules.facts import Catalogue, Question
from maillage.kernel.rules.next_question import Asked, Progress, progress, rank_questions
from maillage.kernel.rules.offers import amount
from maillage.kernel.rules.places import Place
from maillage.kernel.rules.scheme import STAGE, Scheme
from maillage.kernel.rules.verdict import Verdict, judge_all
from maillage.kernel.typography import typeset
from maillage.kernel.vocabularies import Outcome

from . import orientation_asking as asking
from . import orientation_contacts as contacts
from . import orientation_results as results
from .orientation_checklist import Item, checklist
from .orientation_desks import DOORS, Desk
from .orientation_trail import EXPERT, PLACE, QUESTION, SCHEME, Trail
from .orientation_visit import Visit
from .rules import Schemes

_NEAREST = 3
HELPFUL = (Outcome.ELIGIBLE, Outcome.CONDITIONAL)


@dataclass(frozen=True)
class Page:
    """The answers so far, the question to ask, what the schemes say, who can help."""

    desk: Desk
    visit: Visit
    catalogue: Catalogue
    known: Schemes
    schemes: Sequence[Scheme]
    alone: Scheme | None = None

    @property
    def trail(self) -> Trail:
        """Return the answers as an address has them."""
        return self.visit.trail

    @property
    def is_expert(self) -> bool:
        """Tell whether every question is on the page."""
        return self.trail.mode == EXPERT

    @cached_property
    def verdicts(self) -> list[Verdict]:
        """Return what each scheme answers."""
        return judge_all(self.schemes, self.visit.facts, self.visit.on, self.catalogue)

    @cached_property
    def groups(self) -> list[results.Group]:
        """Return the schemes by answer."""
        links = results.Links(
            reverse("sheets:scheme-list"),
            self._ready(reverse(self.desk.url_name), SCHEME),
            self.missing,
        )
        return results.grouped(self.verdicts, self.known, self.desk, links, self.visit.on)

    @cached_property
    def counts(self) -> Mapping[Outcome, int]:
        """Return how many schemes have each answer."""
        return {one.outcome: one.count for one in self.groups}

    @cached_property
    def progress(self) -> Progress:
        """Return how far the answers go."""
        return progress(self.verdicts, self.catalogue, self.visit.skipped)

    @cached_property
    def ranked(self) -> list[Asked]:
        """Return the questions whose answer could still change something, the best first."""
        skipped = self.visit.skipped
        first = [one for one in self.verdicts if one.scheme_id == self.desk.main]
        found = [
            *rank_questions(first, self.catalogue, skipped),
            *rank_questions(self.verdicts, self.catalogue, skipped),
        ]
        ranks = {one.question.id: rank for rank, one in reversed(list(enumerate(found)))}
        return [found[rank] for rank in sorted(ranks.values())]

    @cached_property
    def question(self) -> asking.Asking | None:
        """Return the question of the page: the one asked for, one of the first, or the best."""
        told = self.trail.facts
        touched = {one.question.id: one.touches for one in self.ranked}
        first = () if self.alone else self.desk.first
        left = (one for one in first if one not in told and one in self.catalogue)
        best = (*(one.question.id for one in self.ranked), *self.narrowing)
        wanted = self.visit.ask or next(left, "") or next(iter(best), "")
        if not wanted or (self.is_expert and not self.visit.ask):
            return None
        return asking.asking(self.catalogue[wanted], self.visit, touches=touched.get(wanted, 0))

    @cached_property
    def narrowing(self) -> list[str]:
        """Return the questions that no verdict waits for, but the amounts of those that help do."""
        facts = (
            fact
            for one in self.verdicts
            if one.outcome in HELPFUL
            for _offer, amount in one.amounts
            for fact in amount.missing
        )
        told = self.trail.facts
        return [one for one in dict.fromkeys(facts) if one in self.catalogue and one not in told]

    @cached_property
    def chips(self) -> list[asking.Chip]:
        """Return the answers given."""
        asked = self.question.id if self.question else ""
        return asking.chips(self.visit, self.catalogue, asked)

    @cached_property
    def fields(self) -> Mapping[str, list[asking.Asking]]:
        """Return every question that a scheme asks here, by group, for the expert."""
        return asking.by_group(self.questions, self.visit)

    @cached_property
    def questions(self) -> list[Question]:
        """Return the questions that a scheme asks here, in the order of pages."""
        on = self.visit.on
        asked = {*self.desk.first}
        for one in self.schemes:
            moment = one.at(on)
            asked.update(moment.rule.facts)
            for offer in moment.version.offers if moment.version else ():
                asked.update(amount(offer, {}).missing)
        return [one for one in self.catalogue.values() if one.id in asked]

    @cached_property
    def missing(self) -> Mapping[str, tuple[str, str]]:
        """Return the label and the address of each question that a scheme waits for."""
        at = "f-{}" if self.is_expert else QUESTION
        return {
            fact: (
                typeset(self.catalogue[fact].label),
                self.trail.url(at.format(fact), ask="" if self.is_expert else fact),
            )
            for one in self.verdicts
            for fact in one.missing
            if fact in self.catalogue
        }

    @cached_property
    def territory(self) -> Territory | None:
        """Return where the project is."""
        place = self.visit.facts.get(PLACE)
        return territories.find_or_none(place.ref) if isinstance(place, Place) else None

    @cached_property
    def around(self) -> contacts.Around | None:
        """Return who can help around the project, once it is known where it is."""
        if self.territory is None:
            return None
        facts = dict(self.visit.facts)
        if self.desk.calls:
            facts["besoin"] = self.desk.calls
        return contacts.around(self.territory, facts, self.visit.on)

    @cached_property
    def checklist(self) -> tuple[Item, ...]:
        """Return the conditions of the only scheme that the page is about."""
        return self.checked(self.alone) if self.alone else ()

    def checked(self, scheme: Scheme) -> tuple[Item, ...]:
        """Return the conditions of a scheme, each with where it stands."""
        asks = {fact: url for fact, (_label, url) in self.missing.items()}
        node = scheme.requirements(self.visit.on)
        return checklist(node, self.visit.facts, self.catalogue, asks)

    @property
    def here(self) -> str:
        """Return « à Metz », or nothing where the place is not known."""
        return str(self.territory.in_name) if self.territory else ""

    @cached_property
    def headline(self) -> tuple[str, str]:
        """Return the answer in a sentence: its number with a noun, and the rest."""
        sure = sum(self.counts.get(one, 0) for one in HELPFUL)
        count = sure or self.counts.get(Outcome.OPEN, 0)
        here = f" {self.here}" if self.here else ""
        number = f"{french_number(count)} {ngettext('dispositif', 'dispositifs', count)}"
        if sure:
            rest = ngettext("peut vous aider%(here)s", "peuvent vous aider%(here)s", count)
        elif count:
            rest = ngettext("reste possible%(here)s", "restent possibles%(here)s", count)
        else:
            number = ""
            rest = _("Aucun dispositif recensé ne convient à ces réponses%(here)s")
        return number, rest % {"here": here}

    @property
    def nearest(self) -> list[contacts.Contact]:
        """Return the nearest contact of each of the first sorts of help."""
        circles = self.around.circles if self.around else ()
        found = {one.sheet.pk: one for circle in circles for one in circle.contacts[:1]}
        return list(found.values())[:_NEAREST]

    @property
    def people(self) -> int:
        """Return how many contacts the page gives."""
        circles = self.around.circles if self.around else ()
        return len({one.sheet.pk for circle in circles for one in circle.contacts})

    def _ready(self, base: str, name: str) -> str:
        """Return an address that has the answers and waits for the value of one parameter."""
        url = self.trail.on(base).url()
        return f"{url}{'&' if '?' in url else '?'}{name}="

    @cached_property
    def plan_base(self) -> str:
        """Return the address of the financing plan with the answers, ready for one more offer."""
        return self._ready(reverse("support:plan"), "offre")

    @property
    def diagnosis_url(self) -> str:
        """Return the door of the diagnosis that answers the question asked, or nothing."""
        doors = {one.answers: one for one in DOORS if one is not self.desk}
        door = doors.get(self.question.id if self.question else "")
        return self.trail.on(reverse(door.url_name)).url(QUESTION) if door else ""

    @property
    def plan_url(self) -> str:
        """Return the address of the financing plan with the answers."""
        return self.trail.on(reverse("support:plan")).url()

    @property
    def has_money(self) -> bool:
        """Tell whether something could be put in a financing plan."""
        helpful = (one for one in self.groups if one.outcome in HELPFUL)
        return any(money.key for one in helpful for line in one.all for money in line.money)

    @property
    def is_new(self) -> bool:
        """Tell whether nothing was told, nor asked for."""
        return not (self.visit.trail.answers or self.visit.errors or self.visit.ask) and not (
            self.is_expert or self.alone
        )

    @property
    def step(self) -> int:
        """Return the rank of the question."""
        asked = self.question.id if self.question else ""
        told = [fact for fact, _text in self.trail.answers]
        return told.index(asked) + 1 if asked in told else len(told) + 1

    @property
    def left(self) -> str:
        """Return how many questions may follow, in words."""
        told = self.trail.facts
        first = () if self.alone else self.desk.first
        waited = {one.question.id for one in self.ranked} | set(first) & self.catalogue.keys()
        count = len(waited - told.keys())
        if self.visit.ask or count < 2:
            return ""
        return _("encore %(count)d au plus") % {"count": count}

    @property
    def percent(self) -> int:
        """Return the share of schemes that are settled, in per cent."""
        return round(self.progress.share * 100)

    @property
    def stages(self) -> list[dict[str, object]]:
        """Return the stages of a project, each with the size of its knot: it grows."""
        question = self.catalogue.get(STAGE)
        return [
            {"code": one.code, "label": one.label, "help": one.help, "size": 5 + 3 * rank}
            for rank, one in enumerate(question.options if question else ())
        ]

    @property
    def back_url(self) -> str:
        """Return the address that asks the last question again."""
        return self.trail.url(QUESTION, ask=self.trail.last) if self.trail.last else ""

    @property
    def place_url(self) -> str:
        """Return the address that asks where the project is."""
        return self.trail.without(PLACE).url(QUESTION, ask=PLACE)

    @property
    def all_url(self) -> str:
        """Return the same answers for every scheme."""
        return self.trail.on(self.trail.base).url()

    @property
    def alone_sheet(self) -> Any:
        """Return the sheet of the only scheme that the page is about."""
        return self.known.sheets[self.alone.id] if self.alone else None

    @property
    def alone_line(self) -> results.Line | None:
        """Return its answer."""
        return next((one for group in self.groups for one in group.all), None)

    @property
    def expert_url(self) -> str:
        """Return the page with every question, or the page that asks one at a time."""
        mode = "" if self.is_expert else EXPERT
        return self.trail.on(self.trail.base, mode=mode, scheme=self.trail.scheme).url()
