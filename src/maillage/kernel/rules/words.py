"""Rules in plain French, written from the data: conditions, offers and worked examples."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from ..amounts import french_number
from .conditions import Condition, enumeration, threshold
from .facts import Catalogue, Question, unasked
from .lines import Factor, Fixed, Line, Tier, Tiers
from .nodes import Node, Not, ToCheck
from .offers import BASE, PERSON, Cap, Offer, amount, euros

AND, OR = "et", "ou"


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence, with those that it introduces; `joiner` is « et » or « ou » between them.

    `title` is the name that the rule gives to a group.
    """

    text: str
    children: tuple["Clause", ...] = ()
    joiner: str = ""
    title: str = ""
    reference: str = ""
    is_to_check: bool = False

    @property
    def flat(self) -> str:
        """Return it as one line: « Étape : Création et (Coût : au plus 5 000 € ou ESS : oui) »."""
        if not self.children:
            return self.text
        joiner = f" {self.joiner} " if self.joiner else " ; "
        inside = joiner.join(
            f"{one.title} ({one.flat})".lstrip() if one.children else one.flat
            for one in self.children
        )
        return inside if self.joiner else f"{self.text.lower()} : {inside}"


def describe(node: Node | None, catalogue: Catalogue, wanted: bool = True) -> Clause:
    """Return a requirement in words; what is negated is said the other way round."""
    match node:
        case None:
            return Clause("Aucune condition connue")
        case ToCheck():
            start = "À vérifier" if wanted else "À vérifier, pour l’écarter"
            return Clause(f"{start} : {node.text}", reference=node.reference, is_to_check=True)
        case Condition():
            return Clause(_condition(node, catalogue, wanted), reference=node.reference)
        case Not():
            inside = describe(node.node, catalogue, not wanted)
            return replace(inside, reference=node.reference or inside.reference)
    children = tuple(describe(one, catalogue, wanted) for one in node.nodes)
    if len(children) == 1 and not node.label:
        return children[0]
    needed = node.needed if wanted else len(children) - node.needed + 1
    if needed == len(children):
        text, joiner = "Toutes ces conditions", AND
    elif needed == 1:
        text, joiner = "L’une au moins de ces conditions", OR
    else:
        text, joiner = f"{needed} au moins de ces conditions", ""
    if not children:
        return Clause("Aucune condition")
    return Clause(text, children, joiner, node.label, node.reference)


def _condition(condition: Condition, catalogue: Catalogue, wanted: bool) -> str:
    question = catalogue.get(condition.fact)
    asked = threshold(condition, question, wanted)
    if condition.label and asked == "oui":  # the label is the sentence
        return condition.label
    label = condition.label or (question.label if question else condition.fact)
    return f"{label} : {asked}"


def describe_offer(offer: Offer, catalogue: Catalogue) -> list[str]:
    """Return what an offer gives, one sentence a line."""
    return list(_offer(offer, catalogue))


def _offer(offer: Offer, catalogue: Catalogue) -> Iterator[str]:
    yield f"{offer.instrument.label} : {amount(offer, {}).words()}"
    if offer.condition:
        yield f"Seulement si {describe(offer.condition, catalogue).flat}"
    for line in offer.lines:
        yield from _line(line, catalogue)
    if offer.times:
        yield f"À multiplier par : {_question(offer.times, catalogue).label}"
    if offer.cap:
        yield _cap(offer.cap)
    if offer.coverage_pct is not None:
        yield f"Part couverte : {_per_cent(offer.coverage_pct)}"
    if offer.interest_rate is not None:
        yield f"Taux d’intérêt : {_per_cent(offer.interest_rate)}"
    if offer.duration_months:
        yield f"Durée : {offer.duration_months}\u00a0mois au plus"
    if offer.instrument.is_repaid:
        yield "À rembourser"
    if offer.cofunding:
        parts = [f"{euros(one.share)} ({one.actor.label.lower()})" for one in offer.cofunding]
        yield f"Chaque part appelle les autres : {enumeration(parts, 'pour')}"
    if offer.note:
        yield offer.note


def _line(line: Line, catalogue: Catalogue) -> Iterator[str]:
    match line:
        case Tiers():
            question = _question(line.on, catalogue)
            for tier in line.tiers:
                label = line.label or question.label
                yield f"{label}, {_span(tier, question)} : {_money(tier.amount)}"
        case Factor():
            question = _question(line.on, catalogue)
            if line.factor is None:
                rate = "part à confirmer"
            elif line.factor < 1:
                rate = _per_cent(line.factor * 100)
            elif question.unit == "€":
                rate = f"{french_number(line.factor)} fois le montant"
            else:
                rate = f"{euros(line.factor)} pour chaque unité"
            yield f"{line.label or 'Calcul'} : {rate} de « {question.label} »"
        case Fixed():
            condition = ""
            if line.condition:
                condition = f", si {describe(line.condition, catalogue).flat}"
            yield f"{line.label or 'Forfait'} : {_money(line.amount)}{condition}"


def _span(tier: Tier, question: Question) -> str:
    low, high = tier.min, tier.max
    if low is None or high is None:
        if high is not None:
            return f"jusqu’à {question.words(high)}"
        return "toujours" if low is None else f"à partir de {question.words(low)}"
    return f"de {french_number(low)} à {question.words(high)}"


def _cap(cap: Cap) -> str:
    if cap.applies_to == BASE:
        return f"Calculé sur {euros(cap.amount)} au plus"
    scope = "par personne" if cap.scope == PERSON else f"par {cap.scope}"
    return f"Plafond : {euros(cap.amount)} {scope if cap.scope != 'total' else 'en tout'}"


def worked_examples(offer: Offer, catalogue: Catalogue) -> list[tuple[str, str]]:
    """Return answers and what the offer comes to, drawn from the bounds of its tiers.

    Values between two tiers and beyond the last are among them: that is where rules are silent.
    """
    found: dict[tuple[str, str], None] = {}
    for line in offer.lines:
        if isinstance(line, Fixed):
            continue
        question = _question(line.on, catalogue)
        for value in _telling(line, offer.cap):
            given = amount(offer, {line.on: value})
            words = " – ".join((given.words(), *given.notes))
            found[f"{question.label} : {question.words(value)}", words] = None
    return list(found)


def _telling(line: Tiers | Factor, cap: Cap | None) -> list[Decimal]:
    """Return the values of a fact at which an amount changes."""
    if isinstance(line, Factor):
        if not line.factor:
            return []
        if cap is None:
            return (
                [Decimal(1_000), Decimal(10_000)] if line.factor < 1 else [Decimal(1), Decimal(10)]
            )
        full = cap.amount if cap.applies_to == BASE else cap.amount / line.factor
        return [
            (full / 2).quantize(Decimal(1)),
            full.quantize(Decimal(1)),
            (full * 2).quantize(Decimal(1)),
        ]
    values: list[Decimal] = []
    for tier in line.tiers:
        if values and tier.min is not None and tier.min > values[-1]:
            values.append((values[-1] + tier.min) / 2)
        values += [one for one in (tier.min, tier.max) if one is not None]
    if line.tiers[-1].max is not None:
        values.append(line.tiers[-1].max + 1)
    return values


def _question(fact: str, catalogue: Catalogue) -> Question:
    return catalogue.get(fact) or unasked(fact)


def _money(amount: Decimal | None) -> str:
    return "montant à confirmer" if amount is None else euros(amount)


def _per_cent(value: Decimal) -> str:
    return f"{french_number(value)}\u202f%"
