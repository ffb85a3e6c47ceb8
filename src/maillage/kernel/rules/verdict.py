"""What comes of a scheme for what a person told, on a date, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ..vocabularies import Outcome
from .calendars import State
from .evaluation import Reason, explain
from .facts import Catalogue, Facts
from .logic import Rule
from .offers import Amount, Offer, amount
from .scheme import Scheme, Version


@dataclass(frozen=True)
class Verdict:
    """The outcome, what is missing, what is to be checked and why.

    Reasons and amounts are worked out when they are read: a page shows a few of them, and judges
    hundreds of schemes.
    """

    scheme: Scheme
    outcome: Outcome
    facts: Facts
    rule: Rule
    version: Version | None = None
    missing: tuple[str, ...] = ()
    to_check: tuple[str, ...] = ()
    opens: date | None = None
    closes: date | None = None
    why: str = ""
    catalogue: Catalogue | None = None

    @property
    def scheme_id(self) -> str:
        """Return the identifier of the scheme."""
        return self.scheme.id

    @property
    def version_id(self) -> str:
        """Return the identifier of the version that was judged, empty where there is none."""
        return self.version.id if self.version else ""

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Return the conditions that decide, or those still open, or those met."""
        return explain(self.rule, self.facts, self.catalogue)

    @cached_property
    def amounts(self) -> tuple[tuple[Offer, Amount], ...]:
        """Return the offers that may be made in this case, and what they come to."""
        offers = self.version.offers if self.version else ()
        return tuple(
            (offer, amount(offer, self.facts))
            for offer in offers
            if offer.is_for(self.facts) is not False
        )


def judge(scheme: Scheme, facts: Facts, on: date, catalogue: Catalogue | None = None) -> Verdict:
    """Judge a scheme for some facts on a date.

    A condition that is not met prevails over dates, dates over what is missing, what is missing
    over what is to be checked. The catalogue only gives words to the reasons.
    """
    moment = scheme.at(on)
    version, rule, opening = moment.version, moment.rule, moment.opening
    truth, missing, to_check = rule.open(facts)
    if truth is False:
        return Verdict(scheme, Outcome.NOT_ELIGIBLE, facts, rule, version, catalogue=catalogue)
    if opening.to_check:
        to_check.append(opening.to_check)
    if opening.state is State.CLOSED:
        outcome = Outcome.CLOSED
    elif opening.state is State.UPCOMING:
        outcome = Outcome.UPCOMING
    elif missing:
        outcome = Outcome.OPEN
    else:
        outcome = Outcome.CONDITIONAL if to_check else Outcome.ELIGIBLE
    return Verdict(
        scheme,
        outcome,
        facts,
        rule,
        version,
        tuple(missing),
        tuple(to_check),
        opening.opens,
        opening.closes,
        opening.why,
        catalogue,
    )


def judge_all(
    schemes: Iterable[Scheme], facts: Facts, on: date, catalogue: Catalogue | None = None
) -> list[Verdict]:
    """Judge schemes in their order."""
    return [judge(scheme, facts, on, catalogue) for scheme in schemes]
