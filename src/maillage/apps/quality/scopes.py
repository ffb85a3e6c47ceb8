"""What a sheet concerns, as text that one condition searches: territories, themes, the nation."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q

from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.places import place_refs
from maillage.apps.sheets.types import type_of
from maillage.apps.territories import queries as territories
from maillage.kernel.vocabularies import ScopeKind

# The scope of what concerns no région nor département: the whole country, or no place at all.
NATIONAL = "national"
_LOCAL = ("region:", "departement:")
_THEME = "theme:"


def of_sheets(sheets: Sequence[Sheet]) -> dict[int, list[str]]:
    """Return the scopes of sheets by key, territories with all those that contain them."""
    places = {
        sheet.pk: {*place_refs(sheet), *sheet.located_in, *type_of(sheet).acts_on(sheet)}
        for sheet in sheets
    }
    above = territories.ancestors({ref for refs in places.values() for ref in refs})
    found = {}
    for sheet in sheets:
        refs = sorted({one for ref in places[sheet.pk] for one in above.get(ref, ())})
        is_local = any(ref.startswith(_LOCAL) for ref in refs)
        themes = [f"{_THEME}{theme}" for theme in sheet.themes]
        found[sheet.pk] = [*refs, *([] if is_local else [NATIONAL]), *themes]
    return found


def territories_of(scopes: Iterable[str]) -> list[str]:
    """Return those of the scopes that are not themes."""
    return [scope for scope in scopes if not scope.startswith(_THEME)]


def text(scopes: Iterable[str]) -> str:
    """Return scopes as a row keeps them."""
    return f"|{'|'.join(scopes)}|"


def within(scope: str) -> Q:
    """Return the condition for a row to concern a territory, or `NATIONAL`."""
    return Q(scopes__contains=f"|{scope}|")


def about(theme: str) -> Q:
    """Return the condition for a row to concern a theme."""
    return within(f"{_THEME}{theme}")


def in_charge(user: Any) -> Q:
    """Return the condition for a row to fall to a reviewer; without charge, everything does.

    What concerns no territory and no theme is for everybody.
    """
    charges = list(user.review_scopes.values_list("kind", "code"))
    if not charges:
        return Q()
    own = Q(scopes=text([NATIONAL]))
    for kind, code in charges:
        own |= about(code) if kind == ScopeKind.THEME else within(code)
    return own
