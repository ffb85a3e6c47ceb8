"""The other forms of a panorama: JSON, CSV, and each chart as an SVG file."""

from collections.abc import Callable
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _

from maillage import __version__
from maillage.observatory import report_data

from .asked import Asked, BadChoice
from .panorama_page import PanoramaPage
from .subjects import Subject

CACHE = "public, max-age=600"  # seconds: a vintage published meanwhile shows within ten minutes
FORMATS = ("json", "csv", "svg")


def answer(
    request: HttpRequest, subject: Subject, asked: Asked, page: Callable[[], PanoramaPage]
) -> HttpResponse:
    """Return the form that `format` asks for; nothing is computed for who has it already.

    Raises:
        BadChoice: in French, for a form or a chart that does not exist.
    """
    name = request.GET["format"]
    if name not in FORMATS:
        raise BadChoice(
            _("Le format « %(asked)s » n’existe pas. Formats : %(known)s.")
            % {"asked": name[:20], "known": ", ".join(FORMATS)}
        )
    chart = request.GET.get("graphique", "")
    made_from = (__version__, asked.vintage.name, asked.variant, name, chart, subject.asked)
    etag = quote_etag(sha256(repr(made_from).encode()).hexdigest()[:32])
    known = get_conditional_response(request, etag=etag)
    response = known or _made(name, chart, page())
    response["ETag"] = etag
    response["Cache-Control"] = CACHE
    return response


def _made(name: str, chart: str, page: PanoramaPage) -> HttpResponse:
    if name == "svg":
        return _svg(page, chart)
    if name == "json":
        text = report_data.as_json(page.report)
        return HttpResponse(text, content_type="application/json; charset=utf-8")
    text = f"\ufeff{report_data.as_csv(page.report)}"  # spreadsheets in French want the mark
    return attached(HttpResponse(text, content_type="text/csv; charset=utf-8"), page, "csv")


def _svg(page: PanoramaPage, key: str) -> HttpResponse:
    if key not in page.charts:
        raise BadChoice(
            _("Le graphique « %(asked)s » n’existe pas ici. Graphiques : %(known)s.")
            % {"asked": key[:40], "known": ", ".join(page.charts)}
        )
    text = render_to_string(
        "observatory/chart.svg", {"page": page, "chart": page.charts[key]}
    ).strip()
    response = HttpResponse(text, content_type="image/svg+xml; charset=utf-8")
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return attached(response, page, "svg", key, inline=True)


def attached(
    response: HttpResponse, page: PanoramaPage, extension: str, key: str = "", inline: bool = False
) -> HttpResponse:
    """Name the file that a browser keeps, so that a made-up panorama says it is one."""
    words = [
        "fictif" if page.asked.fictitious else "",
        "panorama-ess",
        page.subject.slug,
        key,
        page.asked.vintage.manifest.period,
    ]
    name = "-".join(word for word in words if word)
    kind = "inline" if inline else "attachment"
    response["Content-Disposition"] = f'{kind}; filename="{name}.{extension}"'
    return response
