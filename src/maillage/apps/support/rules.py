"""The rules of this instance: its schemes parsed, its questions, its places, facts in addresses.

What is parsed is kept by each process for as long as no scheme nor question has changed; one query
tells.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any, overload
from urllib.parse import urlencode

from django.db.models import Count, Max
from django.http import QueryDict
from django.utils.translation import gettext as _

from maillage.apps.sheets.list_query import asked_place, no_such_place
from maillage.apps.territories import queries as territories
from maillage.kernel.rules import scheme as kernel
from maillage.kernel.rules.errors import RuleError
from maillage.kernel.rules.facts import Catalogue, FactKind, Facts, Option, parse_question
from maillage.kernel.rules.facts import Question as AskedQuestion
from maillage.kernel.rules.places import Place

from .models import Question, Scheme

SKIPPED = "nsp"  # « je ne sais pas », one parameter for each fact
DATE = "date"
_Stamp = tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class Schemes(Sequence[kernel.Scheme]):
    """The public schemes as the engine reads them, with their sheets.

    `broken` holds what is wrong with the sheets that the engine cannot read, by identifier.
    """

    parsed: tuple[kernel.Scheme, ...] = ()
    sheets: Mapping[str, Scheme] = field(default_factory=dict)
    broken: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> Mapping[str, kernel.Scheme]:
        """Return the parsed schemes by identifier."""
        return {one.id: one for one in self.parsed}

    def __len__(self) -> int:
        return len(self.parsed)

    @overload
    def __getitem__(self, index: int) -> kernel.Scheme: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[kernel.Scheme]: ...
    def __getitem__(self, index: int | slice) -> kernel.Scheme | Sequence[kernel.Scheme]:
        return self.parsed[index]

    def __iter__(self) -> Iterator[kernel.Scheme]:
        return iter(self.parsed)


def schemes() -> Schemes:
    """Return the public schemes, parsed again only where one has changed: one query."""
    return _schemes(_stamp(Scheme.objects.public()))


def catalogue() -> Catalogue:
    """Return the questions in the order in which pages show them: two queries.

    Those about a place know the names of the territories that schemes are limited to.
    """
    return _catalogue(_stamp(Question.objects.all()), _stamp(Scheme.objects.public()))


def _stamp(rows: Any) -> _Stamp:
    """Return what changes when rows do; rows and counts never agree by chance: dates are exact."""
    found = rows.order_by().aggregate(last=Max("updated_at"), rows=Count("pk"))
    return found["last"], found["rows"]


@lru_cache(maxsize=2)
def _schemes(stamp: _Stamp) -> Schemes:
    parsed: list[kernel.Scheme] = []
    sheets: dict[str, Scheme] = {}
    broken: dict[str, str] = {}
    for sheet in Scheme.objects.public().order_by("name", "uid"):
        assert isinstance(sheet, Scheme)
        try:
            parsed.append(sheet.rule)
        except RuleError as error:
            broken[sheet.uid] = str(error)
        else:
            sheets[sheet.uid] = sheet
    return Schemes(tuple(parsed), sheets, broken)


@lru_cache(maxsize=2)
def _catalogue(stamp: _Stamp, limits: _Stamp) -> Catalogue:
    found = [parse_question(one.record) for one in Question.objects.order_by("pk")]
    known = territories.find_many(_included())
    names = tuple(Option(ref, known[ref].label) for ref in sorted(known))
    found = [
        replace(one, options=names) if one.kind is FactKind.TERRITORY else one for one in found
    ]
    return MappingProxyType({one.id: one for one in sorted(found, key=lambda one: one.rank)})


def readable(sheets: Iterable[Scheme]) -> Iterator[kernel.Scheme]:
    """Yield schemes as the engine reads them, without those that it cannot read."""
    for sheet in sheets:
        with suppress(RuleError):
            yield sheet.rule


def place(ref: str) -> Place:
    """Return a territory with all that contains it, and what shares only a part of it.

    Kept for as long as neither territories nor schemes change: three queries tell. Raises
    `ValueError`, in French, where it is unknown.
    """
    return _place(ref, _included(), territories.vintage(), territories.revision())


@lru_cache(maxsize=2_000)
def _place(ref: str, included: frozenset[str], vintage: str, revision: int) -> Place:
    territory = territories.find_or_none(ref)
    if territory is None:
        raise ValueError(no_such_place(ref))
    chain = _chain(territory.pk)
    kinds = [one.partition(":")[0] for one in chain]
    # What straddles several départements or régions is wholly in none of them.
    split = {one for one, kind in zip(chain, kinds, strict=True) if kinds.count(kind) > 1}
    split -= {one for one in chain if one.startswith(("epci:", "perimetre:"))}
    parts = {one for one in included if territory.pk in _reach(one, vintage, revision)}
    within = frozenset(chain) - split
    return Place(territory.pk, territory.label, within, frozenset(split | parts) - within)


def _chain(ref: str) -> list[str]:
    """Return what contains a territory, itself first; for a perimeter, what contains it all."""
    own = territories.ancestors([ref]).get(ref, [ref])
    if not ref.startswith(("perimetre:", "ancienne-region:")):
        return own
    members = _members(ref)
    chains = territories.ancestors(members)
    shared = [set(chains.get(one, ())) for one in members]
    return list(dict.fromkeys([*own, *sorted(set.intersection(*shared) if shared else ())]))


def _members(ref: str) -> list[str]:
    found = territories.find_or_none(ref)
    return list(found.members) if found else []


def _included() -> frozenset[str]:
    """Return the territories that schemes name, France apart."""
    return _named(schemes())


@lru_cache(maxsize=2)
def _named(known: Schemes) -> frozenset[str]:
    found: set[str] = set()
    for sheet in known.sheets.values():
        for name in ("included", "excluded"):
            found.update(sheet.territories.get(name, ()))
    return frozenset(found)


@lru_cache(maxsize=2_000)
def _reach(ref: str, vintage: str, revision: int) -> frozenset[str]:
    """Return the territories that contain a territory, or a part of it."""
    members = _members(ref)
    chains = territories.ancestors([ref, *members])
    return frozenset(one for chain in chains.values() for one in chain)


@dataclass(frozen=True)
class Asked:
    """What an address tells: facts, what is not known, the day, and what could not be read.

    `errors` are French sentences by fact; `on` is None for today.
    """

    facts: Facts = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()
    on: date | None = None
    errors: Mapping[str, str] = field(default_factory=dict)


def facts_from_query(parameters: QueryDict, known: Catalogue) -> Asked:
    """Read facts from the parameters of an address; those that are no facts are left alone."""
    facts: dict[str, object] = {}
    errors: dict[str, str] = {}
    for fact, question in known.items():
        try:
            value = _read(question, parameters)
        except ValueError as error:
            errors[fact] = str(error)
        else:
            if value is not None:
                facts[fact] = value
    skipped = frozenset(parameters.getlist(SKIPPED)) & known.keys() - facts.keys()
    return Asked(facts, skipped, _day(parameters.get(DATE, ""), errors), errors)


def _read(question: AskedQuestion, parameters: QueryDict) -> object | None:
    if question.kind is FactKind.TERRITORY:
        if question.id != "territoire":
            text = parameters.get(question.id, "")
            return place(text) if text else None
        territory, unknown = asked_place(parameters)
        if unknown:
            raise ValueError(no_such_place(unknown))
        return place(territory.pk) if territory else None
    text = ",".join(filter(None, (one.strip() for one in parameters.getlist(question.id))))
    return question.parse(text) if text else None


def _day(text: str, errors: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        message = _("« %(day)s » n’est pas un jour : écrire 2026-11-22.")
        errors[DATE] = message % {"day": text[:20]}
        return None


def query_of(
    facts: Facts,
    known: Catalogue,
    *,
    skipped: Sequence[str] | frozenset[str] = (),
    on: date | None = None,
) -> str:
    """Return the readable query that `facts_from_query` reads back, always in the same order."""
    told = [(fact, one.write(facts[fact])) for fact, one in known.items() if fact in facts]
    told += [(SKIPPED, fact) for fact in known if fact in skipped]
    if on:
        told.append((DATE, on.isoformat()))
    return urlencode(told, safe=",:")
