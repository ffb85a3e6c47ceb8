"""The private page of a reminder, which asks whether a sheet is still true."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from maillage.apps.contributions.members import speaking
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.queries import own_rows, public_sheet
from maillage.apps.sheets.types import type_of

from . import reminders
from .models import OptOut


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reminder(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the sheet says, with « toujours vrai » and the way to propose changes."""
    key, sheet = _read(token)
    if key is None or sheet is None:
        return render(request, "quality/reminder_over.html", status=410)
    if request.method == "POST" and "modifier" in request.POST:
        speaking.let_speak(request, sheet)
        return redirect("contributions:change", uid=sheet.uid)
    if request.method == "POST":
        reminders.confirm(sheet=sheet, key=key, now=timezone.now())
        messages.success(request, _("Merci : la fiche est notée toujours vraie à ce jour."))
        return redirect("quality:reminder", token=token)
    context: dict[str, Any] = {
        "sheet": sheet,
        "sheet_type": type_of(sheet),
        "fields": reminders.told(sheet),
        "token": token,
        "is_true": sheet.reviewed_on == timezone.localdate(),
        "is_silent": OptOut.objects.filter(pk=key.recipient).exists(),
    }
    return render(request, "quality/reminder.html", context)


# Mail programs press this button themselves (RFC 8058), without cookie: the link is the proof.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def opt_out(request: HttpRequest, token: str) -> HttpResponse:
    """Stop all reminders to the address that received the link; a GET only asks."""
    key, _sheet = _read(token)
    if key is None:
        return render(request, "quality/reminder_over.html", status=410)
    if request.method == "POST":
        reminders.opt_out(key=key)
    done = OptOut.objects.filter(pk=key.recipient).exists()
    return render(request, "quality/opt_out.html", {"done": done, "token": token})


def _read(token: str) -> tuple[reminders.Key | None, Sheet | None]:
    key = reminders.read_token(token)
    sheet = public_sheet(key.uid) if key else None
    return key, own_rows([(sheet.pk, sheet.type)])[0] if sheet else None
