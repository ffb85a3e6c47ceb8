"""The pages of every sheet type: list, sheet, and their other forms. They parse, call, render."""

from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.identity.models import current

from . import formats, listing, queries
from .addresses import absolute, of_type
from .detail import SheetPage
from .list_query import ListQuery, NoSuchPage, parse
from .models import Redirect, Sheet
from .records import json_schema, public_record, without_emails
from .types import SheetType, registry


@require_safe
def sheet_list(request: HttpRequest, type_key: str) -> HttpResponse:
    """Answer the query that the URL is, as a page or in the form that `format` asks for."""
    sheet_type = registry[type_key]
    base = reverse(f"sheets:{type_key}-list")
    query = parsed(sheet_type, request)
    if needs_cleaning(request, query):
        form = request.GET.get("format")
        return redirect(query.url(base, extra=[("format", form)] if form else ()))
    on_map = of_type(reverse("website:map"), type_key) if sheet_type.has_map else ""
    found = answered(query, base, on_map)
    if name := request.GET.get("format"):
        title = f"{current().name} : {found.sentence}"
        if response := formats.export(name, found, request, title):
            return response
        raise Http404(_no_such_form(name, sheet_type))
    context = {
        "sheet_type": sheet_type,
        "listing": found,
        **{key: read(found) for key, read in sheet_type.list_extras.items()},
    }
    return render(request, sheet_type.list_template, context)


def _no_such_form(name: str, sheet_type: SheetType) -> str:
    *some, last = [*(key for key, _label, _mime in listing.COMMON_FORMS), *sheet_type.forms]
    message = _("Le format « %(name)s » n’existe pas : %(some)s ou %(last)s.")
    return message % {"name": name[:20], "some": ", ".join(some), "last": last}


def parsed(sheet_type: SheetType, request: HttpRequest) -> ListQuery:
    """Return the query of a URL; a malformed page number is a 404."""
    try:
        return parse(sheet_type, request.GET)
    except NoSuchPage as error:
        raise Http404(str(error)) from None


def answered(query: ListQuery, base: str, map_base: str = "") -> listing.Listing:
    """Return the answer to a query; a page that it does not have is a 404."""
    try:
        return listing.answer(query, base, map_base)
    except NoSuchPage as error:
        raise Http404(str(error)) from None


def needs_cleaning(request: HttpRequest, query: ListQuery) -> bool:
    """Tell whether empty fields or a place in words should give way to the clean address."""
    place = request.GET.get("territoire", "")
    found = query.territory is not None
    in_words = found and ("lieu" in request.GET or place != query.territory.ref)  # type: ignore[union-attr]
    return in_words or any(not value for value in request.GET.values())


@require_safe
def sheet_detail(request: HttpRequest, type_key: str, slug: str) -> HttpResponse:
    """Show a sheet; a former address leads to the present one."""
    sheet_type = registry[type_key]
    sheets = queries.with_proofs(sheet_type.model.objects.public())
    sheet = sheets.filter(slug=slug).first()
    if sheet is None:
        return _former_address(type_key, slug)
    match request.GET.get("format"):
        case "json":
            return _json(public_record(sheet) | {"url": absolute(request, request.path)})
        case "jsonld":
            return _json(_jsonld(sheet_type, sheet, request), "application/ld+json")
        case str(name) if name:
            message = _("Le format « %(name)s » n’existe pas : json ou jsonld.")
            raise Http404(message % {"name": name[:20]})
    page = SheetPage(
        sheet, absolute(request, sheet.get_absolute_url()), current().name, timezone.localdate()
    )
    context = {
        "sheet_type": sheet_type,
        "sheet": sheet,
        "page": page,
        **{name: read(sheet) for name, read in sheet_type.extras.items()},
    }
    return render(request, sheet_type.detail_template, context)


def _former_address(type_key: str, slug: str) -> HttpResponse:
    former = Redirect.objects.select_related("sheet").filter(type=type_key, slug=slug).first()
    if former and former.sheet.is_public:
        return HttpResponsePermanentRedirect(former.sheet.get_absolute_url())
    raise Http404(_("Aucune fiche n’a cette adresse : elle a pu être retirée."))


@require_safe
def permalink(request: HttpRequest, uid: str) -> HttpResponse:
    """Lead from a stable identifier to the sheet's page, whatever its name has become."""
    sheet = queries.public_sheet(uid)
    if sheet is None:
        raise Http404(_("Aucune fiche n’a cet identifiant."))
    return redirect(sheet)


@require_safe
def schema(request: HttpRequest, type_key: str) -> HttpResponse:
    """Publish the JSON Schema of a type's records."""
    return _json(json_schema(registry[type_key]), "application/schema+json")


def _jsonld(sheet_type: SheetType, sheet: Sheet, request: HttpRequest) -> dict[str, Any]:
    identifier = absolute(request, reverse("sheets:permalink", args=(sheet.uid,)))
    address = absolute(request, sheet.get_absolute_url())
    head = {"@context": "https://schema.org", "@id": identifier, "url": address}
    return head | without_emails(sheet_type.jsonld(sheet))


def _json(data: dict[str, Any], mime: str = "application/json") -> JsonResponse:
    return JsonResponse(data, content_type=mime, json_dumps_params={"ensure_ascii": False})
