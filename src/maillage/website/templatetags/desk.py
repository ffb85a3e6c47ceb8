"""The reviewers' desk for templates: its sub-navigation, durations, and marked differences."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from maillage.apps.contributions import desk
from maillage.apps.contributions.reviewing.differences import Mark, Piece
from maillage.apps.contributions.reviewing.pace import in_words
from maillage.website import charts

register = template.Library()

register.filter("in_words", in_words)


@register.simple_tag(takes_context=True)
def desk_doors(context: Any) -> list[desk.Door]:
    """Return the doors of the desk for whoever asks for the page."""
    request = context["request"]
    match = request.resolver_match
    return desk.doors(request.user, match.view_name if match else "")


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """Write a text with what goes struck out and what comes underlined."""
    return format_html_join("", "{}", ((_marked(piece),) for piece in pieces))


def _marked(piece: Piece) -> SafeString | str:
    """Return a piece; blanks at its ends stay outside of the mark."""
    if piece.mark is Mark.SAME:
        return piece.text
    if piece.mark is Mark.CUT:
        return format_html('<span class="cut">{}</span>', piece.text)
    tag = "del" if piece.mark is Mark.GONE else "ins"
    end = piece.text[len(piece.text.rstrip()) :]
    return format_html("<{0}>{1}</{0}>{2}", tag, piece.text.rstrip(), end)


@register.simple_tag
def pace_chart(classes: Iterable[tuple[str, int]]) -> SafeString:
    """Draw how many reviews took how long."""
    rows = [charts.Bar(label, count) for label, count in classes]
    title = _("Temps entre la proposition et la décision")
    return charts.bars(rows, title=title, unit=_("Propositions"))
