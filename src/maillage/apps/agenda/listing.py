"""The agenda's own reading of a query: what is coming, what is to be dated, what is past."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from maillage.apps.sheets import indexing
from maillage.apps.sheets.list_query import PER_PAGE, ListQuery
from maillage.apps.sheets.listing import Card, Listing, cards
from maillage.kernel.vocabularies import DatePrecision
from maillage.search.query import SheetQuery

from .sheet_type import PRECISION_KEY

# Events whose date has moved since the index read them are looked for once a day a process.
_MOST_MOVED = 5_000
_moved_on: dict[str, date] = {}


@dataclass(frozen=True, slots=True)
class Group:
    """Events of a page that come together under a title; `total` counts those of all pages."""

    key: str
    title: str
    total: int
    cards: list[Card]


@dataclass(frozen=True)
class Agenda(Listing):
    """A list of events in groups of time; `groups` is empty where another order was asked."""

    groups: tuple[Group, ...] = ()

    @cached_property
    def is_dated(self) -> bool:
        """Tell whether the events come in groups of time."""
        return bool(self.groups)


def catch_up(today: date) -> None:
    """Tell the index the new date of the events whose last indexed one has passed.

    The next date of a recurring event follows the day, not a change of its sheet. Like the mending
    of a stale index, this writes the index only, which is made from the database.
    """
    index = str(indexing.engine())
    if _moved_on.get(index) == today:
        return
    passed = SheetQuery(
        types=("event",),
        until=today.toordinal() - 1,
        open_on=today.toordinal(),
        limit=_MOST_MOVED,
        highlight=False,
    )
    if moved := [hit.uid for hit in indexing.ready().search(passed).hits]:
        indexing.catch_up(moved)
    _moved_on.clear()
    _moved_on[index] = today


def grouped(found: Listing, today: date) -> Agenda:
    """Return a list as the agenda shows it: its page, cut across the groups of time."""
    query = found.query
    if query.effective_sort != "date":
        return Agenda(query, found.result, found.cards, found.base, found.map_base)
    offset = (query.page - 1) * PER_PAGE
    groups: list[Group] = []
    room, before = PER_PAGE, 0
    for key, title, search in _groups(query, today):
        page = indexing.ready().search(
            replace(search, offset=max(0, offset - before), limit=max(1, room))
        )
        reached = before + page.total > offset and room > 0
        shown = cards(page)[:room] if reached else []
        if shown:
            groups.append(Group(key, title, page.total, shown))
        room -= len(shown)
        before += page.total
    everything = [card for group in groups for card in group.cards]
    return Agenda(query, found.result, everything, found.base, found.map_base, tuple(groups))


def _groups(query: ListQuery, today: date) -> Iterable[tuple[str, str, SheetQuery]]:
    """Yield the groups with the question that each is to the index."""
    day = today.toordinal()
    base = replace(query.search_query(), count_facets=())
    coming = replace(base, open_on=day, sort="oldest")
    yield "a-venir", _("À venir"), _precise(coming, DatePrecision.DAY, DatePrecision.MONTH)
    vague = _precise(coming, DatePrecision.YEAR, DatePrecision.UNKNOWN)
    yield "a-preciser", _("Dates à préciser"), vague
    yield "passes", _("Passés"), replace(base, over_on=day, sort="newest")


def _precise(search: SheetQuery, *precisions: DatePrecision) -> SheetQuery:
    values = tuple(one.value for one in precisions)
    return replace(search, facets={**search.facets, PRECISION_KEY: values})


def page_of(query: ListQuery, **changes: Any) -> SheetQuery:
    """Return the question of a query with changes, without counts nor passages."""
    return replace(query.search_query(), count_facets=(), highlight=False, **changes)
