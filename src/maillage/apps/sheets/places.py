"""Where a sheet is, from its addresses and the territories that it names."""

from .kinds import Commune, Leaf, Territory
from .models import Sheet


def commune_ref(code: str) -> str:
    """Return the territory reference of an INSEE code: a commune or a municipal arrondissement."""
    municipal = (
        "75101" <= code <= "75120" or "69381" <= code <= "69389" or "13201" <= code <= "13216"
    )
    return f"arrondissement:{code}" if municipal else f"commune:{code}"


def place_refs(sheet: Sheet) -> list[str]:
    """Return the territories of a sheet's premises, the one that places it on the map first."""
    addresses = getattr(sheet, "addresses", ())
    found = [commune_ref(one["commune"]) for one in addresses if one.get("commune")]
    return list(dict.fromkeys([*found, *sheet.located_in]))


def named_place(leaf: Leaf) -> str | None:
    """Return the territory reference that a value inside a field is, or None where it is none."""
    match leaf.kind:
        case Territory():
            return str(leaf.value)
        case Commune():
            return commune_ref(leaf.value)
    return None
