"""Budget lines and stated totals, with their section, year and qualifier."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from maillage.kernel.text import fold
from maillage.kernel.vocabularies import BudgetKind

from ..candidates import Candidate, CandidateType, Draft, Value
from ..documents import Block, BlockKind, Document
from .dates import periods_in
from .quantities import Found, quantities_in

_EXTRACTOR = "budgets"
_HEADING = re.compile(
    r"\b(?:budgets?|moyens|depenses|credits|enveloppes?|ressources financieres|subventions?)\b"
)
_WORDS = re.compile(
    r"\b(?:budgets?|depenses?|credits|enveloppe|subventions?|dotation (?:globale|totale|"
    r"annuelle))\b"
)
_AFTER = re.compile(r"(?:d enveloppe|de (?:budget|credits|subventions?|dotation))\b")
_TOTAL = re.compile(
    r"(?:le |la |un |son |notre )?(?:budget|total|montant total|depenses?|credits|enveloppe|"
    r"autorisations)\b"
)
_KINDS = (
    (re.compile(r"investissement"), BudgetKind.INVESTMENT),
    (re.compile(r"fonctionnement"), BudgetKind.OPERATING),
)
_OUTSIDE = re.compile(r"non pris en compte|hors budget|pour memoire|^\W*pm\b|non compris")
_PER = re.compile(
    r"^\s*(?:/|par|chaque)\s*(?P<per>an\b|année|mois|projet|habitant|structure|personne)"
)
# A stake of a few euros (« 1 € pour 1 € ») is a rule, not a budget.
_LEAST = 100
_YEAR_BEHIND = re.compile(r"\b(?:en|pour|pour l['’]année|exercice)\s(?P<year>20\d\d)\b")
_NEAR = 32  # signs after an amount where its section is looked for
_LONGEST = 80


@dataclass(slots=True)
class _Section:
    """What a stated total says of the lines below it, under the same title."""

    path: tuple[str, ...]
    kind: BudgetKind = BudgetKind.OTHER
    year: str = ""


def budgets(document: Document) -> Iterator[tuple[Candidate, Block, int]]:
    """Find budget lines and totals, each with its block and the place of its amount."""
    above = _Section(())
    line_above = ""
    for block in document.blocks:
        if block.kind in (BlockKind.HEADING, BlockKind.CODE, BlockKind.ROW):
            line_above = ""
            continue
        told, line_above = line_above, block.text
        if block.path != above.path:
            above = _Section(block.path)
        titled = _HEADING.search(fold(" / ".join(block.path[-2:]))) or _is_a_title(told)
        if not titled and not _WORDS.search(fold(block.text)):
            continue
        amounts = [one for one in quantities_in(block.text) if one.is_money and one.value >= _LEAST]
        amounts = amounts or list(_without_unit(block.text))
        for rank, found in enumerate(amounts):
            start = amounts[rank - 1].last if rank else 0
            end = amounts[rank + 1].first if rank + 1 < len(amounts) else len(block.text)
            near = block.text[start : found.first], block.text[found.last : found.last + _NEAR]
            if titled or _WORDS.search(fold(near[0])) or _AFTER.match(fold(near[1])):
                yield _line(block, found, start, end, above, bool(titled)), block, found.first


def _is_a_title(text: str) -> bool:
    """Tell whether a line alone, that nothing marks as a title, announces a budget."""
    return (
        len(text) <= _LONGEST
        and not re.search(r"[.:\d]", text)
        and bool(_HEADING.search(fold(text)))
    )


def _without_unit(text: str) -> Iterator[Found]:
    """« Budget : 60000 »."""
    match = re.fullmatch(r"\W*[Bb]udget\b[^:\d]{0,40}:\s*(\d[\d \u00a0\u202f.]{2,})", text.strip())
    digits = re.sub(r"\D", "", match[1]) if match else ""
    if match and _LEAST <= int(digits) < 10**12:
        first = text.index(match[1])
        yield Found(int(digits), "€", None, None, first, first + len(match[1]))


def _line(
    block: Block, found: Found, start: int, end: int, above: _Section, titled: bool
) -> Candidate:
    before, after = block.text[start : found.first], block.text[found.last : end]
    kind = _kind(after[:_NEAR]) or (_kind(before) if start == 0 else None)
    # « 6 M€, dont 5 en fonctionnement et 1 en investissement »: the parts are totals too.
    stated = bool(_TOTAL.match(fold(block.text if start else before)))
    total = stated and (titled or not _PER.match(after)) and (start == 0 or kind is not None)
    kind = kind or (BudgetKind.OTHER if total else above.kind)
    years = [one.start[:4] for one in periods_in(before)]
    if not years and (behind := _YEAR_BEHIND.search(after[:60])):
        years = [behind["year"]]
    year = years[-1] if years else ("" if total else above.year)
    if total and block.text.rstrip().endswith(":"):
        above.kind, above.year = kind, year
    draft = Draft(CandidateType.BUDGET, block.line_at(found.first), block.path)
    first, last = start, min(end, found.last + 60)

    def add(name: str, value: object, reason: str) -> None:
        held = Value.of(value, block, reason=reason, extractor=_EXTRACTOR, start=first, end=last)
        draft.add(name, held)

    add("label", _label(before, after, block, first=start == 0), "Mots qui accompagnent le montant")
    add("amount", found.value, "Montant en euros sous un titre ou des mots de budget")
    add("kind", kind.value, "Section nommée par la ligne ou par le total au-dessus")
    if found.qualifier:
        add("qualifier", found.qualifier.value, "Mots avant ou après le montant")
    if year:
        add("year", int(year), "Année écrite avec le montant ou avec le total au-dessus")
    if per := _PER.match(after):
        add("per", f"par {per['per'].replace('année', 'an')}", "Mots après le montant")
    if total:
        add("total", True, "Le montant est annoncé comme un total")
    if _OUTSIDE.search(fold(block.text)):
        add("outside", True, "La ligne se dit hors du total")
    return draft.candidate()


def _kind(text: str) -> BudgetKind | None:
    places = [
        (match.start(), kind) for words, kind in _KINDS for match in words.finditer(fold(text))
    ]
    return min(places)[1] if places else None


def _label(before: str, after: str, block: Block, *, first: bool) -> str:
    lead, tail = _trim(before), _trim(_PER.sub("", after))
    if not first and tail:
        return tail
    if len(lead) > 80:
        lead = _trim(re.split(r"[.;)]\s", lead)[-1])
    if _WORDS.fullmatch(fold(lead)) or not (lead or tail):
        title = block.path[-1] if block.path else ""
        return f"{lead} — {title}".strip(" —")
    label = lead if _TOTAL.match(fold(lead)) or len(lead) > 3 else tail
    return label if len(label) <= _LONGEST else label[:_LONGEST].rsplit(" ", 1)[0]


def _trim(words: str) -> str:
    words = re.sub(r"\s+", " ", words).strip(" \u00a0:;,.()/-–•=")
    words = re.sub(r"^(?:de |d['’]|pour |au titre de |à )", "", words)
    words = re.sub(
        r"\b(?:environ|près de|plus de|moins de|s['’]élève(?:nt)? à|est de|de|:)\s*$", "", words
    )
    return words.strip(" \u00a0:;,.(/-–•=").removesuffix(" et")
