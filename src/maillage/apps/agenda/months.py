"""A month of the agenda: its days in weeks, what lasts long, what has no day yet."""

from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from maillage.apps.sheets import deadlines, indexing, queries
from maillage.apps.sheets.deadlines import Deadline
from maillage.apps.sheets.list_query import ListQuery
from maillage.kernel.dates import MONTHS
from maillage.kernel.periods import Period
from maillage.search.query import SheetQuery

from .listing import page_of
from .models import Event
from .sheet_type import MONTH_KEY

MOST_EVENTS = 200
# An event of more days than this stands above the calendar rather than in each of its days.
_LONG = timedelta(days=6)
WEEKDAYS = (
    *(_("lundi"), _("mardi"), _("mercredi"), _("jeudi"), _("vendredi"), _("samedi")),
    _("dimanche"),
)
FIRST_YEAR, LAST_YEAR = 1900, 2199


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An event on one of its dates."""

    event: Event
    period: Period

    @property
    def hours(self) -> str:
        """Return its hours in words."""
        return self.event.hours_of(self.period)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar; those of the months before and after are blank."""

    date: date
    is_inside: bool
    is_today: bool
    occurrences: list[Occurrence] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)

    @property
    def weekday(self) -> str:
        """Return the name of the day."""
        return WEEKDAYS[self.date.weekday()]


@dataclass(frozen=True, slots=True)
class Month:
    """A month laid out; `is_cut` where it has more events than a page shows."""

    year: int
    month: int
    weeks: list[list[Day]]
    long: list[Occurrence]
    vague: list[Occurrence]
    is_cut: bool

    @property
    def title(self) -> str:
        """Return « novembre 2026 »."""
        return title(self.year, self.month)

    @property
    def total(self) -> int:
        """Return how many events it has."""
        days = [one for week in self.weeks for day in week for one in day.occurrences]
        return len({one.event.pk for one in (*days, *self.long, *self.vague)})


def title(year: int, month: int) -> str:
    """Return a month in words."""
    return f"{MONTHS[month - 1]} {year}"


def neighbour(year: int, month: int, step: int) -> tuple[int, int]:
    """Return the month `step` months later."""
    index = year * 12 + month - 1 + step
    return index // 12, index % 12 + 1


def read(query: ListQuery, year: int, month: int, today: date) -> Month:
    """Return the events and deadlines of a query in a month, with a few queries in all."""
    hits = indexing.ready().search(_search(query, year, month)).hits
    first = date(year, month, 1)
    last = date(*neighbour(year, month, 1), 1) - timedelta(days=1)
    found = sorted(_occurrences(queries.of_hits(hits[:MOST_EVENTS]), first, last), key=_order)
    exact = [one for one in found if one.period.is_exact]
    short: list[Occurrence] = []
    long: list[Occurrence] = []
    for one in exact:
        lasts = one.period.last_day - one.period.first_day > _LONG
        (long if lasts else short).append(one)
    closing = deadlines.of_query(query, max(first, today), last)
    weeks = [
        [_day(day, month, today, short, closing) for day in week]
        for week in Calendar().monthdatescalendar(year, month)
    ]
    vague = [one for one in found if not one.period.is_exact]
    return Month(year, month, weeks, long, vague, len(hits) > MOST_EVENTS)


def _search(query: ListQuery, year: int, month: int) -> SheetQuery:
    """Return the question that no event of the month escapes; some others may answer too."""
    keys = (f"{year:04}-{month:02}", f"{year:04}", f"*-{month:02}", "*")
    facets = {**query.search_query().facets, MONTH_KEY: keys}
    return page_of(query, facets=facets, offset=0, limit=MOST_EVENTS + 1, sort="oldest")


def _occurrences(events: Iterable[object], first: date, last: date) -> Iterable[Occurrence]:
    for event in events:
        assert isinstance(event, Event)
        for period in event.schedule.between(first, last):
            yield Occurrence(event, period)


def _order(one: Occurrence) -> tuple[date, str, str]:
    return one.period.first_day, one.hours, one.event.name


def _day(
    day: date, month: int, today: date, short: list[Occurrence], closing: list[Deadline]
) -> Day:
    inside = day.month == month
    own = [one for one in short if inside and one.period.meets(day, day)]
    ends = [one for one in closing if inside and one.day == day]
    return Day(day, inside, day == today, own, ends)
