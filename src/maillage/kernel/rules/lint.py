"""What is wrong or doubtful in the data of a scheme, said where it is."""

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from ..territories import TerritoryRef
from .calendars import Session
from .facts import Catalogue
from .findings import Finding, Level
from .lint_conditions import about_branches, about_facts
from .lint_offers import about_offer
from .scheme import Scheme, Version

__all__ = ["Finding", "Level", "lint"]


def lint(scheme: Scheme, catalogue: Catalogue, others: Collection[str] = ()) -> Iterator[Finding]:
    """Yield what is wrong or doubtful in a scheme; `others` are the identifiers of all schemes."""
    yield from _about_territories(scheme)
    yield from _about_dates(scheme)
    yield from _about_cumulation(scheme, others)
    used = {offer.instrument for version in scheme.versions for offer in version.offers}
    if absent := [one.label for one in used.difference(scheme.instruments)]:
        yield Finding("/instruments", f"il manque : {', '.join(sorted(absent))}")
    yield from _about_names("/versions", [one.id for one in scheme.versions])
    for place, version in enumerate(scheme.versions):
        yield from _about_version(scheme, version, f"/versions/{place}", catalogue)


def _about_version(
    scheme: Scheme, version: Version, pointer: str, catalogue: Catalogue
) -> Iterator[Finding]:
    here = f"{pointer}/conditions"
    if version.conditions:
        yield from about_facts(version.conditions, here, catalogue)
    # With who and where the scheme is for: a condition may contradict them.
    yield from about_branches(scheme.required(version), here, catalogue)
    yield from _about_names(f"{pointer}/offers", [one.id for one in version.offers])
    for place, offer in enumerate(version.offers):
        yield from _about_names(f"{pointer}/offers/{place}/lines", [one.id for one in offer.lines])
        yield from about_offer(offer, f"{pointer}/offers/{place}", catalogue)


def _about_names(pointer: str, names: Sequence[str]) -> Iterator[Finding]:
    for name in sorted({one for one in names if names.count(one) > 1}):
        yield Finding(pointer, f"l’identifiant « {name} » sert plusieurs fois")


def _about_territories(scheme: Scheme) -> Iterator[Finding]:
    territories = scheme.territories
    for key, refs in (("included", territories.included), ("excluded", territories.excluded)):
        for place, ref in enumerate(refs):
            try:
                TerritoryRef.parse(ref)
            except ValueError as error:
                yield Finding(f"/territories/{key}/{place}", str(error))
    if both := sorted(set(territories.included) & set(territories.excluded)):
        yield Finding("/territories/excluded", f"à la fois compris et exclu : {', '.join(both)}")


def _about_dates(scheme: Scheme) -> Iterator[Finding]:
    for place, version in enumerate(scheme.versions):
        if version.first_day > version.last_day:
            yield Finding(f"/versions/{place}/valid_to", "la version finit avant de commencer")
    by_start = sorted(scheme.versions, key=lambda one: one.first_day)
    for before, after in pairwise(by_start):
        if before.last_day >= after.first_day:
            message = f"les versions « {before.id} » et « {after.id} » se chevauchent"
            yield Finding("/versions", f"{message} : la dernière l’emporte", Level.WARNING)
    if scheme.ended and any(
        one.valid_to is None and one.first_day > scheme.ended.last_day for one in scheme.versions
    ):
        yield Finding("/ended", "une version commence après la fin du dispositif")
    yield from _about_names("/calendar/sessions", [one.id for one in scheme.calendar.sessions])
    for place, session in enumerate(scheme.calendar.sessions):
        yield from _about_session(session, f"/calendar/sessions/{place}")


_STEPS = ("opens", "pre_deposit", "closes", "jury")


def _about_session(session: Session, pointer: str) -> Iterator[Finding]:
    known = [(key, day) for key in _STEPS if (day := getattr(session, key))]
    for (before, first), (after, last) in pairwise(known):
        if first.first_day > last.last_day:
            yield Finding(f"{pointer}/{after}", f"vient avant « {before} » ({first.french})")
    if session.year and known and all(day.year != session.year for _, day in known):
        yield Finding(f"{pointer}/year", "aucune date n’est de cette année", Level.WARNING)


def _about_cumulation(scheme: Scheme, others: Collection[str]) -> Iterator[Finding]:
    for place, other in enumerate(scheme.forbidden_with):
        pointer = f"/cumulation/forbidden_with/{place}"
        if other == scheme.id:
            yield Finding(pointer, "un dispositif ne s’exclut pas lui-même")
        elif others and other not in others:
            yield Finding(pointer, f"le dispositif « {other} » n’existe pas")
    if scheme.max_share_pct is not None and scheme.max_share_pct > 100:
        yield Finding("/cumulation/max_share_pct", "la part dépasse 100 % du coût")
