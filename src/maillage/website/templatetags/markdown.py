"""Markdown that editors write, as safe HTML."""

import nh3
from django import template
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

register = template.Library()

_TAGS = {
    *("p", "br", "hr", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre"),
    *("h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td"),
}
# Raw HTML is shown as text, and nh3 has the last word on what comes out.
_parser = MarkdownIt("commonmark", {"html": False, "linkify": True}).enable(["linkify", "table"])


@register.filter
def markdown(text: str) -> SafeString:
    """Return Markdown as HTML with the tags of a plain text only; its titles begin at `h2`."""
    tokens = _parser.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, 4)}"
    html = _parser.renderer.render(tokens, _parser.options, {})
    safe = nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, link_rel="external noopener")
    return mark_safe(safe)  # noqa: S308
