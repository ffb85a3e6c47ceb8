"""Deadlines that sheets of any type have, for whoever keeps an agenda.

Applications do not know each other: support registers here how to find the calls that close, and
the agenda shows them beside its events.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from .list_query import ListQuery
from .models import Sheet


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of something that a sheet offers; `label` says of what."""

    sheet: Sheet
    day: date
    label: str


# From a query on another type, whose words, themes and territory count, to the deadlines from a
# day to another, both included.
ReadDeadlines: TypeAlias = Callable[[ListQuery, date, date], list[Deadline]]

_readers: list[ReadDeadlines] = []


def register_deadlines(read: ReadDeadlines) -> None:
    """Add a keeper of deadlines; called from the `ready` of its application."""
    if read not in _readers:
        _readers.append(read)


def of_query(query: ListQuery, first: date, last: date = date.max) -> list[Deadline]:
    """Return the deadlines that answer a query, in order of time.

    None where the query chooses among what only its own type has, such as kinds of events.
    """
    if any(values for name, values in query.selected.items() if name != "theme"):
        return []
    found = [one for read in _readers for one in read(query, first, last)]
    return sorted(found, key=lambda one: (one.day, one.sheet.name))
