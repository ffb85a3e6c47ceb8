"""What a visit to the orientation asks for: its answers read, and what is wrong in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import parse_qsl

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.territories import queries as territories
from maillage.kernel.rules.facts import Catalogue, Facts

from . import orientation_place, orientation_trail
from .orientation_place import Typed
from .orientation_trail import ANSWERED, ASKED, PLACE, TYPED, Trail
from .rules import facts_from_query


@dataclass(frozen=True, slots=True)
class Visit:
    """The answers of an address.

    `trail` leaves out those that could not be read: `errors` say why, by fact, and `raw` keeps
    what was typed. `ask` is the question that the address wants, if it wants one. `moves`: a form
    was sent, and its answer has an address of its own.
    """

    trail: Trail
    facts: Facts
    skipped: frozenset[str]
    on: date
    errors: Mapping[str, str] = field(default_factory=dict)
    raw: Mapping[str, str] = field(default_factory=dict)
    typed: Typed | None = None
    ask: str = ""
    moves: bool = False

    @property
    def is_new(self) -> bool:
        """Tell whether nothing was told yet."""
        return not self.trail.answers and not self.errors


def read(request: HttpRequest, base: str, catalogue: Catalogue) -> Visit:
    """Read the address of a page; nothing in it makes it fail."""
    pairs = parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True)
    trail = orientation_trail.read(base, pairs, catalogue)
    answered = request.GET.get(ANSWERED, "")
    errors: dict[str, str] = {}
    trail, typed = _placed(trail, request.GET.get(TYPED), answered)
    if typed and not typed.ref:
        errors[PLACE] = typed.error or _("Plusieurs territoires portent ce nom : lequel ?")
    elif answered in catalogue and answered not in trail.facts:
        errors[answered] = _("Choisissez une réponse, ou « Je ne sais pas ».")
    asked = facts_from_query(_query(trail), catalogue)
    errors |= asked.errors
    raw = {fact: text for fact, text in trail.facts.items() if fact in errors}
    for fact in errors:
        trail = trail.without(fact)
    wanted = request.GET.get(ASKED, "")
    if answered in errors:
        wanted = answered
    return Visit(
        trail,
        asked.facts,
        asked.skipped,
        asked.on or timezone.localdate(),
        errors,
        raw,
        typed,
        wanted if wanted in catalogue else "",
        moves=bool({ANSWERED, TYPED} & request.GET.keys()) and not errors,
    )


def _placed(trail: Trail, text: str | None, answered: str) -> tuple[Trail, Typed | None]:
    """Return the trail with the territory that was typed, or what to say of it."""
    told = trail.facts.get(PLACE)
    if text is None or told == "":
        return trail, None
    known = territories.find_or_none(told) if told else None
    if known and known.label == text.strip():
        return trail, None
    if not text.strip() and answered != PLACE:
        return trail.without(PLACE), None
    typed = orientation_place.read(text)
    if known and known in [hit.territory for hit in typed.choices]:
        return trail, None  # one of those proposed was chosen
    if not typed.ref:
        return trail, typed
    told_first = replace(trail, answers=((PLACE, ""), *trail.answers))
    return (trail if told else told_first).with_answer(PLACE, typed.ref), typed


def _query(trail: Trail) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in trail.parameters():
        query.appendlist(name, value)
    return query
