"""Offers of a scheme and what they come to: intervals of euros, unknown where nobody published."""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from ..amounts import NARROW, french_number
from ..vocabularies import AmountPer, AmountStatus, Instrument, MatchingActor
from .errors import RuleError
from .facts import Facts
from .lines import Interval, Line, number, parse_line, total
from .logic import Rule
from .nodes import Node
from .reading import Reader

PERSON, CASE = "personne", "dossier"
BASE, RESULT = "base", "resultat"


@dataclass(frozen=True, slots=True)
class Cap:
    """A ceiling in euros: on the result, or on the cost that counts (`applies_to`).

    For a person it is applied before multiplying by their number, otherwise after.
    """

    amount: Decimal
    scope: str = CASE
    applies_to: str = RESULT


@dataclass(frozen=True, slots=True)
class Share:
    """A part of matching money: shares of 1, 1 and 1 give as much each."""

    actor: MatchingActor
    share: Decimal


@dataclass(frozen=True)
class Offer:
    """Something that a scheme gives. Amounts in euros, rates and coverage in per cent."""

    id: str
    label: str
    instrument: Instrument
    per: AmountPer | None = None
    min: Decimal | None = None
    max: Decimal | None = None
    amount_status: AmountStatus | None = None
    interest_rate: Decimal | None = None
    coverage_pct: Decimal | None = None
    duration_months: int | None = None
    lines: tuple[Line, ...] = ()
    times: str = ""
    cap: Cap | None = None
    cofunding: tuple[Share, ...] = ()
    condition: Node | None = None
    note: str = ""

    @cached_property
    def rule(self) -> Rule | None:
        """Return its condition, ready for use."""
        return None if self.condition is None else Rule(self.condition)

    def is_for(self, facts: Facts) -> bool | None:
        """Tell whether it is offered in this case; None where that is not known."""
        return self.rule is None or self.rule.truth(facts)


@dataclass(frozen=True, slots=True)
class Part:
    """What a line of an offer comes to."""

    id: str
    label: str
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Amount:
    """What an offer comes to: at least `low`, at most `high`, None where nobody says.

    `times` is how many times it was counted, None when it still is for one (person, hour…).
    `missing` are the facts that would narrow it.
    """

    low: Decimal | None
    high: Decimal | None
    status: AmountStatus | None = None
    per: AmountPer | None = None
    capped: bool = False
    parts: tuple[Part, ...] = ()
    times: Decimal | None = None
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    in_kind: bool = field(default=False, kw_only=True)

    @property
    def is_known(self) -> bool:
        """Tell whether something is known of it: a service in kind, a floor or a ceiling."""
        return self.in_kind or self.high is not None or bool(self.low)

    def words(self) -> str:
        """Return it in French: « de 500 à 1 000 € par personne », « montant à confirmer »."""
        if self.in_kind:
            return "service rendu, sans versement"
        if not self.is_known:
            return "montant selon vos réponses" if self.missing else "montant à confirmer"
        suffix = ""
        if self.per:
            suffix = self.per.suffix if self.times is None else self.per.rest
        about = ", à titre indicatif" if self.status is AmountStatus.INDICATIVE else ""
        return f"{_range(self.low, self.high)} {suffix}".rstrip() + about


def _range(low: Decimal | None, high: Decimal | None) -> str:
    if high is None:
        return f"à partir de {euros(low or Decimal(0))}"
    if low == high:
        return euros(high)
    return f"de {euros(low, unit='')} à {euros(high)}" if low else f"jusqu’à {euros(high)}"


def euros(amount: Decimal, unit: str = f"{NARROW}€") -> str:
    """Return an amount as readers see it, with cents where there are some: « 1 234,50 € »."""
    cents = None if amount == amount.to_integral_value() else 2
    return f"{french_number(amount, cents)}{unit}"


def amount(offer: Offer, facts: Facts) -> Amount:
    """Return what an offer comes to, as far as the facts and the documents go.

    It holds the amount that any further answer would lead to.
    """
    cap = offer.cap
    base = cap.amount if cap and cap.applies_to == BASE else None
    ceiling = cap.amount if cap and base is None else None
    is_each = cap is not None and cap.scope == PERSON
    lines = [(line, line.interval(facts, base)) for line in offer.lines]
    one = total(part for _, part in lines) if lines else Interval()
    one = one.within(offer.min, offer.max)
    each = one.within(high=ceiling) if is_each else one
    times, missing = number(facts, offer.times), each.missing
    if offer.times and times is None:
        missing += (offer.times,)
    every = each if times is None else each.times(times)
    whole = every if is_each else every.within(high=ceiling)
    return Amount(
        whole.low,
        whole.high,
        offer.amount_status,
        offer.per,
        capped=each != one or whole != every,
        parts=tuple(Part(line.id, line.label, part.low, part.high) for line, part in lines),
        times=times,
        missing=tuple(dict.fromkeys(missing)),
        notes=each.notes,
        in_kind=offer.instrument is Instrument.SERVICE and whole.high is None and not whole.low,
    )


def parse_offer(data: Reader) -> Offer:
    """Read an offer; raise `RuleError` where it cannot be."""
    if (instrument := data.term("instrument", Instrument)) is None:
        raise RuleError("il manque l’instrument", data.pointer)
    low, high = data.number("min"), data.number("max")
    if low is not None and high is not None and low > high:
        raise RuleError("le minimum dépasse le maximum", data.at("max"))
    months = data.number("duration_months")
    return Offer(
        id=data.required("id"),
        label=data.text("label"),
        instrument=instrument,
        per=data.term("per", AmountPer),
        min=low,
        max=high,
        amount_status=data.term("amount_status", AmountStatus),
        interest_rate=data.number("interest_rate"),
        coverage_pct=data.number("coverage_pct"),
        duration_months=None if months is None else int(months),
        lines=tuple(parse_line(one) for one in data.parts("lines")),
        times=data.text("times"),
        cap=_cap(data.part("cap")),
        cofunding=tuple(_share(one) for one in data.parts("cofunding")),
        condition=data.node("if"),
        note=data.text("note"),
    )


def _cap(data: Reader) -> Cap | None:
    if not data.data:
        return None
    if (ceiling := data.number("amount")) is None:
        raise RuleError("il manque le montant du plafond", data.pointer)
    scope, applies_to = data.text("scope") or CASE, data.text("applies_to") or RESULT
    if scope not in (PERSON, CASE, "total") or applies_to not in (BASE, RESULT):
        raise RuleError(
            "la portée (scope) est personne, dossier ou total ; "
            "le plafond s’applique (applies_to) à base ou resultat",
            data.pointer,
        )
    return Cap(ceiling, scope, applies_to)


def _share(data: Reader) -> Share:
    if not (share := data.number("share")):
        raise RuleError("il manque la part (share)", data.pointer)
    if (actor := data.term("actor", MatchingActor)) is None:
        raise RuleError("il manque qui la donne (actor)", data.pointer)
    return Share(actor, share)
