"""What the page of a financing plan shows: its lines, its balance, its pictures, what to pick."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from maillage.kernel.rules.offers import Offer
from maillage.kernel.rules.plan import Finding, Pick, Plan, Resource, Weight, plan
from maillage.kernel.rules.scheme import Scheme
from maillage.kernel.rules.verdict import judge_all
from maillage.kernel.vocabularies import Expense, Instrument, Outcome, SchemeKind

from .plan_request import Line, PlanRequest, address
from .plan_words import notes, terms
from .rules import Schemes

# What is worth putting in a plan, the surest first; what is closed or refused is not.
_OFFERED = (Outcome.ELIGIBLE, Outcome.CONDITIONAL, Outcome.OPEN, Outcome.UPCOMING)
_WITHOUT_MONEY = {SchemeKind.LEGAL_FORM, SchemeKind.RECOGNITION}
_BLANK_COSTS, _BLANK_OWN = 2, 1


@dataclass(frozen=True, slots=True)
class PickRow:
    """An offer of the plan: what was typed, what it brings, what it says of itself.

    `url` is that of its sheet, `without` the query of the plan without it.
    """

    line: Line
    without: str
    scheme: Scheme | None = None
    offer: Offer | None = None
    resource: Resource | None = None
    url: str = ""
    terms: str = ""
    note: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """An offer that could be added."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar of the balance, in euros."""

    label: str
    size: float
    code: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan, and what its page needs to show it."""

    asked: PlanRequest
    plan: Plan
    picks: tuple[PickRow, ...]
    choices: tuple[tuple[str, tuple[Choice, ...]], ...]

    @property
    def blank_costs(self) -> range:
        """Return the empty lines under the costs."""
        return range(_BLANK_COSTS if self.asked.costs else 3)

    @property
    def blank_own(self) -> range:
        """Return the empty lines under one's own money."""
        return range(_BLANK_OWN)

    @property
    def general(self) -> list[Finding]:
        """Return the findings that no single offer bears."""
        return [one for one in self.plan.findings if one.pick is None]

    @property
    def cost_parts(self) -> list[Part]:
        """Return the costs by nature, as parts of a bar."""
        sums: dict[Expense | None, Decimal] = {}
        for cost in self.plan.costs:
            sums[cost.expense] = sums.get(cost.expense, Decimal(0)) + cost.amount
        return [
            Part(
                str(kind.label) if kind else _("Nature non précisée"),
                float(sums[kind]),
                kind or "none",
            )
            for kind in (*Expense, None)
            if kind in sums
        ]

    @property
    def resource_parts(self) -> list[Part]:
        """Return what pays, by weight, then what is left to find, as parts of a bar."""
        parts = [
            Part(label, float(self.plan.of(weight)), weight)
            for weight, label in (
                (Weight.OWN, _("Apport et fonds propres")),
                (Weight.GIVEN, _("Subventions, primes et dons")),
                (Weight.LENT, _("Prêts et avances, à rembourser")),
            )
            if self.plan.of(weight)
        ]
        if self.plan.to_find:
            parts.append(Part(_("À trouver"), float(self.plan.to_find), "a-trouver"))
        return parts


def read(asked: PlanRequest, schemes: Schemes) -> PlanPage:
    """Add up the plan that an address gives, with what could still be added to it."""
    costs, own, picked = asked.meant()
    made = plan(costs, own, picked, asked.facts)
    return PlanPage(
        asked, made, tuple(_pick_rows(asked, made, schemes)), tuple(_choices(asked, schemes))
    )


def _pick_rows(asked: PlanRequest, made: Plan, schemes: Schemes) -> Iterable[PickRow]:
    # Lines that could not be read made no resource; the others made one each, in their order.
    resources = enumerate(one for one in made.resources if one.pick)
    for line in asked.picks:
        without = address(asked, without=line)
        if not isinstance(line.meant, Pick):
            yield PickRow(line, without)
            continue
        place, resource = next(resources)
        scheme, offer = line.meant.scheme, line.meant.offer
        yield PickRow(
            line,
            without,
            scheme,
            offer,
            resource,
            schemes.sheets[scheme.id].get_absolute_url(),
            terms(offer, asked.facts),
            notes(resource),
            tuple(one for one in made.findings if one.pick == place),
        )


def _choices(asked: PlanRequest, schemes: Schemes) -> Iterable[tuple[str, tuple[Choice, ...]]]:
    """Yield the offers of money that could be added, by outcome; those of the plan left out."""
    taken = {line.typed[0] for line in asked.picks}
    held: Sequence[Scheme] = [one for one in schemes if one.kind not in _WITHOUT_MONEY]
    groups: dict[Outcome, list[Choice]] = {outcome: [] for outcome in _OFFERED}
    for scheme, verdict in zip(held, judge_all(held, asked.facts, asked.on), strict=True):
        if verdict.outcome not in groups:
            continue
        for offer, _given in verdict.amounts:
            key = f"{scheme.id}.{offer.id}"
            if key not in taken and offer.instrument is not Instrument.SERVICE:
                words = f"{scheme.name} – {terms(offer, asked.facts)}"
                groups[verdict.outcome].append(Choice(key, words))
    for outcome, choices in groups.items():
        if choices:
            yield str(outcome.label), tuple(sorted(choices, key=lambda one: one.words.casefold()))
