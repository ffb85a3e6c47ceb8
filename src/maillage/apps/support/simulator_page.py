"""What the page of a simulator shows: the scale of a scheme, what each stay brings, the whole."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from maillage.kernel.amounts import french_number
from maillage.kernel.rules.facts import Catalogue, Question
from maillage.kernel.rules.lines import Fixed, Interval, Tiers, total
from maillage.kernel.rules.nodes import facts_of
from maillage.kernel.rules.offers import Offer, euros
from maillage.kernel.rules.simulation import Due, Earned, Item, earned, filled, items
from maillage.kernel.vocabularies import AmountPer

from .simulator_request import Simulated


@dataclass(frozen=True, slots=True)
class Scale:
    """The steps of a line, for a ruler: bounds of each, and the values that the page marks."""

    label: str
    unit: str
    steps: tuple[tuple[float, float, str], ...]
    end: float
    marks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class SimulatorPage:
    """A simulator, and what it gives for what was asked."""

    asked: Simulated
    offers: tuple[Offer, ...]
    items: tuple[Item, ...]
    earned: tuple[Earned, ...]
    whole: Interval
    scales: tuple[Scale, ...]

    @property
    def unpublished(self) -> list[Item]:
        """Return what is paid and whose amount nobody published."""
        return [one for one in self.items if one.amount is None]

    @property
    def due(self) -> list[Due]:
        """Return how many times each item is due, all stays together."""
        found: dict[str, Due] = {}
        for one in (due for earned_ in self.earned for due in earned_.due):
            before = found.get(one.item.key, Due(one.item, 0, 0))
            found[one.item.key] = Due(one.item, before.low + one.low, before.high + one.high)
        return list(found.values())

    @property
    def notes(self) -> list[str]:
        """Return what the rule leaves unsaid for what was asked, each once."""
        return list(dict.fromkeys(note for one in self.earned for note in one.each.notes))


def simulated(offers: Iterable[Offer]) -> bool:
    """Tell whether offers can be simulated: one of them is paid by person and month."""
    return any(one.per is AmountPer.PERSON_MONTH and one.lines for one in offers)


def questions_of(offers: Iterable[Offer], known: Catalogue) -> list[Question]:
    """Return what the amounts of some offers depend on, in the order of the catalogue."""
    needed: set[str] = set()
    for offer in offers:
        needed.update(facts_of(offer.condition) if offer.condition else ())
        for line in offer.lines:
            if not isinstance(line, Fixed):
                needed.add(line.on)
            elif line.condition:
                needed.update(facts_of(line.condition))
    return [question for fact, question in known.items() if fact in needed]


def read(asked: Simulated, offers: Sequence[Offer], known: Catalogue) -> SimulatorPage:
    """Work out what was asked."""
    agreed = [filled(offer, asked.amounts) for offer in offers]
    found = tuple(earned(agreed, stay, asked.cap) for stay in asked.stays)
    return SimulatorPage(
        asked,
        tuple(offers),
        items(offers),
        found,
        total(one.whole for one in found),
        tuple(_scales(agreed, asked, known)),
    )


def words(sum_: Interval) -> str:
    """Return an amount in words; unknown says where it may be known."""
    if sum_.high is None:
        if not sum_.low:
            return _("montant à confirmer")
        return _("au moins %(sum)s, le reste à confirmer") % {"sum": euros(sum_.low)}
    if sum_.low is None or sum_.low == sum_.high:
        return euros(sum_.high)
    return _("de %(low)s à %(high)s") % {
        "low": euros(sum_.low, unit=""),
        "high": euros(sum_.high),
    }


def times(due: Due) -> str:
    """Return how many times something is due: « 18 fois », « de 0 à 6 fois »."""
    if due.low == due.high:
        return _("%(number)s fois") % {"number": french_number(due.low)}
    return _("de %(low)s à %(high)s fois") % {
        "low": french_number(due.low),
        "high": french_number(due.high),
    }


def _scales(offers: Iterable[Offer], asked: Simulated, known: Catalogue) -> Iterator[Scale]:
    for line in (line for offer in offers for line in offer.lines):
        if not isinstance(line, Tiers):
            continue
        question = known.get(line.on)
        marks = sorted(
            {value for stay in asked.stays if isinstance(value := stay.facts.get(line.on), Decimal)}
        )
        ends = [one.max for one in line.tiers if one.max is not None]
        # A fifth beyond the last step, so that what is above it shows.
        end = float(max([*ends, *marks])) * 1.2
        yield Scale(
            line.label,
            question.unit if question else "",
            tuple(
                (
                    float(one.min or 0),
                    end if one.max is None else float(one.max),
                    euros(one.amount) if one.amount is not None else "",
                )
                for one in line.tiers
            ),
            end,
            tuple((float(mark), french_number(mark)) for mark in marks),
        )
