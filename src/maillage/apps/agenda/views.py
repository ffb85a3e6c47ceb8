"""The pages of the agenda: its list by time, and its months."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.sheets import deadlines, views
from maillage.apps.sheets.addresses import absolute, of_type

from . import calendar_out, listing, months
from .models import Event
from .sheet_type import EVENT

_FEEDS = ("text/calendar", "application/atom+xml")


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    """Show what is coming, what waits for a date, and what is past, for a query."""
    today = timezone.localdate()
    listing.catch_up(today)
    base = reverse("sheets:event-list")
    query = views.parsed(EVENT, request)
    if request.GET.get("format") or views.needs_cleaning(request, query):
        return views.sheet_list(request, EVENT.key)
    found = listing.grouped(
        views.answered(query, base, of_type(reverse("website:map"), EVENT.key)), today
    )
    month = query.url(reverse("agenda:month", args=(today.year, today.month)), page=1, sort="")
    context = {
        "sheet_type": EVENT,
        "listing": found,
        "month_url": month,
        "deadlines": deadlines.of_query(query, today) if query.page == 1 else [],
    }
    return render(request, EVENT.list_template, context)


@require_safe
def event_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Give one event as a calendar file."""
    event = Event.objects.public().filter(slug=slug).first()
    if event is None:
        raise Http404(_("Aucun rendez-vous n’a cette adresse : il a pu être retiré."))
    url = absolute(request, event.get_absolute_url())
    response = HttpResponse(
        calendar_out.calendar(event, url), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{slug}.ics"'
    return response


@require_safe
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """Show a month of the events of a query, as a calendar."""
    if not (months.FIRST_YEAR <= year <= months.LAST_YEAR and 1 <= month <= 12):
        raise Http404(_("Ce mois n’est pas dans l’agenda : /agenda/mois/2026-11/."))
    base = reverse("agenda:month", args=(year, month))
    query = views.parsed(EVENT, request)
    if name := request.GET.get("format"):
        url = query.url(reverse("sheets:event-list"), extra=[("format", name)])
        return redirect(url)
    if views.needs_cleaning(request, query):
        return redirect(query.url(base))
    today = timezone.localdate()
    shown = months.read(query, year, month, today)
    list_base = reverse("sheets:event-list")
    found = views.answered(query, list_base, of_type(reverse("website:map"), EVENT.key))
    context: dict[str, Any] = {
        "sheet_type": EVENT,
        "listing": replace(found, base=base),
        "month": shown,
        "weekdays": months.WEEKDAYS,
        # The forms of the list that follow what is to come.
        "feeds": [one for one in found.formats if one.mime in _FEEDS],
        "list_url": query.url(list_base, page=1),
        "now_url": query.url(reverse("agenda:month", args=(today.year, today.month))),
        "is_now": (year, month) == (today.year, today.month),
    }
    for key, step in (("previous", -1), ("next", 1)):
        other = months.neighbour(year, month, step)
        inside = months.FIRST_YEAR <= other[0] <= months.LAST_YEAR
        url = query.url(reverse("agenda:month", args=other)) if inside else ""
        context[key] = (months.title(*other), url)
    return render(request, "agenda/month.html", context)
