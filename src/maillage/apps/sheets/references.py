"""Whether what a sheet's values name exists: territories, and other sheets of the right types."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from maillage.apps.territories import queries as territories

from . import queries
from .kinds import Reference, is_known
from .places import named_place
from .types import SheetType


def unknown(sheet_type: SheetType, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield field and message for each territory and sheet that clean values name in vain."""
    places: dict[str, str] = {}
    named: dict[str, tuple[str, Reference]] = {}
    for one in sheet_type.fields:
        value = data.get(one.name)
        for leaf in one.kind.leaves(value) if is_known(value) else ():
            if ref := named_place(leaf):
                places[ref] = one.name
            elif isinstance(leaf.kind, Reference):
                named[leaf.value] = one.name, leaf.kind
    for ref in sorted(places.keys() - territories.known(places)):
        yield places[ref], _("« %(ref)s » n’est pas un territoire connu.") % {"ref": ref}
    types = queries.types(named)
    for uid, (name, kind) in sorted(named.items()):
        if uid not in types or (kind.to and types[uid] not in kind.to):
            message = _("Aucune fiche de ce type n’a l’identifiant « %(uid)s ».")
            yield name, message % {"uid": uid}
