"""Records that name merged sheets, brought to the identifiers that these have now."""

from collections.abc import Iterable, Mapping

from .records import Cleaned
from .types import SheetType


def renamed(cleaned: Cleaned, names: Mapping[str, str]) -> Cleaned:
    """Return a record that names sheets by their present identifiers, `names` by former one.

    Two relations that become the same are one, and a relation with itself is none.
    """
    data = dict(cleaned.data)
    for one in cleaned.type.fields:
        if one.name in data:
            data[one.name] = one.kind.renamed(data[one.name], names)
    if "relations" in data:
        ties: dict[tuple[str, str], dict[str, str]] = {}
        for tie in data["relations"]:
            target = names.get(tie["target"], tie["target"])
            if target != cleaned.uid or target == tie["target"]:
                ties.setdefault((tie["kind"], target), tie | {"target": target})
        data["relations"] = list(ties.values())
    if "evidence" in data:
        data["evidence"] = [
            proof | {"supports": renamed_supports(proof["supports"], cleaned.type, names)}
            for proof in data["evidence"]
        ]
    return Cleaned(cleaned.type, {key: one for key, one in data.items() if one != []})


def renamed_supports(
    supports: Iterable[str], sheet_type: SheetType, names: Mapping[str, str]
) -> list[str]:
    """Return what evidence supports, sheets named by their present identifiers."""
    refer = {"relations", *(one.name for one in sheet_type.fields if one.kind.refers)}
    found = []
    for support in supports:
        name, sign, key = support.partition("=")
        start, colon, last = key.rpartition(":")
        is_former = name in refer and last in names
        found.append(f"{name}{sign}{start}{colon}{names[last]}" if is_former else support)
    return list(dict.fromkeys(found))
