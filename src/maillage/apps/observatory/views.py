"""The pages of the observatory: its entrance, its panoramas, their charts for other sites."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from maillage.apps.identity.models import current as identity
from maillage.apps.sheets.addresses import absolute
from maillage.apps.territories import queries as territories
from maillage.observatory.errors import ObservatoryError

from . import asked as asking
from . import exports, panorama_page, picks, store, subjects
from .asked import BadChoice
from .panorama_page import PanoramaPage
from .published import beside
from .subjects import NAME, PICKED, Subject

View = Callable[..., HttpResponse]
FOUND = 8  # territories that answer to a name


def observatory_page(view: View) -> View:
    """Turn what is wrong with an address or with a vintage into a page that says what to do."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except BadChoice as error:
            return HttpResponse(f"{error}\n", status=400, content_type="text/plain; charset=utf-8")
        except ObservatoryError as error:
            context = {"why": str(error)}
            return render(request, "observatory/trouble.html", context, status=503)

    return told


@require_safe
@observatory_page
def home(request: HttpRequest) -> HttpResponse:
    """Show what the observatory is, the home territory's figures, and the ways in."""
    asked = asking.read(request.GET)
    own = identity().home_territory
    page = panorama_page.read(subjects.of_territory(own), asked) if own and asked else None
    context = {
        "asked": asked,
        "page": page,
        "panorama_url": page.subject.url(asked.query()) if page and asked else "",
        "compare_url": f"{reverse('observatory:compare')}?t={own.ref}"
        if own
        else reverse("observatory:compare"),
        "vintages": [
            (one, asked.query(millesime=one.name) if asked else "") for one in store.available()
        ],
    }
    return render(request, "observatory/home.html", context)


@require_safe
@observatory_page
def panorama(request: HttpRequest, kind: str, code_slug: str) -> HttpResponse:
    """Show the panorama of a territory by its code; the words after it may be wrong."""
    territory = subjects.find(kind, code_slug)
    if request.path != subjects.address(territory):
        query = request.GET.urlencode()
        return redirect(
            subjects.address(territory) + (f"?{query}" if query else ""), permanent=True
        )
    return answer(request, lambda: subjects.of_territory(territory))


def answer(request: HttpRequest, make: Callable[[], Subject]) -> HttpResponse:
    """Return the panorama of a subject, in the form that the address asks for."""
    wants_file = "format" in request.GET
    asked = asking.read(request.GET, strict=wants_file)
    if asked is None:
        if wants_file:
            raise BadChoice(_("Aucun millésime de l’observatoire n’est encore publié."))
        return render(request, "observatory/empty.html", {"subject": make()})
    subject = make()
    if wants_file:
        made = partial(panorama_page.read, subject, asked)
        return exports.answer(request, asked, subject.asked, made)
    page = panorama_page.read(subject, asked)
    return render(request, "observatory/panorama.html", _context(request, page))


def _context(request: HttpRequest, page: PanoramaPage) -> dict[str, Any]:
    root = absolute(request, "/")[:-1]
    return {
        "page": page,
        "asked": page.asked,
        "subject": page.subject,
        "published": beside(page.subject.territory, page.panorama, page.asked.note.label)
        if page.subject.territory
        else [],
        "breadcrumbs": _breadcrumbs(page),
        "fixed_permalink": absolute(request, page.fixed_url),
        "root": root,
        "made_from": page.made_from(root),
        "embed_js": absolute(request, reverse("website:embed_js")),
        "compare_url": f"{reverse('observatory:compare')}{page.asked.query(t=page.subject.ref)}",
        "change_url": page.subject.url(page.asked.query(modifier="1")),
    }


def _breadcrumbs(page: PanoramaPage) -> list[tuple[str, str]]:
    start = [(_("Observatoire"), f"{reverse('observatory:home')}{page.asked.query()}")]
    territory = page.subject.territory
    if territory is None:
        return [*start, (page.subject.name, "")]
    query = page.asked.query()
    return start + [(one.name, f"{subjects.address(one)}{query}") for one in page.path]


@require_safe
@xframe_options_exempt
@observatory_page
def embed(request: HttpRequest) -> HttpResponse:
    """Show one chart alone, for other sites to frame: no cookie, nothing from elsewhere."""
    asked = asking.read(request.GET, strict=True)
    subject = embedded_subject(request.GET)
    if asked is None:
        raise Http404(_("Aucun millésime de l’observatoire n’est encore publié."))
    page = panorama_page.read(subject, asked)
    key = request.GET.get("graphique", "familles")
    if key not in page.charts:
        raise Http404(_("Ce graphique n’existe pas pour ce territoire."))
    context = {
        "page": page,
        "asked": asked,
        "chart": page.charts[key],
        "site": identity(),
        "url": absolute(request, page.fixed_url),
    }
    response = render(request, "observatory/embed.html", context)
    response["Cache-Control"] = exports.CACHE
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def embedded_subject(given: QueryDict) -> Subject:
    """Return the subject that the parameters of an embed name; Http404, in French, for none."""
    if ref := given.get("territoire", ""):
        kind, _colon, code = ref.partition(":")
        return subjects.of_territory(subjects.find(kind, code))
    picked = picks.read(given.getlist(PICKED))
    if not picked.is_clear:
        raise Http404(picked.unread)
    return subjects.of_members(picked.members, given.get(NAME, ""))


@require_safe
@observatory_page
def search(request: HttpRequest) -> HttpResponse:
    """Lead to the panorama of the territory of this name; a fragment of links while it is typed."""
    text = request.GET.get("q", "").strip()
    hits = territories.search(text, FOUND) if len(text) >= 2 else []
    found = [(hit, subjects.address(hit.territory)) for hit in hits]
    context = {"q": text, "found": found}
    if request.headers.get("HX-Request"):
        return render(request, "observatory/_suggestions.html", context)
    return render(
        request, "observatory/search.html", {**context, "asked": asking.read(request.GET)}
    )
