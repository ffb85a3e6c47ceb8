"""Territories and sheets under the names that people know them by, both ways."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from maillage.apps.identity.models import current
from maillage.apps.sheets import indexing
from maillage.apps.sheets.kinds import InvalidValue, Reference, Territory
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import SheetType
from maillage.apps.territories import queries as territories
from maillage.kernel.text import fold

_CLOSEST = 4  # names proposed where the one typed is not known
_FULL_NAME = re.compile(r"(.+?) \((?:.+)\)")


class Names:
    """Names of what the values of a sheet refer to; a few queries for all of them."""

    def __init__(self, sheet_type: SheetType, *records: Mapping[str, Any]) -> None:
        leaves = [
            leaf
            for record in records
            for field in sheet_type.fields
            if record.get(field.name)
            for leaf in field.kind.leaves(record[field.name])
        ]
        places = {one.value for one in leaves if isinstance(one.kind, Territory)}
        uids = {one.value for one in leaves if isinstance(one.kind, Reference)}
        found = territories.find_many(places) if places else {}
        self._places = {ref: one.label for ref, one in found.items()}
        sheets = Sheet.objects.public().filter(uid__in=uids).order_by("pk") if uids else ()
        self._sheets = {one.uid: one.name for one in sheets}

    def of_place(self, ref: str) -> str:
        """Return the name of a territory, its reference when it is unknown."""
        return self._places.get(ref, ref)

    def of_sheet(self, uid: str) -> str:
        """Return the name of a public sheet, its identifier when there is none."""
        return self._sheets.get(uid, uid)

    def place(self, text: str) -> str:
        """Return the reference of the territory with this name; raise `InvalidValue`."""
        if ref := _key_of(text, self._places):
            return ref
        match = _FULL_NAME.fullmatch(text)
        hits = territories.search(text, 8, forgiving=False)
        if match:
            hits += territories.search(match[1], 30, forgiving=False)
        wanted = fold(text)
        for names in (lambda one: (one.label, one.ref), lambda one: (one.name,)):
            exact = {
                one.territory.ref
                for one in hits
                if wanted in {fold(name) for name in names(one.territory)}
            }
            if len(exact) == 1:
                return exact.pop()
        if len(hits) == 1:
            return hits[0].territory.ref
        found = [one.territory for one in hits or territories.search(text, 4 * _CLOSEST)]
        home = current().home_territory_ref
        near = sorted(found, key=lambda one: home not in one.within)  # here first
        raise InvalidValue(_which(text, [one.label for one in near], _("territoire")))

    def sheet(self, text: str, types: tuple[str, ...]) -> str:
        """Return the identifier of the public sheet with this name; raise `InvalidValue`."""
        if uid := _key_of(text, self._sheets):
            return uid
        public = Sheet.objects.public().filter(type__in=types) if types else Sheet.objects.public()
        named = set(public.filter(name=text).order_by("pk").values_list("uid", flat=True)[:2])
        hits = [] if len(named) == 1 else indexing.ready().suggest(text, 8, types)
        named = named or {one.uid for one in hits if fold(one.title) == fold(text)}
        if len(named) == 1:
            return str(named.pop())
        raise InvalidValue(_which(text, [one.title for one in hits], _("fiche")))


def _key_of(text: str, names: Mapping[str, str]) -> str:
    keys = [key for key, name in names.items() if text in {key, name}]
    return keys[0] if len(keys) == 1 else ""


def _which(text: str, closest: Iterable[str], what: str) -> str:
    names = list(dict.fromkeys(closest))[:_CLOSEST]
    if not names:
        message = _("« %(text)s » : nous ne connaissons aucun nom de %(what)s qui s’écrive ainsi.")
        return message % {"text": text, "what": what}
    message = _("« %(text)s » : écrivez le nom en entier, par exemple %(names)s.")
    return message % {"text": text, "names": ", ".join(f"« {name} »" for name in names)}
