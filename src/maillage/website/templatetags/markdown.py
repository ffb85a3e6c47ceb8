"""Markdown that editors write, as safe HTML."""

import re
from typing import Any

import nh3
from django import template
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from maillage.website import glossary

from .typography import typo

register = template.Library()

_TAGS = {
    *("p", "br", "hr", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre"),
    *("h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td", "span"),
}
_ATTRIBUTES = {
    "a": {"href", "rel", "class", "aria-describedby"},
    "span": {"class", "role", "id"},
}
_ELSEWHERE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
# Raw HTML is shown as text, and nh3 has the last word on what comes out.
_parser = MarkdownIt("commonmark", {"html": False, "linkify": True}).enable(["linkify", "table"])


def _parsed(text: str) -> list[Token]:
    tokens = _parser.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, 4)}"
    return tokens


def _html(tokens: list[Token]) -> SafeString:
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open" and _ELSEWHERE.match(str(child.attrGet("href"))):
                child.attrSet("rel", "external noopener")
    html = _parser.renderer.render(tokens, _parser.options, {})
    return mark_safe(nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None))  # noqa: S308


@register.filter
def markdown(text: str) -> SafeString:
    """Return Markdown as HTML with the tags of a plain text only; its titles begin at `h2`."""
    return _html(_parsed(text))


@register.simple_tag(takes_context=True)
def prose(context: Any, text: str) -> str:
    """Return Markdown as HTML, typeset, each term of the glossary linked once in the page."""
    tokens = _parsed(text)
    glossary.of_page(context).link(tokens)
    return typo(_html(tokens))


@register.simple_tag(takes_context=True)
def glossed(context: Any, text: str) -> str:
    """Return plain text as HTML, typeset, each term of the glossary linked once in the page."""
    tokens = [Token("inline", "", 0, children=[Token("text", "", 0, content=text)])]
    glossary.of_page(context).link(tokens)
    return typo(_html(tokens))


@register.filter
def inline(text: str) -> SafeString:
    """Return the Markdown of a title as HTML, without the tags of blocks."""
    return _html(_parser.parseInline(text))
