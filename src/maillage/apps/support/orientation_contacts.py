"""Who can help, from the nearest to the widest: organisations and events, through the index."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.apps.sheets import indexing, listing
from maillage.apps.sheets.listing import Card
from maillage.apps.sheets.types import registry
from maillage.apps.territories import queries as territories
from maillage.apps.territories.models import Territory
from maillage.kernel.contacts import format_phone
from maillage.kernel.vocabularies import Need, Role, Stage
from maillage.search.query import SheetQuery

ORGANISATION, EVENT = "organisation", "event"
SHOWN = 4  # contacts of one sort of help
EVENTS = 3
_READ = 24  # organisations read at each level
_FIELDS = ("uid", "type", "slug", "name", "roles", "phones", "emails", "links", "acts_in")


@dataclass(frozen=True, slots=True)
class Help:
    """A sort of help, the roles that give it, and the needs and stages that call for it."""

    key: str
    title: Any
    roles: tuple[Role, ...]
    needs: frozenset[Need]
    stages: frozenset[Stage]


# The order is that of the page where nothing tells what comes first.
HELPS = (
    Help(
        "conseil",
        gettext_lazy("Pour être accompagné·e"),
        (Role.SUPPORT, Role.INCUBATOR),
        frozenset((Need.SUPPORT, Need.LEGAL_FORM, Need.TRAIN)),
        frozenset(Stage),
    ),
    Help(
        "essai",
        gettext_lazy("Pour tester l’activité"),
        (Role.BUSINESS_COOPERATIVE, Role.NURSERY),
        frozenset((Need.TEST,)),
        frozenset((Stage.IDEA, Stage.CREATION)),
    ),
    Help(
        "argent",
        gettext_lazy("Pour trouver de l’argent"),
        (Role.FUNDER, Role.CROWDFUNDING),
        frozenset((Need.FINANCE,)),
        frozenset((Stage.CREATION, Stage.GROWTH, Stage.HANDOVER)),
    ),
    Help(
        "lieu",
        gettext_lazy("Pour trouver un lieu"),
        (Role.PLACE, Role.CLUSTER),
        frozenset((Need.PLACE, Need.NETWORK)),
        frozenset((Stage.IDEA, Stage.CREATION)),
    ),
    Help(
        "pairs",
        gettext_lazy("Pour s’entourer"),
        (Role.NETWORK, Role.CLUSTER, Role.COMMUNITY_GROUP),
        frozenset((Need.NETWORK, Need.CUSTOMERS, Need.VISIBILITY, Need.LEGAL_FORM)),
        frozenset((Stage.IDEA, Stage.GROWTH, Stage.HANDOVER)),
    ),
    Help(
        "savoir",
        gettext_lazy("Pour apprendre"),
        (Role.TRAINING_RESEARCH,),
        frozenset((Need.TRAIN,)),
        frozenset(),
    ),
    Help(
        "emploi",
        gettext_lazy("Pour recruter"),
        (Role.JOB_BOARD, Role.SOCIAL_INTEGRATION, Role.ADAPTED_COMPANY, Role.PUBLIC_SERVICE),
        frozenset((Need.HIRE,)),
        frozenset(),
    ),
    Help(
        "voix",
        gettext_lazy("Pour se faire connaître"),
        (Role.MEDIA, Role.PLATFORM),
        frozenset((Need.VISIBILITY, Need.CUSTOMERS)),
        frozenset(),
    ),
)


@dataclass(frozen=True, slots=True)
class Contact:
    """An organisation, and the territory at which it was found: « à Metz », « en Grand Est »."""

    sheet: Any
    role: str
    near: str

    @property
    def phone(self) -> str:
        """Return its first telephone number, or nothing."""
        return next((one["number"] for one in self.sheet.phones), "")

    @property
    def phone_words(self) -> str:
        """Return its first telephone number as people write it."""
        return format_phone(self.phone) if self.phone else ""

    @property
    def email(self) -> str:
        """Return its first e-mail address, or nothing."""
        return next((one["address"] for one in self.sheet.emails), "")

    @property
    def site(self) -> str:
        """Return the address of its site, or nothing."""
        sites = (one["url"] for one in self.sheet.links if one.get("kind") == "site")
        return next(sites, "")


@dataclass(frozen=True, slots=True)
class Circle:
    """Those who give one sort of help; `wanted` where an answer calls for it."""

    help: Help
    contacts: tuple[Contact, ...]
    url: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What surrounds a project: people by sort of help, and what is on."""

    territory: Territory
    circles: tuple[Circle, ...]
    events: tuple[Card, ...]


def around(territory: Territory, facts: Mapping[str, object], today: date) -> Around:
    """Return who helps around a territory, for the needs and the stage that the answers tell.

    Kept for as long as the index does not change: going from question to question seldom changes
    where one is and what one needs.
    """
    stamp = str(settings.MAILLAGE_INDEXES), indexing.ready().stamp(), territories.revision()
    needs = facts.get("besoin", frozenset())
    assert isinstance(needs, frozenset)
    return _around(territory.ref, needs, str(facts.get("etape", "")), today, stamp)


@lru_cache(maxsize=128)
def _around(
    ref: str, needs: frozenset[str], stage: str, today: date, stamp: tuple[str, int, int]
) -> Around:
    territory = territories.find(ref)
    wanted, chain = _wanted(needs, stage), _chain(territory)
    found = nearest(territory, {role for one in wanted for role in one.roles}, chain)
    circles = (_circle(one, found, territory, needs) for one in wanted)
    return Around(
        territory,
        tuple(one for one in circles if one.contacts),
        tuple(events(territory, today, chain=chain)),
    )


def _wanted(needs: frozenset[str], stage: str) -> list[Help]:
    """Return the sorts of help, those that a need calls for first."""
    called = [one for one in HELPS if one.needs & needs]
    staged = [one for one in HELPS if one not in called and (not stage or stage in one.stages)]
    return [*called, *(one for one in staged if one.stages)]


def nearest(
    territory: Territory, roles: Iterable[str], chain: Sequence[str] = ()
) -> list[tuple[Any, Territory]]:
    """Return organisations with these roles and the territory that they stand for, near first.

    `chain` are the references of what contains the territory, itself first, where they are known.
    """
    chain = chain or _chain(territory)
    index, places = indexing.ready(), dict[int, str]()
    for level, zones in _levels(territory, chain):
        query = SheetQuery(
            types=(ORGANISATION,),
            facets={"role": tuple(sorted(roles)), indexing.ZONE: zones},
            sort="name",
            limit=_READ,
            highlight=False,
        )
        for hit in index.search(query).hits:
            places.setdefault(hit.pk, level)
    known = territories.find_many(chain)
    rows = registry[ORGANISATION].model.objects.public().only(*_FIELDS).in_bulk(list(places))
    found = []
    for pk, level in places.items():
        if pk in rows:
            # Of the territories between, the narrowest that it says to act on.
            acts = (ref for ref in chain[1:] if ref in rows[pk].acts_in and ref in known)
            ref = level or next(acts, territory.ref)
            found.append((rows[pk], known.get(ref, territory)))
    order = {ref: rank for rank, ref in enumerate(chain)}
    return sorted(found, key=lambda one: order.get(one[1].ref, 0))


def _chain(territory: Territory) -> list[str]:
    return territories.ancestors([territory.ref]).get(territory.ref, [territory.ref])


def _levels(territory: Territory, chain: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what to search: the territory, those between, its région, the country.

    Each with the reference that it is about, empty for those between, and the zones of who stands
    for it.
    """
    own = territory.ref
    yield own, (f"dans:{own}", f"sur:{own}")
    wide = [ref for ref in chain if ref != own and ref.startswith(("region:", "pays:"))]
    between = [ref for ref in chain if ref != own and ref not in wide]
    if between:
        yield "", tuple(f"sur:{ref}" for ref in between)
    for ref in wide:
        yield ref, (f"sur:{ref}",)


def _circle(
    wanted: Help,
    found: Iterable[tuple[Any, Territory]],
    territory: Territory,
    needs: frozenset[str],
) -> Circle:
    contacts = [
        Contact(sheet, role.label, level.in_name if level.kind != "pays" else _("en France"))
        for sheet, level in found
        if (role := next((one for one in wanted.roles if one in sheet.roles), None))
    ]
    query = "&".join(f"role={one}" for one in wanted.roles)
    base = reverse(f"sheets:{ORGANISATION}-list")
    return Circle(
        wanted,
        tuple(contacts[:SHOWN]),
        f"{base}?{query}&territoire={territory.ref}&portee=large",
        bool(wanted.needs & needs),
    )


def events(
    territory: Territory, today: date, limit: int = EVENTS, chain: Sequence[str] = ()
) -> list[Card]:
    """Return what is on around a territory, the soonest first; `chain` as `nearest` takes it."""
    around = chain or _chain(territory)
    query = SheetQuery(
        types=(EVENT,),
        facets={indexing.ZONE: (f"dans:{territory.ref}", *(f"sur:{ref}" for ref in around))},
        since=today.toordinal(),
        sort="oldest",
        limit=limit,
        highlight=False,
    )
    return listing.cards(indexing.ready().search(query))
