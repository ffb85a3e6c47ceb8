"""The other forms of a page of figures: JSON, CSV, and each of its charts as an SVG file."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Protocol

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _

from maillage import __version__

from .asked import Asked, BadChoice
from .chart_data import Chart

CACHE = "public, max-age=600"  # seconds: a vintage published meanwhile shows within ten minutes
FORMATS = ("json", "csv", "svg")


class Page(Protocol):
    """What files are made of: a panorama, or territories side by side.

    `place` says on a picture whose figures they are, `slug` in the name of a file.
    """

    @property
    def asked(self) -> Asked: ...
    @property
    def charts(self) -> Mapping[str, Chart]: ...
    @property
    def place(self) -> str: ...
    @property
    def slug(self) -> str: ...
    @property
    def source(self) -> str: ...
    def as_json(self) -> str: ...
    def as_csv(self) -> str: ...


def answer(
    request: HttpRequest, asked: Asked, about: object, page: Callable[[], Page]
) -> HttpResponse:
    """Return the form that `format` asks for; nothing is computed for who has it already.

    `about` tells this page from the others of the vintage and the variant.

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
    made_from = (__version__, asked.vintage.name, asked.variant, name, chart, about)
    etag = quote_etag(sha256(repr(made_from).encode()).hexdigest()[:32])
    known = get_conditional_response(request, etag=etag)
    response = known or _made(name, chart, page())
    response["ETag"] = etag
    response["Cache-Control"] = CACHE
    return response


def _made(name: str, chart: str, page: Page) -> HttpResponse:
    if name == "svg":
        return _svg(page, chart)
    if name == "json":
        return HttpResponse(page.as_json(), content_type="application/json; charset=utf-8")
    text = f"\ufeff{page.as_csv()}"  # spreadsheets in French want the mark
    return attached(HttpResponse(text, content_type="text/csv; charset=utf-8"), page, "csv")


def _svg(page: Page, key: str) -> HttpResponse:
    drawn = {own: chart for own, chart in page.charts.items() if chart.drawn}
    if key not in drawn:
        raise BadChoice(
            _("Le graphique « %(asked)s » n’existe pas ici. Graphiques : %(known)s.")
            % {"asked": key[:40], "known": ", ".join(drawn)}
        )
    text = render_to_string("observatory/chart.svg", {"page": page, "chart": drawn[key]}).strip()
    response = HttpResponse(text, content_type="image/svg+xml; charset=utf-8")
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return attached(response, page, "svg", key, inline=True)


def attached(
    response: HttpResponse, page: Page, extension: str, key: str = "", inline: bool = False
) -> HttpResponse:
    """Name the file that a browser keeps, so that made-up figures say they are."""
    words = [
        "fictif" if page.asked.fictitious else "",
        page.slug,
        key,
        page.asked.vintage.manifest.period,
    ]
    name = "-".join(word for word in words if word)
    kind = "inline" if inline else "attachment"
    response["Content-Disposition"] = f'{kind}; filename="{name}.{extension}"'
    return response


def links(url: Callable[..., str]) -> list[Mapping[str, str]]:
    """Return the files of a page, from what makes its addresses: label, address, media type."""
    return [
        {"label": label, "url": url(format=name), "mime": mime}
        for name, label, mime in (
            ("csv", "CSV", "text/csv"),
            ("json", "JSON", "application/json"),
        )
    ]
