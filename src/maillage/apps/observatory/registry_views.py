"""The establishments of the register: search, map, and the page of one of them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.identity.models import current as identity
from maillage.apps.sheets.list_query import NoSuchPage
from maillage.observatory.errors import ObservatoryError
from maillage.search import IndexUnavailable

from . import asked as asking
from . import registry_exports, store
from .asked import Asked
from .registry_listing import RegistryListing, answer
from .registry_page import establishment_page
from .registry_query import RegistrySearch, parse
from .views import observatory_page

View = Callable[..., HttpResponse]


def with_index(view: View) -> View:
    """Say that the index of a vintage is missing, and what to do about it."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except IndexUnavailable as error:
            raise ObservatoryError(
                _(
                    "L’index des établissements de ce millésime manque ou ne se lit pas. La "
                    "commande « maillage observatory index » le refait."
                )
            ) from error

    return observatory_page(told)


@require_safe
@with_index
def establishments(request: HttpRequest) -> HttpResponse:
    """Answer the search that the address is, as a page, as CSV or as JSON."""
    wants_file = "format" in request.GET
    asked = asking.read(request.GET, strict=wants_file)
    if asked is None:
        return render(request, "observatory/registry_empty.html", {"asked": None})
    query = parsed(asked, request)
    base = reverse("observatory:registry")
    if needs_cleaning(request, query):
        form = request.GET.get("format")
        return redirect(query.url(base, [("format", form)] if form else ()))
    found = answered(query, base)
    if wants_file:
        return registry_exports.answer(found, request, request.GET["format"])  # type: ignore[return-value]
    return render(request, "observatory/registry.html", list_context(found))


@require_safe
@with_index
def establishment(request: HttpRequest, siret: str) -> HttpResponse:
    """Show what the register says of one establishment, and why it counts as ESS."""
    asked = asking.read(request.GET)
    page = establishment_page(siret, asked) if asked else None
    if page is None:
        raise Http404(_("Aucun établissement de l’ESS n’a ce numéro SIRET dans ce millésime."))
    if name := request.GET.get("format"):
        if name != "json":
            raise Http404(_("Le format « %(name)s » n’existe pas : json.") % {"name": name[:20]})
        manifest = page.asked.vintage.manifest
        names = store.geography().named
        record = registry_exports.record(page.establishment, page.asked, request, names)
        credit = {"source": registry_exports.source(manifest), "vintage": manifest.name}
        return JsonResponse(record | credit, json_dumps_params={"ensure_ascii": False})
    context = {
        "page": page,
        "asked": asked,
        "add_url": page.add_url(request.user),
        "contact": identity().contact_email,
        "breadcrumbs": [
            (_("Observatoire"), f"{reverse('observatory:home')}{page.asked.query()}"),
            (_("Établissements"), f"{reverse('observatory:registry')}{page.asked.query()}"),
            (page.card.name, ""),
        ],
    }
    return render(request, "observatory/establishment.html", context)


def list_context(listing: RegistryListing) -> dict[str, Any]:
    """Return what the list and the map show alike."""
    asked = listing.query.asked
    return {
        "listing": listing,
        "asked": asked,
        "export_limit": registry_exports.LIMIT,
        "breadcrumbs": [
            (_("Observatoire"), f"{reverse('observatory:home')}{asked.query()}"),
            (_("Établissements"), ""),
        ],
    }


def parsed(asked: Asked, request: HttpRequest) -> RegistrySearch:
    """Return the search of an address; a malformed page number is a 404."""
    try:
        return parse(asked, request.GET)
    except NoSuchPage as error:
        raise Http404(str(error)) from None


def answered(query: RegistrySearch, base: str) -> RegistryListing:
    """Return the answer to a search; a page that it does not have is a 404."""
    lists, maps = reverse("observatory:registry"), reverse("website:registry_map")
    try:
        return answer(query, base, lists, maps)
    except NoSuchPage as error:
        raise Http404(str(error)) from None


def needs_cleaning(request: HttpRequest, query: RegistrySearch) -> bool:
    """Tell whether empty fields or a place in words should give way to the clean address."""
    place = query.territory
    in_words = place and ("lieu" in request.GET or request.GET.get("territoire", "") != place.ref)
    default = request.GET.get(asking.VARIANT) == query.asked.vintage.manifest.perimeter.default
    return bool(in_words) or default or any(not value for value in request.GET.values())
