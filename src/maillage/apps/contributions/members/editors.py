"""The people who speak for an organisation: invited by e-mail, by a reviewer."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maillage.apps.contributions.models import SheetEditor
from maillage.apps.contributions.permissions import reviewer_required
from maillage.apps.sheets.addresses import absolute
from maillage.apps.sheets.models import Sheet

from . import accounts
from .sign_in import AddressForm, enter_url


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reviewer_required
def editors(request: HttpRequest, uid: str) -> HttpResponse:
    """List who speaks for the organisation of a sheet, invite somebody, end it."""
    sheet = Sheet.objects.filter(uid=uid).first()
    if sheet is None:
        raise Http404(_("Aucune fiche n’a cet identifiant."))
    if request.method == "POST" and "retirer" in request.POST:
        gone = request.POST["retirer"]
        SheetEditor.objects.filter(sheet=sheet, pk=gone if gone.isdecimal() else 0).delete()
        messages.success(request, _("Cette personne ne parle plus pour l’organisation."))
        return redirect("contributions:editors", uid=uid)
    form = AddressForm(request.POST or None)
    form.fields["address"].label = _("Adresse électronique de la personne")
    if request.method == "POST" and form.is_valid():
        try:
            _invite(request, sheet, form.cleaned_data["address"])
        except accounts.NotSent as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("L’invitation est partie : elle vaut trois jours."))
            return redirect("contributions:editors", uid=uid)
    found = SheetEditor.objects.filter(sheet=sheet).select_related("user").order_by("pk")
    context = {"sheet": sheet, "editors": found, "form": form}
    return render(request, "contributions/editors.html", context)


def _invite(request: HttpRequest, sheet: Sheet, address: str) -> None:
    user = accounts.invite(sheet=sheet, address=address).user
    key = accounts.key_for(user, accounts.INVITATION)
    link = enter_url(request, key, reverse("contributions:change", args=(sheet.uid,)))
    again = absolute(request, reverse("contributions:sign_in"))
    subject = _("Tenir à jour la fiche %(name)s") % {"name": sheet.name}
    accounts.post("invitation", user.email, subject, {"link": link, "sheet": sheet, "again": again})
