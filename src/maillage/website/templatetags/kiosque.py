"""Where pages say that other sites can embed them."""

from urllib.parse import quote

from django import template
from django.urls import reverse

from maillage.apps.sheets.list_query import ListQuery
from maillage.website.kiosque import Kiosque

register = template.Library()


@register.inclusion_tag("kiosque/oembed_links.html")
def oembed_links(address: object, title: object) -> dict[str, str]:
    """Announce the oEmbed forms of the page at this whole address (oEmbed 1.0, Discovery)."""
    asked = f"{reverse('website:oembed')}?url={quote(str(address), safe='')}&format="
    return {"json": f"{asked}json", "xml": f"{asked}xml", "title": str(title)}


@register.simple_tag
def kiosque_of(query: ListQuery) -> str:
    """Return the address of the form that makes a kiosque of a list."""
    return Kiosque(query).url(reverse("website:kiosque"))
