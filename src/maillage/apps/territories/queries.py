"""Reads territories: one, many, what contains them, what they are made of, where they are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import Q, QuerySet

from maillage.kernel.territories import FRANCE, TerritoryKind, TerritoryRef

from .models import FormerCommune, Position, State, Territory
from .search import Hit, revision, search

__all__ = [
    "Hit",
    "Place",
    "ancestors",
    "breadcrumbs",
    "by_address",
    "commune_codes",
    "communes",
    "current_refs",
    "find",
    "find_many",
    "find_or_none",
    "free_perimeters",
    "known",
    "parts",
    "positions",
    "revision",
    "search",
    "vintage",
]

_CHUNK = 5_000  # references a query: far under the parameters that SQLite and PostgreSQL take


@dataclass(frozen=True, slots=True)
class Place:
    """The point of a territory, in degrees WGS 84."""

    lat: float
    lon: float
    exact: bool


def find(ref: str) -> Territory:
    """Return a territory; a former commune's code gives the commune that it is part of now.

    Raises:
        ValueError: in French, when the reference is badly written.
        Territory.DoesNotExist: in French, when there is no such territory.
    """
    wanted = str(TerritoryRef.parse(ref))
    found = find_many([wanted]).get(wanted)
    if found is None:
        raise Territory.DoesNotExist(
            f"Le territoire « {wanted} » est inconnu du Code officiel géographique "
            f"{vintage() or '(non chargé)'}."
        )
    return found


def find_or_none(ref: str) -> Territory | None:
    """Return a territory, or None when the reference is badly written or unknown."""
    try:
        return find(ref)
    except (ValueError, Territory.DoesNotExist):
        return None


def by_address(kind: str, code_slug: str) -> Territory | None:
    """Return the territory of an address such as `commune/54395-nancy`, or None.

    The code begins the last part, the words after it may be wrong; a perimeter's holds hyphens.
    """
    known = TerritoryKind.get(kind)
    if known is None:
        return None
    words = code_slug.split("-")
    if known is not TerritoryKind.PERIMETER:
        return find_or_none(f"{kind}:{words[0]}")
    refs = [f"{kind}:{'-'.join(words[:length])}" for length in range(len(words), 0, -1)]
    found = find_many(refs)
    return next((found[ref] for ref in refs if ref in found), None)


def find_many(refs: Iterable[str]) -> dict[str, Territory]:
    """Return the known territories by the reference asked for, former communes' codes included."""
    asked = set(refs)
    found: dict[str, Territory] = {}
    for chunk in _chunks(asked):
        found |= Territory.objects.in_bulk(chunk)
    # Nearly always all are there: only the others may be former communes.
    gone = {ref for ref in asked if ref not in found or not found[ref].current}
    now = {ref: new for ref, new in current_refs(gone).items() if ref != new} if gone else {}
    for chunk in _chunks(set(now.values()) - found.keys()):
        found |= Territory.objects.in_bulk(chunk)
    return {ref: found[now.get(ref, ref)] for ref in asked if now.get(ref, ref) in found}


def known(refs: Iterable[str]) -> set[str]:
    """Return those of the references that lead to a territory."""
    asked = set(refs)
    now = current_refs(asked)
    there: set[str] = set()
    for chunk in _chunks(set(now.values())):
        there.update(Territory.objects.filter(pk__in=chunk).values_list("pk", flat=True))
    return {ref for ref in asked if now[ref] in there}


def current_refs(refs: Iterable[str]) -> dict[str, str]:
    """Return the present reference of each: a former commune's leads to its commune.

    A code that is again, or still, a commune's own stays.
    """
    asked = set(refs)
    codes = {ref.partition(":")[2] for ref in asked if ref.startswith("commune:")}
    moved: dict[str, str] = {}
    for chunk in _chunks(codes):
        former = FormerCommune.objects.filter(pk__in=chunk).values_list("pk", "commune_id")
        moved |= {f"commune:{code}": now for code, now in former}
    for chunk in _chunks(set(moved)):
        there = Territory.objects.filter(pk__in=chunk, current=True)
        for ref in there.values_list("pk", flat=True):
            del moved[ref]
    return {ref: moved.get(ref, ref) for ref in asked}


def ancestors(refs: Iterable[str]) -> dict[str, list[str]]:
    """Return, for each known reference, all that contain it, itself first, perimeters last.

    A few queries whatever the number of references.
    """
    asked = set(refs)
    now = current_refs(asked)
    within: dict[str, list[str]] = {}
    for chunk in _chunks(set(now.values())):
        within |= dict(Territory.objects.filter(pk__in=chunk).values_list("pk", "within"))
    perimeters = _perimeters_by_member()
    found: dict[str, list[str]] = {}
    for ref in asked:
        if now[ref] in within:
            chain = [now[ref], *within[now[ref]]]
            free = {one for above in chain for one in perimeters.get(above, ())}
            found[ref] = [*chain, *sorted(free - {now[ref]})]
    return found


def free_perimeters() -> list[tuple[str, str, list[str]]]:
    """Return the code, name and members of each free perimeter, by code."""
    rows = Territory.objects.filter(kind=TerritoryKind.PERIMETER).order_by("code")
    return list(rows.values_list("code", "name", "members"))


def _perimeters_by_member() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    rows = Territory.objects.filter(kind=TerritoryKind.PERIMETER)
    for ref, members in rows.values_list("pk", "members"):
        for member in members:
            found[member].append(ref)
    return found


def breadcrumbs(territory: Territory) -> list[Territory]:
    """Return the path to a territory, the widest first, itself last.

    Commune: France, région, département, EPCI. What straddles several départements or régions
    skips that level; what reaches France by no other way has France alone before it.
    """
    kinds = [ref.partition(":")[0] for ref in territory.within]
    path = [
        ref
        for ref, kind in zip(territory.within, kinds, strict=True)
        # an EPT stands in its métropole: both are on the way
        if kind == TerritoryKind.EPCI
        or (kinds.count(kind) == 1 and kind != TerritoryKind.FORMER_REGION)
    ]
    found = Territory.objects.in_bulk(path)
    return [*(found[ref] for ref in reversed(path) if ref in found), territory]


def parts(territory: Territory) -> list[Territory]:
    """Return what a territory is made of, one level down, by name.

    France: régions and overseas collectivités; région: départements; département: EPCI, then the
    communes without EPCI; EPCI: communes; commune: municipal arrondissements; former région and
    perimeter: their members.
    """
    rows = Territory.objects.filter(current=True)
    own = communes(territory)
    match territory.term:
        case TerritoryKind.COUNTRY:
            overseas = Q(kind=TerritoryKind.DEPARTEMENT, region_code="")
            rows = rows.filter(Q(kind=TerritoryKind.REGION) | overseas)
        case TerritoryKind.REGION:
            rows = rows.filter(kind=TerritoryKind.DEPARTEMENT, region_code=territory.code)
        case TerritoryKind.DEPARTEMENT:
            groups = Q(kind=TerritoryKind.EPCI, code__in=own.values("epci_code"))
            rows = rows.filter(groups | Q(pk__in=own.filter(epci_code="").values("pk")))
        case TerritoryKind.COMMUNE:
            around = rows.filter(departement_code=territory.departement_code)
            found = around.filter(kind=TerritoryKind.ARRONDISSEMENT).order_by("pk")
            return [one for one in found if territory.pk in one.within]
        case TerritoryKind.EPCI if not territory.members:
            rows = own
        case _:
            rows = rows.filter(pk__in=territory.members)
    return sorted(rows.order_by("pk"), key=lambda one: (one.term.rank, one.slug))


def communes(territory: Territory) -> QuerySet[Territory]:
    """Return the present communes of a territory, unordered: itself for a commune.

    A municipal arrondissement has no commune of its own: its commune is not in it.
    """
    rows = Territory.objects.filter(kind=TerritoryKind.COMMUNE, current=True)
    match territory.term:
        case TerritoryKind.COUNTRY:
            return rows
        case TerritoryKind.REGION:
            return rows.filter(region_code=territory.code)
        case TerritoryKind.DEPARTEMENT:
            return rows.filter(departement_code=territory.code)
        case TerritoryKind.EPCI if not territory.members:
            return rows.filter(epci_code=territory.code)
        case TerritoryKind.COMMUNE:
            return rows.filter(pk=territory.pk)
        case TerritoryKind.ARRONDISSEMENT:
            return rows.none()
        case _:
            return rows.filter(_covered(territory.members))


def _covered(members: list[str]) -> Q:
    """Return the condition for a commune to be in one of the members, in four lists at most."""
    codes: dict[str, list[str]] = defaultdict(list)
    for member in members:
        kind, _, code = member.partition(":")
        codes[kind].append(code)
    if FRANCE in members:
        return Q(kind=TerritoryKind.COMMUNE)
    found = (
        Q(code__in=codes["commune"])
        | Q(epci_code__in=codes["epci"])
        | Q(departement_code__in=codes["departement"])
        | Q(region_code__in=codes["region"])
    )
    # former régions, EPT: they list their own members
    for one in Territory.objects.filter(pk__in=members).exclude(members=[]).order_by("pk"):
        found |= _covered(one.members)
    return found


def commune_codes(ref: str) -> list[str]:
    """Return the INSEE codes of the present communes of a territory, sorted.

    Raises what `find` raises.
    """
    return sorted(communes(find(ref)).values_list("code", flat=True))


def positions(refs: Iterable[str]) -> dict[str, Place]:
    """Return where the territories are; those without known position are left out."""
    asked = set(refs)
    now = current_refs(asked)
    found: dict[str, Place] = {}
    for chunk in _chunks(set(now.values())):
        rows = Territory.objects.filter(pk__in=chunk, lat__isnull=False, lon__isnull=False)
        for ref, lat, lon, position in rows.values_list("pk", "lat", "lon", "position"):
            found[ref] = Place(lat, lon, position == Position.EXACT)
    return {ref: found[now[ref]] for ref in asked if now[ref] in found}


def vintage() -> str:
    """Return the vintage of the Code officiel géographique that is loaded, or nothing."""
    state = State.objects.filter(pk=1).first()
    return state.vintage if state else ""


def _chunks(refs: set[str]) -> Iterator[list[str]]:
    waiting = iter(refs)
    while chunk := list(islice(waiting, _CHUNK)):
        yield chunk
