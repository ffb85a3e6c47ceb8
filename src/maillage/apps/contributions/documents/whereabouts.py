"""Which territory a document speaks of: by postal code and town, by authority, by title."""

import re
from functools import cache
from typing import Any

from maillage.apps.territories import queries as territories
from maillage.apps.territories.models import Territory
from maillage.kernel.territories import FRANCE, TerritoryKind
from maillage.kernel.text import fold

_MOST = 8  # territories that answer to one name
_TOWN = 50_000  # inhabitants of the smallest commune that a title is taken to name
_NATION = frozenset(["national", "france", "france entiere", "niveau national"])
_AUTHORITIES = {
    "commune": (TerritoryKind.COMMUNE,),
    "region": (TerritoryKind.REGION,),
    "departement": (TerritoryKind.DEPARTEMENT,),
}
_FORM = re.compile(
    r"^(?:ville|commune|mairie|conseil (?:departemental|general|regional)|departement|region) "
    r"(?:de la |de l |des |du |de |d )?"
)
_WIDE = (
    TerritoryKind.REGION,
    TerritoryKind.FORMER_REGION,
    TerritoryKind.DEPARTEMENT,
    TerritoryKind.EPCI,
)


class Whereabouts:
    """Looks territories up, each question once for a document."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self.commune_of = cache(commune_of)
        self.named = cache(_titled)
        self.authority = cache(_authority)
        self.known = cache(_known)

    def commune(self, address: dict[str, Any]) -> str:
        """Return the INSEE code of an address, "" where the postal code and town leave a doubt."""
        return self.commune_of(str(address.get("postal_code", "")), str(address.get("city", "")))


def commune_of(postal_code: str, city: str) -> str:
    """Return the INSEE code of an address, "" where its postal code and town leave a doubt.

    In Paris, Lyon and Marseille it is the arrondissement's; « CEDEX » does not matter.
    """
    town = fold(city).partition(" cedex")[0].strip()
    kinds = (TerritoryKind.COMMUNE, TerritoryKind.ARRONDISSEMENT)
    if postal_code:
        found = _found(f"{postal_code} {town}".strip(), kinds, most=60)
        own = [one for one in found if postal_code in one.postal_codes]
        # Paris, Lyon, Marseille: the arrondissement, not the commune of the same postal codes.
        own = [one for one in own if one.term is TerritoryKind.ARRONDISSEMENT] or own
        if town:
            named = [one for one in own if _is_named(one, town)]
            own = named or (own if len(own) == 1 and _is_within(own[0], town) else [])
        if len(own) == 1:
            return own[0].code
    if not town:
        return ""
    # A postal code of the post office's own (« CEDEX ») still begins with the département.
    around = postal_code[:2]
    same = [
        one
        for one in _found(f"{town} {around}".strip(), kinds)
        if _is_named(one, town) and one.departement_code.startswith(around)
    ]
    return same[0].code if len(same) == 1 else ""


def _is_named(territory: Territory, town: str) -> bool:
    return fold(territory.name) == town


def _is_within(territory: Territory, town: str) -> bool:
    """Tell whether an arrondissement is one of this town: « Paris 7e », for « paris »."""
    return fold(territory.name).startswith(town)


def _found(text: str, kinds: tuple[TerritoryKind, ...], most: int = _MOST) -> list[Territory]:
    hits = territories.search(text, most, forgiving=False)
    return [hit.territory for hit in hits if hit.territory.term in kinds and not hit.former]


def _titled(title: str) -> str:
    """Return the territory that a title names and nothing else, the widest, or ""."""
    name = fold(title).strip(" :.")
    if name in _NATION:
        return FRANCE
    if not name or len(name) > 60:
        return ""
    named = [one for one in _found(name, (*_WIDE, TerritoryKind.COMMUNE)) if fold(one.name) == name]
    wide = [one for one in named if one.term in _WIDE]
    towns = [one for one in named if (one.population or 0) >= _TOWN]
    chosen = sorted(wide or towns, key=lambda one: one.term.rank)
    return chosen[0].ref if chosen else ""


def _authority(name: str, authority_type: str) -> str:
    """Return the territory of an authority, "" where its name and its type leave a doubt."""
    bare = _FORM.sub("", fold(name))
    kinds = _AUTHORITIES.get(authority_type, (TerritoryKind.EPCI,))
    found = [one for one in _found(bare, kinds) if fold(one.name) in (bare, fold(name))]
    return found[0].ref if len(found) == 1 else ""


def _known(ref: str) -> str:
    found = territories.find_or_none(ref)
    return found.ref if found else ref
