"""The answer to a search in the register, laid out for a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from maillage.apps.sheets.list_query import PER_PAGE
from maillage.apps.sheets.listing import (
    Active,
    FacetView,
    Format,
    Option,
    Pager,
    check_page,
    paged,
)
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import registry as sheet_types
from maillage.apps.territories import queries as territories
from maillage.kernel.amounts import french_number
from maillage.kernel.establishments import RegisteredEstablishment
from maillage.kernel.vocabularies import EmployerMark, Family, Sector, SizeClass
from maillage.observatory.sources import naf
from maillage.observatory.vintage import Vintage
from maillage.search.engines.registry import RegistryIndex
from maillage.search.registry import RegistryHit, RegistryPage

from .registry_query import RegistryFacet, RegistrySearch, facets

_RADII = (2, 5, 10, 20, 50, 100)
_SHOWN = 8  # values of a filter before the others fold


@lru_cache(maxsize=4)
def _index(folder: Path) -> RegistryIndex:
    return RegistryIndex(folder)


def index_of(vintage: Vintage) -> RegistryIndex:
    """Return the search index of a vintage; reading it raises IndexUnavailable where it misses."""
    return _index(vintage.search_index)


@dataclass(frozen=True)
class EstablishmentCard:
    """An establishment as lists and its page show it.

    `title` is safe HTML where words are marked; `sheet` is the directory's sheet, if any.
    """

    establishment: RegisteredEstablishment
    place: str = ""
    marked: str = ""
    sheet: Sheet | None = None

    @property
    def name(self) -> str:
        """Return the public name, or why there is none."""
        return self.establishment.shown_name

    @property
    def sign(self) -> str:
        """Return the sign of the establishment where it says more than the name."""
        one = self.establishment
        return one.sign if one.name and one.sign.casefold() != one.name.casefold() else ""

    @property
    def family(self) -> Family | None:
        """Return the family as a term."""
        return Family.get(self.establishment.family)

    @property
    def sector(self) -> Sector | None:
        """Return the sector as a term."""
        return Sector.get(self.establishment.sector)

    @property
    def size(self) -> SizeClass | None:
        """Return the size class as a term."""
        return SizeClass.get(self.establishment.size)

    @property
    def declared(self) -> EmployerMark | None:
        """Return what the establishment declares as a term."""
        return EmployerMark.get(self.establishment.declared)

    @property
    def activity(self) -> str:
        """Return the label of the activity, or its code where the nomenclature has none."""
        return naf.label(self.establishment.activity) or self.establishment.activity


@dataclass(frozen=True)
class RegistryListing:
    """What a page of the register shows."""

    query: RegistrySearch
    result: RegistryPage
    cards: list[EstablishmentCard]
    base: str
    list_base: str
    map_base: str

    @property
    def total(self) -> int:
        """Return the number of establishments found."""
        return self.result.total

    @cached_property
    def sentence(self) -> str:
        """Return « 42 établissements de l’ESS pour « sport » à moins de 10 km de Nancy »."""
        noun = _("établissements de l’ESS") if self.total > 1 else _("établissement de l’ESS")
        parts = [f"{french_number(self.total)} {noun}"]
        if self.query.text:
            parts.append(_("pour « %(text)s »") % {"text": self.query.text})
        if place := self.query.territory:
            parts.append(
                _("à moins de %(radius)d km du centre %(of_name)s")
                % {"radius": self.query.radius, "of_name": place.of_name}
                if self.query.is_round
                else place.in_name
            )
        return " ".join(parts)

    @cached_property
    def notices(self) -> list[str]:
        """Return what the reader should know of how the search was understood."""
        found = list(self.query.notices)
        if self.result.corrected:
            found.append(_("Aucun nom ne contient ces mots : voici ce qui s’écrit presque pareil."))
        if self.result.relaxed:
            found.append(_("Aucun nom ne contient tous ces mots : voici les plus proches."))
        return found

    @property
    def territory_field(self) -> str:
        """Return what the place field of the form shows."""
        return self.query.territory.label if self.query.territory else self.query.place_text

    @cached_property
    def facets(self) -> list[FacetView]:
        """Return the filters that have something to propose."""
        views = (self._facet(facet) for facet in facets())
        return [view for view in views if view.options]

    def _facet(self, facet: RegistryFacet) -> FacetView:
        counts = self.result.facets.get(facet.field, {})
        chosen = self.query.selected.get(facet.name, ())
        options = [
            Option(term.value, _(term.label), counts.get(term.value, 0), term.value in chosen, "")
            for term in facet.vocabulary.among(counts.keys() | set(chosen))
        ]
        if facet.vocabulary is SizeClass:
            options.reverse()  # the largest first
        else:
            options.sort(key=lambda option: (not option.selected, -option.count))
        shown = max(_SHOWN, sum(option.selected for option in options))
        return FacetView(
            facet.name, facet.label, options[:shown], options[shown:], facet.is_open or bool(chosen)
        )

    @cached_property
    def variants(self) -> list[Option]:
        """Return the variants of the perimeter, with what this search finds in each."""
        counts = self.result.facets.get("variant", {})
        perimeter = self.query.asked.vintage.manifest.perimeter
        return [
            Option(
                "" if note.id == perimeter.default else note.id,
                note.label,
                counts.get(note.id, 0),
                note.id == self.query.asked.variant,
                "",
                note.description,
            )
            for note in perimeter.variants
        ]

    @cached_property
    def active(self) -> list[Active]:
        """Return the filters in force."""
        query = self.query
        found = []
        if query.text:
            found.append(Active(_("Mots"), query.text, self._url(text="", page=1)))
        if query.activities.codes:
            url = self._url(activity="", page=1)
            found.append(Active(_("Activité"), query.activities.label, url))
        for facet in facets():
            for value in query.selected.get(facet.name, ()):
                term = facet.vocabulary.of(value)
                url = self._url(selected=query.toggled(facet.name, value), page=1)
                found.append(Active(facet.label, _(term.label), url))
        if query.is_round:
            said = _("%(radius)d km") % {"radius": query.radius}
            found.append(Active(_("Rayon"), said, self._url(radius=0, page=1)))
        if query.territory:
            url = self._url(territory=None, radius=0, page=1)
            found.append(Active(_("Territoire"), query.territory.label, url))
        return found

    @property
    def radii(self) -> list[int]:
        """Return the radii to choose from, in km, the one in force among them."""
        return sorted({*_RADII, *([self.query.radius] if self.query.radius else [])})

    @property
    def clear_url(self) -> str:
        """Return the address without any filter."""
        return f"{self.base}{self.query.asked.query()}"

    @cached_property
    def sorts(self) -> list[Option]:
        """Return the possible orders."""
        labels = {"pertinence": _("Pertinence"), "effectif": _("Effectif"), "nom": _("Nom")}
        if not self.query.text:
            del labels["pertinence"]
        current = self.query.effective_sort
        return [
            Option(value, label, 0, value == current, self._url(sort=value, page=1))
            for value, label in labels.items()
        ]

    @cached_property
    def pages(self) -> Pager:
        """Return the pages of the list."""
        return paged(self.total, self.query.page, lambda page: self._url(page=page))

    @property
    def list_url(self) -> str:
        """Return the address of the same search as a list."""
        return self.query.url(self.list_base, page=1)

    @property
    def map_url(self) -> str:
        """Return the address of the same search on the map."""
        return self.query.url(self.map_base, page=1)

    @cached_property
    def formats(self) -> list[Format]:
        """Return the other forms of this list."""
        return [
            Format(label, self.query.url(self.list_base, [("format", key)], page=1), mime)
            for key, label, mime in (
                ("csv", "CSV", "text/csv"),
                ("json", "JSON", "application/json"),
            )
        ]

    def _url(self, **changes: Any) -> str:
        return self.query.url(self.base, **changes)


def answer(query: RegistrySearch, base: str, list_base: str, map_base: str) -> RegistryListing:
    """Put a search to the vintage's index and return its page.

    Raises `NoSuchPage` past the last one, IndexUnavailable where the index is missing.
    """
    index = index_of(query.asked.vintage)
    result = index.search(query.question(offset=(query.page - 1) * PER_PAGE))
    check_page(query.page, result.total)
    return RegistryListing(query, result, cards_of(result.hits), base, list_base, map_base)


def cards_of(hits: Iterable[RegistryHit]) -> list[EstablishmentCard]:
    """Return establishments as cards, their places and sheets read in two queries."""
    found = [(hit.establishment.withheld(), hit.title) for hit in hits]
    places = place_labels(one for one, _title in found)
    sheets = sheets_of([one for one, _title in found])
    return [
        EstablishmentCard(
            one,
            places.get(one.commune, ""),
            "" if one.partial else title,
            sheets.get(one.siret),
        )
        for one, title in found
    ]


def place_labels(establishments: Iterable[RegisteredEstablishment]) -> dict[str, str]:
    """Return the label of the commune of each establishment, by INSEE code."""
    codes = {one.commune for one in establishments if one.commune}
    known = territories.find_many({f"commune:{code}" for code in codes})
    return {ref.partition(":")[2]: territory.label for ref, territory in known.items()}


def sheets_of(establishments: list[RegisteredEstablishment]) -> dict[str, Sheet]:
    """Return the directory's sheets of establishments by SIRET.

    A sheet has the same SIRET or, without any, the SIREN of what is a headquarters. What is under
    partial diffusion has none here: the register must not lead from a number to its name.
    """
    model: Any = sheet_types["organisation"].model
    named = [one for one in establishments if not one.partial]
    sirens = {one.siren: one.siret for one in named if one.headquarters}
    wanted = Q(siret__in=[one.siret for one in named])
    rows = model.objects.public().filter(wanted | Q(siren__in=list(sirens), siret=""))
    found: dict[str, Sheet] = {}
    for sheet in rows.only("pk", "name", "slug", "type", "siren", "siret").order_by("-pk"):
        found[sheet.siret or sirens[sheet.siren]] = sheet
    return found
