"""What an offer is made of: lines whose amounts depend on facts, as intervals of euros."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, reduce

from ..amounts import french_number
from .errors import RuleError
from .facts import Facts
from .logic import Rule
from .nodes import Node
from .reading import Reader

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Interval:
    """What an amount may be, in euros: at least `low`, at most `high`, None where nobody says.

    `missing` are the facts that would narrow it, `notes` what the rules leave unsaid.
    """

    low: Decimal | None = None
    high: Decimal | None = None
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(
            None if self.low is None or other.low is None else self.low + other.low,
            None if self.high is None or other.high is None else self.high + other.high,
            tuple(dict.fromkeys(self.missing + other.missing)),
            tuple(dict.fromkeys(self.notes + other.notes)),
        )

    def times(self, number: Decimal) -> "Interval":
        """Return it so many times."""
        return replace(
            self,
            low=None if self.low is None else self.low * number,
            high=None if self.high is None else self.high * number,
        )

    def within(self, low: Decimal | None = None, high: Decimal | None = None) -> "Interval":
        """Return it with a floor and a ceiling."""
        floor, ceiling = self.low, self.high
        if low is not None:
            floor = low if floor is None else max(floor, low)
            ceiling = None if ceiling is None else max(ceiling, low)
        if high is not None:
            floor = None if floor is None else min(floor, high)
            ceiling = high if ceiling is None else min(ceiling, high)
        return replace(self, low=floor, high=ceiling)

    @classmethod
    def around(
        cls,
        amounts: Iterable[Decimal | None],
        missing: tuple[str, ...] = (),
        notes: tuple[str, ...] = (),
    ) -> "Interval":
        """Return the smallest interval that holds all these amounts, unknown if one of them is."""
        known, unknown = [], False
        for one in amounts:
            if one is None:
                unknown = True
            else:
                known.append(one)
        if unknown or not known:
            return cls(missing=missing, notes=notes)
        return cls(min(known), max(known), missing, notes)


NOTHING = Interval(ZERO, ZERO)


def number(facts: Facts, fact: str) -> Decimal | None:
    """Return what is known of a fact that is a number."""
    value = facts.get(fact)
    return value if isinstance(value, Decimal) else None


def total(intervals: Iterable[Interval]) -> Interval:
    """Return the sum of intervals."""
    return reduce(Interval.__add__, intervals, NOTHING)


@dataclass(frozen=True, slots=True)
class Tier:
    """An amount from `min` to `max` of a fact, both included; None has no bound."""

    min: Decimal | None
    max: Decimal | None
    amount: Decimal | None

    def has(self, value: Decimal) -> bool:
        """Tell whether the tier speaks of this value."""
        return (self.min is None or value >= self.min) and (self.max is None or value <= self.max)


@dataclass(frozen=True)
class Tiers:
    """An amount by tiers of a fact, in increasing order.

    Below the first tier there is nothing. Where the tiers are silent on a value, the amount is
    between those of its neighbours; beyond the last tier, it is between that one's and nothing.
    """

    id: str
    label: str
    on: str
    tiers: tuple[Tier, ...]

    def interval(self, facts: Facts, base: Decimal | None = None) -> Interval:
        """Return the amount for what is known."""
        value = number(facts, self.on)
        if value is None:
            amounts = [one.amount for one in self.tiers]
            # Below the first tier or above the last, there may be nothing.
            if (self.tiers[0].min or ZERO) > 0 or self.tiers[-1].max is not None:
                amounts.append(ZERO)
            return Interval.around(amounts, missing=(self.on,))
        for tier in self.tiers:
            if tier.has(value):
                return Interval.around([tier.amount])
        before, after = self.neighbours(value)
        if before is None:  # a scale that begins at 5 hours gives nothing for 4
            return NOTHING
        amounts = [before.amount, after.amount if after else ZERO]
        return Interval.around(amounts, notes=(_silence(before, after),))

    def neighbours(self, value: Decimal) -> tuple[Tier | None, Tier | None]:
        """Return the tiers just before and just after a value that no tier speaks of."""
        before = [one for one in self.tiers if one.max is not None and one.max < value]
        after = [one for one in self.tiers if one.min is not None and one.min > value]
        return before[-1] if before else None, after[0] if after else None


def _silence(before: Tier, after: Tier | None) -> str:
    low = french_number(before.max) if before.max is not None else ""
    if after is None or after.min is None:
        return f"le barème ne dit rien au-delà de {low}"
    return f"le barème ne dit rien entre {low} et {french_number(after.min)}"


@dataclass(frozen=True)
class Factor:
    """A fact times a number: so much per hour, a share of a cost."""

    id: str
    label: str
    on: str
    factor: Decimal | None

    def interval(self, facts: Facts, base: Decimal | None = None) -> Interval:
        """Return the amount for what is known; no more than `base` of the fact counts."""
        if self.factor is None:
            return Interval()
        value = number(facts, self.on)
        if value is None:
            high = None if base is None else base * self.factor
            return Interval(ZERO, high, missing=(self.on,))
        return Interval.around([(value if base is None else min(value, base)) * self.factor])


@dataclass(frozen=True)
class Fixed:
    """An amount given where a condition holds."""

    id: str
    label: str
    condition: Node | None
    amount: Decimal | None

    @cached_property
    def rule(self) -> Rule | None:
        """Return the condition, ready for use."""
        return None if self.condition is None else Rule(self.condition)

    def interval(self, facts: Facts, base: Decimal | None = None) -> Interval:
        """Return the amount for what is known."""
        if self.rule is None:
            return Interval.around([self.amount])
        truth, missing, to_check = self.rule.open(facts)
        if truth is False:
            return NOTHING
        if truth:
            return Interval.around([self.amount])
        return Interval.around([ZERO, self.amount], tuple(missing), tuple(to_check))


Line = Tiers | Factor | Fixed


def parse_line(data: Reader) -> Line:
    """Read a line: by tiers of a fact, by a factor, or fixed under a condition."""
    identifier, label = data.required("id"), data.text("label")
    if not (on := data.text("on")):
        return Fixed(identifier, label, data.node("if"), data.number("amount"))
    if "if" in data.data:
        raise RuleError("une ligne dépend d’un fait (on) ou d’une condition (if)", data.pointer)
    if not data.data.get("tiers"):
        return Factor(identifier, label, on, data.number("factor"))
    tiers = sorted(map(_tier, data.parts("tiers")), key=lambda one: one.min or ZERO)
    return Tiers(identifier, label, on, tuple(tiers))


def _tier(data: Reader) -> Tier:
    return Tier(data.number("min"), data.number("max"), data.number("amount"))
