"""Two sheets side by side, field by field, for whoever decides whether they are the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import count
from typing import Any

from maillage.apps.contributions.documents.alike import are_alike
from maillage.apps.contributions.reviewing.differences import Entry, items
from maillage.apps.contributions.reviewing.shown_values import ShownValues
from maillage.apps.sheets import merging
from maillage.apps.sheets.kinds import Many, is_known
from maillage.apps.sheets.merging import is_numbered
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import Field, SheetType, type_of

from . import matching
from .likeness import Likeness, compare


class Choice(StrEnum):
    """Which value of a field a merge keeps, as the form says it."""

    KEPT = "garde"
    OTHER = "autre"
    BOTH = "deux"


@dataclass(frozen=True, slots=True)
class FieldPair:
    """A field of two sheets; `said` is what the form says to keep of it, if anything."""

    field: Field
    kept: Any
    other: Any
    kept_entries: list[Entry]
    other_entries: list[Entry]
    said: str = ""

    @property
    def input_name(self) -> str:
        """Return the name of the form's input that says which value to keep."""
        return input_name(self.field)

    @property
    def is_same(self) -> bool:
        """Tell whether both say the same, to the letter."""
        return bool(self.kept == self.other)

    @property
    def is_one_sided(self) -> bool:
        """Tell whether only one of them says something."""
        return not (is_known(self.kept) and is_known(self.other))

    @property
    def may_be_both(self) -> bool:
        """Tell whether both values may be kept: they are lists."""
        return self.field.kind.many and not self.is_one_sided

    @property
    def chosen(self) -> Choice:
        """Return what is kept; where nobody says, what loses nothing."""
        try:
            choice = Choice(self.said)
        except ValueError:
            choice = Choice.BOTH
        if choice is not Choice.BOTH or self.may_be_both:
            return choice
        return Choice.KEPT if is_known(self.kept) else Choice.OTHER

    @property
    def value(self) -> Any:
        """Return the value that is kept."""
        match self.chosen:
            case Choice.KEPT:
                return self.kept
            case Choice.OTHER:
                return self.other
        return both_values(self.field, self.kept, self.other)


def input_name(field: Field) -> str:
    """Return the name of the form's input that says which value of a field to keep."""
    return f"champ-{field.name}"


def both_values(field: Field, kept: list[Any], other: list[Any]) -> list[Any]:
    """Return two lists as one; an item that the first one has otherwise written is not repeated.

    Records that only an identifier of their own names are told apart by what they say: where both
    lists use the same one for two of them, the second gets another.
    """
    assert isinstance(field.kind, Many)
    new = [item for item in other if not any(are_alike(field.name, one, item) for one in kept)]
    if is_numbered(field.kind):
        return [*kept, *_renumbered(new, {one["id"] for one in kept})]
    show = field.kind.item.show
    keys = {shown.key for item in kept for shown in show(item)}
    return [*kept, *(one for one in new if not any(shown.key in keys for shown in show(one)))]


def _renumbered(items: list[dict[str, Any]], taken: set[str]) -> list[dict[str, Any]]:
    names: dict[str, str] = {}
    for own in (item["id"] for item in items):
        free = (name for n in count(2) if (name := f"{own[:76]}-{n}") not in taken)
        names[own] = next(free) if own in taken else own
        taken = taken | {names[own]}
    parts = ("id", "part_of")  # a line of a budget may be part of another
    return [
        item | {part: names.get(item[part], item[part]) for part in parts if part in item}
        for item in items
    ]


@dataclass
class Comparison:
    """What the page that compares two sheets shows; `kept` is the one that a merge would keep.

    `typed` is the form that says which values to keep.
    """

    kept: Sheet
    other: Sheet
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def type(self) -> SheetType:
        """Return the type of both."""
        return type_of(self.kept)

    @cached_property
    def likeness(self) -> Likeness:
        """Return how alike they are, and why."""
        left, right = matching.profile_of(self.kept), matching.profile_of(self.other)
        return compare(left, right, matching.ancestors([left, right]))

    @cached_property
    def fields(self) -> list[FieldPair]:
        """Return the fields that one of them has, in the order of the sheet's page."""
        known = [
            (one, one.value(self.kept), one.value(self.other))
            for one in self.type.fields
            if one.is_known(self.kept) or one.is_known(self.other)
        ]
        shown = ShownValues((one, value) for one, *values in known for value in values)
        found = []
        for one, kept, other in known:
            entries = items(shown.items(one, kept), shown.items(one, other))
            said = self.typed.get(input_name(one), "")
            found.append(FieldPair(one, kept, other, *entries, said))
        return found

    @property
    def contradictory(self) -> list[FieldPair]:
        """Return the fields on which they say different things."""
        return [one for one in self.fields if not (one.is_same or one.is_one_sided)]

    @property
    def one_sided(self) -> list[FieldPair]:
        """Return the fields of which only one of them says something."""
        return [one for one in self.fields if one.is_one_sided]

    @property
    def same(self) -> list[FieldPair]:
        """Return the fields on which both agree."""
        return [one for one in self.fields if one.is_same]

    @cached_property
    def following(self) -> dict[str, int]:
        """Return what would follow, by what it is."""
        return merging.following(self.other)

    @property
    def mark(self) -> str:
        """Return a mark of both states, another one as soon as either changes."""
        return "-".join(str(one.updated_at.timestamp()) for one in (self.kept, self.other))

    @property
    def values(self) -> dict[str, Any]:
        """Return the values of a merge, by field."""
        return {one.field.name: one.value for one in self.fields if not one.is_same}
