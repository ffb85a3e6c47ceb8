"""Values of records as people type them, and back: names for codes, dates in words."""

from typing import Any

from django.utils.translation import gettext as _

from maillage.apps.contributions.documents.whereabouts import commune_of
from maillage.apps.sheets import kinds
from maillage.apps.sheets.kinds import InvalidValue, Kind, Many, Record
from maillage.kernel.contacts import (
    format_phone,
    obfuscate_emails,
    parse_phone,
    parse_url,
    restore_emails,
)
from maillage.kernel.dates import parse_partial_date, parse_written_date
from maillage.kernel.text import slugify
from maillage.kernel.vocabularies import LinkKind

from .naming import Names

MOST_PARTS = 8  # that a person fills in a row
# What a row leaves to us: the mark that evidence uses, and the code that places an address.
HIDDEN = ("id", "commune")
Row = dict[str, str]


def is_askable(kind: Kind) -> bool:
    """Tell whether a form for everybody can ask for such a value."""
    if isinstance(kind, Many):
        return is_askable(kind.item) if not isinstance(kind.item, Record) else _is_row(kind.item)
    return not isinstance(kind, Record) and type(kind).__module__.startswith(kinds.__name__)


def _is_row(kind: Record) -> bool:
    parts = kind.parts.values()
    flat = all(not isinstance(part.kind, Many | Record) and is_askable(part.kind) for part in parts)
    return flat and len(visible(kind)) <= MOST_PARTS


def visible(kind: Record) -> list[str]:
    """Return the parts of a record that people fill."""
    return [name for name in kind.parts if name not in HIDDEN]


def typed(kind: Kind, value: Any, names: Names) -> str:
    """Return a single value as people type it; no e-mail address in a form that harvesters read."""
    if not kinds.is_known(value):
        return ""
    match kind:
        case kinds.Territory():
            return names.of_place(value)
        case kinds.Reference():
            return names.of_sheet(value)
        case kinds.Parsed() if kind.parse is parse_partial_date:
            return parse_partial_date(value).french
        case kinds.Parsed() if kind.parse is parse_phone:
            return format_phone(value).replace("\N{NO-BREAK SPACE}", " ")
        case kinds.Term():
            return str(value)
    return obfuscate_emails(kind.typed(value))


def typed_row(kind: Record, value: dict[str, Any], names: Names) -> Row:
    """Return the parts of a record as people type them, those that stay hidden too."""
    return {name: typed(part.kind, value.get(name), names) for name, part in kind.parts.items()}


def read(kind: Kind, text: str, names: Names) -> Any:
    """Return the record's value of a text that is not empty; raise `InvalidValue`."""
    text = restore_emails(text)
    match kind:
        case kinds.Territory():
            return names.place(text)
        case kinds.Reference():
            return names.sheet(text, kind.to)
        case kinds.Parsed() if kind.parse is parse_partial_date:
            try:
                return str(parse_written_date(text))
            except ValueError as error:
                raise InvalidValue(str(error)) from None
        case kinds.Parsed() if kind.parse is parse_url:
            text = text if "://" in text or "." not in text else f"https://{text}"
        case kinds.Prose() if obfuscate_emails(text) != text:
            raise InvalidValue(_("une adresse électronique va dans une case à elle, pas ici."))
    return kind.clean(text)


def default_row(kind: Record) -> Row:
    """Return what an empty row proposes: a web address is a site until somebody says otherwise."""
    return {"kind": LinkKind.WEBSITE.value} if isinstance(kind, kinds.Link) else {}


def is_blank(kind: Record, row: Row) -> bool:
    """Tell whether nobody filled this row: a choice alone says nothing."""
    chosen = (kinds.Term, kinds.Flag)
    return not any(
        row.get(name) for name in visible(kind) if not isinstance(kind.parts[name].kind, chosen)
    )


def read_row(kind: Record, row: Row, names: Names, taken: set[str]) -> dict[str, Any]:
    """Return the record of a row; raise `InvalidValue`, its pointer naming the part.

    `taken` holds the marks of the rows before, to which its own is added.
    """
    value: dict[str, Any] = {}
    for name, part in kind.parts.items():
        text = row.get(name, "") or default_row(kind).get(name, "")
        if not text:
            continue
        try:
            value[name] = read(part.kind, text, names)
        except InvalidValue as error:
            raise InvalidValue(str(error), f"/{name}") from None
    if isinstance(kind, kinds.Address) and "commune" not in value:
        found = commune_of(value.get("postal_code", ""), value.get("city", ""))
        value.update({"commune": found} if found else {})
    if "id" in kind.parts:
        value["id"] = _mark(value, taken)
    missing = [name for name in visible(kind) if kind.parts[name].required and name not in value]
    if missing:
        raise InvalidValue("", f"/{missing[0]}")
    return kind.clean(value)


def _mark(value: dict[str, Any], taken: set[str]) -> str:
    """Return the mark of a record: its own, or one made of its first words."""
    words = next((one for one in value.values() if isinstance(one, str) and one), "")
    wanted = value.get("id") or slugify(words)[:40].strip("-") or "ligne"
    free = (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3)))
    mark = next(one for one in free if one not in taken)
    taken.add(mark)
    return str(mark)
