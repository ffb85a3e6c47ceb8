"""What a sheet type declares, once; lists, pages, files, exports and search follow from it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from maillage.kernel.vocabularies import Theme, Vocabulary

from . import kinds
from .models import Sheet


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a sheet: its name is the model's attribute and the key in files.

    `indexed` says how search reads it: "names" (boosted), "summary", "body", "keywords" (found,
    never quoted in a passage) or "" (not read).
    """

    name: str
    label: str
    kind: kinds.Kind
    section: str
    indexed: str = ""

    def value(self, sheet: Sheet) -> Any:
        """Return the sheet's value, falsy when it is unknown."""
        return getattr(sheet, self.name)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a sheet's page."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter of a list: `name` is its URL parameter, `values` reads a sheet's codes."""

    name: str
    label: str
    vocabulary: type[Vocabulary]
    values: Callable[[Any], Iterable[str]]
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class SheetType:
    """The declaration of a type of sheet."""

    key: str
    model: type[Sheet]
    path: str
    menu: str
    label: str
    plural: str
    lead: str
    file_folder: str
    fields: tuple[Field, ...]
    sections: tuple[Section, ...]
    facets: tuple[Facet, ...]
    detail_template: str
    jsonld: Callable[[Any], dict[str, Any]]
    # Fields that the cards of lists do not show, and that lists do not read.
    left_out_of_cards: tuple[str, ...] = ()
    marker: Callable[[Any], str] = lambda sheet: ""
    # Readings of a type's own that its page shows beside its fields, by context name.
    extras: Mapping[str, Callable[[Any], Any]] | None = None

    def field(self, name: str) -> Field | None:
        """Return the field with this name, or None."""
        return next((field for field in self.fields if field.name == name), None)

    @property
    def field_names(self) -> tuple[str, ...]:
        """Return the names of the fields in the order of declaration."""
        return tuple(field.name for field in self.fields)


IDENTITY = Section("identity", _("Carte d’identité"))
CONTACT = Section("contact", _("Contacts"))
ACTIVITY = Section("activity", _("Activité"))

THEME_FACET = Facet("theme", _("Thème"), Theme, lambda sheet: sheet.themes)


def common_fields() -> dict[str, Field]:
    """Return the fields of every sheet, by name, for a type to lay out among its own."""
    return {
        field.name: field
        for field in (
            Field("name", _("Nom"), kinds.Prose(longest=300), "identity"),
            Field("summary", _("En bref"), kinds.Prose(longest=600), "activity", "summary"),
            Field("description", _("Description"), kinds.Markdown(), "activity", "body"),
            Field(
                "themes",
                _("Thèmes"),
                kinds.Many(item=kinds.Term(vocabulary=Theme)),
                "activity",
                "keywords",
            ),
            Field("located_in", _("Situé à"), kinds.Many(item=kinds.Territory()), "identity"),
            Field("acts_in", _("Agit sur"), kinds.Many(item=kinds.Territory()), "activity"),
            Field("links", _("Liens"), kinds.Many(item=kinds.Link()), "contact", "keywords"),
        )
    }


registry: dict[str, SheetType] = {}


def register(sheet_type: SheetType) -> SheetType:
    """Add a type to the portal; called from the `ready` of the app that declares it."""
    registry[sheet_type.key] = sheet_type
    return sheet_type


def type_of(sheet: Sheet) -> SheetType:
    """Return the declaration of a sheet's type."""
    return registry[sheet.type]
