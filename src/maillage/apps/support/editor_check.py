"""What a draft of a rule comes to before it is saved: faults, cases, words, and a trial."""

from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.kernel.rules import words
from maillage.kernel.rules.errors import RuleError
from maillage.kernel.rules.facts import Catalogue, FactKind, Question
from maillage.kernel.rules.findings import Level
from maillage.kernel.rules.lines import Factor, Fixed, Tiers
from maillage.kernel.rules.lint import lint
from maillage.kernel.rules.nodes import facts_of
from maillage.kernel.rules.offers import Offer
from maillage.kernel.rules.scheme import Scheme as Rules
from maillage.kernel.rules.scheme import Version
from maillage.kernel.rules.verdict import Verdict, judge

from . import rules
from .checks import CaseRun, run_cases
from .editor_draft import JSON, Draft, Reading, drafted
from .editor_words import place_words
from .models import Scheme
from .publication import known_ids


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong, or doubtful, in words that an editor reads."""

    place: str
    message: str
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class Trial:
    """What the rule answers to facts that an editor tries."""

    verdict: Verdict
    missing: list[str]
    amounts: list[tuple[str, str]]
    errors: list[str]
    query: str


@dataclass
class Check:
    """All that is found in a draft, each part worked out when it is read."""

    draft: Draft
    reading: Reading

    @property
    def catalogue(self) -> Catalogue:
        """Return the questions, as the draft was read with them."""
        return self.draft.catalogue

    @cached_property
    def sheet(self) -> Scheme:
        """Return the sheet as it would be."""
        return drafted(self.draft.scheme, self.reading)

    @cached_property
    def _parsed(self) -> tuple[Rules | None, str]:
        try:
            return self.sheet.rule, ""
        except RuleError as error:
            return None, str(error)

    @property
    def rule(self) -> Rules | None:
        """Return the rule as it would be, None where the engine cannot read it."""
        return self._parsed[0]

    @property
    def version(self) -> Version | None:
        """Return the version that is edited, as it would be."""
        return self.rule.versions[self.reading.position] if self.rule else None

    @cached_property
    def faults(self) -> list[Fault]:
        """Return what is wrong: what cannot be read, then what the rules' own check finds."""
        found = [Fault(place, text) for place, text in self.reading.problems]
        if self.rule is None:
            return [*found, Fault(_("règle"), self._parsed[1])]
        is_table = self.draft.mode != JSON
        for one in lint(self.rule, self.catalogue, known_ids()):
            place = place_words(one.pointer, self.reading.position, is_table)
            found.append(Fault(place, one.message, one.level is Level.ERROR))
        return sorted(found, key=lambda one: not one.is_error)

    @cached_property
    def runs(self) -> list[CaseRun]:
        """Return the cases with what each differs by."""
        parsed = [self.rule] if self.rule else []
        return list(run_cases(parsed, self.catalogue, self.reading.cases))

    @property
    def errors(self) -> list[Fault]:
        """Return the faults that keep the scheme from being public."""
        return [one for one in self.faults if one.is_error]

    @property
    def failing(self) -> list[CaseRun]:
        """Return the cases that are not answered as expected."""
        return [one for one in self.runs if one.difference]

    @property
    def is_publishable(self) -> bool:
        """Tell whether the scheme may be public with this rule."""
        return not self.errors and not self.failing

    @property
    def clause(self) -> words.Clause | None:
        """Return the conditions in plain French."""
        if self.version is None or self.version.conditions is None:
            return None
        clause = words.describe(self.version.conditions, self.catalogue)
        return clause if clause.children else words.Clause("", (clause,), words.AND)

    @property
    def offers(self) -> list[tuple[str, list[str], list[tuple[str, str]]]]:
        """Return label, sentences and worked examples of each offer."""
        offers = self.version.offers if self.version else ()
        return [
            (
                one.label,
                words.describe_offer(one, self.catalogue),
                words.worked_examples(one, self.catalogue),
            )
            for one in offers
        ]

    @property
    def questions(self) -> list[Question]:
        """Return the questions that the rule reads, in the order in which pages ask them."""
        facts = {"territoire", "profil", "etape"} if self.rule is None else self._facts
        return [one for one in self.catalogue.values() if one.id in facts]

    @property
    def _facts(self) -> set[str]:
        assert self.rule is not None
        found = set(facts_of(self.rule.required(self.version)))
        for offer in self.version.offers if self.version else ():
            found |= _read_by(offer)
        return found

    @cached_property
    def trial(self) -> Trial | None:
        """Return what the rule answers to the facts that are tried, where there are some."""
        draft = self.draft
        if self.rule is None or not (draft.trial or draft.trial_on):
            return None
        asked = rules.facts_from_query(_query(draft, self.catalogue), self.catalogue)
        verdict = judge(self.rule, asked.facts, asked.on or timezone.localdate(), self.catalogue)
        return Trial(
            verdict,
            [self.catalogue[one].label for one in verdict.missing if one in self.catalogue],
            [
                (offer.label, " – ".join((found.words(), *found.notes)))
                for offer, found in verdict.amounts
            ],
            list(asked.errors.values()),
            rules.query_of(asked.facts, self.catalogue),
        )


def _query(draft: Draft, catalogue: Catalogue) -> QueryDict:
    """Return the facts that are tried as an address tells them; a place may be a name."""
    query = QueryDict(mutable=True)
    for fact, text in draft.trial.items():
        is_place = fact == "territoire" and catalogue[fact].kind is FactKind.TERRITORY
        query["lieu" if is_place else fact] = text
    if draft.trial_on:
        query[rules.DATE] = draft.trial_on
    return query


def _read_by(offer: Offer) -> set[str]:
    found = {offer.times} if offer.times else set()
    if offer.condition:
        found.update(facts_of(offer.condition))
    for line in offer.lines:
        match line:
            case Tiers() | Factor():
                found.add(line.on)
            case Fixed(condition=condition) if condition:
                found.update(facts_of(condition))
    return found


def keep_trial(draft: Draft, check: Check) -> None:
    """Add what is tried to the cases, with the verdict and the first amount found."""
    trial = check.trial
    if trial is None or trial.errors:
        return
    amounts = [amount for _offer, amount in trial.verdict.amounts]
    low, high = (amounts[0].low, amounts[0].high) if amounts else (None, None)
    draft.cases.append(
        {
            "date": draft.trial_on or timezone.localdate().isoformat(),
            "facts": trial.query,
            "verdict": trial.verdict.outcome.value,
            "low": "" if low is None else f"{low.normalize():f}",
            "high": "" if high is None else f"{high.normalize():f}",
            "offer": "",
            "note": "",
        }
    )
