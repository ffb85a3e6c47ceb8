"""What a document says that a sheet does not say already."""

from typing import Any

from maillage.apps.contributions.resemblance.match_keys import name_key, spellings
from maillage.apps.sheets import kinds
from maillage.apps.sheets.models import Sheet
from maillage.kernel.text import fold
from maillage.kernel.vocabularies import LegalForm

from .alike import are_alike, says_no_more
from .drafting import Drawn

# What editors choose, and what extractors guess from the titles around: for new sheets only.
_CHOSEN = frozenset(["name", "roles", "themes", "kind", "acts_in", "labels"])
# What editors write in their own words: a document gives it where there is none.
_OWN_WORDS = frozenset(["summary", "description", "located_in", "recurrence_note", "place"])
_NAMES = frozenset(["acronym", "other_names"])
# A total may be told as a line, and the other way round.
_TOGETHER = {"totals": ("totals", "budgets"), "budgets": ("budgets", "totals")}


def is_said(sheet: Sheet, drawn: Drawn) -> bool:
    """Tell whether a sheet, an instance of its own type, already says this value.

    A figure says all that it says: two sources that count differently make two figures.
    """
    name = drawn.field.name
    if sheet.type == "figure" or name in _CHOSEN:
        return True
    said = drawn.field.value(sheet)
    if name == "organisation" or (name in _OWN_WORDS and kinds.is_known(said)):
        return True
    if name in _NAMES and _is_named(sheet, drawn.value):
        return True
    if not kinds.is_known(said):
        return False
    if drawn.field.kind.many:
        items = [
            item for other in _TOGETHER.get(name, (name,)) for item in getattr(sheet, other, ())
        ]
        alike = [item for item in items if are_alike(name, drawn.value, item)]
        return any(says_no_more(name, drawn.value, item) for item in alike) or (
            name == "meanings" and _is_named(sheet, drawn.value.get("expansion", ""))
        )
    return (
        are_alike(name, drawn.value, said)
        or (name == "legal_form" and _same_family(drawn.value, said))
        or _is_remarked(sheet, drawn)
    )


def _is_named(sheet: Sheet, name: str) -> bool:
    values = {one: getattr(sheet, one, None) for one in ("name", "acronym", "other_names")}
    return name_key(name) in map(name_key, spellings(values))


def _same_family(one: str, other: str) -> bool:
    """Tell whether a general form (« coopérative ») is that of a particular one (« CAE »)."""
    left, right = LegalForm.get(one), LegalForm.get(other)
    return left is not None and right is not None and left.family == right.family


def _is_remarked(sheet: Sheet, drawn: Drawn) -> bool:
    """Tell whether an editor has remarked what the source says, and kept another value."""
    passage = fold(drawn.passage)
    return any(
        one.field == drawn.field.name and passage != "" and passage in fold(one.text)
        for one in sheet.remarks.all()
    )


def fresh_and_known(sheet: Sheet, drawn: list[Drawn]) -> tuple[list[Drawn], list[Drawn]]:
    """Part what a sheet does not say from what it says."""
    parts: tuple[list[Drawn], list[Drawn]] = ([], [])
    for one in drawn:
        parts[is_said(sheet, one)].append(one)
    return parts


def with_item(sheet: Sheet | None, drawn: Drawn) -> Any:
    """Return the whole value of a field with the one drawn: an item of the same key gives way."""
    kind = drawn.field.kind
    if not isinstance(kind, kinds.Many):
        return drawn.value
    said = list(drawn.field.value(sheet)) if sheet else []
    keys = [next((shown.key for shown in kind.item.show(item)), "") for item in said]
    if drawn.key and drawn.key in keys:
        return [
            drawn.value if key == drawn.key else item for key, item in zip(keys, said, strict=True)
        ]
    return [*said, drawn.value]
