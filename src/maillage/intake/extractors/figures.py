"""Counts, shares, amounts and durations that sentences give, with their period and denominator."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from maillage.kernel.text import fold

from ..candidates import Candidate, CandidateType, Draft, Value
from ..documents import Block, BlockKind, Document
from .dates import Period, periods_in
from .quantities import Found, quantities_in

_EXTRACTOR = "figures"
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-Ý«])|\n")
_NEAR = 50  # signs before a date where a law is named
_FAR = 400  # signs on either side of a number, past which words no longer speak of it
_CLAUSE_END = re.compile(r"[,;:.()!?\n]|\s(?:et|dont|soit|contre|qui|que|pour un|avec)\s")
_DENOMINATOR = re.compile(r"\s*(?P<words>(?:d['’]|de |du |des )[^,;:.()!?\n]{3,80})")
_DENOMINATOR_END = re.compile(
    r"\s(?:et|dont|soit|contre|qui|que|avec|pour|sont|est|ont|a)\s|\sen\s\d{4}", re.IGNORECASE
)
_PER = re.compile(
    r"(?:/\s*|\bpar\s+|\bchaque\s+)(?P<per>an|année|mois|semaine|jour|trimestre|habitant|projet)\b",
    re.IGNORECASE,
)
# A date that is that of a law, not of what is counted.
_LAW = re.compile(r"\b(?:loi|d[ée]cret|ordonnance|directive)\b[^.]{0,30}$", re.IGNORECASE)


# « dix ans », « de 16 à 25 ans », « six mois »: how long or how old, which counts nothing.
_DURATIONS = frozenset(
    ("an", "ans", "annee", "annees", "mois", "semaine", "semaines", "siecle", "siecles")
)


def figures(document: Document, claimed: set[tuple[int, int]]) -> Iterator[Candidate]:
    """Find the quantities of a document, but those claimed (identity of a block, place)."""
    for block in document.blocks:
        if block.kind in (BlockKind.CODE, BlockKind.ROW):
            continue
        for found in quantities_in(block.text):
            duration = fold(found.unit) in _DURATIONS
            if not duration and (id(block), found.first) not in claimed:
                yield _figure(block, found)


def _figure(block: Block, found: Found) -> Candidate:
    text = block.text
    start, end = _sentence(text, found.first)
    words = text[found.last : end]
    cut = _CLAUSE_END.search(words)
    clause_end = found.last + (cut.start() if cut else len(words))
    draft = Draft(CandidateType.FIGURE, block.line_at(found.first), block.path)

    def add(name: str, value: object, reason: str) -> None:
        quoted = max(start, found.first - 14) if found.qualifier else found.first
        if quoted > start and text[quoted - 1].isalnum() and " " in text[quoted : found.first]:
            quoted = text.index(" ", quoted) + 1
        held = Value.of(
            value, block, reason=reason, extractor=_EXTRACTOR, start=quoted, end=clause_end
        )
        draft.add(name, held)

    add("name", _name(text, found, start, clause_end), "Mots qui disent ce qui est compté")
    add("value", found.value, "Nombre suivi de ce qu’il compte")
    if found.value_max is not None:
        add("value_max", found.value_max, "Haut de l’intervalle")
    add("unit", found.unit, "Unité ou nom après le nombre")
    if found.qualifier:
        add("qualifier", found.qualifier.value, "Mots avant ou après le nombre")
    if found.unit == "%" and (whole := _denominator(text[found.last : end])):
        add("denominator", whole, "Ce dont le nombre est une part")
    if per := _PER.search(text[found.last : min(end, found.last + 60)]):
        add("per", f"par {per['per'].lower().replace('année', 'an')}", "Mots après le nombre")
    if period := _period(block, start, end):
        add("period_start", period.start, "Date de la phrase ou du titre")
        add("period_end", period.end, "Date de la phrase ou du titre")
    return draft.candidate()


@lru_cache(maxsize=8)
def _ends(text: str) -> tuple[int, ...]:
    return tuple(match.end() for match in _SENTENCE_END.finditer(text))


@lru_cache(maxsize=8)
def _dates(text: str) -> tuple[Period, ...]:
    return tuple(
        one
        for one in periods_in(text)
        if not _LAW.search(text[max(0, one.first - _NEAR) : one.first])
    )


def _sentence(text: str, place: int) -> tuple[int, int]:
    ends = _ends(text)
    following = bisect_right(ends, place)
    start = ends[following - 1] if following else 0
    end = ends[following] if following < len(ends) else len(text)
    return max(start, place - _FAR), min(end, place + _FAR)


def _name(text: str, found: Found, start: int, end: int) -> str:
    words = re.sub(r"\s+", " ", text[found.last : end]).strip(' \u00a0:«»"')
    if len(words) < 3:
        words = re.sub(r"\s+", " ", text[start : found.first]).strip(' \u00a0:,;(«»"•-')[-60:]
    words = re.sub(r"^(?:de |d['’]|des |du )", "", words)
    words = words if len(words) <= 80 else words[:80].rsplit(" ", 1)[0]
    return words[:1].upper() + words[1:]


def _denominator(after: str) -> str:
    found = _DENOMINATOR.match(after)
    if not found:
        return ""
    words = found["words"]
    cut = _DENOMINATOR_END.search(words)
    return re.sub(r"\s+", " ", words[: cut.start()] if cut else words).strip()


def _period(block: Block, start: int, end: int) -> Period | None:
    """Return the only date of the sentence, or that of the title just above."""
    dates = [one for one in _dates(block.text) if start <= one.first and one.last <= end]
    if not dates and block.path and re.search(r"chiffres?|bilan|donnees", fold(block.path[-1])):
        dates = list(periods_in(block.path[-1]))
    return dates[0] if len(dates) == 1 else None
