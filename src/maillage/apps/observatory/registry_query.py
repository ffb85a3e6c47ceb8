"""The search in the register that an address is.

`q` (words, SIREN or SIRET), `activite` (a code of the NAF, its beginning, or words of its label),
one parameter per facet (repeated for several values), `territoire` or `lieu` and `rayon` (km),
`tri`, `page`, and `variante` and `millesime` as on every page of the observatory. What is malformed
is set aside with a notice that says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from maillage.apps.sheets.list_query import (
    LONGEST_TEXT,
    PER_PAGE,
    asked_place,
    chosen,
    no_such_place,
    page_number,
    words,
)
from maillage.apps.territories.models import Territory
from maillage.kernel.territories import TerritoryKind
from maillage.kernel.vocabularies import EmployerMark, Family, Sector, SizeClass, Vocabulary
from maillage.search.disc import MAX_RADIUS, Disc
from maillage.search.registry import RegistryQuery

from . import registry_activities, store
from .asked import Asked
from .registry_activities import Activities

_CENTRED = (TerritoryKind.COMMUNE, TerritoryKind.ARRONDISSEMENT)
_INDEXED = (*_CENTRED, TerritoryKind.EPCI, TerritoryKind.DEPARTEMENT, TerritoryKind.REGION)
SORTS = {"pertinence": "relevance", "effectif": "size", "nom": "name"}


@dataclass(frozen=True, slots=True)
class RegistryFacet:
    """A filter: its parameter, its label, its terms, and the field of the index."""

    name: str
    label: str
    vocabulary: type[Vocabulary]
    field: str
    is_open: bool = False


def facets() -> tuple[RegistryFacet, ...]:
    """Return the filters of the register, in the order of the page."""
    return (
        RegistryFacet("famille", _("Famille"), Family, "family", is_open=True),
        RegistryFacet("secteur", _("Secteur"), Sector, "sector", is_open=True),
        RegistryFacet("employeur", _("Employeur (déclaré)"), EmployerMark, "declared"),
        RegistryFacet("taille", _("Tranche d’effectifs"), SizeClass, "size"),
    )


@dataclass(frozen=True)
class RegistrySearch:
    """A search in the register of a vintage, as its address says it. `radius` is in km."""

    asked: Asked
    text: str = ""
    activity: str = ""
    activities: Activities = field(default_factory=Activities)
    selected: dict[str, tuple[str, ...]] = field(default_factory=dict)
    territory: Territory | None = None
    radius: int = 0
    sort: str = ""
    page: int = 1
    place_text: str = ""
    territory_error: str = ""
    notices: tuple[str, ...] = ()

    def parameters(self, **changes: Any) -> list[tuple[str, str]]:
        """Return the canonical parameters, with the changes asked for."""
        query = replace(self, **changes)
        found = [("q", query.text), ("activite", query.activity)]
        for facet in facets():
            found += [(facet.name, value) for value in query.selected.get(facet.name, ())]
        if query.territory:
            found.append(("territoire", query.territory.ref))
            found.append(("rayon", str(query.radius or "")))
        else:
            found.append(("lieu", query.place_text))
        found += [("tri", query.sort), *query.asked.kept.items()]
        found.append(("page", str(query.page) if query.page > 1 else ""))
        return [(name, value) for name, value in found if value]

    def url(self, base: str, extra: Iterable[tuple[str, str]] = (), **changes: Any) -> str:
        """Return the address of this search, or of a neighbour of it, below `base`."""
        parameters = [*self.parameters(**changes), *extra]
        return f"{base}?{urlencode(parameters, safe=':')}" if parameters else base

    def toggled(self, facet: str, value: str) -> dict[str, tuple[str, ...]]:
        """Return the selection with one value ticked or unticked."""
        values = self.selected.get(facet, ())
        kept = tuple(one for one in values if one != value)
        return {**self.selected, facet: kept if value in values else (*values, value)}

    @property
    def effective_sort(self) -> str:
        """Return the order of the results: by relevance for words, the largest first without."""
        return self.sort or ("pertinence" if self.text else "effectif")

    @property
    def is_round(self) -> bool:
        """Tell whether the search is around a place rather than in it."""
        return bool(self.radius and self.territory and self.territory.lat is not None)

    def question(self, *, offset: int = 0, limit: int = PER_PAGE) -> RegistryQuery:
        """Return the question to put to the index."""
        chosen: dict[str, Any] = {
            facet.field: self.selected.get(facet.name, ()) for facet in facets()
        }
        return RegistryQuery(
            text=self.text,
            **chosen,
            variant=(self.asked.variant,),
            activity=self.activities.codes,
            places=() if self.is_round else self._places(),
            disc=self._disc(),
            sort=SORTS[self.effective_sort],  # type: ignore[arg-type]
            offset=offset,
            limit=limit,
        )

    def _disc(self) -> Disc | None:
        if not self.is_round or self.territory is None:
            return None
        lat, lon = self.territory.lat or 0.0, self.territory.lon or 0.0
        return Disc(lat, lon, float(self.radius))

    def _places(self) -> tuple[str, ...]:
        """Return what an establishment must be in: the territory, or one of its communes."""
        place = self.territory
        if place is None or place.term is TerritoryKind.COUNTRY:
            return ()
        if place.term in _INDEXED and not place.members:
            return (place.ref,)
        return tuple(f"commune:{code}" for code in store.geography().communes(place.ref))


def parse(asked: Asked, parameters: QueryDict) -> RegistrySearch:
    """Read a search from URL parameters; only a malformed page number raises, `NoSuchPage`."""
    notices: list[str] = list(asked.notices)
    text = words(parameters.get("q", ""))
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT]
        notices.append(_("La recherche a été coupée à %(count)d signes.") % {"count": LONGEST_TEXT})
    activity = words(parameters.get("activite", ""))[:LONGEST_TEXT]
    activities = registry_activities.read(activity)
    if activities.error:
        notices.append(f"{activities.error} {_('Le filtre est ignoré.')}")
    sort = parameters.get("tri", "")
    if sort and sort not in SORTS:
        notices.append(
            _("L’ordre « %(sort)s » n’existe pas : il est ignoré.") % {"sort": sort[:60]}
        )
        sort = ""
    territory, unknown = asked_place(parameters)
    return RegistrySearch(
        asked,
        text,
        activity,
        activities,
        chosen(facets(), parameters, notices),
        territory,
        _radius(parameters.get("rayon", ""), territory, notices),
        sort,
        page_number(parameters.get("page", "")),
        unknown,
        no_such_place(unknown) if unknown else "",
        tuple(notices),
    )


def _radius(text: str, territory: Territory | None, notices: list[str]) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MAX_RADIUS):
        notices.append(
            _("« %(text)s » n’est pas un rayon : donnez de 1 à %(most)d km. Il est ignoré.")
            % {"text": text[:20], "most": MAX_RADIUS}
        )
        return 0
    if territory is None or territory.term not in _CENTRED or territory.lat is None:
        notices.append(_("Un rayon part du centre d’une commune : sans commune, il est ignoré."))
        return 0
    return int(text)
