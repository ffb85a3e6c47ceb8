"""Steps of an editor in a draft: what a sent form holds, and what each of its buttons does."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.kernel.rules.errors import RuleError
from maillage.kernel.rules.facts import Catalogue
from maillage.kernel.rules.nodes import parse_node
from maillage.kernel.rules.table import from_rows, rows_from_csv

from . import editor_offers
from .editor_draft import (
    CASE,
    CHECKED,
    JSON,
    ROW,
    TABLE,
    Draft,
    Typed,
    fitting_op,
    pretty,
    read_json,
    table_rows,
    typed_row,
)
from .models import Scheme

_LARGEST = 500_000  # octets of a table
_TEXTS = ("base", "node_text", "valid_from", "valid_to", "save_as", "new_from", "reason", "seen")


def posted(scheme: Scheme, catalogue: Catalogue, data: QueryDict) -> Draft:
    """Return the draft that a form holds."""
    texts = {name: data[name].strip() for name in _TEXTS if name in data}
    draft = Draft(scheme, catalogue, **texts)
    draft.mode = JSON if data.get("mode") == JSON else TABLE
    draft.rows = [_row(one, catalogue) for one in _numbered(data, "r", ROW)]
    draft.offers = [
        one | {"lines": _numbered(data, f"o-{place}-l", editor_offers.LINE)}
        for place, one in enumerate(_numbered(data, "o", editor_offers.FIELDS))
    ]
    draft.cases = _numbered(data, "c", CASE)
    draft.trial = {fact: text for fact in catalogue if (text := _joined(data.getlist(f"t-{fact}")))}
    draft.trial_on = data.get("t_on", "").strip()
    return draft


def _numbered(data: QueryDict, prefix: str, names: tuple[str, ...]) -> list[Typed]:
    """Return the records typed in fields named `prefix-0-name`, `prefix-1-name` and so on."""
    found: list[Typed] = []
    while any(f"{prefix}-{len(found)}-{name}" in data for name in names):
        here = f"{prefix}-{len(found)}"
        found.append({name: _joined(data.getlist(f"{here}-{name}")) for name in names})
    return found


def _joined(texts: list[str]) -> str:
    return ", ".join(filter(None, (one.strip() for one in texts)))


def _row(typed: Typed, catalogue: Catalogue) -> Typed:
    """Return a row whose operator fits its fact: an editor may have chosen another fact."""
    question = catalogue.get(typed["fact"])
    if question:
        typed["op"] = fitting_op(typed["op"], question.kind)
    elif typed["fact"] == CHECKED:
        typed["op"] = typed["value"] = ""
    return typed


def take(draft: Draft, do: str, data: QueryDict, files: Mapping[str, Any]) -> str:
    """Do what a button asks (`row:2`, `drop-case:0`); return what to tell, if anything."""
    name, _sign, place = do.partition(":")
    if step := _STEPS.get(name):
        step(draft, place)
        return ""
    try:
        match name:
            case "json":
                draft.node_text, draft.mode = pretty(draft.read().conditions), JSON
            case "table":
                node = read_json(draft.node_text)
                draft.rows = [typed_row(one) for one in table_rows(node and parse_node(node))]
                draft.mode = TABLE
            case "csv":
                rows = table_rows(from_rows(rows_from_csv(_table(data, files), draft.catalogue)))
                draft.rows, draft.mode = [typed_row(one) for one in rows], TABLE
    except RuleError as error:
        return str(error)
    return ""


def _table(data: QueryDict, files: Mapping[str, Any]) -> str:
    """Return the table that was dropped, or pasted; tabs are what a spreadsheet pastes."""
    given = files.get("csv_file")
    if isinstance(given, UploadedFile):
        if (given.size or 0) > _LARGEST:
            raise RuleError(_("ce fichier est trop gros pour être une table de conditions"))
        try:
            return str(given.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise RuleError(_("enregistrer le fichier en CSV UTF-8")) from None
    text = data.get("csv", "").strip()
    if not text:
        raise RuleError(_("coller une table, ou choisir un fichier"))
    first, *_rest = text.splitlines()
    return text.replace("\t", ";") if "\t" in first and ";" not in first else text


def _add_row(draft: Draft, place: str) -> None:
    """Add a row at the end of a block."""
    last = max((i for i, one in enumerate(draft.rows) if one["block"] == place), default=-1)
    draft.rows.insert(last + 1 if last >= 0 else len(draft.rows), _blank_row(place or "1"))


def _add_block(draft: Draft, place: str) -> None:
    numbers = [int(one["block"]) for one in draft.rows if one["block"].isdecimal()]
    draft.rows.append(_blank_row(str(max(numbers, default=0) + 1)))


def _blank_row(block: str) -> Typed:
    return dict.fromkeys(ROW, "") | {"block": block}


def _dropper(name: str) -> Callable[[Draft, str], None]:
    def drop(draft: Draft, place: str) -> None:
        rows: list[Typed] = getattr(draft, name)
        if place.isdecimal() and int(place) < len(rows):
            del rows[int(place)]

    return drop


def _add_line(draft: Draft, place: str) -> None:
    """Add a row of calculation to an offer; it goes on with the scale of the row above."""
    if place.isdecimal() and int(place) < len(draft.offers):
        lines = draft.offers[int(place)]["lines"]
        new = editor_offers.blank_line()
        if lines and lines[-1]["on"] and not lines[-1]["factor"]:
            new |= {name: lines[-1][name] for name in ("id", "label", "on")}
        lines.append(new)


def _drop_line(draft: Draft, place: str) -> None:
    offer, _sign, row = place.partition(".")
    if offer.isdecimal() and row.isdecimal() and int(offer) < len(draft.offers):
        lines = draft.offers[int(offer)]["lines"]
        del lines[int(row) : int(row) + 1]


def _add_case(draft: Draft, place: str) -> None:
    today = timezone.localdate().isoformat()
    draft.cases.append(dict.fromkeys(CASE, "") | {"date": today})


_STEPS: dict[str, Callable[[Draft, str], None]] = {
    "row": _add_row,
    "block": _add_block,
    "drop-row": _dropper("rows"),
    "offer": lambda draft, place: draft.offers.append(editor_offers.blank()),
    "drop-offer": _dropper("offers"),
    "line": _add_line,
    "drop-line": _drop_line,
    "case": _add_case,
    "drop-case": _dropper("cases"),
}
