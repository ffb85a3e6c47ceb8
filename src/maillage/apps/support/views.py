"""The pages of schemes that are not those of every sheet type."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.sheets import views
from maillage.kernel.rules.errors import RuleError
from maillage.kernel.rules.table import rows_to_csv, to_rows

from . import deadlines
from .models import Scheme
from .money import in_force
from .sheet_type import SCHEME


@require_safe
def scheme_list(request: HttpRequest) -> HttpResponse:
    """Answer a query on schemes, what is open being what is open today."""
    deadlines.catch_up(timezone.localdate())
    return views.sheet_list(request, SCHEME.key)


@require_safe
def conditions(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the conditions of a scheme as a table: rows joined by AND, blocks by OR."""
    scheme = Scheme.objects.public().filter(slug=slug).first()
    if not isinstance(scheme, Scheme):
        raise Http404(_("Aucun dispositif n’a cette adresse : il a pu être retiré."))
    version = in_force(scheme.rule, timezone.localdate())
    try:
        rows = to_rows(version.conditions if version else None)
    except RuleError as error:
        raise Http404(error.message) from None
    text = "\ufeff" + rows_to_csv(rows)  # without the mark, spreadsheets read accents wrongly
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}-conditions.csv"'
    return response
