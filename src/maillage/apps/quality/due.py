"""The sheets to read again, as the address of the desk's page asks for them.

`type`, `territoire` (or `lieu`, words), `theme`, `avance` (days to come that count too), `charge`
(`toutes` for those of every reviewer) and `page`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.sheets.list_query import PER_PAGE, page_number
from maillage.apps.sheets.listing import Pager, check_page, paged
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import SheetType, registry
from maillage.kernel.vocabularies import Theme

from . import queries, reminders, scopes, selection, wording
from .models import Assessment
from .selection import Selection

EVERYONE = "toutes"
AHEAD = (0, 30, 90)  # days


@dataclass(frozen=True, slots=True)
class DueRow:
    """A sheet to read again: since when, what was last known of it, where to look."""

    row: Assessment
    today: date
    contact: str

    @property
    def sheet(self) -> Sheet:
        """Return the sheet."""
        return self.row.sheet

    @property
    def sheet_type(self) -> SheetType:
        """Return the declaration of its type."""
        return registry[self.row.type]

    @property
    def late(self) -> str:
        """Return since when, or in how long, it is due."""
        return wording.late((self.today - self.row.due).days) if self.row.due else ""

    @property
    def is_late(self) -> bool:
        """Tell whether its day has come."""
        return self.row.due is not None and self.row.due <= self.today

    @property
    def links(self) -> list[dict[str, Any]]:
        """Return the first addresses where one may look."""
        return list(self.row.sheet.links[:3])


@dataclass(frozen=True)
class DuePage:
    """A page of the sheets to read again."""

    chosen: Selection
    charge: Q
    today: date
    base: str
    theme: Theme | None = None
    ahead: int = 0
    everyone: bool = False
    number: int = 1

    @cached_property
    def rows(self) -> QuerySet[Assessment]:
        """Return all the sheets found, the longest overdue first."""
        found = queries.due_before(self.today + timedelta(days=self.ahead))
        found = found.filter(self.chosen.condition())
        if self.theme:
            found = found.filter(scopes.about(self.theme))
        return found if self.everyone else found.filter(self.charge)

    @cached_property
    def total(self) -> int:
        """Return how many there are; raise `NoSuchPage` past the last page."""
        total = self.rows.count()
        check_page(self.number, total)
        return total

    @cached_property
    def sentence(self) -> str:
        """Return the answer: « 12 fiches à relire »."""
        if not self.total:
            said = _("Tout est relu") if self.is_measured else _("Les échéances restent à compter")
            return f"{said} {self.chosen.place}".strip()
        words = wording.counted(self.total, _("fiche à relire"), _("fiches à relire"))
        return f"{words} {self.chosen.place}".strip()

    @cached_property
    def found(self) -> list[DueRow]:
        """Return the sheets of this page."""
        start = (self.number - 1) * PER_PAGE
        rows = queries.with_sheets(self.rows, start, start + PER_PAGE)
        contacts = reminders.contacts({row.sheet_id: row.type for row in rows})
        return [DueRow(row, self.today, contacts.get(row.sheet_id, "")) for row in rows]

    @property
    def is_measured(self) -> bool:
        """Tell whether quality was ever measured: until then nothing is known to be due."""
        return Assessment.objects.exists()

    @property
    def has_charge(self) -> bool:
        """Tell whether the reviewer is in charge of some sheets only."""
        return bool(self.charge)

    @property
    def is_narrowed(self) -> bool:
        """Tell whether the address asks for some sheets only."""
        return bool(self.chosen.parameters() or self.theme)

    def url(self, page: int = 1) -> str:
        """Return the address of a page of the same sheets."""
        found = self.chosen.parameters()
        found += [("theme", self.theme.value)] if self.theme else []
        found += [("avance", str(self.ahead))] if self.ahead else []
        found += [("charge", EVERYONE)] if self.everyone else []
        found += [("page", str(page))] if page > 1 else []
        return f"{self.base}?{urlencode(found, safe=':')}" if found else self.base

    @cached_property
    def here(self) -> str:
        """Return the address of this page: where a form comes back to."""
        return self.url(self.number)

    @cached_property
    def pages(self) -> Pager:
        """Return the pages."""
        return paged(self.total, self.number, self.url)


def read(request: HttpRequest, base: str, today: date) -> DuePage:
    """Read the address of the page; raise `NoSuchPage` for a malformed number."""
    asked = request.GET
    ahead = asked.get("avance", "")
    return DuePage(
        selection.read(request),
        scopes.in_charge(request.user),
        today,
        base,
        Theme.get(asked.get("theme", "")),
        int(ahead) if ahead in {str(days) for days in AHEAD} else 0,
        asked.get("charge") == EVERYONE,
        page_number(asked.get("page", "")),
    )


def overdue_count(user: Any) -> int:
    """Return how many sheets a reviewer should read again today."""
    return queries.due_before(timezone.localdate()).filter(scopes.in_charge(user)).count()
