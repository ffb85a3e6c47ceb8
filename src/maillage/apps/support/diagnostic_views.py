"""The pages of the diagnosis: two doors, and a question of law behind each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .diagnostic_page import DiagnosisPage
from .orientation_desks import DOORS, LEGAL_FORM, MEMBERSHIP
from .orientation_views import answer


@require_safe
def doors(request: HttpRequest) -> HttpResponse:
    """Show the two doors."""
    return render(request, "support/diagnostic/doors.html", {"doors": DOORS})


@require_safe
def membership(request: HttpRequest) -> HttpResponse:
    """Tell whether an organisation is in the ESS by law."""
    return answer(request, MEMBERSHIP, DiagnosisPage)


@require_safe
def legal_form(request: HttpRequest) -> HttpResponse:
    """Tell which legal forms suit a project."""
    return answer(request, LEGAL_FORM, DiagnosisPage)
