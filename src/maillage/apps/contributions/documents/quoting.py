"""Sheets known by what they quote: a fact drawn again from a document is the same fact."""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cached_property

from maillage.apps.sheets import queries
from maillage.apps.sheets.models import Evidence, Sheet, Source
from maillage.apps.sheets.types import registry
from maillage.intake.bounded import Reading
from maillage.kernel.text import fold
from maillage.kernel.vocabularies import PublicationStatus

from .drafting import Draft

_MOST_FIGURES = 4_000  # of the values that a document gives
_MOST_QUOTES = 10_000  # of one source
_SHORTEST = 4  # signs
_MANY = 3  # figures that quote a document, from which it is their source
_CLOSE_NAME = 0.85
_CLEARLY = 1.5  # times what the next one quotes
_NOT_WORDS = re.compile(r"[^a-z0-9%€]+")


def plain(text: str) -> str:
    """Return the words of a text, for quotes to be found whatever their punctuation."""
    return _NOT_WORDS.sub(" ", fold(text)).strip()


class Lines:
    """The lines of a document, made plain."""

    def __init__(self, reading: Reading) -> None:
        """Take a document that was read."""
        self._reading = reading

    @cached_property
    def _by_number(self) -> Mapping[int, str]:
        lines: dict[int, str] = {}
        for one in self._reading.lines:
            lines[one.number] = f"{lines.get(one.number, '')} {plain(one.text)}"
        return lines

    def of(self, draft: Draft) -> str:
        """Return the lines that a draft was drawn from."""
        numbers = {draft.line, *(one.line for one in draft.drawn)}
        return " ".join(self._by_number.get(number, "") for number in sorted(numbers))

    def are_named_by(self, quotes: Iterable[str], draft: Draft, name: str) -> bool:
        """Tell whether these quotes of a sheet speak of the draft, not only of its telephone.

        They hold words of its name where it stands, or come with a name spelt nearly alike.
        """
        text, own = self.of(draft), plain(draft.name)
        if SequenceMatcher(None, own, plain(name)).ratio() >= _CLOSE_NAME:
            return any(quote in text for quote in quotes)
        return any(_shared(text, own, quote) for quote in quotes)


def quotes_of(pks: Sequence[int]) -> dict[int, list[str]]:
    """Return what the evidence of these sheets quotes, made plain."""
    quotes: dict[int, list[str]] = {}
    for chunk in queries.chunks(pks):
        rows = Evidence.objects.filter(sheet__in=chunk).exclude(passage="").order_by("pk")
        for pk, passage in rows.values_list("sheet_id", "passage"):
            if len(quote := plain(passage)) >= _SHORTEST:
                quotes.setdefault(pk, []).append(quote)
    return quotes


def figures_quoting(figures: Iterable[tuple[int, Draft]], lines: Lines) -> dict[int, Sheet]:
    """Return the figure that each draft is: of the same value, and quoting the same line."""
    drafts = list(figures)
    wanted = sorted({one.first("value") for _, one in drafts} - {None})
    if not wanted:
        return {}
    rows = registry["figure"].model.objects.filter(value__in=wanted)
    rows = rows.exclude(status=PublicationStatus.ARCHIVED)
    by_value: dict[float, list[Sheet]] = {}
    for sheet in rows.order_by("pk")[:_MOST_FIGURES]:
        by_value.setdefault(sheet.value, []).append(sheet)  # type: ignore[attr-defined]
    quotes = quotes_of([sheet.pk for sheets in by_value.values() for sheet in sheets])
    found: dict[int, Sheet] = {}
    for number, draft in drafts:
        text = lines.of(draft)
        said = next(one for one in draft.drawn if one.field.name == "value").passage
        shares = {
            sheet: max(
                (_shared(text, plain(said), one) for one in quotes.get(sheet.pk, ())), default=0
            )
            for sheet in by_value.get(draft.first("value"), ())
        }
        best = max(shares, key=lambda sheet: shares[sheet], default=None)
        if best is not None and shares[best]:
            found[number] = best
    return found


def _shared(text: str, one: str, other: str) -> float:
    """Return which share of two quotes of a text is common to both where they stand, 0 to 1."""
    return max(
        (
            max(0, min(first + len(one), second + len(other)) - max(first, second))
            / (max(first + len(one), second + len(other)) - min(first, second))
            for first in _places(text, one)
            for second in _places(text, other)
        ),
        default=0.0,
    )


def _places(text: str, quote: str) -> list[int]:
    """Return where a quote stands in a text, between two words."""
    return (
        [found.start() for found in re.finditer(rf"(?<!\S){re.escape(quote)}(?!\S)", text)]
        if quote
        else []
    )


def cited_source(figures: Sequence[Sheet]) -> Source | None:
    """Return the source that a document is, from the figures here that quote its lines."""
    counts: dict[int, int] = {}
    for chunk in queries.chunks([sheet.pk for sheet in figures]):
        rows = Evidence.objects.filter(sheet__in=chunk).order_by("pk")
        for source, _sheet in set(rows.values_list("source", "sheet")):
            counts[source] = counts.get(source, 0) + 1
    best = max(counts, key=lambda pk: counts[pk], default=None)
    if best is None or counts[best] < max(_MANY, len(figures) / 2):
        return None
    return Source.objects.filter(pk=best).first()


class SourceQuotes:
    """What the sheets of one source quote of it."""

    def __init__(self, source: Source) -> None:
        """Read the evidence that rests on a source."""
        rows = source.evidence.exclude(passage="").order_by("pk")
        self._rows = [
            (kind, pk, quote)
            for kind, pk, passage in rows.values_list("sheet__type", "sheet", "passage")[
                :_MOST_QUOTES
            ]
            if len(quote := plain(passage)) >= _SHORTEST
        ]

    def sheet_of(self, draft: Draft, lines: Lines) -> Sheet | None:
        """Return the sheet of the draft's type that quotes its lines, alone or clearly the most."""
        text = lines.of(draft)
        quoted: dict[int, int] = {}
        for kind, pk, quote in self._rows:
            if kind == draft.type.key and quote in text:
                quoted[pk] = quoted.get(pk, 0) + len(quote)
        ranked = sorted(quoted, key=lambda pk: -quoted[pk])
        if not ranked or (len(ranked) > 1 and quoted[ranked[0]] < _CLEARLY * quoted[ranked[1]]):
            return None
        return next(iter(queries.own_rows([(ranked[0], draft.type.key)])), None)
