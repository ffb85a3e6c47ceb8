"""Terms of the glossary in the texts of a page: the first use of each becomes a link.

The link leads to the term; a tooltip beside it, which it is described by, gives its meanings.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from markdown_it.token import Token

from maillage.apps.learning import queries
from maillage.apps.learning.models import Term
from maillage.apps.sheets.models import Sheet
from maillage.kernel.glossary import Matcher, pieces, spellings

LONGEST = 320  # signs of a definition in a tooltip
# Where a term is never linked: titles, and what somebody else has said.
_SET_APART = frozenset({"heading", "blockquote"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A term as a tooltip tells it: its address; an expansion and a definition for each sense."""

    slug: str
    url: str
    senses: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Glossary:
    """Every public term, ready to be found in texts."""

    matcher: Matcher
    entries: Mapping[str, Entry]
    by_url: Mapping[str, Entry]


def current() -> Glossary:
    """Return the glossary; it is read again when its terms have changed."""
    return _read(queries.terms_stamp())


@lru_cache(maxsize=2)
def _read(stamp: tuple[int, datetime] | None) -> Glossary:
    terms = list(queries.terms_to_link())
    entries = {term.slug: _entry(term) for term in terms}
    return Glossary(
        Matcher((term.slug, _spellings(term)) for term in terms),
        entries,
        {entry.url: entry for entry in entries.values()},
    )


def _spellings(term: Term) -> list[str]:
    kind = term.kind_term
    is_common = kind is not None and kind.is_common
    return spellings(term.name, term.other_names, is_common=is_common)


def _entry(term: Term) -> Entry:
    senses = tuple(
        (one.get("expansion", ""), _short(one.get("definition", ""))) for one in term.meanings
    )
    return Entry(term.slug, reverse("sheets:term", args=(term.slug,)), senses)


def _short(definition: str) -> str:
    if len(definition) <= LONGEST:
        return definition
    return f"{definition[:LONGEST].rpartition(' ')[0]}…"


@dataclass(slots=True)
class PageTerms:
    """The glossary as one page uses it: each term once, and never the page's own."""

    glossary: Glossary
    seen: set[str] = field(default_factory=set)

    def link(self, tokens: Iterable[Token]) -> None:
        """Make links in parsed Markdown of the first uses of terms, in its order."""
        apart = 0
        for token in tokens:
            if token.type.rpartition("_")[0] in _SET_APART:
                apart += token.nesting
            elif token.children is not None and not apart:
                token.children = list(self._linked(_joined(token.children)))

    def _linked(self, tokens: Iterable[Token]) -> Iterator[Token]:
        depth = 0
        shown: Entry | None = None
        for token in tokens:
            if token.type == "link_open":
                shown = self._claim_link(token) if not depth else shown
                depth += 1
                if shown:
                    yield _html('<span class="term">')
            if token.type == "text" and not depth:
                yield from self._text(token.content)
            else:
                yield token
            if token.type == "link_close":
                depth -= 1
                if shown and not depth:
                    yield _html(f"{_tooltip(shown)}</span>")
                    shown = None

    def _claim_link(self, token: Token) -> Entry | None:
        """Return the term that a link of the text leads to for the first time, and mark it."""
        entry = self.glossary.by_url.get(str(token.attrGet("href")))
        if entry is None or entry.slug in self.seen:
            return None
        self.seen.add(entry.slug)
        token.attrSet("class", "term-link")
        token.attrSet("aria-describedby", _id(entry))
        return entry

    def _text(self, text: str) -> Iterator[Token]:
        for piece, slug in pieces(text, list(self.glossary.matcher.find(text))):
            if not slug or slug in self.seen:
                yield Token("text", "", 0, content=piece)
                continue
            self.seen.add(slug)
            entry = self.glossary.entries[slug]
            opening = f'<a class="term-link" href="{entry.url}" aria-describedby="{_id(entry)}">'
            yield _html(f'<span class="term">{opening}')
            yield Token("text", "", 0, content=piece)
            yield _html(f"</a>{_tooltip(entry)}</span>")


def _joined(tokens: Iterable[Token]) -> Iterator[Token]:
    """Join the lines of a paragraph: a term may go from one to the next."""
    run = ""
    for token in tokens:
        if token.type in {"text", "softbreak"}:
            run += token.content if token.type == "text" else "\n"
            continue
        if run:
            yield Token("text", "", 0, content=run)
            run = ""
        yield token
    if run:
        yield Token("text", "", 0, content=run)


def _html(content: str) -> Token:
    return Token("html_inline", "", 0, content=content)


def _id(entry: Entry) -> str:
    return f"def-{entry.slug}"


def _tooltip(entry: Entry) -> str:
    """Return what appears under a term; several meanings are told one after the other."""
    rows = []
    for expansion, definition in entry.senses:
        named = f"<strong>{escape(expansion)}</strong> " if expansion else ""
        rows.append(f'<span class="sense">{named}{escape(definition)}</span>')
    several = escape(_("Plusieurs sens :")) if len(rows) > 1 else ""
    lead = f'<span class="sense several">{several}</span>' if several else ""
    return f'<span class="tooltip" role="tooltip" id="{_id(entry)}">{lead}{"".join(rows)}</span>'


def of_page(context: Any) -> PageTerms:
    """Return the terms of the page that is being rendered, whatever the part of it."""
    request = context.get("request")
    found = getattr(request, "page_terms", None)
    if found is None:
        sheet = context.get("sheet")
        own = {sheet.slug} if isinstance(sheet, Sheet) and sheet.type == "term" else set()
        found = PageTerms(current(), own)
        if isinstance(request, HttpRequest):
            request.page_terms = found  # type: ignore[attr-defined]
    return found
