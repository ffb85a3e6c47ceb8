"""Forms made from a type's declaration: each kind of field has its way of being typed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from .kinds import Flag, InvalidValue, Kind, Many, Markdown, Prose, Record, Term, is_known
from .types import SheetType

EMPTY_ROWS = 2
LONGEST_LINE = 300  # signs; a longer text is typed on several lines
# What editors read for the keys of records.
PART_LABELS = {
    "address": _("Adresse"),
    "amount": _("Montant"),
    "announced": _("Annoncés"),
    "basis": _("Fondement"),
    "beneficiary": _("Bénéficiaire"),
    "city": _("Ville"),
    "code": _("Code"),
    "commune": _("Code INSEE"),
    "context": _("Contexte"),
    "country": _("Pays"),
    "date": _("Date"),
    "definition": _("Définition"),
    "end": _("Fin"),
    "end_time": _("Heure de fin"),
    "expansion": _("Développement du sigle"),
    "fte": _("ETP"),
    "function": _("Fonction"),
    "funder": _("Financeur"),
    "help": _("Aide"),
    "id": _("Repère"),
    "kind": _("Genre"),
    "label": _("Intitulé"),
    "name": _("Nom"),
    "note": _("Précision"),
    "number": _("Numéro"),
    "outside": _("Hors total"),
    "part_of": _("Détail de"),
    "per": _("Par"),
    "persons": _("Personnes"),
    "postal_code": _("Code postal"),
    "qualifier": _("Exactitude"),
    "reference": _("Référence"),
    "says": _("Dit"),
    "service": _("Service"),
    "sheet": _("Fiche"),
    "sheets": _("Fiches"),
    "signed": _("Signée"),
    "start": _("Début"),
    "street": _("Voie"),
    "summary": _("En bref"),
    "text": _("Texte"),
    "time": _("Heure"),
    "title": _("Titre"),
    "url": _("Adresse web"),
    "value": _("Valeur"),
    "year": _("Année"),
}


class RowsWidget(forms.Widget):
    """A table with a row per record and a few empty ones; it works without JavaScript."""

    template_name = "sheets/admin/rows.html"

    def __init__(self, kind: Record) -> None:
        super().__init__()
        self.kind = kind

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Lay the records out as rows of inputs named `name-row-part`."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        records = [*(value or []), *({} for _ in range(EMPTY_ROWS))]
        context["parts"] = [PART_LABELS.get(part, part) for part in self.kind.parts]
        context["rows"] = [
            [self._cell(f"{name}-{row}-{part}", part, record.get(part)) for part in self.kind.parts]
            for row, record in enumerate(records)
        ]
        return context

    def _cell(self, name: str, part: str, value: Any) -> dict[str, Any]:
        kind = self.kind.parts[part].kind
        choices = [("", "—"), *kind.vocabulary.choices()] if isinstance(kind, Term) else None
        if isinstance(kind, Flag):
            choices = [("", "—"), ("oui", _("oui"))]
        text = _typed(kind, value)
        label = PART_LABELS.get(part, part)
        return {"name": name, "part": label, "value": text, "choices": choices, "many": kind.many}

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict, name: str
    ) -> list[dict[str, Any]]:
        """Read the rows back; a row left empty is no record."""
        rows: list[dict[str, Any]] = []
        parts = self.kind.parts
        row = 0
        while any(f"{name}-{row}-{part}" in data for part in parts):
            typed = {part: data.get(f"{name}-{row}-{part}", "").strip() for part in parts}
            record = {part: text for part, text in typed.items() if text}
            if record:
                rows.append({part: _lines(parts[part].kind, text) for part, text in record.items()})
            row += 1
        return rows

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Tell whether the form did not carry this field at all."""
        return not any(key.startswith(f"{name}-0-") for key in data)


def _typed(kind: Kind, value: Any) -> str:
    """Write a value in a form; what was typed and refused comes back as it was."""
    if not is_known(value):
        return ""
    try:
        return kind.typed(value if isinstance(value, str) else kind.read(value))
    except (TypeError, ValueError, ArithmeticError):
        return str(value)


def _lines(kind: Kind, text: str) -> Any:
    return [line.strip() for line in text.splitlines() if line.strip()] if kind.many else text


class TypedInput(forms.TextInput):
    """A single value, written as its kind writes it."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(attrs={"class": "vTextField"})
        self.kind = kind

    def format_value(self, value: Any) -> str:
        """Write the value as an editor types it."""
        return _typed(self.kind, value)


class LinesWidget(forms.Textarea):
    """A list of texts, one a line."""

    def format_value(self, value: Any) -> str:
        """Write the list one item a line."""
        return "\n".join(value) if isinstance(value, list) else value or ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Read the lines that are not empty."""
        return [line.strip() for line in data.get(name, "").splitlines() if line.strip()]


class YesSelect(forms.Select):
    """A yes that a source says, or nothing."""

    def format_value(self, value: Any) -> list[str]:
        """Write the value as the choice that stands for it."""
        return super().format_value("oui" if value is True else value)  # type: ignore[no-any-return]


class KindField(forms.Field):
    """A form field that accepts what its kind accepts."""

    def __init__(self, kind: Kind, **options: Any) -> None:
        super().__init__(widget=_widget(kind), **options)
        self.kind = kind

    def to_python(self, value: Any) -> Any:
        """Return the canonical value, or the kind's own empty one."""
        if not is_known(value):
            return self.kind.empty
        try:
            return self.kind.clean(value)
        except InvalidValue as error:
            row = error.pointer.split("/")[1] if error.pointer else ""
            where = _("Ligne %(row)d : ") % {"row": int(row) + 1} if row.isdigit() else ""
            raise ValidationError(f"{where}{error}") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare canonical values: the order of keys or an empty row is no change."""
        try:
            return bool(self.to_python(data) != (initial if is_known(initial) else self.kind.empty))
        except ValidationError:
            return True


def _widget(kind: Kind) -> forms.Widget:
    if isinstance(kind, Term):
        return forms.Select(choices=[("", "—"), *kind.vocabulary.choices()])
    if isinstance(kind, Flag):
        return YesSelect(choices=[("", "—"), ("oui", _("oui"))])
    if isinstance(kind, Markdown):
        return forms.Textarea(attrs={"rows": 8})
    if isinstance(kind, Many) and isinstance(kind.item, Term):
        return forms.CheckboxSelectMultiple(choices=kind.item.vocabulary.choices())
    if isinstance(kind, Many) and isinstance(kind.item, Record):
        return RowsWidget(kind.item)
    if isinstance(kind, Many):
        return LinesWidget(attrs={"rows": 3})
    if type(kind) in {Kind, Prose} and kind.longest > LONGEST_LINE:
        return forms.Textarea(attrs={"rows": 3})
    return TypedInput(kind)


def form_fields(sheet_type: SheetType) -> dict[str, forms.Field]:
    """Return the form fields of a type, in the order of its declaration."""
    return {
        field.name: KindField(field.kind, label=field.label, required=field.required)
        for field in sheet_type.fields
    }


def form_class(sheet_type: SheetType) -> type[forms.ModelForm]:
    """Return the form that edits sheets of a type."""
    names = [*sheet_type.field_names, "status", "reviewed_on", "review_due"]
    meta = type("Meta", (), {"model": sheet_type.model, "fields": names})
    return type("SheetForm", (forms.ModelForm,), {"Meta": meta, **form_fields(sheet_type)})
