"""What a sheet type declares, once; lists, pages, files, exports and search follow from it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from maillage.kernel.vocabularies import Theme

from . import kinds
from .models import Sheet
from .terms import Terms

if TYPE_CHECKING:
    from .listing import Listing

# First and last day that a sheet is about; None where it has no date.
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a sheet: its name is the model's attribute and the key in files.

    `indexed` says how search reads it: "names" (boosted), "summary", "body", "keywords" (found,
    never quoted in a passage) or "" (not read). `inverse` is the label under which a sheet that
    this field refers to shows the sheets that do; without it, it does not show them. A field that
    only classifies, such as themes that an editor chooses, does not need evidence of its own.
    """

    name: str
    label: str
    kind: kinds.Kind
    section: str
    indexed: str = ""
    required: bool = False
    inverse: str = ""
    needs_evidence: bool = True

    def value(self, sheet: Sheet) -> Any:
        """Return the sheet's value, the kind's empty one when it is unknown."""
        return self.kind.read(getattr(sheet, self.name))

    def is_known(self, sheet: Sheet) -> bool:
        """Tell whether the sheet says something here."""
        return kinds.is_known(self.value(sheet))


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
    vocabulary: Terms
    values: Callable[[Any], Iterable[str]]
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """Another form of a type's lists than those that every type has: iCal, an open-data layout.

    `make` receives the listing, the request and a title, and answers with all its sheets.
    """

    label: str
    mime: str
    make: "Callable[[Listing, HttpRequest, str], HttpResponse]"


@dataclass(frozen=True, slots=True)
class SheetType:
    """The declaration of a type of sheet; a type without `menu` is reached by links only."""

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
    # Fields whose references the cards of lists name: `sheet.named` holds them by field.
    named_in_cards: tuple[str, ...] = ()
    marker: Callable[[Any], str] = lambda sheet: ""
    # Readings of a type's own that its page shows beside its fields, by context name.
    extras: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    # The same for its list, from what the list found.
    list_extras: "Mapping[str, Callable[[Listing], Any]]" = field(default_factory=dict)
    card_template: str = "components/card.html"
    list_template: str = "sheets/list.html"
    # The days that a sheet is about: lists can then be cut and sorted by date.
    span: Callable[[Any], Span | None] | None = None
    default_sort: str = "nom"
    # What sorting by date means: its label, and whether the first day comes first.
    date_label: str = _("Date")
    first_day_first: bool = False
    # What acts on a larger territory concerns its parts: a list by territory shows it too.
    is_inherited: bool = False
    # Whether its sheets stand somewhere: what only acts on territories has no map.
    has_map: bool = True
    # Its lists and feeds also tell the deadlines of other types that answer the same query.
    shows_deadlines: bool = False
    # The territories that lists find it on, where they are not those that its page names.
    acts_on: Callable[[Any], Sequence[str]] = lambda sheet: list(sheet.acts_in)
    # Columns that follow from the fields: called before a sheet is saved.
    derive: Callable[[Any], None] = lambda sheet: None
    # Codes that the index keeps for pages of the type's own, as filters that no URL sets.
    index_keys: Mapping[str, Callable[[Any], Iterable[str]]] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)
    # Types that only define terms of the house (indicators) rest on no source.
    needs_evidence: bool = True
    unique_names: bool = True
    # What `maillage lint` verifies of one sheet beyond the form: yields messages.
    checks: tuple[Callable[[Any], Iterable[str]], ...] = ()
    # The same of all its sheets together: yields level, identifier, field, message.
    review: Callable[[Sequence[Any]], Iterable[tuple[str, str, str, str]]] = lambda sheets: ()
    # What keeps a sheet, as it is about to be saved, from being public: yields messages.
    faults: Callable[[Any], Iterable[str]] = lambda sheet: ()
    # What its public CSV and JSON add to the record for whoever reuses it, by column name.
    derived: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    # Days after which a sheet that nobody has read again is due, None where its facts do not
    # change: a figure is of its year for ever. What is over is not read again either.
    review_every: int | None = None
    is_over: Callable[[Any, date], bool] = lambda sheet, today: False
    # What a reader expects to find: each is fields of which one is enough.
    expected: tuple[tuple[str, ...], ...] = ()
    # What the public form asks first, the other fields being folded; all of it where empty.
    asked_first: tuple[str, ...] = ()
    # Fields that the public form leaves to editors: codes, and what needs a tool of its own.
    left_to_editors: tuple[str, ...] = ()
    # How a citation of the sheet names it.
    cited: Callable[[Any], str] = lambda sheet: str(sheet.name)

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
            Field("name", _("Nom"), kinds.Prose(longest=300), "identity", required=True),
            Field("summary", _("En bref"), kinds.Prose(longest=600), "activity", "summary"),
            Field("description", _("Description"), kinds.Markdown(), "activity", "body"),
            Field(
                "themes",
                _("Thèmes"),
                kinds.Many(item=kinds.Term(vocabulary=Theme)),
                "activity",
                "keywords",
                needs_evidence=False,
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
