"""Events: lines that begin with a date, titles and sentences that name a dated gathering."""

import re
from collections.abc import Iterator

from maillage.kernel.text import fold

from ..candidates import Candidate, CandidateType, Draft, Value
from ..documents import Block, BlockKind, Document
from .dates import Period, periods_in

_EXTRACTOR = "events"
_WORDS = (
    r"s[ée]minaire|webinaire|conf[ée]rence|colloque|rencontres?|forum|salon|festival|f[êe]te|"
    r"journ[ée]es?|"
    r"semaine|quinzaine|mois|assises|table ronde|atelier|congr[èe]s|universit[ée] d['’][ée]t[ée]|"
    r"hackathon|march[ée]|foire|nuit|ap[ée]ro|petit[- ]d[ée]jeuner|cl[ôo]ture|inauguration|"
    r"portes ouvertes|concours|troph[ée]es?|village|visite|comit[ée] d['’]experts"
)
_NAMED = re.compile(rf"\b(?:{_WORDS})\b", re.IGNORECASE)
_DATED_LINE = re.compile(
    r"^\W*(?:en |le |du |les )?(?P<date>[^:–]{4,40}?)\s*[:–]\s*(?P<name>\S.+)$", re.IGNORECASE
)
_TITLE = re.compile(rf"^(?:la |le |les |l['’])?(?:{_WORDS})\b(?:\s+\S+){{1,9}}$", re.IGNORECASE)
_RECURS = re.compile(r"\(([^)]*(?:chaque|tous les|annuel)[^)]*)\)\s*$", re.IGNORECASE)
_EVENTS_TITLE = re.compile(
    r"\b(?:evenements?|agenda|rencontres|manifestations|rendez vous|travaux)\b"
)
_FIELD = re.compile(r"^\W*(?:date|quand|dates?)\s*:\s*", re.IGNORECASE)


def events(document: Document) -> Iterator[Candidate]:
    """Find the events that lines and titles of a document give."""
    before: Block | None = None
    for block in document.blocks:
        if block.kind in (BlockKind.CODE, BlockKind.ROW):
            continue
        if block.kind is BlockKind.HEADING:
            yield from _titled(block)
        else:
            yield from _dated(block, before)
        before = block


def _dated(block: Block, before: Block | None) -> Iterator[Candidate]:
    """A line « 17 juin 2021 : rencontre des… », or « Date : … » below a title."""
    if _FIELD.match(block.text) and before and before.kind is BlockKind.HEADING:
        for period in periods_in(block.text):
            draft = _draft(before, before.text, 0, len(before.text), "Titre au-dessus d’une date")
            yield _with_date(draft, period, block).candidate()
        return
    match = _DATED_LINE.match(block.text)
    if not match:
        return
    dates = list(periods_in(match["date"]))
    titled = bool(block.path) and bool(_EVENTS_TITLE.search(fold(block.path[-1])))
    if len(dates) != 1 or not (_NAMED.search(match["name"]) or titled):
        return
    if len(match["date"]) > dates[0].last - dates[0].first + 14:
        return
    first = match.start("name")
    name = re.split(r"\s[:–-]\s|[.;]", match["name"])[0].strip(" !")[:100]
    draft = _draft(
        block,
        name[:1].upper() + name[1:],
        first,
        first + len(name),
        "Ligne qui commence par une date",
    )
    period = next(periods_in(block.text))
    yield _with_date(draft, period, block).candidate()


def _titled(block: Block) -> Iterator[Candidate]:
    text = _RECURS.sub("", block.text).strip()
    if not _TITLE.match(text) or len(text) > 90 or re.search(r"[:?]", text):
        return
    under = bool(block.path) and bool(_EVENTS_TITLE.search(fold(block.path[-1])))
    note = _RECURS.search(block.text)
    dates = list(periods_in(block.text))
    if not (under or note or dates):
        return
    draft = _draft(block, text[:1].upper() + text[1:], 0, len(text), "Titre qui nomme un événement")
    if note:
        draft.add(
            "recurrence_note",
            _held(note[1].strip(), block, *note.span(1), "Mots entre parenthèses"),
        )
    if len(dates) == 1:
        _with_date(draft, dates[0], block)
    yield draft.candidate()


def _draft(block: Block, name: str, first: int, last: int, reason: str) -> Draft:
    draft = Draft(CandidateType.EVENT, block.line_at(first), block.path)
    return draft.add("name", _held(re.sub(r"\s+", " ", name), block, first, last, reason))


def _with_date(draft: Draft, period: Period, block: Block) -> Draft:
    date = {"start": period.start} | ({"end": period.end} if period.end else {})
    return draft.add("dates", _held(date, block, period.first, period.last, "Date écrite"))


def _held(value: object, block: Block, first: int, last: int, reason: str) -> Value:
    return Value.of(value, block, reason=reason, extractor=_EXTRACTOR, start=first, end=last)
