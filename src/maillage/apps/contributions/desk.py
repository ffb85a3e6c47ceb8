"""The reviewers' desk: the rooms that its sub-navigation leads to, each with what waits there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class Room:
    """A page of the desk: `count` reads, in one cheap query, how many things wait for a user.

    `pages` names the other views that belong to the room; `order` places it among the others.
    """

    label: str
    url_name: str
    count: Callable[[Any], int] | None = None
    pages: tuple[str, ...] = ()
    order: int = 100


@dataclass(frozen=True, slots=True)
class Door:
    """A room as the sub-navigation shows it to somebody."""

    label: str
    url: str
    count: int | None
    is_current: bool


_rooms: dict[str, Room] = {}


def register_room(room: Room) -> Room:
    """Add a room to the desk; called from the `ready` of the app that has its page."""
    _rooms[room.url_name] = room
    return room


def doors(user: Any, view_name: str) -> list[Door]:
    """Return the doors of the rooms that this instance has; `view_name` is that of the page."""
    found = []
    for room in sorted(_rooms.values(), key=lambda room: room.order):
        try:
            url = reverse(room.url_name)
        except NoReverseMatch:  # an application that this instance has not installed
            continue
        count = room.count(user) if room.count else None
        is_current = view_name in (room.url_name, *room.pages)
        found.append(Door(str(room.label), url, count, is_current))
    return found
