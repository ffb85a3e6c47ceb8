"""The blocks of a page: words set apart, timelines, cards, lists and sheets of the portal."""

from dataclasses import replace

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.apps.sheets import indexing, list_query, listing, queries
from maillage.apps.sheets.blocks import Rendered, each, register_block
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import registry

from . import segments, timeline

LISTED, MOST_LISTED = 6, 24
_PARAMETERS = frozenset({"q", "territoire", "lieu", "portee", "du", "au", "tri"})


def definition(words: list[str], body: str) -> Rendered | None:
    """Set a word apart with its definition."""
    if not words or not body.strip():
        return None
    return "learning/blocks/definition.html", {"word": " ".join(words), "text": body}


def frise(words: list[str], body: str) -> Rendered | None:
    """Draw a timeline from a list of dates."""
    moments = timeline.moments(segments.items(body))
    return ("learning/blocks/timeline.html", {"moments": moments}) if moments else None


def cartes(words: list[str], body: str) -> Rendered | None:
    """Lay texts out side by side, each under its title."""
    cards = segments.cards(body)
    return ("learning/blocks/cards.html", {"texts": cards}) if cards else None


def liste(words: list[str], body: str) -> Rendered | None:
    """Show the first sheets of a list and lead to the whole; None for an address unknown."""
    address, number = (*words, str(LISTED))[:2] if words else ("", "")
    query = _query(address)
    if query is None or not number.isascii() or not number.isdigit() or len(words) > 2:
        return None
    limit = max(1, min(int(number[:4]), MOST_LISTED))
    wanted = replace(query.search_query(limit=limit), count_facets=())
    result = indexing.ready().search(wanted)
    base = reverse(f"sheets:{query.sheet_type.key}-list")
    found = listing.Listing(query, result, listing.cards(result), base)
    return "learning/blocks/list.html", {"found": found, "url": query.url(base)}


def _query(address: str) -> list_query.ListQuery | None:
    """Return the query that `annuaire?role=lieu` is, or None where something in it is unknown."""
    path, _sign, parameters = address.partition("?")
    sheet_type = next((one for one in registry.values() if one.path == path.strip("/")), None)
    if sheet_type is None:
        return None
    asked = QueryDict(parameters)
    query = list_query.parse(sheet_type, asked) if "page" not in asked else None
    known = _PARAMETERS | {facet.name for facet in sheet_type.facets}
    if query is None or query.notices or query.territory_error or asked.keys() - known:
        return None
    return query


def fiches(words: list[str], body: str) -> Rendered | None:
    """Show the cards of some sheets, in the order given; None where one does not exist."""
    uids = list(dict.fromkeys(words))[:MOST_LISTED]
    named = Sheet.objects.public().filter(uid__in=uids).only("type", "uid")
    rows = {row.uid: row for row in named.order_by("pk")}
    found = queries.of_hits([rows[uid] for uid in uids if uid in rows])
    return ("learning/blocks/sheets.html", {"cards": listing.cards_of(found)}) if found else None


def register() -> None:
    """Make the blocks known; called when the application is ready."""
    register_block(
        "definition",
        each(definition),
        missing=_("Une définition s’écrit « ::: definition Le mot », puis son texte"),
    )
    register_block(
        "frise",
        each(frise),
        missing=_("Une frise est une liste de dates : « - 1900 : ce qui arrive »"),
    )
    register_block(
        "cartes",
        each(cartes),
        missing=_("Des cartes s’écrivent « ### Un titre », puis un texte, autant de fois"),
    )
    register_block(
        "liste",
        each(liste),
        missing=_(
            "Cette liste n’existe pas, ou l’un de ses filtres : copier l’adresse d’une liste du "
            "site, par exemple « annuaire?role=lieu 6 »"
        ),
    )
    register_block(
        "fiches",
        each(fiches),
        missing=_("Aucune fiche publiée n’a ces identifiants"),
    )
