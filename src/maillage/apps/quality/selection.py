"""What an address of the quality pages asks for: a type, a territory, a criterion."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from maillage.apps.sheets.list_query import asked_place, no_such_place, one_of
from maillage.apps.sheets.types import SheetType, registry
from maillage.apps.territories.models import Territory
from maillage.kernel.vocabularies import Criterion

from . import scopes

COLUMNS = {
    Criterion.COMPLETE: "complete",
    Criterion.SOURCED: "sourced",
    Criterion.REVIEWED: "reviewed",
    Criterion.FRESH: "fresh",
    Criterion.LINKS: "links",
}


@dataclass(frozen=True, slots=True)
class Selection:
    """The sheets that a page is about; `is_national` keeps those of no région nor département."""

    sheet_type: SheetType | None = None
    territory: Territory | None = None
    is_national: bool = False
    criterion: Criterion | None = None
    notices: tuple[str, ...] = ()

    @property
    def type_key(self) -> str:
        """Return the key of the type, « » for all."""
        return self.sheet_type.key if self.sheet_type else ""

    @property
    def scope(self) -> str:
        """Return the territory as rows name it, « » for everywhere."""
        if self.is_national:
            return scopes.NATIONAL
        return self.territory.ref if self.territory else ""

    @property
    def place(self) -> str:
        """Return where the sheets are, in words that follow « fiches »."""
        if self.is_national:
            return _("d’échelle nationale ou sans lieu")
        return str(self.territory.in_name) if self.territory else ""

    @property
    def label(self) -> str:
        """Return the name of what is chosen as territory."""
        if self.is_national:
            return _("Échelle nationale ou sans lieu")
        return self.territory.label if self.territory else ""

    def condition(self) -> Q:
        """Return the condition for a row to be of the selection; a criterion keeps what fails."""
        found = Q(type=self.type_key) if self.sheet_type else Q()
        if self.scope:
            found &= scopes.within(self.scope)
        if self.criterion:
            found &= Q(**{f"{COLUMNS[self.criterion]}__lt": 100})
        return found

    def parameters(self) -> list[tuple[str, str]]:
        """Return the canonical parameters of the address."""
        found = [("type", self.type_key), ("territoire", self.scope)]
        if self.criterion:
            found.append(("critere", self.criterion.value))
        return [(name, value) for name, value in found if value]

    def url(self, base: str, *extra: tuple[str, str], **changes: Any) -> str:
        """Return the address of this selection, or of a neighbour of it, below `base`."""
        parameters = [*replace(self, **changes).parameters(), *extra]
        return f"{base}?{urlencode(parameters, safe=':')}" if parameters else base


def read(request: HttpRequest) -> Selection:
    """Read a selection from an address; what is not understood is set aside with a notice."""
    notices: list[str] = []
    sheet_type = registry.get(one_of(request.GET, "type", registry, notices))
    criterion = Criterion.get(one_of(request.GET, "critere", tuple(Criterion), notices))
    is_national = request.GET.get("territoire") == scopes.NATIONAL and not request.GET.get("lieu")
    territory, unknown = (None, "") if is_national else asked_place(request.GET)
    if unknown:
        notices.append(no_such_place(unknown))
    return Selection(sheet_type, territory, is_national, criterion, tuple(notices))
