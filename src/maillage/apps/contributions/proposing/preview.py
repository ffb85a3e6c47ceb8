"""What a proposal changes, before and after, as its author reads it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from maillage.apps.contributions.models import Change, Proposal
from maillage.apps.contributions.reviewing.differences import Entry, Item, items
from maillage.apps.sheets.kinds import Shown, is_known
from maillage.apps.sheets.types import Field, SheetType
from maillage.kernel.vocabularies import ChangeState

from .naming import Names


@dataclass(frozen=True, slots=True)
class Difference:
    """A value before and after; `change` is what became of it, None before it is sent."""

    label: str
    before: list[Entry]
    after: list[Entry]
    change: Change | None = None


def of_values(sheet_type: SheetType, changes: Iterable[tuple[str, Any, Any]]) -> list[Difference]:
    """Return the differences of field names, values before and values after."""
    found = list(changes)
    names = _names(sheet_type, found)
    return [
        Difference(
            str(declared.label), *items(_items(declared, old, names), _items(declared, new, names))
        )
        for name, old, new in found
        if (declared := sheet_type.field(name))
    ]


def of_proposal(proposal: Proposal, sheet_type: SheetType) -> list[Difference]:
    """Return what a proposal asked for, or what was published of it."""
    rows = {row.field: row for row in proposal.changes.order_by("pk")}
    kept = [(name, *_sides(row)) for name, row in rows.items()]
    shown = of_values(sheet_type, kept)
    known = [rows[name] for name in rows if sheet_type.field(name)]
    return [
        Difference(one.label, one.before, one.after, row)
        for one, row in zip(shown, known, strict=True)
    ]


def _sides(change: Change) -> tuple[Any, Any]:
    if change.state == ChangeState.ACCEPTED:
        return change.replaced, change.written
    return change.old, change.new


def _names(sheet_type: SheetType, changes: Iterable[tuple[str, Any, Any]]) -> Names:
    sides: list[Mapping[str, Any]] = [{}, {}]
    for name, old, new in changes:
        for side, value in zip(sides, (old, new), strict=True):
            side[name] = value  # type: ignore[index]
    return Names(sheet_type, *sides)


def _items(declared: Field, value: Any, names: Names) -> list[Item]:
    if not is_known(value):
        return []
    found = [_item(shown, names) for shown in declared.kind.show(value)]
    return found if declared.kind.many else [Item(declared.name, one.text) for one in found]


def _item(shown: Shown, names: Names) -> Item:
    match shown.form:
        case "sheet":
            return Item(shown.key, names.of_sheet(shown.key))
        case "territory":
            return Item(shown.key, names.of_place(shown.key))
        case "link":
            return Item(shown.key, f"{shown.text} – {shown.url}")
    note = shown.note if shown.note not in shown.text else ""
    return Item(shown.key, f"{shown.text} – {note}" if note else shown.text)
