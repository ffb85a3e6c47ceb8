"""What a proposal concerns: the territories that its review falls to, and the themes."""

from collections.abc import Iterable
from typing import Any

from maillage.apps.sheets.kinds import Term, is_known
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.places import named_place
from maillage.apps.sheets.types import SheetType
from maillage.apps.territories import queries as territories
from maillage.kernel.vocabularies import ScopeKind, Theme

Scope = tuple[ScopeKind, str]


def concerned(
    sheet_type: SheetType, sheet: Sheet | None, values: Iterable[tuple[str, Any]]
) -> list[Scope]:
    """Return the scopes of a sheet, None for a new one, and of the clean values proposed for it.

    Territories come with all those that contain them: who is in charge of a département reviews
    what concerns its communes. Sorted, each once.
    """
    places: set[str] = set()
    themes: set[str] = set()
    proposed = list(values)
    for field in sheet_type.fields:
        own = [field.value(sheet)] if sheet is not None else []
        for value in (*own, *(new for name, new in proposed if name == field.name)):
            for leaf in field.kind.leaves(value) if is_known(value) else ():
                if ref := named_place(leaf):
                    places.add(ref)
                elif isinstance(leaf.kind, Term) and leaf.kind.vocabulary is Theme:
                    themes.add(leaf.value)
    if sheet is not None:
        places.update(sheet_type.acts_on(sheet))
    found = {above for chain in territories.ancestors(places).values() for above in chain}
    return [
        *((ScopeKind.TERRITORY, ref) for ref in sorted(found)),
        *((ScopeKind.THEME, code) for code in sorted(themes)),
    ]
