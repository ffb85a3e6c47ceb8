"""A scheme (*dispositif*): what it asks, gives and when, read from its record."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ..dates import PartialDate, french_day
from ..territories import FRANCE
from ..vocabularies import (
    ActorType,
    Expense,
    Instrument,
    Need,
    SchemeKind,
    Stage,
    TerritoryCriterion,
)
from .calendars import Calendar, Opening, State, parse_calendar
from .conditions import Condition, Op
from .errors import RuleError
from .logic import Rule
from .nodes import All, Node
from .offers import Offer, parse_offer
from .reading import Reader

PLACE, ACTOR, STAGE = "territoire", "profil", "etape"
"""The facts that the general fields of a scheme (territories, applicants, stages) read."""


@dataclass(frozen=True, slots=True)
class Territories:
    """Where a scheme applies, by references; without `included`, nobody says."""

    included: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    criterion: TerritoryCriterion | None = None

    def conditions(self) -> Iterator[Condition]:
        """Yield what it asks of the place that a person gives."""
        label = self.criterion.label if self.criterion else ""
        # Every place is in the country: what applies everywhere asks nothing.
        if self.included and FRANCE not in self.included:
            yield Condition(PLACE, Op.IN, self.included, label)
        if self.excluded:
            yield Condition(PLACE, Op.NOT_IN, self.excluded, label)


@dataclass(frozen=True, slots=True)
class Version:
    """Conditions and offers that hold from a date to another; without dates, always."""

    id: str
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    reason: str = ""
    conditions: Node | None = None
    offers: tuple[Offer, ...] = ()

    @property
    def first_day(self) -> date:
        """Return the first day that it may hold."""
        return self.valid_from.first_day if self.valid_from else date.min

    @property
    def last_day(self) -> date:
        """Return the last day that it may hold."""
        return self.valid_to.last_day if self.valid_to else date.max


@dataclass(frozen=True, slots=True)
class Moment:
    """What holds on a date: a version, if one does, all that is required, and the calendar."""

    version: Version | None
    rule: Rule
    opening: Opening


_MOMENTS = 8  # dates kept ready


@dataclass(frozen=True)
class Scheme:
    """A scheme as the rules see it; empty lists say that nobody limits it."""

    id: str
    name: str
    kind: SchemeKind
    summary: str = ""
    applicants: tuple[ActorType, ...] = ()
    stages: tuple[Stage, ...] = ()
    needs: tuple[Need, ...] = ()
    expenses: tuple[Expense, ...] = ()
    themes: tuple[str, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    territories: Territories = field(default_factory=Territories)
    calendar: Calendar = field(default_factory=Calendar)
    ended: PartialDate | None = None
    versions: tuple[Version, ...] = ()
    forbidden_with: tuple[str, ...] = ()
    max_share_pct: Decimal | None = None
    local_variant_of: str = ""
    _moments: dict[date, Moment] = field(default_factory=dict, compare=False, repr=False)

    def version(self, on: date) -> Version | None:
        """Return the version that holds on a date: of several, the one that came last."""
        valid = [one for one in self.versions if one.first_day <= on <= one.last_day]
        return max(valid, key=lambda one: one.first_day) if valid else None

    def requirements(self, on: date) -> Node:
        """Return all that must hold on a date, as one conjunction."""
        return self.at(on).rule.node

    def at(self, on: date) -> Moment:
        """Return what holds on a date, made ready once: a portal judges on the same day again."""
        if (moment := self._moments.get(on)) is None:
            if len(self._moments) >= _MOMENTS:
                self._moments.clear()
            version = self.version(on)
            moment = Moment(version, Rule(self.required(version)), self.opening(on))
            self._moments[on] = moment
        return moment

    def required(self, version: Version | None) -> Node:
        """Return all that a version requires, with who and where the scheme is for."""
        return All(tuple(self._asked(version)))

    def _asked(self, version: Version | None) -> Iterator[Node]:
        yield from self.territories.conditions()
        # What accepts everybody asks nothing.
        if self.applicants and set(self.applicants) != set(ActorType):
            yield Condition(ACTOR, Op.IN, tuple(map(str, self.applicants)))
        if self.stages and set(self.stages) != set(Stage):
            yield Condition(STAGE, Op.IN, tuple(map(str, self.stages)))
        if version and version.conditions:
            yield version.conditions

    def opening(self, on: date) -> Opening:
        """Return whether somebody may apply on a date.

        An end known to the year or the month counts from its first day: it is only known once it
        has happened.
        """
        if self.ended and self.ended.first_day <= on:
            return Opening(State.CLOSED, why=f"Il a pris fin : {self.ended.french}.")
        if self.versions and not self.version(on):
            later = [one.first_day for one in self.versions if one.first_day > on]
            if later:
                return Opening(State.UPCOMING, opens=min(later))
            last = max(one.last_day for one in self.versions)
            return Opening(State.CLOSED, why=f"Ses règles valaient jusqu’au {french_day(last)}.")
        return self.calendar.on(on)


def parse_scheme(record: Mapping[str, object]) -> Scheme:
    """Read the record of a scheme; raise `RuleError` with the pointer of what cannot be."""
    data = Reader(record)
    if (kind := data.term("kind", SchemeKind)) is None:
        raise RuleError("il manque le genre (kind)")
    cumulation, territories = data.part("cumulation"), data.part("territories")
    versions = tuple(_version(one) for one in data.parts("versions"))
    return Scheme(
        id=data.required("id"),
        name=data.required("name"),
        kind=kind,
        summary=data.text("summary"),
        applicants=data.terms("applicants", ActorType),
        stages=data.terms("stages", Stage),
        needs=data.terms("needs", Need),
        expenses=data.terms("expenses", Expense),
        themes=data.texts("themes"),
        instruments=data.terms("instruments", Instrument),
        territories=Territories(
            territories.texts("included"),
            territories.texts("excluded"),
            territories.term("criterion", TerritoryCriterion),
        ),
        calendar=parse_calendar(data.part("calendar")),
        ended=data.date("ended"),
        versions=versions,
        forbidden_with=cumulation.texts("forbidden_with"),
        max_share_pct=cumulation.number("max_share_pct"),
        local_variant_of=data.text("local_variant_of"),
    )


def _version(data: Reader) -> Version:
    return Version(
        data.required("id"),
        data.date("valid_from"),
        data.date("valid_to"),
        data.text("reason"),
        data.node("conditions"),
        tuple(parse_offer(one) for one in data.parts("offers")),
    )
