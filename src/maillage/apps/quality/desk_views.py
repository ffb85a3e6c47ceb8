"""The desk of reviews that are due: « toujours vrai », one sheet or many, and reminders."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from maillage.apps.contributions.permissions import reviewer_required
from maillage.apps.sheets.list_query import NoSuchPage
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.queries import own_rows, public_sheet
from maillage.apps.sheets.types import registry
from maillage.kernel.vocabularies import Theme

from . import actions, reminders
from .due import AHEAD, read

_MOST = 200  # sheets at once


@require_safe
@reviewer_required
def due(request: HttpRequest) -> HttpResponse:
    """List the sheets to read again, the longest overdue first."""
    try:
        page = read(request, reverse("quality:due"), timezone.localdate())
        context = {"page": page, "total": page.total}
    except NoSuchPage as error:
        raise Http404(str(error)) from None
    choices = {
        "types": [one for one in registry.values() if one.review_every],
        "themes": list(Theme),
        "ahead": AHEAD,
    }
    return render(request, "quality/due.html", context | choices)


@require_POST
@reviewer_required
def confirm(request: HttpRequest) -> HttpResponse:
    """Note that sheets are still true: the one whose button was pressed, or all that are ticked."""
    asked = [request.POST["seule"]] if "seule" in request.POST else request.POST.getlist("fiche")
    pks = [int(one) for one in asked[:_MOST] if one.isascii() and one.isdigit() and len(one) < 19]
    sheets = list(Sheet.objects.public().filter(pk__in=pks).order_by("pk"))
    if not sheets:
        messages.warning(request, _("Aucune fiche n’était cochée : rien n’a été noté."))
        return _back(request)
    count = actions.confirm(sheets=sheets, by=request.user, today=timezone.localdate())  # type: ignore[arg-type]
    if count == 1:
        text = _("« %(name)s » est notée toujours vraie.") % {"name": sheets[0].name}
    else:
        message = "%(count)d fiche est notée toujours vraie."
        many = "%(count)d fiches sont notées toujours vraies."
        text = ngettext(message, many, count) % {"count": count}
    messages.success(request, text)
    return _back(request)


@require_POST
@reviewer_required
def remind(request: HttpRequest, uid: str) -> HttpResponse:
    """Write to whoever answers for a sheet."""
    sheet = public_sheet(uid)
    if sheet is None:
        raise Http404(_("Aucune fiche n’a cet identifiant."))
    own = own_rows([(sheet.pk, sheet.type)])[0]
    address = reminders.contacts({sheet.pk: sheet.type}).get(sheet.pk)
    if address is None:
        messages.warning(request, _("Cette fiche ne donne aucune adresse à qui écrire."))
        return _back(request)
    try:
        reminders.send(sheet=own, address=address, now=timezone.now())
    except reminders.NotReminded as error:
        messages.warning(request, str(error))
    else:
        message = _("Le rappel est parti : la réponse reviendra ici d’elle-même.")
        messages.success(request, message)
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """Return to the page that the form came from, if it is one of ours."""
    to = request.POST.get("retour", "")
    here = url_has_allowed_host_and_scheme(to, {request.get_host()}, request.is_secure())
    return redirect(to if here and to.startswith("/") else reverse("quality:due"))
