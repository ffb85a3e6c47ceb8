"""Where the project is, as people write it: a name or a postal code becomes a territory."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillage.apps.sheets.list_query import no_such_place, words
from maillage.apps.territories import queries as territories
from maillage.kernel.text import fold

_LONGEST = 100
_FOUND = 8


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, and the territory that it names, or those among which to choose."""

    text: str
    ref: str = ""
    choices: tuple[territories.Hit, ...] = ()
    error: str = ""


def read(typed: str) -> Typed:
    """Return the only territory that has this very name, a commune first, else those found."""
    text = words(typed)[:_LONGEST]
    if not text:
        return Typed("", error=_("Écrivez le nom d’une commune, ou son code postal."))
    if known := territories.find_or_none(text):
        return Typed(text, known.ref)
    hits = territories.search(text.partition("(")[0], _FOUND)
    wanted = fold(text)
    named = [
        hit.territory
        for hit in hits
        if wanted in (fold(hit.territory.name), fold(hit.territory.label))
    ]
    likely = [one for one in named if one.kind == "commune"] or named
    if len(likely) == 1:
        return Typed(text, likely[0].ref)
    if len(hits) == 1:
        return Typed(text, hits[0].territory.ref)
    return Typed(text, choices=tuple(hits), error="" if hits else no_such_place(text))
