"""What each draft drawn from a document is here: a new sheet, news of one, or nothing new.

Reads only. A draft is the sheet that `matching` is sure of, or the only likely one; a figure is
the one of the same value whose evidence quotes words of the same line.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from maillage.apps.contributions.models import Proposal
from maillage.apps.contributions.resemblance import matching
from maillage.apps.contributions.resemblance.match_keys import name_key
from maillage.apps.contributions.resemblance.matching import Match
from maillage.apps.sheets import queries
from maillage.apps.sheets.models import Sheet, Source
from maillage.apps.sheets.types import registry
from maillage.intake.bounded import Reading
from maillage.kernel.text import fold
from maillage.kernel.vocabularies import ProposalState, Role

from .alike import are_alike
from .drafting import Draft, Drawn
from .indicating import Indicators
from .novelty import fresh_and_known
from .quoting import Lines, SourceQuotes, cited_source, figures_quoting, quotes_of
from .recall import Memory

_LIKELY = 0.65  # score from which the only candidate is taken for the sheet, to be confirmed
_AHEAD = 0.1  # how much more likely than the next one
# Types whose drafts are one where they have the same name.
_ONE_BY_NAME = frozenset(["organisation", "term", "scheme", "resource", "policy", "project"])
# Types of which a line speaks of one only.
_ONE_BY_LINE = frozenset(["project", "event", "scheme", "policy"])


class Fate(StrEnum):
    """What a draft would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WAITING = "waiting"
    REFUSED = "refused"


@dataclass(slots=True)
class Pairing:
    """A draft and its sheet, if it has one; `number` names it as long as its document is kept.

    `fresh` is what the sheet does not say, `known` what it says already; `proposal` the one by
    which the same thing was proposed before.
    """

    number: int
    draft: Draft
    fate: Fate = Fate.NEW
    sheet: Sheet | None = None
    why: str = ""
    is_sure: bool = False
    matches: list[Match] = field(default_factory=list)
    fresh: list[Drawn] = field(default_factory=list)
    known: list[Drawn] = field(default_factory=list)
    proposal: Proposal | None = None

    @property
    def is_proposable(self) -> bool:
        """Tell whether there is something to propose."""
        return self.fate in (Fate.NEW, Fate.CHANGED)

    def take(self, sheet: Sheet, why: str, *, is_sure: bool) -> None:
        """Say which sheet it is, and why."""
        self.sheet, self.why, self.is_sure = sheet, why, is_sure


def pair(
    drafts: Sequence[Draft], reading: Reading, choices: Mapping[int, str] | None = None
) -> tuple[list[Pairing], Source | None]:
    """Return what becomes of each draft, in reading order, and the source that the document is.

    `choices` are those of a person, by number: « new », or the key of a sheet.
    """
    pairings = [Pairing(number, draft) for number, draft in enumerate(_joined(drafts))]
    free = [one for one in pairings if not _choose(one, (choices or {}).get(one.number, ""))]
    lines = Lines(reading)
    source = _match_figures(free, lines)
    _match_all(free, lines)
    if source is not None:
        _match_quotes(free, source, lines)
    kept = _one_by_sheet(pairings)
    for one in kept:
        _weigh(one)
    _recall(kept)
    return kept, source


def _joined(drafts: Iterable[Draft]) -> list[Draft]:
    """Make one draft of those of the same type and name."""
    kept: list[Draft] = []
    by_name: dict[tuple[str, str], Draft] = {}
    for one in drafts:
        key = (one.type.key, name_key(one.name) or one.name)
        if one.type.key in _ONE_BY_NAME and (first := by_name.get(key)):
            _pour(one, first)
            continue
        by_name[key] = one
        kept.append(one)
    return kept


def _pour(one: Draft, into: Draft) -> None:
    for drawn in one.drawn:
        there = [other.value for other in into.drawn if other.field == drawn.field]
        alike = any(are_alike(drawn.field.name, drawn.value, value) for value in there)
        if not alike and (drawn.field.kind.many or not there):
            into.drawn.append(drawn)
    into.notes += [note for note in one.notes if note not in into.notes]


def _choose(one: Pairing, choice: str) -> bool:
    """Follow a person's choice; tell whether there is one."""
    if choice.isdecimal():
        for sheet in queries.own_rows([(int(choice), one.draft.type.key)]):
            one.take(sheet, _("choisie"), is_sure=True)
    return bool(choice)


def _match_figures(pairings: Sequence[Pairing], lines: Lines) -> Source | None:
    """Find the figures that quote the document, and so the source that it is."""
    figures = [one for one in pairings if one.draft.type.key == "figure"]
    indicators = Indicators()
    for one in figures:
        indicators.complete(one.draft)
    found = figures_quoting([(one.number, one.draft) for one in figures], lines)
    for one in figures:
        if sheet := found.get(one.number):
            one.take(sheet, _("même valeur, et elle cite cette ligne"), is_sure=True)
    return cited_source(list(found.values()))


def _match_all(pairings: Sequence[Pairing], lines: Lines) -> None:
    """Find the sheets of the drafts that have none yet, the organisations first."""
    by_type: dict[str, list[Pairing]] = {"organisation": []}
    for one in pairings:
        if one.sheet is None:
            by_type.setdefault(one.draft.type.key, []).append(one)
    authorities: dict[str, str] = {}
    for key, drafted in by_type.items():
        records = [_with_other_names(one.draft) for one in drafted]
        for one, values in zip(drafted, records, strict=True):
            if key == "policy" and (uid := _authority(one.draft, authorities)):
                values.setdefault("organisation", uid)
        found = matching.find_many(registry[key], records, limit=4) if drafted else []
        for one, one.matches in zip(drafted, found, strict=True):
            _settle(one, lines)
            if one.sheet is not None and key == "organisation":
                authorities.setdefault(fold(one.draft.name), one.sheet.uid)


def _settle(one: Pairing, lines: Lines) -> None:
    """Take the sheet that is sure, or likely, or that quotes the lines of the draft."""
    if not one.matches:
        return
    best = one.matches[0]
    ahead = best.score - max((other.score for other in one.matches[1:]), default=0.0)
    if best.is_sure or (best.score >= _LIKELY and ahead >= _AHEAD):
        one.take(best.sheet, ", ".join(best.reasons), is_sure=best.is_sure)
        return
    quotes = quotes_of([match.sheet.pk for match in one.matches])
    quoting = [
        match
        for match in one.matches
        if lines.are_named_by(quotes.get(match.sheet.pk, ()), one.draft, match.sheet.name)
    ]
    if len(quoting) == 1:
        why = ", ".join((*quoting[0].reasons, _("elle cite cette ligne")))
        one.take(quoting[0].sheet, why, is_sure=False)


def _match_quotes(pairings: Iterable[Pairing], source: Source, lines: Lines) -> None:
    """Find what other names hide: the only sheet of a type that quotes the same lines."""
    quotes = SourceQuotes(source)
    for one in pairings:
        if one.sheet is not None or one.draft.type.key not in _ONE_BY_LINE:
            continue
        if sheet := quotes.sheet_of(one.draft, lines):
            one.take(sheet, _("elle cite cette ligne"), is_sure=False)


def _with_other_names(draft: Draft) -> dict[str, Any]:
    """Return what a draft says, with the other names that an authority goes by."""
    values = draft.values
    if draft.type.key == "policy" or Role.AUTHORITY in values.get("roles", ()):
        forms = ("Ville de", "Commune de", "Département de", "Région", "Communauté urbaine")
        values["other_names"] = [f"{form} {draft.name}" for form in forms]
    return values


def _authority(draft: Draft, known: Mapping[str, str]) -> str:
    """Return the organisation that a policy is of."""
    if uid := known.get(fold(draft.name)):
        return uid
    values = {name: draft.values[name] for name in ("addresses",) if draft.has(name)}
    values |= {"name": draft.name, "other_names": _with_other_names(draft)["other_names"]}
    found = matching.find(registry["organisation"], values, limit=1)
    return found[0].sheet.uid if found and found[0].score >= _LIKELY else ""


def _one_by_sheet(pairings: Iterable[Pairing]) -> list[Pairing]:
    """Put together what a document says of one sheet in several places."""
    kept: list[Pairing] = []
    by_sheet: dict[int, Pairing] = {}
    for one in pairings:
        first = by_sheet.get(one.sheet.pk) if one.sheet is not None else None
        if first is not None and one.draft.type.key != "figure":
            _pour(one.draft, first.draft)
            continue
        if one.sheet is not None:
            by_sheet[one.sheet.pk] = one
        kept.append(one)
    return kept


def _weigh(one: Pairing) -> None:
    """Part what the sheet says already from what it does not say."""
    if one.sheet is None:
        one.fate, one.fresh = Fate.NEW, list(one.draft.drawn)
        return
    one.fresh, one.known = fresh_and_known(one.sheet, one.draft.drawn)
    one.fate = Fate.CHANGED if one.fresh else Fate.SAME


def _recall(pairings: Sequence[Pairing]) -> None:
    """Tell what this document, or another one, proposed before."""
    memory = Memory(
        [one.draft.name for one in pairings if one.fate is Fate.NEW],
        [one.sheet.pk for one in pairings if one.sheet and one.fate is Fate.CHANGED],
    )
    for one in pairings:
        if one.fate is Fate.NEW:
            one.proposal = memory.of_new(one.draft)
        elif one.fate is Fate.CHANGED and one.sheet is not None:
            one.fresh, again, last = memory.of_sheet(one.sheet, one.fresh)
            one.known += again
            one.proposal = None if one.fresh else last
        if one.proposal is not None:
            is_waiting = one.proposal.state == ProposalState.WAITING
            one.fate = Fate.WAITING if is_waiting else Fate.REFUSED
