"""The picture of a financing plan: what it costs and what pays for it, on one scale."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .templatetags.typography import number

_EMPTY = mark_safe("")


class Part(Protocol):
    """A part of a bar, in euros; `code` gives its colour."""

    label: str
    size: float
    code: str


def balance(costs: Sequence[Part], resources: Sequence[Part]) -> SafeString:
    """Return two bars of the same scale, each with its parts in words; the words say everything."""
    longest = max(sum(part.size for part in side) for side in (costs, resources)) or 1
    return format_html(
        '<figure class="balance" aria-label="{}">{}{}</figure>',
        _("Coûts et ressources"),
        _side(_("Ce que coûte le projet"), costs, longest),
        _side(_("Ce qui le paie"), resources, longest),
    )


def _side(title: str, parts: Sequence[Part], longest: float) -> SafeString:
    total = sum(part.size for part in parts if part.code != "a-trouver")
    return format_html(
        '<div class="side"><p class="side-title">{} <b class="num">{}</b></p>{}<ul>{}</ul></div>',
        title,
        _euros(total),
        format_html(
            '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
            "{}</svg>",
            format_html_join(
                "", '<rect class="part-{}" x="{}" width="{}" height="8"/>', _drawn(parts, longest)
            ),
        ),
        format_html_join(
            "",
            '<li><span class="key part-{}" aria-hidden="true"></span>{} <b class="num">{}</b></li>',
            ((part.code, part.label, _euros(part.size)) for part in parts),
        )
        if parts
        else _EMPTY,
    )


def _drawn(parts: Iterable[Part], longest: float) -> Iterable[tuple[str, str, str]]:
    start = 0.0
    for part in parts:
        width = 100 * part.size / longest
        yield part.code, f"{start:.2f}", f"{max(width - 0.25, 0.25):.2f}"
        start += width


def _euros(value: float) -> SafeString:
    return format_html("{}\u202f€", number(round(value, 2)))
