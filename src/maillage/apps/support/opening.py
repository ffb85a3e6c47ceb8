"""Whether one can apply for a scheme today, in the words of lists and pages.

The rules engine decides, for everybody as for a person's answers.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from maillage.kernel.dates import french_day
from maillage.kernel.rules.calendars import State
from maillage.kernel.rules.scheme import Scheme
from maillage.kernel.vocabularies import CalendarKind, Envelope, OpeningState, SchemeKind

# What is given in sessions: a date that nobody publishes is worth saying.
_DATED = {SchemeKind.CALL, SchemeKind.PRIZE}
# What has no calendar because it is the law, or is there for everybody at any time.
_TIMELESS = {SchemeKind.LEGAL_FORM, SchemeKind.RECOGNITION, SchemeKind.CLAUSE}


@dataclass(frozen=True, slots=True)
class Opening:
    """The state on a day, the dates that go with it, and what the engine says of them."""

    state: OpeningState
    opens: date | None = None
    closes: date | None = None
    why: str = ""
    to_check: str = ""
    is_timeless: bool = False
    is_dated: bool = False

    @property
    def is_news(self) -> bool:
        """Tell whether a list gains by saying it."""
        return bool(self.sentence) and (
            self.state is not OpeningState.UNKNOWN or self.is_dated or bool(self.to_check)
        )

    @property
    def deadline(self) -> date | None:
        """Return the last day to apply, None where it is past or unknown."""
        can_apply = self.state in (OpeningState.OPEN, OpeningState.UPCOMING)
        return self.closes if can_apply else None

    @property
    def sentence(self) -> str:
        """Return it in a few words, nothing for what has no calendar."""
        match self.state:
            case OpeningState.OPEN:
                if self.closes:
                    return _("Jusqu’au %(day)s") % {"day": french_day(self.closes)}
                return "" if self.is_timeless else _("Toute l’année")
            case OpeningState.UPCOMING if self.opens:
                return _("Ouvre le %(day)s") % {"day": french_day(self.opens)}
        return str(_(self.state.label))


def opening(scheme: Scheme, day: date) -> Opening:
    """Return whether one can apply for a scheme on a day."""
    found = scheme.opening(day)
    calendar = scheme.calendar
    timeless = scheme.kind in _TIMELESS and not calendar.sessions
    match found.state:
        case State.UPCOMING:
            state = OpeningState.UPCOMING
        case State.OPEN if (
            found.closes or timeless or calendar.kind is CalendarKind.PERMANENT
        ) or (calendar.sessions and not found.to_check):
            state = OpeningState.OPEN
        case State.OPEN:
            state = OpeningState.UNKNOWN
        case _:
            spent = calendar.envelope is Envelope.SPENT
            state = OpeningState.SPENT if spent and not scheme.ended else OpeningState.CLOSED
    dated = scheme.kind in _DATED
    return Opening(state, found.opens, found.closes, found.why, found.to_check, timeless, dated)
