"""Where a sheet's values give web addresses, and the same values with another address, or none."""

from collections.abc import Iterator
from typing import Any

from maillage.apps.sheets.kinds import Kind, Many, Parsed, Record, is_known
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import type_of
from maillage.kernel.contacts import parse_url
from maillage.kernel.vocabularies import LinkKind


def addresses(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Yield the field and the address of each web address that a sheet gives."""
    for field in type_of(sheet).fields:
        if field.is_known(sheet):
            for leaf in field.kind.leaves(field.value(sheet)):
                if _is_address(leaf.kind):
                    yield field.name, leaf.value


def feeds(sheet: Sheet) -> set[str]:
    """Return the addresses that a sheet gives for those of its feeds."""
    return {link["url"] for link in sheet.links if link["kind"] == LinkKind.FEED}


def rewritten(kind: Kind, value: Any, former: str, new: str) -> Any:
    """Return a value that gives `new` instead of `former`; where it is "", what gave it goes.

    A record goes whole where the address is what it cannot be without.
    """
    match kind:
        case Many():
            items = [rewritten(kind.item, item, former, new) for item in value]
            kept = [item for item in items if is_known(item)]
            return [item for place, item in enumerate(kept) if item not in kept[:place]]
        case Record():
            parts: dict[str, Any] = {}
            for name, one in value.items():
                part = kind.parts[name]
                changed = rewritten(part.kind, one, former, new)
                if is_known(changed) or changed == one:
                    parts[name] = changed
                elif part.required:
                    return {}
            return parts
    return new if _is_address(kind) and value == former else value


def _is_address(kind: Kind) -> bool:
    return isinstance(kind, Parsed) and kind.parse is parse_url
