"""The answer to a list's query, laid out for a page: cards, filters with counts, pages."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.territories import queries as territories
from maillage.kernel.amounts import french_number
from maillage.kernel.dates import french_day
from maillage.search.query import BBox, SearchPage

from . import indexing, queries
from .kinds import Reference
from .list_query import PER_PAGE, ListQuery, NoSuchPage, possible_sorts
from .models import Sheet
from .places import place_refs
from .types import Facet, type_of

ALL = 1_000_000
COMMON_FORMS = (
    ("csv", "CSV", "text/csv"),
    ("json", "JSON", "application/json"),
    ("geojson", "GeoJSON", "application/geo+json"),
    ("atom", "Atom", "application/atom+xml"),
)


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a filter or of an order."""

    value: str
    label: str
    count: int
    selected: bool
    url: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class FacetView:
    """A filter with the counts of its values."""

    name: str
    label: str
    options: list[Option]
    more: list[Option]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Active:
    """A filter in force and the address without it."""

    label: str
    value: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Card:
    """A sheet in a list, with the words found in it marked."""

    sheet: Sheet
    highlight: str = ""
    title: str = ""

    @property
    def template(self) -> str:
        """Return the template that shows a card of the sheet's type."""
        return type_of(self.sheet).card_template


@dataclass(frozen=True, slots=True)
class Pager:
    """The pages of a list; `items` are `(label, url, is_current)`, or None for a gap."""

    number: int
    count: int
    previous_url: str
    next_url: str
    items: list[tuple[str, str, bool] | None]


@dataclass(frozen=True, slots=True)
class Format:
    """Another form of the same content."""

    label: str
    url: str
    mime: str


@dataclass(frozen=True)
class Listing:
    """What a list page shows."""

    query: ListQuery
    result: SearchPage
    cards: list[Card]
    base: str
    map_base: str = ""

    @cached_property
    def total(self) -> int:
        """Return the number of sheets found."""
        return self.result.total

    @cached_property
    def sentence(self) -> str:
        """Return the answer in one sentence: « 42 organisations pour « insertion » à Nancy »."""
        label, plural = self.query.sheet_type.label, self.query.sheet_type.plural
        parts = [f"{french_number(self.total)} {plural if self.total > 1 else label}"]
        if self.query.text:
            parts.append(_("pour « %(text)s »") % {"text": self.query.text})
        if self.query.territory:
            parts.append(str(self.query.territory.in_name))
        return " ".join(parts)

    @cached_property
    def notices(self) -> list[str]:
        """Return what the reader should know of how the query was understood."""
        return [*self.query.notices, *understood(self.result)]

    @cached_property
    def territory_field(self) -> str:
        """Return what the place field of the form shows."""
        territory = self.query.territory
        return territory.label if territory else self.query.place_text

    @cached_property
    def facets(self) -> list[FacetView]:
        """Return the filters that have something to propose, most frequent values first."""
        views = (self._facet(facet) for facet in self.query.sheet_type.facets)
        return [view for view in views if view.options]

    def chart(self, name: str) -> FacetView:
        """Return a filter whose values are links, for a chart."""
        found = next(facet for facet in self.query.sheet_type.facets if facet.name == name)
        return self._facet(found, linked=True)

    def _facet(self, facet: Facet, *, linked: bool = False) -> FacetView:
        counts = self.result.facets.get(facet.name, {})
        chosen = self.query.selected.get(facet.name, ())
        options = [
            Option(
                term.value,
                _(term.label),
                counts.get(term.value, 0),
                term.value in chosen,
                self._url(selected=self.query.toggled(facet.name, term.value), page=1)
                if linked
                else "",
                _(term.description) if term.description else "",
            )
            for term in facet.vocabulary.among(counts.keys() | set(chosen))
        ]
        options.sort(key=lambda option: (not option.selected, -option.count))
        shown = max(8, sum(option.selected for option in options))
        is_open = facet.is_open or bool(chosen)
        return FacetView(facet.name, facet.label, options[:shown], options[shown:], is_open)

    @cached_property
    def active(self) -> list[Active]:
        """Return the filters in force."""
        query = self.query
        found = [Active(_("Mots"), query.text, self._url(text="", page=1))] if query.text else []
        for facet in query.sheet_type.facets:
            for value in query.selected.get(facet.name, ()):
                term = facet.vocabulary.get(value)
                url = self._url(selected=query.toggled(facet.name, value), page=1)
                found.append(Active(facet.label, _(term.label) if term else value, url))
        if query.territory:
            url = self._url(territory=None, page=1)
            found.append(Active(_("Territoire"), query.territory.label, url))
        if query.since:
            found.append(Active(_("À partir du"), french_day(query.since), self._url(since=None)))
        if query.until:
            found.append(Active(_("Jusqu’au"), french_day(query.until), self._url(until=None)))
        return found

    @cached_property
    def clear_url(self) -> str:
        """Return the address of the list without any filter."""
        return self.base

    @cached_property
    def wider(self) -> Option | None:
        """Return the switch between what is in a territory and all that acts for it."""
        query = self.query
        is_wide = query.sheet_type.is_inherited
        if query.territory is None or query.territory.kind == "pays" or is_wide:
            return None
        label = _("Avec celles qui agissent plus largement") + f" ({query.territory.name})"
        return Option("large", label, 0, query.wide, self._url(wide=not query.wide, page=1))

    @cached_property
    def sorts(self) -> list[Option]:
        """Return the possible orders."""
        labels = {
            "pertinence": _("Pertinence"),
            "date": self.query.sheet_type.date_label,
            "nom": _("Nom"),
            "recent": _("Mise à jour"),
        }
        possible = possible_sorts(self.query.sheet_type) - (
            set() if self.query.text else {"pertinence"}
        )
        current = self.query.effective_sort
        return [
            Option(value, label, 0, value == current, self._url(sort=value, page=1))
            for value, label in labels.items()
            if value in possible
        ]

    @cached_property
    def pages(self) -> Pager:
        """Return the pages of the list."""
        return paged(self.total, self.query.page, lambda page: self._url(page=page))

    @cached_property
    def map_url(self) -> str:
        """Return the address of the same query on the map."""
        return self.query.url(self.map_base, page=1) if self.map_base else ""

    @cached_property
    def formats(self) -> list[Format]:
        """Return the other forms of this list."""
        own = self.query.sheet_type.forms
        forms = [*COMMON_FORMS, *((key, form.label, form.mime) for key, form in own.items())]
        return [
            Format(label, self._url(page=1, extra=[("format", key)]), mime)
            for key, label, mime in forms
        ]

    def _url(self, **changes: Any) -> str:
        return self.query.url(self.base, **changes)


def paged(total: int, number: int, url: Callable[[int], str], *, per_page: int = PER_PAGE) -> Pager:
    """Return the pages of a list of which this is one; `url` gives the address of a page."""
    count = _page_count(total, per_page)
    near = {1, count, *range(number - 2, number + 3)} & set(range(1, count + 1))
    items: list[tuple[str, str, bool] | None] = []
    for page in sorted(near):
        if items and page - 1 not in near:
            items.append(None)
        items.append((str(page), url(page), page == number))
    return Pager(
        number,
        count,
        url(number - 1) if number > 1 else "",
        url(number + 1) if number < count else "",
        items,
    )


def check_page(number: int, total: int, *, per_page: int = PER_PAGE) -> None:
    """Raise `NoSuchPage` past the last page of a list."""
    count = _page_count(total, per_page)
    if number > count:
        message = ngettext(
            "La page %(page)d n’existe pas : cette liste n’a qu’une page.",
            "La page %(page)d n’existe pas : cette liste a %(count)d pages.",
            count,
        )
        raise NoSuchPage(message % {"page": number, "count": count})


def _page_count(total: int, per_page: int = PER_PAGE) -> int:
    return max(1, math.ceil(total / per_page))


def answer(query: ListQuery, base: str, map_base: str = "") -> Listing:
    """Put a query to the index and return its page; raise `NoSuchPage` past the last one."""
    offset = (query.page - 1) * PER_PAGE
    result = indexing.ready().search(query.search_query(offset=offset))
    check_page(query.page, result.total)
    return Listing(query, result, cards(result), base, map_base)


def understood(result: SearchPage) -> list[str]:
    """Return what the reader should know of how the index understood the words."""
    found = []
    if result.corrected:
        found.append(
            _("Rien ne contient exactement ces mots : voici ce qui s’écrit presque pareil.")
        )
    if result.relaxed:
        found.append(_("Aucune fiche ne contient tous ces mots : voici les plus proches."))
    return found


def cards(result: SearchPage) -> list[Card]:
    """Return the sheets of a result as cards, in its order, with a few queries in all."""
    marks = {hit.pk: hit.highlights for hit in result.hits}
    return cards_of(queries.of_hits(result.hits), marks)


def cards_of(sheets: list[Sheet], marks: dict[int, dict[str, str]] | None = None) -> list[Card]:
    """Return sheets as cards, with the name of the place where each stands."""
    marks = marks or {}
    places = {sheet.pk: (place_refs(sheet) or sheet.acts_in)[:1] for sheet in sheets}
    known = territories.find_many({ref for refs in places.values() for ref in refs})
    for sheet in sheets:
        sheet.place_label = next((known[ref].label for ref in places[sheet.pk] if ref in known), "")
    _name_references(sheets)
    found = ((sheet, marks.get(sheet.pk, {})) for sheet in sheets)
    return [Card(sheet, mark.get("text", ""), mark.get("title", "")) for sheet, mark in found]


def _name_references(sheets: list[Sheet]) -> None:
    """Give each sheet the public sheets that its card names, with one query in all."""
    wanted: dict[int, dict[str, list[str]]] = {}
    for sheet in sheets:
        declared = type_of(sheet)
        fields = (declared.field(name) for name in declared.named_in_cards)
        wanted[sheet.pk] = {
            one.name: [
                leaf.value
                for leaf in one.kind.leaves(one.value(sheet))
                if isinstance(leaf.kind, Reference)
            ]
            for one in fields
            if one and one.is_known(sheet)
        }
    uids = {uid for own in wanted.values() for keys in own.values() for uid in keys}
    rows = Sheet.objects.public().filter(uid__in=uids).order_by("pk") if uids else ()
    known = {row.uid: row for row in rows}
    for sheet in sheets:
        sheet.named = {
            name: [known[uid] for uid in keys if uid in known]
            for name, keys in wanted[sheet.pk].items()
        }


def all_keys(query: ListQuery) -> list[int]:
    """Return the database keys of every sheet of a query, for exports."""
    search = replace(query.search_query(limit=ALL), count_facets=())
    return [hit.pk for hit in indexing.ready().search(search).hits]


def markers(query: ListQuery, bbox: BBox, zoom: int | None) -> list[Any]:
    """Return at most 500 markers for the sheets of a query inside a box."""
    return list(indexing.ready().clusters(query.search_query(), bbox, zoom=zoom))
