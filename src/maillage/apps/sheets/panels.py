"""What an application shows on the pages of sheets that are not its own.

Applications do not know each other: figures, for one, register here a panel that says what is
counted of a sheet, and every page shows the panels that have something to say.
"""

from collections.abc import Callable
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


_panels: dict[str, Panel] = {}


def register_panel(panel: Panel) -> None:
    """Add a panel to the pages of sheets; called from the `ready` of the app that declares it."""
    _panels[panel.key] = panel


def of(sheet: Sheet) -> list[ShownPanel]:
    """Return the panels that have something to say of a sheet."""
    read = ((panel, panel.read(sheet)) for panel in _panels.values())
    return [
        ShownPanel(panel.key, panel.title, panel.template, content)
        for panel, content in read
        if content is not None
    ]
