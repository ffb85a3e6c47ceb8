"""Checks of offers: tiers without gap nor overlap, facts that exist, amounts that agree."""

from collections.abc import Iterator
from itertools import pairwise

from ..amounts import french_number
from ..vocabularies import AmountStatus
from .facts import Catalogue, FactKind
from .findings import Finding, Level
from .lines import Fixed, Tiers
from .lint_conditions import about_branches, about_facts
from .offers import Offer, amount


def about_offer(offer: Offer, pointer: str, catalogue: Catalogue) -> Iterator[Finding]:
    """Yield what is wrong or doubtful in an offer."""
    if offer.condition:
        yield from about_facts(offer.condition, f"{pointer}/if", catalogue)
        yield from about_branches(offer.condition, f"{pointer}/if", catalogue)
    if offer.times:
        yield from _about_number(offer.times, f"{pointer}/times", catalogue)
    if offer.coverage_pct is not None and offer.coverage_pct > 100:
        yield Finding(f"{pointer}/coverage_pct", "la part couverte dépasse 100 %")
    yield from _about_status(offer, pointer)
    for place, line in enumerate(offer.lines):
        here = f"{pointer}/lines/{place}"
        if isinstance(line, Fixed):
            if line.condition:
                yield from about_facts(line.condition, f"{here}/if", catalogue)
                yield from about_branches(line.condition, f"{here}/if", catalogue)
            continue
        yield from _about_number(line.on, f"{here}/on", catalogue)
        if isinstance(line, Tiers):
            yield from _about_tiers(line, f"{here}/tiers")


def _about_number(fact: str, pointer: str, catalogue: Catalogue) -> Iterator[Finding]:
    if (question := catalogue.get(fact)) is None:
        yield Finding(pointer, f"le fait « {fact} » n’est pas une question")
    elif question.kind is not FactKind.NUMBER:
        yield Finding(
            pointer, f"un montant se calcule sur un nombre, or « {fact} » n’en est pas un"
        )


def _about_status(offer: Offer, pointer: str) -> Iterator[Finding]:
    here, is_known = f"{pointer}/amount_status", amount(offer, {}).is_known
    if offer.amount_status is AmountStatus.NOT_PUBLISHED and is_known and offer.instrument.is_money:
        yield Finding(here, "le montant est dit non publié, or il y en a un", Level.WARNING)
    if offer.amount_status is AmountStatus.CONFIRMED and not is_known and not offer.lines:
        yield Finding(here, "le montant est dit confirmé, or il n’y en a pas", Level.WARNING)


def _about_tiers(line: Tiers, pointer: str) -> Iterator[Finding]:
    for tier in line.tiers:
        if tier.min is not None and tier.max is not None and tier.min > tier.max:
            yield Finding(pointer, "une tranche finit avant de commencer")
    for before, after in pairwise(line.tiers):
        if before.max is None or after.min is None or after.min <= before.max:
            yield Finding(pointer, f"deux tranches se chevauchent à {_bound(after.min)}")
        else:
            message = f"rien n’est dit entre {_bound(before.max)} et {_bound(after.min)}"
            yield Finding(pointer, message, Level.WARNING)
    if (last := line.tiers[-1].max) is not None:
        yield Finding(pointer, f"rien n’est dit au-delà de {_bound(last)}", Level.WARNING)


def _bound(value: object) -> str:
    return "zéro" if value is None else french_number(str(value))
