"""Form fields that anybody can fill, one for each kind of field of a sheet.

Each is made with the value that the sheet has; what comes back as it was shown is that value, to
the letter.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.apps.sheets import kinds
from maillage.apps.sheets.forms import LONGEST_LINE, PART_LABELS
from maillage.apps.sheets.kinds import InvalidValue, Kind, Many, Record, is_known
from maillage.apps.sheets.types import Field
from maillage.kernel.contacts import parse_email, parse_phone, parse_url
from maillage.kernel.dates import parse_partial_date

from . import typing_in
from .naming import Names
from .typing_in import Row

MOST_ROWS = 200
LONGEST_CODE = 60  # signs that stand beside another box on a phone
_WIDE = (parse_url, parse_email, parse_phone)
_PLACE = ("commune", "postal_code", "city")
_BY_LINE = gettext_lazy("Un par ligne.")
_HELP = {
    "dates": gettext_lazy("Par exemple 31/05/2026, à 18:30 ; ou mai 2026 si le jour n’est pas su."),
    "summary": gettext_lazy("Une phrase ou deux : qui fait quoi, pour qui, où."),
    "located_in": gettext_lazy(
        "La commune ou le territoire, par exemple Nancy. Un par ligne s’il y en a plusieurs."
    ),
    "acts_in": gettext_lazy(
        "Communes, intercommunalités, départements, régions : un nom par ligne."
    ),
    "people": gettext_lazy(
        "Seulement des personnes dont la fonction est publique : élus, direction, contact."
    ),
    "emails": gettext_lazy("Le site les cache aux robots qui ramassent les adresses."),
    "links": gettext_lazy("Collez l’adresse de la page ou du site."),
}


class Entry(forms.Field):
    """A value typed as a text; subclasses read lists, choices and rows."""

    def __init__(self, declared: Field, value: Any, names: Names) -> None:
        self.kind, self.value, self.names = declared.kind, value, names
        super().__init__(
            label=declared.label,
            required=declared.required,
            help_text=_HELP.get(declared.name, "") or _help_of(declared.kind),
            widget=self.make_widget(),
            error_messages={"required": _("Cette case ne peut pas rester vide.")},
        )
        self.initial = self.typed()

    def make_widget(self) -> forms.Widget:
        """Return what people fill."""
        kind = self.kind
        if isinstance(kind, kinds.Markdown):
            return forms.Textarea(attrs={"rows": 7})
        if _is_text(kind) and kind.longest > LONGEST_LINE:
            return forms.Textarea(attrs={"rows": 3, "maxlength": kind.longest})
        return forms.TextInput(attrs=_keyboard(kind))

    def typed(self) -> Any:
        """Return the present value as the widget shows it."""
        return typing_in.typed(self.kind, self.value, self.names)

    def read(self, raw: Any) -> Any:
        """Return the value of what was typed; raise `InvalidValue`."""
        return typing_in.read(self.kind, raw, self.names)

    def to_python(self, raw: Any) -> Any:
        """Return the record's value, the kind's empty one for nothing."""
        raw = _normal(raw)
        if raw == _normal(self.initial):
            return self.value
        if not raw:
            return self.kind.empty
        try:
            return self.read(raw)
        except InvalidValue as error:
            raise ValidationError(_capital(str(error))) from None


class ChoiceEntry(Entry):
    """One term of a vocabulary, or a yes."""

    def make_widget(self) -> forms.Widget:
        """Return a list to choose in."""
        return forms.Select(choices=_choices(self.kind))


class ChoicesEntry(Entry):
    """Several terms of a vocabulary."""

    def make_widget(self) -> forms.Widget:
        """Return boxes to tick."""
        terms = self.kind.item.vocabulary  # type: ignore[attr-defined]
        return forms.CheckboxSelectMultiple(choices=terms.choices())

    def typed(self) -> list[str]:
        """Return the codes ticked."""
        return list(self.value)

    def read(self, raw: list[str]) -> Any:
        """Return the codes, those that were there first, in their order."""
        ordered = [one for one in self.value if one in raw]
        return self.kind.clean([*ordered, *(one for one in raw if one not in ordered)])


class LinesEntry(Entry):
    """Several values, one a line."""

    def make_widget(self) -> forms.Widget:
        """Return a box of as many lines as there are values, and one more."""
        lines = len(self.value) + 1
        return forms.Textarea(attrs={"rows": max(2, min(lines, 12))})

    def typed(self) -> str:
        """Return the values one a line."""
        item = self.kind.item  # type: ignore[attr-defined]
        return "\n".join(typing_in.typed(item, one, self.names) for one in self.value)

    def read(self, raw: str) -> Any:
        """Return the list of the lines that are not empty."""
        item = self.kind.item  # type: ignore[attr-defined]
        lines = (line.strip() for line in raw.splitlines())
        return self.kind.clean([typing_in.read(item, line, self.names) for line in lines if line])


class RowsEntry(Entry):
    """Several small records, each filled in a group of boxes."""

    kind: Many

    @property
    def record(self) -> Record:
        """Return the form of a row."""
        assert isinstance(self.kind.item, Record)
        return self.kind.item

    def make_widget(self) -> forms.Widget:
        """Return the groups of boxes, with empty ones."""
        return RowsInput(self.record)

    def typed(self) -> list[Row]:
        """Return the records with their parts as people type them."""
        rows = [typing_in.typed_row(self.record, one, self.names) for one in self.value]
        return [{name: _normal(text) for name, text in row.items()} for row in rows]

    def read(self, raw: list[Row]) -> Any:
        """Return the records of the rows; those that did not change stay to the letter."""
        here = list(zip(self.typed(), self.value, strict=True))
        taken = {row["id"] for row in raw if row.get("id")}
        records = []
        for number, row in enumerate(raw, 1):
            same = next((one for shown, one in here if shown == row), None)
            records.append(same or self._record(number, self._moved(row), taken))
        return self.kind.clean(records)

    def _moved(self, row: Row) -> Row:
        """Forget the commune of an address that is no longer the one shown."""
        known = [[one.get(name) for name in _PLACE] for one in self.initial]
        return row if [row.get(name) for name in _PLACE] in known else {**row, "commune": ""}

    def _record(self, number: int, row: Row, taken: set[str]) -> dict[str, Any]:
        others = taken - {row.get("id")}
        try:
            record = typing_in.read_row(self.record, row, self.names, others)
        except InvalidValue as error:
            part = error.pointer.rpartition("/")[2]
            where = {"row": number, "part": PART_LABELS.get(part, part)}
            text = _("Ligne %(row)d, « %(part)s » : ") % where if part else ""
            raise InvalidValue(text + (str(error) or _("cette case est à remplir."))) from None
        taken.update(others)
        return record


class RowsInput(forms.Widget):
    """Groups of boxes named `name-row-part`, readable on a phone; empty ones are added."""

    template_name = "contributions/widgets/rows.html"
    use_fieldset = True

    def __init__(self, record: Record) -> None:
        super().__init__()
        self.record = record

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Lay out the rows filled, then one that is empty, and one more under a fold."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        filled = list(value or [])
        blank = typing_in.default_row(self.record)
        own = attrs.get("id", "") if attrs else ""
        rows = [
            self._row(f"{name}-{number}", f"{own}-{number}", row)
            for number, row in enumerate([*filled, *([blank] * 2)])
        ]
        shown = len(filled) or 1
        context |= {"rows": rows[:shown], "more": rows[shown:], "several": len(filled) > 1}
        return context

    def _row(self, name: str, own: str, row: Row) -> dict[str, Any]:
        parts = self.record.parts
        cells = [
            self._cell(f"{name}-{part}", f"{own}-{part}", part, row.get(part, ""))
            for part in typing_in.visible(self.record)
        ]
        hidden = [
            {"name": f"{name}-{part}", "value": row[part]}
            for part in typing_in.HIDDEN
            if part in parts and row.get(part)
        ]
        return {"cells": cells, "hidden": hidden}

    def _cell(self, name: str, own: str, part: str, value: str) -> dict[str, Any]:
        kind = self.record.parts[part].kind
        return {
            "name": name,
            "id": own,
            "label": PART_LABELS.get(part, part),
            "value": value,
            "choices": _choices(kind) if isinstance(kind, kinds.Term | kinds.Flag) else None,
            "is_narrow": isinstance(kind, kinds.Number | kinds.Flag)
            or (isinstance(kind, kinds.Parsed) and kind.parse not in _WIDE)
            or kind.longest <= LONGEST_CODE,
            "is_wide": _is_text(kind) or getattr(kind, "parse", None) is parse_url,
            "is_long": _is_text(kind) and kind.longest > LONGEST_LINE,
            "attrs": _keyboard(kind),
            "is_required": self.record.parts[part].required,
        }

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Row]:
        """Read the rows back; one that nobody filled is none."""
        rows = []
        for number in range(MOST_ROWS):
            keys = {part: f"{name}-{number}-{part}" for part in self.record.parts}
            if not any(key in data for key in keys.values()):
                break
            row = {part: _normal(data.get(key, "")) for part, key in keys.items()}
            if not typing_in.is_blank(self.record, row):
                rows.append(row)
        return rows

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Tell whether the form did not carry this field at all."""
        return not any(key.startswith(f"{name}-0-") for key in data)


def entry(declared: Field, value: Any, names: Names) -> Entry:
    """Return the form field of a field of a sheet that has this value."""
    kind = declared.kind
    made: Callable[[Field, Any, Names], Entry] = Entry
    if isinstance(kind, kinds.Term | kinds.Flag):
        made = ChoiceEntry
    elif isinstance(kind, Many):
        item = kind.item
        made = LinesEntry
        if isinstance(item, Record):
            made = RowsEntry
        elif isinstance(item, kinds.Term):
            made = ChoicesEntry
    return made(declared, value, names)


def _choices(kind: Kind) -> list[tuple[str, str]]:
    if isinstance(kind, kinds.Flag):
        return [("", "—"), ("oui", _("oui"))]
    assert isinstance(kind, kinds.Term)
    return [("", "—"), *kind.vocabulary.choices()]


def _is_text(kind: Kind) -> bool:
    """Tell whether a value is a sentence or more, not a word."""
    return type(kind) in {Kind, kinds.Prose} and kind.longest >= LONGEST_LINE


def _keyboard(kind: Kind) -> dict[str, str]:
    """Return what makes a phone show the keyboard that suits a value."""
    if isinstance(kind, kinds.Number):
        return {"inputmode": "decimal"}
    parse = kind.parse if isinstance(kind, kinds.Parsed) else str
    modes: dict[Any, str] = {parse_phone: "tel", parse_email: "email", parse_url: "url"}
    mode = modes.get(parse)
    return {"inputmode": mode, "autocapitalize": "off", "spellcheck": "false"} if mode else {}


def _help_of(kind: Kind) -> str:
    many = isinstance(kind, Many)
    item = kind.item if isinstance(kind, Many) else kind
    match item:
        case kinds.Reference():
            text = _("Le nom de la fiche, comme il est écrit sur ce site.")
        case kinds.Territory():
            text = _("Le nom du territoire, par exemple Nancy ou Meurthe-et-Moselle.")
        case kinds.Parsed() if item.parse is parse_partial_date:
            text = _("Par exemple 2010, mai 2010 ou 31/05/2010.")
        case kinds.Markdown():
            text = _("Laissez une ligne vide entre deux paragraphes.")
        case Record() | kinds.Term():
            return ""
        case _:
            text = ""
    return f"{text} {_BY_LINE}".strip() if many else text


def _normal(raw: Any) -> Any:
    """Return what was typed with the line ends that we write, without blanks around it."""
    if isinstance(raw, str):
        lines = raw.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return "\n".join(line.rstrip() for line in lines).strip()
    return raw if is_known(raw) else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
