"""The public pages of quality: the figures, and the sheets that each of them counts."""

from collections.abc import Iterator
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.sheets.list_query import PER_PAGE, NoSuchPage, page_number
from maillage.apps.sheets.listing import check_page, paged
from maillage.apps.sheets.types import registry

from . import exports, queries, selection
from .page import FORMATS, QualityPage, ToMend, list_sentence, to_mend
from .selection import Selection

_LOT = 500  # sheets of a file read at once


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show how complete and how fresh the sheets are, and what to mend first."""
    chosen = replace(selection.read(request), criterion=None)
    base = reverse("quality:home")
    if _needs_cleaning(request, chosen):
        return redirect(chosen.url(base))
    page = QualityPage(chosen, queries.last_day())
    if form := _form(request, FORMATS):
        return exports.figures(page, form, request)
    return render(request, "quality/home.html", {"page": page, "types": registry.values()})


@require_safe
def sheets(request: HttpRequest) -> HttpResponse:
    """List the sheets of a selection, what most needs mending first, each with the reasons."""
    chosen, base = selection.read(request), reverse("quality:sheets")
    if _needs_cleaning(request, chosen):
        return redirect(chosen.url(base))
    rows = queries.worst_first(chosen)
    today = timezone.localdate()
    if _form(request, ("csv",)):
        return exports.sheets(_all(chosen), request)
    total = rows.count()
    try:
        number = page_number(request.GET.get("page", ""))
        check_page(number, total)
    except NoSuchPage as error:
        raise Http404(str(error)) from None
    start = (number - 1) * PER_PAGE

    def url(page: int) -> str:
        return chosen.url(base, *([("page", str(page))] if page > 1 else []))

    context = {
        "selection": chosen,
        "sentence": list_sentence(chosen, total),
        "found": to_mend(queries.with_sheets(rows, start, start + PER_PAGE), today),
        "pages": paged(total, number, url),
        "home_url": replace(chosen, criterion=None).url(reverse("quality:home")),
        "csv_url": chosen.url(base, ("format", "csv")),
        "whole_url": replace(chosen, criterion=None).url(base),
        "day": queries.last_day(),
    }
    return render(request, "quality/sheets.html", context)


def _all(chosen: Selection) -> Iterator[ToMend]:
    today = timezone.localdate()
    rows = queries.worst_first(chosen)
    for start in range(0, rows.count(), _LOT):
        for row in queries.with_sheets(rows, start, start + _LOT):
            yield ToMend.of(row, today)


def _form(request: HttpRequest, known: tuple[str, ...]) -> str:
    name = request.GET.get("format", "")
    if name and name not in known:
        message = _("Le format « %(name)s » n’existe pas : %(known)s.")
        raise Http404(message % {"name": name[:20], "known": _(" ou ").join(known)})
    return name


def _needs_cleaning(request: HttpRequest, chosen: Selection) -> bool:
    """Tell whether empty fields or a place in words should give way to the clean address."""
    in_words = "lieu" in request.GET and bool(chosen.scope)
    return in_words or any(not value for value in request.GET.values())
