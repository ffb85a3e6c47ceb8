"""How alike two records of a type are, and why, in words for readers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import IntEnum

from django.utils.translation import gettext as _

from maillage.kernel.vocabularies import MatchKind

from .match_keys import Profile

# From this score on, two sheets may be the same; from that one, nobody needs to say so.
SHOWN, SURE = 0.5, 0.9

# How likely each thing in common makes it that both are the same.
_WEIGHTS = {
    MatchKind.SIRET: 0.98,
    MatchKind.RNA: 0.98,
    MatchKind.ISBN: 0.95,
    MatchKind.CALENDAR: 0.98,
    MatchKind.SIREN: 0.9,
    MatchKind.URL: 0.45,
    MatchKind.EMAIL: 0.6,
    MatchKind.PHONE: 0.6,
    MatchKind.AUTHORITY: 0.6,
    MatchKind.SITE: 0.35,
}
# A page is about one organisation or one resource, and may announce several events or projects.
_PAGE = {"organisation": 0.75, "resource": 0.75}
_TOLD = {MatchKind.URL, MatchKind.SITE}


class _Placed(IntEnum):
    """Where two records stand: in the same place, one within the other, unknown, apart."""

    SAME = 0
    WITHIN = 1
    UNKNOWN = 2
    APART = 3


# What names weigh by where both stand.
_EXACT_NAME = (0.95, 0.93, 0.9, 0.5)
_SAME_NAME = (0.85, 0.75, 0.7, 0.4)
_SAME_ACRONYM = (0.8, 0.7, 0.6, 0.2)
_CLOSE_NAME = (0.6, 0.55, 0.5, 0.1)
_INITIALS = (0.55, 0.45, 0.4, 0.1)
_CLOSE_SPELLING = 0.88

# A shared desk has one telephone, one address and one site for several.
_IDENTIFYING = (*(kind for kind, weight in _WEIGHTS.items() if weight >= SURE), MatchKind.FACT)
_NAMELESS = 0.85

_Clue = tuple[float, str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two records are, from 0 to 1, and what says so."""

    score: float
    reasons: tuple[str, ...]

    @property
    def is_shown(self) -> bool:
        """Tell whether they may be the same."""
        return self.score >= SHOWN

    @property
    def is_sure(self) -> bool:
        """Tell whether they are the same without anybody having to look."""
        return self.score >= SURE


def compare(left: Profile, right: Profile, within: Mapping[str, Sequence[str]]) -> Likeness:
    """Return how alike two records of a type are; `within` holds what contains each place.

    What they have in common adds up as independent clues do: each leaves a part to chance. What
    contradicts it (another identifier, another date) divides what was found.
    """
    named = list(_named(left, right, _placed(left, right, within)))
    clues = [*_shared(left, right), *named]
    chance, reasons = 1.0, []
    for weight, reason in clues:
        chance *= 1 - weight
        reasons.append(reason)
    score = 1 - chance
    if not named and not any(left.shared(kind, right) for kind in _IDENTIFYING):
        score = min(score, _NAMELESS)
    for factor, reason in _contradictions(left, right) if clues else ():
        score *= factor
        reasons.append(reason)
    return Likeness(round(score, 3), tuple(dict.fromkeys(reasons)))


def _shared(left: Profile, right: Profile) -> Iterator[_Clue]:
    if left.shared(MatchKind.FACT, right):
        yield _same_fact(left, right)
    # A SIRET holds the SIREN, and a page its site: told once.
    implied: set[MatchKind] = set()
    for kind, weight in _WEIGHTS.items():
        common = left.shared(kind, right)
        if not common or kind in implied:
            continue
        implied |= {MatchKind.SIREN, MatchKind.SITE} if kind in _IMPLYING else set()
        likely = _PAGE.get(left.type_key, weight) if kind is MatchKind.URL else weight
        told = f" ({min(common)})" if kind in _TOLD else ""
        yield likely, f"{_(kind.label)}{told}"


_IMPLYING = {MatchKind.SIRET, MatchKind.URL}


def _same_fact(left: Profile, right: Profile) -> _Clue:
    """Figures of the same thing: as like as what they say of it, and what they are called.

    Sources that contradict each other stay side by side: another value is another figure.
    """
    said = ("value", "value_max", "denominator", "per", "subject_part", "period_end")
    # What is unknown is absent from a record, and empty on a sheet.
    differ = [one for one in said if _or_none(left, one) != _or_none(right, one)]
    label = _(MatchKind.FACT.label)
    if not differ:
        is_called = bool(left.names & right.names) or _are_close(left, right)
        return (0.95 if is_called else 0.6), _("%(same)s, même valeur") % {"same": label}
    return (0.55 if left.names & right.names and differ == ["value"] else 0.3), label


def _or_none(profile: Profile, field: str) -> object:
    value = profile.values.get(field)
    return None if value == "" else value


def _placed(left: Profile, right: Profile, within: Mapping[str, Sequence[str]]) -> _Placed:
    if not left.places or not right.places:
        return _Placed.UNKNOWN
    if left.places & right.places:
        return _Placed.SAME
    above_left = {above for ref in left.places for above in within.get(ref, ())}
    above_right = {above for ref in right.places for above in within.get(ref, ())}
    if above_left & right.places or above_right & left.places:
        return _Placed.WITHIN
    return _Placed.APART


def _named(left: Profile, right: Profile, placed: _Placed) -> Iterator[_Clue]:
    """Yield what the names say, and the place where they say something."""
    if left.type_key == "figure":
        return
    common = left.shared(MatchKind.NAME, right)
    acronyms = left.acronyms | right.acronyms
    if left.names & right.names:
        yield _EXACT_NAME[placed], _(MatchKind.NAME.label)
    elif common - acronyms:
        yield _SAME_NAME[placed], _("même nom, écrit autrement")
    elif common:
        yield _SAME_ACRONYM[placed], _("même sigle")
    elif left.shared(MatchKind.INITIALS, right):
        yield _INITIALS[placed], _(MatchKind.INITIALS.label)
    elif _are_close(left, right):
        yield _CLOSE_NAME[placed], _("noms proches")
    else:
        return
    if placed is _Placed.SAME:
        yield 0.0, _("même lieu")
    elif placed is _Placed.APART:
        yield 0.0, _("mais pas au même endroit")


def _are_close(left: Profile, right: Profile) -> bool:
    """Tell whether two names share most of their words, or are spelt nearly alike."""
    return any(_share_words(own, other) for own in left.words for other in right.words) or any(
        SequenceMatcher(None, min(own, other), max(own, other)).ratio() >= _CLOSE_SPELLING
        for own in left.names
        for other in right.names
    )


def _share_words(own: frozenset[str], other: frozenset[str]) -> bool:
    common = len(own & other)
    return common >= 2 and (common >= 0.6 * len(own | other) or common in {len(own), len(other)})


def _contradictions(left: Profile, right: Profile) -> Iterator[_Clue]:
    if left.differ(MatchKind.SIREN, right):
        yield 0.3, _("mais SIREN différents")
    elif left.differ(MatchKind.SIRET, right):
        yield 0.7, _("mais SIRET différents\u202f: un autre établissement")
    if left.differ(MatchKind.RNA, right):
        yield 0.3, _("mais numéros RNA différents")
    if left.differ(MatchKind.ISBN, right):
        yield 0.3, _("mais ISBN différents")
    if left.days and right.days and not _meet(left.days, right.days):
        yield 0.3, _("mais dates différentes")
    elif left.days and right.days:
        yield 1.0, _("même date")


def _meet(left: Iterable[str], right: Iterable[str]) -> bool:
    """Tell whether two dates may be the same: « 2026-11 » may be « 2026-11-22 »."""
    pairs = ((own, other) for own in left for other in right)
    return any(own.startswith(other) or other.startswith(own) for own, other in pairs)
