"""Three-way merge of a value: what one changes and what another changed meanwhile, together.

Pure: values of records, None where nothing is known. A list is merged item by item, an item that
has a key (a link's address, a person's name) being the same item as long as it keeps that key.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# What names an item of a list whatever becomes of the rest of it.
KeyOf = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The merged value; `is_conflict` tells that both sides changed the same thing differently."""

    value: Any
    is_conflict: bool = False


def merge(old: Any, new: Any, present: Any, *, key_of: KeyOf | None = None) -> Outcome:
    """Apply to `present` what changes from `old` to `new`.

    What was removed goes, what was added comes, what somebody else changed meanwhile stays. Where
    both changed the same single value or item, `new` is returned and the conflict told.
    """
    if present in (old, new):
        return Outcome(new)
    if old == new:
        return Outcome(present)
    if all(isinstance(one, list | None) for one in (old, new, present)):
        return _merge_lists(old or [], new or [], present or [], key_of)
    return Outcome(new, is_conflict=True)


def _merge_lists(
    old: list[Any], new: list[Any], present: list[Any], key_of: KeyOf | None
) -> Outcome:
    name = _naming(key_of, old, new, present)
    before, after, here = ({name(item): item for item in items} for items in (old, new, present))
    merged: dict[str, Any] = {}
    is_conflict = False
    for key, item in here.items():
        if key not in before and key not in after:  # somebody else's
            merged[key] = item
            continue
        one = merge(before.get(key), after.get(key), item)
        is_conflict |= one.is_conflict
        if one.value is not None:
            merged[key] = one.value
    for key, item in after.items():
        if key in here:
            continue
        if key not in before:
            merged[key] = item
        elif item != before[key]:  # changed here, removed there
            merged[key] = item
            is_conflict = True
    return Outcome(list(merged.values()) or None, is_conflict)


def _naming(key_of: KeyOf | None, *lists: list[Any]) -> KeyOf:
    """Return what names the items: their keys where all have one of their own, else all of it."""
    if key_of is not None:
        keys = [[key_of(item) for item in items] for items in lists]
        if all(all(own) and len(set(own)) == len(own) for own in keys):
            return key_of
    return _whole


def _whole(item: Any) -> str:
    return json.dumps(item, sort_keys=True, ensure_ascii=False)
