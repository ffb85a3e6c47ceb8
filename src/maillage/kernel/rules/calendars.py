"""When a scheme is open: its calendar read on a date, as exactly as it is published."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from ..dates import PartialDate, french_day
from ..vocabularies import CalendarKind, Envelope
from .errors import RuleError
from .reading import Reader


class State(Enum):
    """Whether somebody may apply."""

    OPEN = "ouvert"
    UPCOMING = "a-venir"
    CLOSED = "ferme"


@dataclass(frozen=True, slots=True)
class Opening:
    """The state of a scheme on a date, when it opens or closes, why, and what to check of it."""

    state: State
    opens: date | None = None
    closes: date | None = None
    why: str = ""
    to_check: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A time when a scheme takes applications; any of its dates may be unknown."""

    id: str
    year: int | None = None
    opens: PartialDate | None = None
    pre_deposit: PartialDate | None = None
    closes: PartialDate | None = None
    jury: PartialDate | None = None
    note: str = ""

    @property
    def first_day(self) -> date | None:
        """Return the first day that it may be open."""
        if self.opens:
            return self.opens.first_day
        return date(self.year, 1, 1) if self.year and not self.closes else None

    @property
    def last_day(self) -> date | None:
        """Return the last day that it may be open."""
        if self.closes:
            return self.closes.last_day
        return date(self.year, 12, 31) if self.year else None

    def on(self, day: date) -> Opening:
        """Return its state on a day."""
        first, last = self.first_day, self.last_day
        if last and day > last:
            return Opening(State.CLOSED, why=f"La session s’est achevée le {french_day(last)}.")
        if first and day < first:
            return Opening(State.UPCOMING, opens=first, closes=last if self.closes else None)
        return Opening(State.OPEN, closes=last if self.closes else None, to_check=self._doubt(day))

    def _doubt(self, day: date) -> str:
        if self.pre_deposit and day > self.pre_deposit.last_day:
            return f"Un pré-dépôt était demandé avant le {self.pre_deposit.french}."
        if not (self.opens or self.closes):
            return f"Les dates de la session {self.year or ''} ne sont pas publiées.".replace(
                "  ", " "
            )
        if self.closes and not self.closes.day and day >= self.closes.first_day:
            return f"La clôture est annoncée pour {self.closes.french}, sans jour."
        if self.opens and not self.opens.day and day <= self.opens.last_day:
            return f"L’ouverture est annoncée pour {self.opens.french}, sans jour."
        return ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """How often a scheme opens, what is left of its money, and its sessions."""

    kind: CalendarKind | None = None
    envelope: Envelope | None = None
    sessions: tuple[Session, ...] = ()

    def on(self, day: date) -> Opening:
        """Return its state on a day. What nobody says does not close it."""
        if self.envelope is Envelope.SPENT:
            return Opening(State.CLOSED, why="L’enveloppe est épuisée.")
        states = [session.on(day) for session in self.sessions]
        for state in (State.OPEN, State.UPCOMING):
            if found := [one for one in states if one.state is state]:
                return min(found, key=_soonest)
        if self.kind is CalendarKind.PERMANENT or not states:
            is_vague = self.kind is CalendarKind.RECURRENT
            return Opening(
                State.OPEN, to_check="Les dates de la prochaine session sont à vérifier." * is_vague
            )
        last = max(session.last_day for session in self.sessions if session.last_day)
        again = " ; la suivante n’est pas annoncée" if self.kind is CalendarKind.RECURRENT else ""
        return Opening(
            State.CLOSED,
            why=f"La dernière session connue s’est achevée le {french_day(last)}{again}.",
        )


def _soonest(opening: Opening) -> tuple[date, date]:
    return opening.opens or date.min, opening.closes or date.max


def parse_calendar(data: Reader) -> Calendar:
    """Read a calendar; raise `RuleError` where it cannot be."""
    return Calendar(
        data.term("kind", CalendarKind),
        data.term("envelope", Envelope),
        tuple(_session(one) for one in data.parts("sessions")),
    )


def _session(data: Reader) -> Session:
    year = data.number("year")
    dates = {key: data.date(key) for key in ("opens", "pre_deposit", "closes", "jury")}
    if year is None and not any(dates.values()):
        raise RuleError("une session a une année ou une date au moins", data.pointer)
    return Session(
        data.required("id"), None if year is None else int(year), **dates, note=data.text("note")
    )
