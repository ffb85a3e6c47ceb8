"""The search across everything: sheets of every type, and territories."""

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from maillage.apps.sheets import indexing, listing, queries
from maillage.apps.sheets.list_query import LONGEST_TEXT, ListQuery, words
from maillage.apps.sheets.types import SheetType, registry
from maillage.apps.territories import queries as territories
from maillage.search.query import SheetQuery

PER_GROUP = 5
SUGGESTED_TERRITORIES, SUGGESTED_SHEETS = 3, 6
FOUND_TERRITORIES = 6


@dataclass(frozen=True, slots=True)
class Group:
    """The sheets of one type that answer, and where to see them all."""

    sheet_type: SheetType
    total: int
    cards: list[listing.Card]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that answers to a few words."""

    groups: list[Group] = field(default_factory=list)
    places: list[territories.Hit] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Return the number of sheets and territories that answer."""
        return sum(group.total for group in self.groups) + len(self.places)


def _typed(request: HttpRequest) -> str:
    return words(request.GET.get("q", ""))[:LONGEST_TEXT]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Answer `q` among sheets and territories."""
    q = _typed(request)
    results = _search(q) if q else Results()
    return render(request, "website/search.html", {"q": q, "results": results})


def _search(q: str) -> Results:
    """Return the first sheets of each type that answers as well as the best one does."""
    index = indexing.ready()
    everything = index.search(SheetQuery(text=q, limit=1, highlight=False))
    groups: list[Group] = []
    for key, sheet_type in registry.items():
        if everything.type_counts.get(key):
            found = index.search(SheetQuery(text=q, types=(key,), limit=PER_GROUP))
            url = ListQuery(sheet_type, text=q).url(reverse(f"sheets:{key}-list"))
            groups.append(Group(sheet_type, found.total, listing.cards(found), url))
    # A misspelt territory is offered where nothing else answers, not beside what does.
    places = territories.search(q, limit=FOUND_TERRITORIES, forgiving=not groups)
    return Results(groups, places, listing.understood(everything))


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Return links to what the words typed so far may mean, as a fragment of a page."""
    q = _typed(request)
    results = Results()
    if len(q) >= 2:
        found = indexing.ready().suggest(q, limit=SUGGESTED_SHEETS)
        cards = listing.cards_of(queries.of_hits(found))
        groups = [
            Group(sheet_type, len(own), own)
            for key, sheet_type in registry.items()
            if (own := [card for card in cards if card.sheet.type == key])
        ]
        places = territories.search(q, limit=SUGGESTED_TERRITORIES, forgiving=not groups)
        results = Results(groups, places)
    return render(request, "website/suggestions.html", {"q": q, "results": results})
