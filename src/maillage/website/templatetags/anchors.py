"""A link to each block of a page, put in one place for all pages."""

import re

from django import template
from django.template.base import NodeList, Parser, Token
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _

register = template.Library()

# `<section class="block …">`, then its heading, alone or in a line with what goes beside it.
_BLOCK = re.compile(
    r'<section\b(?P<before>[^>]*\bclass="block\b[^"]*"[^>]*)>'
    r'(?P<between>\s*(?:<div class="head">\s*)?)'
    r"(?P<heading><h2\b[^>]*>(?P<title>.*?)</h2>)",
    re.DOTALL,
)
_ID = re.compile(r'\bid="([^"]*)"')
_MARKS = re.compile(r"<details\b.*?</details>", re.DOTALL)


@register.tag
def anchored(parser: Parser, token: Token) -> "_Anchored":
    """Give each block between the tags an identifier, and its heading a link to it.

    A block without identifier takes one from its title, so that it keeps it from day to day.
    """
    nodes = parser.parse(("endanchored",))
    parser.delete_first_token()
    return _Anchored(nodes)


class _Anchored(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        html = self.nodelist.render(context)
        used: set[str] = set()

        def linked(found: re.Match[str]) -> str:
            title = " ".join(strip_tags(_MARKS.sub("", found["title"])).split()).replace(
                '"', "&quot;"
            )
            own = _ID.search(found["before"])
            if own is None and not used:  # most pages name all their blocks
                used.update(_ID.findall(html))
            uid = own[1] if own else _new_id(title, used)
            opening = found["before"] if own else f'{found["before"]} id="{uid}"'
            return f"<section{opening}>{found['between']}{found['heading']}{_link(uid, title)}"

        return mark_safe(_BLOCK.sub(linked, html))  # noqa: S308  (templates escaped it)


def _new_id(title: str, used: set[str]) -> str:
    """Return an identifier made of a title's words without its figures, which change."""
    base = slugify(re.sub(r"[\d\s]+", " ", title))[:40].strip("-") or "bloc"
    uid, number = base, 2
    while uid in used:
        uid, number = f"{base}-{number}", number + 1
    used.add(uid)
    return uid


def _link(uid: str, title: str) -> SafeString:
    label = _("Lien vers ce bloc\u202f: %(title)s") % {"title": mark_safe(title)}  # noqa: S308
    return format_html(
        '<a class="anchor" href="#{}" aria-label="{}" title="{}"><span aria-hidden="true">#</span>'
        "</a>",
        uid,
        mark_safe(label),  # noqa: S308  (the title comes from the page, already escaped)
        _("Lien vers ce bloc"),
    )
