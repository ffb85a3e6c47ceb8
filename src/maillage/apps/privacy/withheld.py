"""Keeps people who were removed from coming back with a file, a form or a document."""

from collections.abc import Iterator, Sequence
from typing import Any

from maillage.apps.sheets import kinds, queries
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import Field, type_of

from .actions import digest
from .models import Withheld

# The part of each kind of record that says who it is about.
_WHO = {kinds.Person: "name", kinds.Email: "address", kinds.Phone: "number"}


def leave_out(sheets: Sequence[Sheet]) -> None:
    """Take out of sheets about to be saved the people, addresses and numbers removed before."""
    named = [(sheet, field, who) for sheet in sheets for field, who in _fields(sheet)]
    wanted = {digest(one[who]) for sheet, field, who in named for one in field.value(sheet)}
    gone: set[str] = set()
    for chunk in queries.chunks(sorted(wanted)):
        rows = Withheld.objects.filter(digest__in=chunk).order_by()
        gone |= set(rows.values_list("digest", flat=True))
    if gone:
        for sheet, field, who in named:
            kept = [one for one in field.value(sheet) if digest(one[who]) not in gone]
            setattr(sheet, field.name, kept)


def _fields(sheet: Sheet) -> Iterator[tuple[Field, str]]:
    for field in type_of(sheet).fields:
        item: Any = getattr(field.kind, "item", None)
        who = _WHO.get(type(item))
        if who and field.is_known(sheet):
            yield field, who
