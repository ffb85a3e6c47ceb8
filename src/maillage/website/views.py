"""The portal's own pages: front page, sources, legal mentions, accessibility, errors."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillage.apps.identity.models import current
from maillage.apps.sheets.models import Source
from maillage.apps.territories import outlines, reference
from maillage.kernel.vocabularies import PublicationStatus
from maillage.search.errors import SearchError

from . import home as front


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the front page."""
    return render(request, "website/home.html", front.context(timezone.localdate()))


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """List the documents that facts come from."""
    public = Q(evidence__sheet__status=PublicationStatus.PUBLISHED)
    cited = Count("evidence__sheet", filter=public, distinct=True)
    found = Source.objects.annotate(sheets=cited).order_by("title", "uid")
    context = {"sources": found, "reference": _reference_credits()}
    return render(request, "website/sources.html", context)


def _reference_credits() -> list[dict[str, str]]:
    """Return what the shipped territories are made from; their licences ask to be named."""
    contours = outlines.manifest()
    named = {"what": contours["title"], "producer": contours["source"]}
    return [*reference.manifest()["sources"], {**named, "licence": contours["licence"]}]


@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """Show the legal mentions that the instance's administrator wrote."""
    return render(request, "website/legal.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement."""
    return render(request, "website/accessibility.html")


@require_safe
def identity_css(request: HttpRequest) -> HttpResponse:
    """Give the instance's accent colours to the style sheets."""
    identity = current()
    css = f":root{{--accent-light:{identity.accent_light};--accent-dark:{identity.accent_dark}}}\n"
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=300"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what was not found where a view said it, and offer ways on."""
    message = exception.args[0] if exception.args else ""
    context = {"message": message if isinstance(message, str) else ""}
    return render(request, "404.html", context, status=404)


class IndexTrouble:
    """Middleware: an index that cannot be made or read gives a page that says so, not a crash."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)  # type: ignore[no-any-return]

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn a search error into a 503 page with its message."""
        if not isinstance(error, SearchError):
            return None
        return render(request, "503.html", {"why": str(error)}, status=503)
