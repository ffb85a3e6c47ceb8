"""A financing plan: what a project costs, who pays, what is left to find, what does not hold.

Amounts are whole or decimal euros. What is not decided yet stays unknown (None) and adds nothing:
a plan never counts on money that nobody named. A guarantee and a service bring no money.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum

from maillage.kernel.amounts import with_unit
from maillage.kernel.vocabularies import Expense, Instrument, MatchingActor

from .facts import Facts
from .offers import Offer, amount, euros
from .scheme import Scheme

ZERO = Decimal(0)
_CENT = Decimal("0.01")


class Weight(StrEnum):
    """How a resource weighs on the project."""

    OWN = "apport"
    GIVEN = "donne"
    LENT = "prete"
    NONE = "sans-argent"


class Severity(StrEnum):
    """What a finding asks for: to mend the plan, or to look again."""

    ERROR = "erreur"
    WARNING = "attention"


@dataclass(frozen=True, slots=True)
class Cost:
    """What the project has to pay; `expense` None says nothing of its nature."""

    label: str
    amount: Decimal
    expense: Expense | None = None


@dataclass(frozen=True, slots=True)
class Own:
    """Money that does not come from an offer: own funds, a gift, a loan of one's own."""

    label: str
    amount: Decimal
    instrument: Instrument | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """An offer put in the plan, and the sum asked from it; None while it is not decided.

    For matching money, the sum is what all who share it give together.
    """

    scheme: Scheme
    offer: Offer
    asked: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """The part of an actor in matching money, to the cent above."""

    actor: MatchingActor
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Resource:
    """A line of the plan: what it brings, and what comes with it.

    `monthly` is the repayment of a loan whose length is known, without interest where the rate is
    not known (`interest_known`). `covers` is what a guarantee would pay of the loans.
    """

    label: str
    weight: Weight
    instrument: Instrument | None
    amount: Decimal | None
    pick: Pick | None = None
    shares: tuple[Share, ...] = ()
    monthly: Decimal | None = None
    interest_known: bool = False
    covers: Decimal | None = None

    @property
    def citizens(self) -> Decimal | None:
        """Return what citizens must give so that the others do; None where nothing hangs on it."""
        return next(
            (share.amount for share in self.shares if share.actor == MatchingActor.CITIZENS), None
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not hold in a plan, for readers; `pick` is the place of the offer, if it is one."""

    message: str
    severity: Severity = Severity.ERROR
    pick: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan added up."""

    costs: tuple[Cost, ...]
    resources: tuple[Resource, ...]
    findings: tuple[Finding, ...]

    @property
    def total_cost(self) -> Decimal:
        """Return what everything costs, in euros."""
        return sum((cost.amount for cost in self.costs), ZERO)

    @property
    def found(self) -> Decimal:
        """Return the money that the plan brings together, in euros."""
        return sum((self.of(weight) for weight in Weight), ZERO)

    @property
    def to_find(self) -> Decimal:
        """Return what remains to be found, in euros; 0 when the plan is funded."""
        return max(self.total_cost - self.found, ZERO)

    @property
    def excess(self) -> Decimal:
        """Return the money beyond what everything costs, in euros."""
        return max(self.found - self.total_cost, ZERO)

    @property
    def balanced(self) -> bool:
        """Tell whether the resources pay for all the costs, exactly."""
        return bool(self.costs) and self.found == self.total_cost

    @property
    def undecided(self) -> int:
        """Return how many resources bring money that is not decided yet."""
        return sum(one.amount is None for one in self.resources if one.weight is not Weight.NONE)

    @property
    def monthly(self) -> Decimal:
        """Return what the loans whose length is known cost each month, in euros."""
        return sum((one.monthly for one in self.resources if one.monthly is not None), ZERO)

    def of(self, weight: Weight) -> Decimal:
        """Return the sum of the resources that weigh so, in euros."""
        return sum(
            (one.amount for one in self.resources if one.weight is weight and one.amount), ZERO
        )


def plan(costs: Sequence[Cost], own: Sequence[Own], picks: Sequence[Pick], facts: Facts) -> Plan:
    """Add up a plan and say what does not hold: ceilings, floors, cumulation, what a loan needs.

    `facts` narrow the amounts of the offers, as they do in a verdict.
    """
    lent = sum(
        (one.amount for one in own if one.instrument and one.instrument.is_repaid), ZERO
    ) + sum((pick.asked or ZERO for pick in picks if pick.offer.instrument.is_repaid), ZERO)
    resources = (
        *(Resource(one.label, _weight(one.instrument), one.instrument, one.amount) for one in own),
        *(_resource(pick, lent, facts) for pick in picks),
    )
    draft = Plan(tuple(costs), resources, ())
    findings = (
        *(
            Finding(message, pick=place)
            for place, pick in enumerate(picks)
            for message in _bounds(pick, facts)
        ),
        *_together(picks),
        *_against_costs(draft, picks),
        *_guarantees(picks, lent),
    )
    return Plan(draft.costs, resources, findings)


def citizens_for(offer: Offer, total: Decimal) -> Decimal | None:
    """Return what citizens must give for matching money to reach a total, in euros.

    None where the offer does not wait for citizens.
    """
    return next(
        (one.amount for one in _shares(offer, total) if one.actor == MatchingActor.CITIZENS), None
    )


def _weight(instrument: Instrument | None) -> Weight:
    if instrument is None or instrument is Instrument.EQUITY:
        return Weight.OWN
    if not instrument.is_money:
        return Weight.NONE
    return Weight.LENT if instrument.is_repaid else Weight.GIVEN


def _resource(pick: Pick, lent: Decimal, facts: Facts) -> Resource:
    offer = pick.offer
    weight = _weight(offer.instrument)
    monthly = None
    if weight is Weight.LENT and pick.asked and offer.duration_months:
        monthly = _repayment(pick.asked, offer.duration_months, offer.interest_rate)
    return Resource(
        label=f"{pick.scheme.name} – {offer.label}" if offer.label else pick.scheme.name,
        weight=weight,
        instrument=offer.instrument,
        amount=pick.asked if offer.instrument.is_money else None,
        pick=pick,
        shares=_shares(offer, pick.asked) if pick.asked else (),
        monthly=monthly,
        interest_known=offer.interest_rate is not None
        or offer.instrument is Instrument.HONOUR_LOAN,
        covers=_covered(offer, lent, facts),
    )


def _repayment(borrowed: Decimal, months: int, rate: Decimal | None) -> Decimal:
    """Return a constant monthly payment, in euros; `rate` is in % a year, None counts none.

    The usual annuity: capital × i / (1 − (1 + i)^−n), i being a twelfth of the rate.
    """
    monthly = (rate or ZERO) / 1200
    paid = borrowed * monthly / (1 - (1 + monthly) ** -months) if monthly else borrowed / months
    return paid.quantize(_CENT, ROUND_CEILING)


def _shares(offer: Offer, total: Decimal) -> tuple[Share, ...]:
    whole = sum((one.share for one in offer.cofunding), ZERO)
    if not whole:
        return ()
    return tuple(
        Share(one.actor, (total * one.share / whole).quantize(_CENT, ROUND_CEILING))
        for one in offer.cofunding
    )


def _covered(offer: Offer, lent: Decimal, facts: Facts) -> Decimal | None:
    """Return what a guarantee covers of the loans: its share of them, up to its ceiling."""
    if offer.instrument is not Instrument.GUARANTEE or not lent:
        return None
    share = lent * offer.coverage_pct / 100 if offer.coverage_pct is not None else lent
    ceiling = amount(offer, facts).high
    return (min(share, ceiling) if ceiling is not None else share).quantize(_CENT, ROUND_FLOOR)


def _bounds(pick: Pick, facts: Facts) -> Iterable[str]:
    """Yield what is asked beyond what an offer gives, with its threshold."""
    if pick.asked is None or not pick.offer.instrument.is_money:
        return
    given = amount(pick.offer, facts)
    if given.high is not None and pick.asked > given.high:
        yield (
            f"{pick.scheme.name} : {euros(pick.asked)} demandés, pour un plafond de "
            f"{euros(given.high)}. Demander moins, ou chercher le reste ailleurs."
        )
    floor = pick.offer.min
    if floor is not None and pick.asked < floor:
        yield (
            f"{pick.scheme.name} : {euros(pick.asked)} demandés, pour un minimum de {euros(floor)}."
        )


def _together(picks: Sequence[Pick]) -> Iterable[Finding]:
    """Yield the schemes that may not be held together, once for each pair, and the repeated."""
    schemes: Mapping[str, Scheme] = {pick.scheme.id: pick.scheme for pick in picks}
    told: set[frozenset[str]] = set()
    for scheme in schemes.values():
        for other in scheme.forbidden_with:
            pair = frozenset((scheme.id, other))
            if other in schemes and other != scheme.id and pair not in told:
                told.add(pair)
                yield Finding(
                    f"{scheme.name} et {schemes[other].name} ne se cumulent pas : "
                    "retirer l’un des deux."
                )
    offers = [(pick.scheme.id, pick.offer.id) for pick in picks]
    for place, (pick, key) in enumerate(zip(picks, offers, strict=True)):
        if key in offers[:place]:
            yield Finding(f"{pick.scheme.name} est deux fois dans le plan.", pick=place)


def _against_costs(draft: Plan, picks: Sequence[Pick]) -> Iterable[Finding]:
    """Yield what is given beyond what it may pay for."""
    given = draft.of(Weight.GIVEN)
    total = draft.total_cost
    if not total:
        return
    if given > total:
        yield Finding(
            f"Subventions et dons ({euros(given)}) dépassent ce que coûte le projet "
            f"({euros(total)})."
        )
    for place, pick in enumerate(picks):
        limit = pick.scheme.max_share_pct
        if limit is not None and given * 100 > total * limit:
            yield Finding(
                f"{pick.scheme.name} : subventions et dons feraient "
                f"{with_unit(_percent(given, total), '%')} du coût, pour un maximum de "
                f"{with_unit(_percent(limit, Decimal(100)), '%')}.",
                pick=place,
            )
        eligible = _eligible_cost(draft.costs, pick.scheme)
        if pick.asked and eligible is not None and pick.asked > eligible:
            kinds = ", ".join(str(one.label).lower() for one in pick.scheme.expenses)
            yield Finding(
                f"{pick.scheme.name} ne paie que : {kinds}, soit {euros(eligible)} de dépenses "
                f"du plan, pour {euros(pick.asked)} demandés.",
                Severity.WARNING,
                place,
            )


def _eligible_cost(costs: Iterable[Cost], scheme: Scheme) -> Decimal | None:
    """Return the costs that a scheme may pay for; None when it, or a cost, does not say."""
    costs = tuple(costs)
    if not scheme.expenses or any(cost.expense is None for cost in costs):
        return None
    return sum((cost.amount for cost in costs if cost.expense in scheme.expenses), ZERO)


def _guarantees(picks: Sequence[Pick], lent: Decimal) -> Iterable[Finding]:
    for place, pick in enumerate(picks):
        if pick.offer.instrument is Instrument.GUARANTEE and not lent:
            yield Finding(
                f"{pick.scheme.name} garantit un prêt : le plan n’en compte aucun.",
                Severity.WARNING,
                place,
            )


def _percent(part: Decimal, whole: Decimal) -> str:
    return str((part * 100 / whole).quantize(Decimal("0.1")).normalize())
