"""The printable booklet of a panorama, as a PDF."""

import json
from collections.abc import Callable
from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage import __version__
from maillage.apps.identity.models import current as identity
from maillage.apps.sheets.addresses import absolute

from . import asked as asking
from . import booklet, exports, panorama_page, subjects
from .asked import BadChoice
from .panorama_page import PanoramaPage
from .published import beside
from .subjects import Subject
from .views import embedded_subject, observatory_page


@require_safe
@observatory_page
def territory_booklet(request: HttpRequest, kind: str, code_slug: str) -> HttpResponse:
    """Return the booklet of a territory by its code; the words after it may be wrong."""
    territory = subjects.find(kind, code_slug)
    return _answer(request, lambda: subjects.of_territory(territory))


@require_safe
@observatory_page
def picked_booklet(request: HttpRequest) -> HttpResponse:
    """Return the booklet of the communes that the address names."""
    if subjects.PICKED not in request.GET:
        raise Http404(_("Ce livret n’est celui d’aucun périmètre : choisir des communes."))
    return _answer(request, lambda: embedded_subject(request.GET))


def _answer(request: HttpRequest, make: Callable[[], Subject]) -> HttpResponse:
    asked = asking.read(request.GET, strict=True)
    if asked is None:
        raise BadChoice(_("Aucun millésime de l’observatoire n’est encore publié."))
    page = panorama_page.read(make(), asked)
    said = booklet.content(_booklet(request, page))
    digest = sha256(json.dumps([__version__, said]).encode()).hexdigest()
    etag = quote_etag(digest[:32])
    response = get_conditional_response(request, etag=etag)
    if response is None:
        pdf = booklet.pdf(said)
        response = HttpResponse(pdf, content_type="application/pdf")
        exports.attached(response, page, "pdf", inline=True)
    response["ETag"] = etag
    response["Cache-Control"] = exports.CACHE
    return response


def _booklet(request: HttpRequest, page: PanoramaPage) -> booklet.Booklet:
    """Return what the booklet of a page is made from."""
    site = identity()
    territory = page.subject.territory
    return booklet.Booklet(
        subject=page.subject,
        panorama=page.panorama,
        manifest=page.asked.vintage.manifest,
        charts=page.charts,
        largest=page.employers,
        tied=page.report.largest.tied,
        published=beside(territory, page.panorama, page.asked.note.label) if territory else (),
        address=absolute(request, page.fixed_url),
        portal=site.name,
        accent=site.accent_light,
    )
