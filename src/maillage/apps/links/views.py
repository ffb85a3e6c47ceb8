"""The desk of links: what the checks found, and what reviewers say of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maillage.apps.contributions.permissions import reviewer_required, sheets_in_charge
from maillage.apps.sheets.list_query import NoSuchPage

from . import actions
from .queue import Queue, Row, parse, row_of

_CHECKS = 50


@require_safe
@reviewer_required
def queue(request: HttpRequest) -> HttpResponse:
    """Show the addresses that a query asks for; those to look at by default."""
    try:
        query = parse(request.GET, charge=sheets_in_charge(request.user))
        found = Queue(query, reverse("links:queue"))
    except NoSuchPage as error:
        raise Http404(str(error)) from None
    return render(request, "links/queue.html", {"queue": found, "query": query})


@require_safe
@reviewer_required
def address(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an address and its checks."""
    row = _row(pk)
    checks = row.address.checks.order_by("-checked_at", "-pk")[:_CHECKS]
    return render(request, "links/address.html", {"row": row, "checks": checks})


@require_POST
@reviewer_required
def vouch(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the reviewer found an address right."""
    actions.vouch(address=_row(pk).address, by=request.user, now=timezone.now())
    messages.success(request, _("Noté : cette adresse est bonne, tant que rien n’y change."))
    return _back(request)


@require_POST
@reviewer_required
def ask_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Have an address checked at the next maintenance."""
    actions.ask_again(address=_row(pk).address)
    messages.success(request, _("Cette adresse sera contrôlée au prochain entretien."))
    return _back(request)


def _row(pk: int) -> Row:
    if (row := row_of(pk)) is None:
        raise Http404(_("Cette adresse n’existe pas, ou plus."))
    return row


def _back(request: HttpRequest) -> HttpResponse:
    """Return to the query that the form came from, read again: it leads nowhere else."""
    base = reverse("links:queue")
    try:
        given = QueryDict(request.POST.get("retour", "")[:500])
        query = parse(given, charge=sheets_in_charge(request.user))
    except NoSuchPage:
        return HttpResponseRedirect(base)
    return HttpResponseRedirect(query.url(base, page=1))
