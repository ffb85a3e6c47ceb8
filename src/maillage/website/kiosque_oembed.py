"""oEmbed provider (oEmbed 1.0, oembed.com): kiosques, lists, sheets, charts as rich content."""

from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.identity.models import current
from maillage.apps.sheets.addresses import absolute

from . import observatory_oembed
from .kiosque import NoKiosque
from .kiosque_addresses import at
from .kiosque_page import CACHE, frame, height

WIDTH = 600  # pixels, where the consumer does not say


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Describe the page at `url`; 400 for a malformed request, 404 for a page not ours, 501."""
    form = request.GET.get("format") or "json"
    if form not in {"json", "xml"}:
        return _refused(
            _("Le format « %(form)s » n’existe pas : json ou xml.") % {"form": form}, 501
        )
    if not (url := request.GET.get("url", "")):
        return _refused(_("Le paramètre « url » manque : l’adresse d’une page de ce portail."), 400)
    try:
        width, tallest = (_size(request, name) for name in ("maxwidth", "maxheight"))
    except ValueError as error:
        return _refused(str(error), 400)
    try:
        described = _described(url, request, width, tallest)
    except NoKiosque as error:
        return _refused(str(error), 404)
    response = JsonResponse(described) if form == "json" else _xml(described)
    response["Cache-Control"] = CACHE
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _size(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text) > 0):
        raise ValueError(
            _("« %(name)s » vaut « %(text)s » : un nombre de pixels est attendu.")
            % {"name": name, "text": text[:20]}
        )
    return int(text)


def _described(
    url: str, request: HttpRequest, width: int | None, tallest: int | None
) -> dict[str, Any]:
    wide = min(WIDTH, width or WIDTH)
    if chart := observatory_oembed.at(url, request):
        tall = min(chart.height, tallest or chart.height)
        title, html = chart.title, chart.frame(wide, tall)
    else:
        kiosque = at(url, request)
        shown = kiosque.answer(timezone.localdate())
        tall = height(kiosque, shown)
        tall = min(tall, tallest or tall)
        title, html = shown.title, frame(kiosque, shown, request, width=wide, tall=tall)
    return {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": current().name,
        "provider_url": absolute(request, "/"),
        "cache_age": 600,
        "width": wide,
        "height": tall,
        "html": html,
    }


def _xml(described: dict[str, Any]) -> HttpResponse:
    root = Element("oembed")
    for name, value in described.items():
        SubElement(root, name).text = str(value)
    text = tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(text, content_type="text/xml; charset=utf-8")


def _refused(message: str, status: int) -> HttpResponse:
    return HttpResponse(message, status=status, content_type="text/plain; charset=utf-8")
