"""What is typed in a proposal, made fit to keep: values of fields, and texts beside them."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from maillage.apps.contributions.errors import ProposalError
from maillage.apps.contributions.models import Change
from maillage.apps.sheets import kinds
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import Field, SheetType

LONGEST_COMMENT = 5_000  # signs
LARGEST = 200_000  # signs of JSON, all the values of a proposal together
MOST_ITEMS = 2_000  # of a list
_URL = re.compile(r"https?://\S+")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class ProposedValue:
    """One field: `new` is the record's value, None or the kind's empty one removes it.

    `key` names the item of a list that the passage is about.
    """

    field: str
    new: Any
    passage: str = ""
    line: int | None = None
    ground: str = ""
    key: str = ""


def changes_of(
    sheet_type: SheetType, sheet: Sheet | None, values: Iterable[ProposedValue]
) -> list[Change]:
    """Return the changes that the values make, cleaned; raise `ProposalError`."""
    problems: dict[str, list[str]] = {}
    changes: list[Change] = []
    for one in values:
        field = sheet_type.field(one.field)
        if field is None:
            message = _("« %(name)s » n’est pas un champ de ce type de fiche.")
            raise ProposalError(message % {"name": str(one.field)[:50]})
        try:
            new = clean(field, one.new)
        except kinds.InvalidValue as error:
            problems.setdefault(field.name, []).append(told(field, error))
            continue
        old = known(field.value(sheet)) if sheet else None
        if new is None and field.required:
            problems.setdefault(field.name, []).append(missing(field))
        elif new != old:
            line = one.line if isinstance(one.line, int) and 0 < one.line < 2**31 else None
            texts = {"passage": one.passage[:200], "ground": one.ground[:300], "key": one.key[:600]}
            texts = {name: _INVISIBLE.sub(" ", text) for name, text in texts.items()}
            changes.append(Change(field=field.name, old=old, new=new, line=line, **texts))
    if problems:
        raise ProposalError(by_field=problems)
    if len(json.dumps([change.new for change in changes], ensure_ascii=False)) > LARGEST:
        raise ProposalError(_("La proposition est trop longue : l’envoyer en plusieurs fois."))
    return changes


def clean(field: Field, value: Any) -> Any:
    """Return the canonical value, None for an empty one; raise `InvalidValue`."""
    if isinstance(value, list) and len(value) > MOST_ITEMS:
        message = _("la liste dépasse %(most)d lignes : l’envoyer en plusieurs fois")
        raise kinds.InvalidValue(message % {"most": MOST_ITEMS})
    return field.kind.clean(value) if kinds.is_known(value) else None


def known(value: Any) -> Any:
    """Return a value as changes keep it: None where nothing is known."""
    return value if kinds.is_known(value) else None


def plain(text: str, longest: int, what: str) -> str:
    """Return a text fit for any database; raise `ProposalError` for one too long."""
    kept = _INVISIBLE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(kept) > longest:
        message = _("%(what)s dépasse %(longest)d signes.")
        raise ProposalError(message % {"what": what, "longest": longest})
    return kept


def checked(parse: Callable[[str], str], text: str, longest: int) -> str:
    """Return an address as `parse` writes it, "" where none is given; raise `ProposalError`."""
    text = text.strip()
    if not text:
        return ""
    if len(text) > longest:
        raise ProposalError(_("L’adresse dépasse %(longest)d signes.") % {"longest": longest})
    try:
        return parse(text)
    except ValueError as error:
        raise ProposalError(str(error)) from None


def source_parts(text: str) -> tuple[str, str]:
    """Return the title and the web address of a source typed in one field, each possibly empty."""
    kept = _INVISIBLE.sub(" ", text).strip()
    match = _URL.search(kept)
    if match is None or len(match[0]) > 500:
        return kept[:300], ""
    title = " ".join(kept.replace(match[0], " ").split()).strip(" ,:;()")
    return title[:300], match[0].rstrip(".,;)")


def told(field: Field, error: kinds.InvalidValue) -> str:
    """Return why a field refuses a value, with its name and the line of the list."""
    row = error.pointer.split("/")[1] if error.pointer else ""
    where = _("ligne %(row)d : ") % {"row": int(row) + 1} if row.isdigit() else ""
    return f"{field.label} : {where}{error}"


def missing(field: Field) -> str:
    """Return that a field may not be left empty."""
    return _("%(label)s : cette valeur est nécessaire.") % {"label": field.label}
