"""What the schemes answer to a person: one line each, in groups, the most useful first."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from maillage.apps.sheets.models import Sheet
from maillage.kernel.dates import french_day
from maillage.kernel.rules.evaluation import Reason
from maillage.kernel.rules.facts import Facts
from maillage.kernel.rules.offers import Amount, Offer
from maillage.kernel.rules.places import Place
from maillage.kernel.rules.scheme import PLACE
from maillage.kernel.rules.verdict import Verdict
from maillage.kernel.territories import FRANCE, TerritoryKind
from maillage.kernel.typography import typeset
from maillage.kernel.vocabularies import Need, OrganisationRole, Outcome

from .orientation_desks import Desk
from .rules import Schemes

OLD = 2  # years after which a fact says when it was true
_PAYERS = (OrganisationRole.FUNDER, OrganisationRole.MATCHING_FUNDER, OrganisationRole.OPERATOR)
_RANKS = {kind.value: kind.rank for kind in TerritoryKind}


@dataclass(frozen=True, slots=True)
class Money:
    """What an offer may bring, in words; `key` names it in a financing plan, if it is money."""

    label: str
    instrument: str
    amount: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Links:
    """Where lines lead.

    `sheets` and `alone` end where the slug of a scheme, or its identifier, is added: its sheet, and
    the page about its conditions. `asks` are the label and the address of questions, by fact.
    """

    sheets: str
    alone: str
    asks: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Line:
    """A scheme and its answer; texts are typeset, and worked out when a page shows them.

    `names` are those of organisations, by identifier.
    """

    sheet: Any
    verdict: Verdict
    links: Links
    names: Mapping[str, str]
    on: date

    @property
    def id(self) -> str:
        """Return the identifier of the scheme."""
        return str(self.sheet.uid)

    @property
    def name(self) -> str:
        """Return the name of the scheme."""
        return typeset(self.sheet.name)

    @property
    def href(self) -> str:
        """Return the address of its sheet."""
        return f"{self.links.sheets}{self.sheet.slug}/"

    @property
    def url(self) -> str:
        """Return the page about its conditions alone."""
        return self.links.alone + self.id

    @property
    def kind(self) -> str:
        """Return what it is."""
        return typeset(str(self.sheet.kind_term.label)) if self.sheet.kind_term else ""

    @property
    def summary(self) -> str:
        """Return what it gives, in a sentence."""
        return typeset(self.sheet.summary)

    @cached_property
    def payers(self) -> str:
        """Return who pays or, where nobody is said to, who runs it."""
        by_role: dict[str, list[str]] = {}
        for one in self.sheet.organisations:
            if name := self.names.get(one["organisation"]):
                by_role.setdefault(one["role"], []).append(name)
        funder, matching, operator = (by_role.get(role, []) for role in _PAYERS)
        return ", ".join(dict.fromkeys([*funder, *matching] or operator))

    @cached_property
    def money(self) -> list[Money]:
        """Return the offers, those that bring money first."""
        found = [_money(self.id, offer, amount) for offer, amount in self.verdict.amounts]
        return sorted(found, key=lambda one: not one.key)

    @property
    def sums(self) -> list[Money]:
        """Return the offers that bring money, or a guarantee."""
        return [one for one in self.money if one.amount]

    @property
    def best(self) -> Money | None:
        """Return the offer that says the most in few words: the first that brings money."""
        return self.money[0] if self.money else None

    @property
    def when(self) -> str:
        """Return when it opens, or until when it is open, or why it is closed."""
        return typeset(_when(self.verdict))

    @property
    def age(self) -> str:
        """Return the year of the information where it may no longer hold, in words."""
        return typeset(_age(self.sheet, self.on))

    @property
    def asks(self) -> list[tuple[str, str]]:
        """Return the questions that it waits for."""
        asks = self.links.asks
        return [asks[fact] for fact in self.verdict.missing if fact in asks]

    @property
    def is_open(self) -> bool:
        """Tell whether an answer, or a word with the organisation, could make it possible."""
        return self.verdict.outcome is not Outcome.CLOSED

    @property
    def refusal(self) -> list[tuple[str, str, str, str]]:
        """Return two of those conditions: label, what it asks, what was told, the text of law."""
        return [
            (typeset(one.label), typeset(one.asked), typeset(one.told), typeset(one.reference))
            for one in self.reasons[:2]
        ]

    @property
    def where(self) -> str:
        """Return the territories that it is for, where that refuses it."""
        return next((typeset(one.asked) for one in self.reasons if one.fact == PLACE), "")

    @property
    def is_elsewhere(self) -> bool:
        """Tell whether it is refused because it is for other territories."""
        return bool(self.where)

    @property
    def checks(self) -> list[str]:
        """Return what is to be seen with the organisation; what is not yet told comes first."""
        return [] if self.asks or not self.is_open else list(map(typeset, self.verdict.to_check))

    @cached_property
    def reasons(self) -> list[Reason]:
        """Return the conditions that decide, each once, in the branch closest to holding."""
        found = {(one.label, one.asked): one for one in self.verdict.reasons if one.closest}
        return list(found.values())


@dataclass(frozen=True, slots=True)
class Group:
    """The schemes that have the same answer; the page shows `lines` and folds `more`."""

    outcome: Outcome
    title: str
    lead: str
    lines: Sequence[Line]
    more: Sequence[Line] = ()

    @property
    def count(self) -> int:
        """Return how many schemes there are."""
        return len(self.lines) + len(self.more)

    @property
    def key(self) -> str:
        """Return the anchor of the group."""
        return str(self.outcome.value)

    @property
    def folded(self) -> bool:
        """Tell whether only its title shows at first."""
        return self.outcome is Outcome.NOT_ELIGIBLE

    @property
    def here(self) -> list[Line]:
        """Return the lines that another answer than the place could change."""
        return [one for one in self.all if not one.is_elsewhere]

    @property
    def elsewhere(self) -> list[Line]:
        """Return the lines that are only for other territories."""
        return [one for one in self.all if one.is_elsewhere]

    @property
    def all(self) -> list[Line]:
        """Return every line."""
        return [*self.lines, *self.more]


# How many lines a group shows before it folds the others; all where it is not here.
_SHOWN = {
    Outcome.ELIGIBLE: 12,
    Outcome.CONDITIONAL: 6,
    Outcome.OPEN: 6,
    Outcome.UPCOMING: 6,
    Outcome.CLOSED: 3,
    Outcome.NOT_ELIGIBLE: 0,
}
_YEAR = re.compile(r"\b20\d\d\b")


def grouped(
    verdicts: Iterable[Verdict], known: Schemes, desk: Desk, links: Links, on: date
) -> list[Group]:
    """Return the groups that have some schemes, in the order of outcomes; one query."""
    names = _names(known, verdicts := list(verdicts))
    ranked = sorted(verdicts, key=_rank)
    found = []
    for outcome in Outcome:
        lines = [
            Line(known.sheets[one.scheme_id], one, links, names, on)
            for one in ranked
            if one.outcome is outcome
        ]
        if lines:
            shown = _SHOWN.get(outcome, len(lines))
            lead = dict(desk.leads).get(outcome, "")
            found.append(Group(outcome, desk.verdict(outcome), lead, lines[:shown], lines[shown:]))
    return found


def _rank(verdict: Verdict) -> tuple[Any, ...]:
    """Order by need, then what is missing, the nearest territory, and the first deadline."""
    scheme, facts = verdict.scheme, verdict.facts
    needs = facts.get("besoin") or frozenset()
    assert isinstance(needs, frozenset)
    served = sum(
        need in scheme.needs or need.serves((scheme.kind,), scheme.instruments)
        for need in Need.among(needs)
    )
    return (
        -served,
        len(verdict.missing),
        -_nearness(scheme.territories.included, facts),
        verdict.closes or date.max,
        scheme.name,
    )


def _nearness(included: Iterable[str], facts: Facts) -> int:
    """Return how narrow the territory that makes a scheme local is: a commune before a country."""
    place = facts.get("territoire")
    around = place.within if isinstance(place, Place) else frozenset((FRANCE,))
    return max((_RANKS[one.partition(":")[0]] for one in included if one in around), default=-1)


def _names(known: Schemes, verdicts: Iterable[Verdict]) -> dict[str, str]:
    """Return the public organisations that schemes name, those refused apart, with one query."""
    uids = {
        one["organisation"]
        for verdict in verdicts
        if verdict.outcome is not Outcome.NOT_ELIGIBLE
        for one in known.sheets[verdict.scheme_id].organisations
    }
    rows = Sheet.objects.public().filter(uid__in=uids).order_by("pk")
    return {uid: typeset(name) for uid, name in rows.values_list("uid", "name")}


def _money(scheme: str, offer: Offer, amount: Amount) -> Money:
    brings = offer.instrument.is_money
    return Money(
        typeset(offer.label),
        typeset(str(offer.instrument.label)),
        typeset(amount.words()) if brings or offer.max else "",
        f"{scheme}.{offer.id}" if brings else "",
    )


def _when(verdict: Verdict) -> str:
    if verdict.outcome is Outcome.UPCOMING and verdict.opens:
        return _("ouvre le %(day)s") % {"day": french_day(verdict.opens)}
    if verdict.outcome is Outcome.CLOSED:
        return verdict.why
    if verdict.closes:
        return _("jusqu’au %(day)s") % {"day": french_day(verdict.closes)}
    return ""


def _age(sheet: Any, on: date) -> str:
    sessions = sheet.calendar.get("sessions", ())
    told = [
        str(one[name]) for one in sessions for name in ("opens", "closes", "year") if name in one
    ]
    told += [str(one["valid_from"]) for one in sheet.versions if "valid_from" in one]
    years = [int(text[:4]) for text in told if text[:4].isdigit()]
    if sheet.obsolete:
        years += map(int, _YEAR.findall(sheet.obsolete))
        past = [one for one in years if one <= on.year]
        return _old(max(past)) if past else _("information ancienne")
    return _old(max(years)) if years and max(years) <= on.year - OLD else ""


def _old(year: int) -> str:
    return _("information de %(year)d") % {"year": year}
