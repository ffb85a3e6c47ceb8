"""The forms that everybody meets: the fields of a sheet, and a word about where it comes from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.apps.contributions.actions import LONGEST_COMMENT, ProposedValue
from maillage.apps.contributions.proposals import threeway
from maillage.apps.contributions.proposals.cleaning import source_parts
from maillage.apps.sheets.kinds import Many, Record, is_known
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import ACTIVITY, CONTACT, IDENTITY, SheetType
from maillage.kernel.contacts import parse_email

from . import guards, typing_in
from .entries import entry
from .naming import Names

_PREFIX = "fiche"


@dataclass(frozen=True, slots=True)
class Group:
    """A folded part of the form; open where something in it is to be mended."""

    title: str
    fields: list[BoundField]
    is_open: bool


class SheetForm(forms.Form):
    """The fields of a sheet that a form for everybody can ask for.

    `base` is the sheet as it was when the form was shown, None for a new one.
    """

    use_required_attribute = False  # a required box may be under a fold, where browsers hide why

    def __init__(
        self,
        sheet_type: SheetType,
        base: Sheet | None = None,
        data: Mapping[str, Any] | None = None,
        proposed: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data, prefix=_PREFIX)
        self.sheet_type, self.base = sheet_type, base
        self.present = {
            one.name: one.value(base) if base else one.kind.empty for one in sheet_type.fields
        }
        names = Names(sheet_type, self.present)
        for one in sheet_type.fields:
            if is_asked(sheet_type, one.name):
                field = self.fields[one.name] = entry(one, self.present[one.name], names)
                field.initial = (proposed or {}).get(one.name, field.initial)

    @property
    def first(self) -> list[BoundField]:
        """Return the usual fields, and those that a new sheet cannot do without."""
        return [self[name] for name in self._first()]

    def _first(self) -> list[str]:
        usual = [name for name in self.sheet_type.asked_first if name in self.fields]
        needed = [name for name, field in self.fields.items() if field.required]
        return list(dict.fromkeys([*usual, *needed])) or list(self.fields)[:7]

    @property
    def groups(self) -> list[Group]:
        """Return the other fields, as the page of a sheet groups them."""
        usual = (IDENTITY, ACTIVITY, CONTACT)
        titles = {one.key: str(one.title) for one in (*usual, *self.sheet_type.sections)}
        first = set(self._first())
        found: dict[str, list[BoundField]] = {}
        for one in self.sheet_type.fields:
            if one.name in self.fields and one.name not in first:
                title = titles.get(one.section, _("Autres renseignements"))
                found.setdefault(title, []).append(self[one.name])
        return [
            Group(title, fields, self.is_bound and any(one.errors for one in fields))
            for title, fields in found.items()
        ]

    @property
    def left_out(self) -> list[str]:
        """Return the labels of what the sheet holds and the form does not ask."""
        return [
            str(one.label)
            for one in self.sheet_type.fields
            if one.name not in self.fields and is_known(self.present[one.name])
        ]

    def values(self) -> dict[str, Any]:
        """Return the values of a valid form that say something."""
        return {name: one for name, one in self.cleaned_data.items() if is_known(one)}

    def changes(self, now: Sheet | None) -> Iterator[tuple[str, Any, Any]]:
        """Yield field, value before and value after of what was changed in a valid form.

        What somebody else changed since the form was shown stays.
        """
        for name, new in self.cleaned_data.items():
            old = self.present[name]
            if new == old:
                continue
            declared = self.sheet_type.field(name)
            assert declared
            here = declared.value(now) if now else old
            item = declared.kind.item if isinstance(declared.kind, Many) else None
            key_of = item.key if isinstance(item, Record) else None
            merged = threeway.merge(old, new, here, key_of=key_of).value
            if merged != here:
                yield name, here, merged

    def proposed(self, now: Sheet | None) -> list[ProposedValue]:
        """Return what to propose."""
        return [ProposedValue(name, new) for name, _old, new in self.changes(now)]


def is_asked(sheet_type: SheetType, name: str) -> bool:
    """Tell whether the form for everybody asks for a field."""
    field = sheet_type.field(name)
    if field is None or name in sheet_type.left_to_editors:
        return False
    return typing_in.is_askable(field.kind)


class AboutForm(forms.Form):
    """The message, the source, and who proposes; with what keeps robots out."""

    use_required_attribute = False

    comment = forms.CharField(
        label=gettext_lazy("Votre message à l’équipe"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "max_length": gettext_lazy(
                "Votre message a %(show_value)d signes, le maximum est %(limit_value)d : "
                "raccourcissez-le ou envoyez-le en deux fois."
            )
        },
    )
    source = forms.CharField(
        label=gettext_lazy("D’où le savez-vous ?"),
        required=False,
        max_length=700,
        widget=forms.TextInput(),
        help_text=gettext_lazy(
            "L’adresse d’une page, un journal, un document, ou « j’y travaille ». "
            "Une source rend la relecture bien plus rapide."
        ),
    )
    author_name = forms.CharField(
        label=gettext_lazy("Votre nom"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    author_email = forms.CharField(
        label=gettext_lazy("Votre adresse électronique"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=gettext_lazy("Pour recevoir la réponse, rien d’autre."),
    )
    consent = forms.BooleanField(
        label=gettext_lazy(
            "J’accepte que mon nom et mon adresse soient gardés un an au plus pour suivre ma "
            "proposition. Ils ne sont ni publiés ni transmis."
        ),
        required=False,
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput())
    # What robots fill and people do not see.
    website = forms.CharField(
        label=gettext_lazy("Laissez cette case vide"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        is_member: bool = False,
        needs_comment: bool = False,
        version: int | None = None,
    ) -> None:
        super().__init__(data)
        self.data: QueryDict
        self.version, self.needs_comment = version, needs_comment
        if is_member:
            for name in ("author_name", "author_email", "consent"):
                del self.fields[name]
        self.fields["stamp"].initial = guards.new_stamp(version).signed()

    @property
    def read_stamp(self) -> guards.Stamp | None:
        """Return the stamp that came back."""
        return guards.read_stamp(self.data.get("stamp", ""))

    def restamp(self) -> None:
        """Give a refused form what it needs to be sent again, and empty the robots' box."""
        data: QueryDict = self.data.copy()
        if self.read_stamp is None:
            data["stamp"] = guards.new_stamp(self.version).signed()
        data["website"] = ""
        self.data = data

    def clean_author_email(self) -> str:
        """Return the address, or nothing."""
        text: str = self.cleaned_data["author_email"]
        try:
            return parse_email(text) if text else ""
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def clean(self) -> dict[str, Any]:
        """Ask for what this form cannot do without: a message, an agreement."""
        data: dict[str, Any] = super().clean() or {}
        named = data.get("author_name") or data.get("author_email")
        if named and not data.get("consent"):
            self.add_error(
                "consent",
                _("Cochez cette case, ou effacez votre nom et votre adresse : c’est sans compte."),
            )
        if self.needs_comment and not data.get("comment") and "comment" not in self.errors:
            self.add_error("comment", _("Écrivez ce qu’il faut corriger, avec vos mots."))
        return data

    def source_parts(self) -> tuple[str, str]:
        """Return the title and the web address of the source, each possibly empty."""
        return source_parts(self.cleaned_data["source"])
