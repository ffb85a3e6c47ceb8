"""Values as texts that people compare, territories and sheets under their names."""

from collections.abc import Iterable
from typing import Any

from maillage.apps.sheets.kinds import Reference, Shown, is_known
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.places import named_place
from maillage.apps.sheets.types import Field
from maillage.apps.territories import queries as territories

from .differences import Item


class ShownValues:
    """Values of fields, whose territories and sheets are read with two queries."""

    def __init__(self, values: Iterable[tuple[Field, Any]]) -> None:
        places: set[str] = set()
        uids: set[str] = set()
        for declared, value in values:
            for leaf in declared.kind.leaves(value) if is_known(value) else ():
                if ref := named_place(leaf):
                    places.add(ref)
                elif isinstance(leaf.kind, Reference):
                    uids.add(leaf.value)
        self._places = territories.find_many(places) if places else {}
        sheets = Sheet.objects.filter(uid__in=uids).order_by("pk") if uids else ()
        self._sheets = {one.uid: one for one in sheets}

    def items(self, declared: Field, value: Any) -> list[Item]:
        """Return a value as texts to compare, one an item of a list."""
        if not is_known(value):
            return []
        found = [self._item(shown) for shown in declared.kind.show(value)]
        if declared.kind.many:
            return found
        return [Item(declared.name, item.text, item.url) for item in found]

    def _item(self, shown: Shown) -> Item:
        if shown.form == "sheet" and (sheet := self._sheets.get(shown.key)):
            return Item(shown.key, sheet.name, sheet.get_absolute_url())
        if shown.form == "territory" and (place := self._places.get(shown.key)):
            return Item(shown.key, place.label, place.get_absolute_url())
        if shown.form == "link":  # the whole address: what changed may be its scheme
            return Item(shown.key, f"{shown.text} – {shown.url}", shown.url)
        note = shown.note if shown.note not in shown.text else ""
        return Item(shown.key, f"{shown.text} – {note}" if note else shown.text)
