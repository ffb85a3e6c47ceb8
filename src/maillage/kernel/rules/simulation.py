"""What a scheme paid by person and month comes to, for people who stay some months.

Many documents give the steps of such a scheme and not its amounts: who has signed the agreement
types them (`filled`), and what is due is counted in any case.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ..amounts import french_number
from ..vocabularies import AmountPer
from .facts import Facts
from .lines import NOTHING, ZERO, Factor, Fixed, Interval, Line, Tier, Tiers, number, total
from .offers import Offer, amount


@dataclass(frozen=True, slots=True)
class Stay:
    """People who do the same, month after month: what is told of each, for `months` months."""

    people: int
    months: int
    facts: Facts


@dataclass(frozen=True, slots=True)
class Item:
    """Something that an offer pays, once for each unit; `amount` is None where nobody published it.

    The key is the same from one day to the next: « offer.line » or « offer.line.tier ».
    """

    key: str
    label: str
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Due:
    """How many times an item is due: `low` and `high` differ where the rule is silent."""

    item: Item
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Earned:
    """What a stay brings: items due, euros for one person and for all, and what is left unsaid."""

    stay: Stay
    due: tuple[Due, ...]
    each: Interval
    whole: Interval
    capped: bool


def items(offers: Iterable[Offer]) -> tuple[Item, ...]:
    """Return all that the offers pay, in their order."""
    return tuple(item for offer in offers for line in _lines(offer) for item in _items(offer, line))


def filled(offer: Offer, amounts: Mapping[str, Decimal]) -> Offer:
    """Return an offer with the amounts that somebody gave, by the keys of `items`.

    What was published stays: an agreement does not change what the rule says.
    """
    return replace(offer, lines=tuple(_filled(offer, line, amounts) for line in _lines(offer)))


def earned(offers: Sequence[Offer], stay: Stay, cap: Decimal | None = None) -> Earned:
    """Return what a stay brings; `cap` is the most that one person may bring, in euros.

    What is paid by person and month counts every month; what is paid by person counts once.
    """
    each = total(_paid(offer, stay).times(Decimal(_units(offer, stay.months))) for offer in offers)
    held = each.within(high=cap) if cap is not None else each
    due = tuple(one for offer in offers for one in _due(offer, stay))
    return Earned(stay, due, held, held.times(Decimal(stay.people)), held != each)


def _paid(offer: Offer, stay: Stay) -> Interval:
    given = offer.is_for(stay.facts)
    if given is False:
        return NOTHING
    found = amount(offer, stay.facts)
    low = found.low
    if low is None:  # what is not published is worth nothing less than nothing
        low = sum((part.low or ZERO for part in found.parts), ZERO)
    return Interval(low if given else ZERO, found.high, found.missing, found.notes)


def _lines(offer: Offer) -> tuple[Line, ...]:
    """Return what an offer is made of; one that says no more than that it pays is one line."""
    bounded = offer.min is not None or offer.max is not None
    return offer.lines or (() if bounded else (Fixed("", offer.label, None, None),))


def _units(offer: Offer, months: int) -> int:
    return months if offer.per is AmountPer.PERSON_MONTH else 1


def _items(offer: Offer, line: Line) -> Iterator[Item]:
    key, label = f"{offer.id}.{line.id}".rstrip("."), line.label or offer.label
    match line:
        case Tiers():
            for place, tier in enumerate(line.tiers, start=1):
                yield Item(f"{key}.{place}", f"{label} ({_bounds(tier)})", tier.amount)
        case Factor():
            yield Item(key, label, line.factor)
        case Fixed():
            yield Item(key, label, line.amount)


def _bounds(tier: Tier) -> str:
    low, high = (None if bound is None else french_number(bound) for bound in (tier.min, tier.max))
    if low is None:
        return f"jusqu’à {high}"
    return f"de {low} à {high}" if high is not None else f"à partir de {low}"


def _filled(offer: Offer, line: Line, amounts: Mapping[str, Decimal]) -> Line:
    given = [
        item.amount if item.amount is not None else amounts.get(item.key)
        for item in _items(offer, line)
    ]
    match line:
        case Tiers():
            tiers = (
                replace(one, amount=value) for one, value in zip(line.tiers, given, strict=True)
            )
            return replace(line, tiers=tuple(tiers))
        case Factor():
            return replace(line, factor=given[0])
        case Fixed():
            return replace(line, amount=given[0])


def _due(offer: Offer, stay: Stay) -> Iterator[Due]:
    """Yield how many times each item of an offer is due, those that are not at all left out."""
    times = stay.people * _units(offer, stay.months)
    given = offer.is_for(stay.facts)
    if given is False:
        return
    for line in _lines(offer):
        chances = _chances(line, stay.facts)
        for item, (least, most) in zip(_items(offer, line), chances, strict=True):
            if most:
                yield Due(item, times * least if given else 0, times * most)


def _chances(line: Line, facts: Facts) -> Iterator[tuple[int, int]]:
    """Yield for each item of a line whether it is due: (0, 0) no, (1, 1) yes, (0, 1) not known."""
    match line:
        case Tiers():
            value = number(facts, line.on)
            silent = value is None or not any(tier.has(value) for tier in line.tiers)
            near = line.tiers if value is None else line.neighbours(value)
            if silent and value is not None and near[0] is None:
                near = ()
            for tier in line.tiers:
                if silent:
                    yield 0, int(tier in near)
                else:
                    assert value is not None
                    yield int(tier.has(value)), int(tier.has(value))
        case Factor():
            yield 0, 1
        case Fixed():
            truth = True if line.rule is None else line.rule.truth(facts)
            yield int(truth is True), int(truth is not False)
