"""What an application shows on the pages of sheets that are not its own.

Applications do not know each other: figures, for one, register here a panel that says what is
counted of a sheet, and every page shows the panels that have something to say.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .models import Sheet


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a page: `read` returns what its template shows as `panel`, or None."""

    key: str
    title: str
    template: str
    read: Callable[[Sheet], Any]


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """A panel that has something to show on a page."""

    key: str
    title: str
    template: str
    content: Any


@dataclass(frozen=True, slots=True)
class Mark:
    """What an application says beside web addresses: `read` returns it by address, for some."""

    template: str
    read: Callable[[Sequence[str]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ShownMark:
    """What is said beside a web address of a page."""

    template: str
    content: Any


_panels: dict[str, Panel] = {}
_marks: dict[str, Mark] = {}


def register_panel(panel: Panel) -> None:
    """Add a panel to the pages of sheets; called from the `ready` of the app that declares it."""
    _panels[panel.key] = panel


def register_mark(mark: Mark) -> None:
    """Add a mark to the addresses of pages; called from the `ready` of the app that declares it."""
    _marks[mark.template] = mark


def marks(urls: Sequence[str]) -> dict[str, ShownMark]:
    """Return what is said of these web addresses, by address: nothing for most."""
    return {
        url: ShownMark(mark.template, content)
        for mark in (_marks.values() if urls else ())
        for url, content in mark.read(urls).items()
    }


def of(sheet: Sheet) -> list[ShownPanel]:
    """Return the panels that have something to say of a sheet."""
    read = ((panel, panel.read(sheet)) for panel in _panels.values())
    return [
        ShownPanel(panel.key, panel.title, panel.template, content)
        for panel, content in read
        if content is not None
    ]
