"""The query that the URL of a list is.

`q`, one parameter per facet (repeated for several values), `territoire` (`kind:code`, or words that
are resolved to it; `lieu` is the form's field for it), `portee`, `du` and `au` (days), `tri`,
`page`. What is malformed is set aside with a notice that says so.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from maillage.apps.territories import queries as territories
from maillage.apps.territories.models import Territory
from maillage.search.query import SheetQuery

from . import indexing
from .types import SheetType

PER_PAGE = 20
LONGEST_TEXT = 200
# What neither XML nor every database takes.
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff]")
SORTS = {"pertinence": "relevance", "nom": "name", "recent": "recent", "date": "newest"}


def possible_sorts(sheet_type: SheetType) -> set[str]:
    """Return the orders that the lists of a type have."""
    return set(SORTS) - (set() if sheet_type.span else {"date"})


class NoSuchPage(Exception):
    """A page number that the list does not have."""


@dataclass(frozen=True)
class ListQuery:
    """A query on the sheets of a type, as its URL says it."""

    sheet_type: SheetType
    text: str = ""
    selected: dict[str, tuple[str, ...]] = field(default_factory=dict)
    territory: Territory | None = None
    wide: bool = False
    sort: str = ""
    page: int = 1
    # Only what takes place on or after a day, on or before another.
    since: date | None = None
    until: date | None = None
    notices: tuple[str, ...] = ()
    territory_error: str = ""
    # What was typed in the place field, when no territory answers to it.
    place_text: str = ""

    def parameters(self, **changes: Any) -> list[tuple[str, str]]:
        """Return the canonical URL parameters, with the changes asked for."""
        query = replace(self, **changes)
        found = [("q", query.text)] if query.text else []
        for facet in query.sheet_type.facets:
            found += [(facet.name, value) for value in query.selected.get(facet.name, ())]
        if query.territory:
            found.append(("territoire", query.territory.ref))
            if query.wide and not query.sheet_type.is_inherited:
                found.append(("portee", "large"))
        elif query.place_text:
            found.append(("lieu", query.place_text))
        found += [(name, day.isoformat()) for name, day in query.days() if day]
        if query.sort:
            found.append(("tri", query.sort))
        if query.page > 1:
            found.append(("page", str(query.page)))
        return found

    def days(self) -> tuple[tuple[str, date | None], ...]:
        """Return the limits of time with their URL parameters."""
        return ("du", self.since), ("au", self.until)

    def url(self, base: str = "", extra: Iterable[tuple[str, str]] = (), **changes: Any) -> str:
        """Return the address of this query, or of a neighbour of it, below `base`."""
        parameters = [*self.parameters(**changes), *extra]
        join = "&" if "?" in base else "?"
        return f"{base}{join}{urlencode(parameters, safe=':')}" if parameters else base or "?"

    def toggled(self, facet: str, value: str) -> dict[str, tuple[str, ...]]:
        """Return the selection with one value ticked or unticked."""
        values = self.selected.get(facet, ())
        kept = tuple(one for one in values if one != value)
        return {**self.selected, facet: kept if value in values else (*values, value)}

    @property
    def effective_sort(self) -> str:
        """Return the order of the results: by relevance for words, the type's own without."""
        return self.sort or ("pertinence" if self.text else self.sheet_type.default_sort)

    def _order(self) -> str:
        """Return the index's name of the order."""
        if self.effective_sort == "date" and self.sheet_type.first_day_first:
            return "oldest"
        return SORTS[self.effective_sort]

    def search_query(self, *, offset: int = 0, limit: int = PER_PAGE) -> SheetQuery:
        """Return the question to put to the index."""
        facets = {name: values for name, values in self.selected.items() if values}
        if self.territory:
            facets[indexing.ZONE] = zone_values(self)
        return SheetQuery(
            text=self.text,
            types=(self.sheet_type.key,),
            facets=facets,
            sort=self._order(),  # type: ignore[arg-type]
            since=self.since.toordinal() if self.since else None,
            until=self.until.toordinal() if self.until else None,
            offset=offset,
            limit=limit,
            count_facets=tuple(facet.name for facet in self.sheet_type.facets),
        )


def zone_values(query: ListQuery) -> tuple[str, ...]:
    """Return what a sheet's zone must hold one of to concern the query's territory.

    Placed or active in it or in one of its parts; a wide query adds those that act on it or on a
    larger territory, the narrowest first.
    """
    if query.territory is None:
        return ()
    ref = query.territory.ref
    above = territories.ancestors([ref]).get(ref, ()) if query.wide else ()
    return (f"dans:{ref}", *(f"sur:{one}" for one in above))


def words(text: str) -> str:
    """Return what was typed without invisible signs nor needless spaces."""
    return " ".join(_INVISIBLE.sub(" ", text).split())


class Choosable(Protocol):
    """A facet as addresses name it: of sheets, or of registered establishments."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def vocabulary(self) -> Any: ...


def chosen(
    facets: Iterable[Choosable], parameters: QueryDict, notices: list[str]
) -> dict[str, tuple[str, ...]]:
    """Return the known values asked for by facet; a notice is added for each other one."""
    selected: dict[str, tuple[str, ...]] = {}
    for facet in facets:
        values = tuple(dict.fromkeys(filter(None, parameters.getlist(facet.name))))
        known = tuple(value for value in values if facet.vocabulary.get(value))
        notices += [
            _("« %(value)s » n’est pas une valeur du filtre « %(facet)s » : elle est ignorée.")
            % {"value": value[:60], "facet": facet.label}
            for value in values
            if value not in known
        ]
        if known:
            selected[facet.name] = known
    return selected


def parse(sheet_type: SheetType, parameters: QueryDict) -> ListQuery:
    """Read a query from URL parameters; only a malformed page number raises, `NoSuchPage`."""
    notices: list[str] = []
    text = words(parameters.get("q", ""))
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT]
        notices.append(_("La recherche a été coupée à %(count)d signes.") % {"count": LONGEST_TEXT})
    selected = chosen(sheet_type.facets, parameters, notices)
    sort = parameters.get("tri", "")
    if sort and sort not in possible_sorts(sheet_type):
        notices.append(
            _("L’ordre « %(sort)s » n’existe pas : il est ignoré.") % {"sort": sort[:60]}
        )
        sort = ""
    query = ListQuery(
        sheet_type,
        text,
        selected,
        wide=sheet_type.is_inherited or parameters.get("portee") == "large",
        sort=sort,
        page=page_number(parameters.get("page", "")),
        since=_day(sheet_type, parameters.get("du", ""), notices),
        until=_day(sheet_type, parameters.get("au", ""), notices),
        notices=tuple(notices),
    )
    territory, unknown = asked_place(parameters)
    error = no_such_place(unknown) if unknown else ""
    return replace(query, territory=territory, territory_error=error, place_text=unknown)


def _day(sheet_type: SheetType, text: str, notices: list[str]) -> date | None:
    if not text or not sheet_type.span:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = _("« %(day)s » n’est pas un jour (2026-11-22) : la limite de date est ignorée.")
        notices.append(message % {"day": text[:20]})
        return None


def one_of(parameters: QueryDict, name: str, possible: Collection[str], notices: list[str]) -> str:
    """Return the value of a parameter, "" with a notice where it is not a possible one."""
    value: str = parameters.get(name, "")
    if value and value not in possible:
        message = _("« %(value)s » n’est pas une valeur de « %(name)s » : elle est ignorée.")
        notices.append(message % {"value": value[:60], "name": name})
        return ""
    return value


def page_number(text: str) -> int:
    """Return the number of a page, 1 for no text; raise `NoSuchPage` for what is none."""
    if not text:
        return 1
    if not text.isascii() or not text.isdigit() or len(text) > 6 or int(text) < 1:
        raise NoSuchPage(
            _("« %(page)s » n’est pas un numéro de page : il va de 1 à la dernière.")
            % {"page": text[:20]}
        )
    return int(text)


def asked_place(parameters: QueryDict) -> tuple[Territory | None, str]:
    """Return the territory that `territoire` or, as people write it, `lieu` names.

    Also what was written, a name or a postal code, where no territory answers to it.
    """
    asked, typed = words(parameters.get("territoire", ""))[:100], parameters.get("lieu")
    territory = territories.find_or_none(asked) if asked else None
    if typed is not None:
        typed = words(typed)[:100]
        # The field still names the territory in force, or has been typed over, or emptied.
        if not (territory and territory.label == typed):
            asked, territory = typed, None
    if not asked:
        return None, ""
    territory = territory or territories.find_or_none(asked) or _named(asked)
    return territory, "" if territory else asked


def no_such_place(text: str) -> str:
    """Return what to tell of a place that no territory answers to."""
    message = _("Aucun territoire ne répond à « %(text)s » : essayez un nom ou un code postal.")
    return message % {"text": text}


def _named(typed: str) -> Territory | None:
    """Return the territory that these words name best; « Nancy (54) » is a label shown before."""
    found = [one.territory for one in territories.search(typed.partition("(")[0], limit=10)]
    return next((one for one in found if one.label == typed), found[0] if found else None)
