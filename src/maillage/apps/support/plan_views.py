"""The page of the financing plan: everything is in its address, nothing is kept."""

from typing import Any
from urllib.parse import parse_qsl

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.sheets.addresses import absolute
from maillage.apps.sheets.listing import Format
from maillage.kernel.rules.offers import euros
from maillage.kernel.vocabularies import Expense, Instrument

from . import plan_exports, plan_page, plan_request, plan_words, rules

FORMS = {"csv": "text/csv", "pdf": "application/pdf", "json": "application/json"}
_SUMS = ("total_cost", "found", "to_find", "excess", "monthly")


@require_safe
def financing_plan(request: HttpRequest) -> HttpResponse:
    """Show a financing plan, or one of its files; an address with empty lines is shortened."""
    schemes = rules.schemes()
    asked = plan_request.read(request.GET, schemes, rules.catalogue(), timezone.localdate())
    base = reverse("support:plan")
    query = plan_request.address(asked)
    here = _with(base, query)
    name = request.GET.get("format", "")
    if name:
        return _file(request, asked, schemes, name, here)
    if not asked.messages() and request.GET.urlencode() != QueryDict(query).urlencode():
        return redirect(here)
    page = plan_page.read(asked, schemes)
    context: dict[str, Any] = {
        "page": page,
        "asked": asked,
        "told_pairs": parse_qsl(asked.told),
        "balance": plan_words.balance(page.plan),
        "sums": {name: euros(getattr(page.plan, name)) for name in _SUMS},
        "expenses": list(Expense),
        "instruments": [one for one in Instrument if one.is_money],
        "permalink": absolute(request, here),
        "formats": [Format(key.upper(), _with(here, f"format={key}"), FORMS[key]) for key in FORMS]
        if not asked.is_empty
        else [],
        "orientation": _with(reverse("support:orientation"), asked.told),
    }
    return render(request, "support/plan.html", context)


def _file(
    request: HttpRequest,
    asked: plan_request.PlanRequest,
    schemes: rules.Schemes,
    name: str,
    here: str,
) -> HttpResponse:
    if name not in FORMS:
        message = _("Le format « %(name)s » n’existe pas : csv, pdf ou json.")
        raise Http404(message % {"name": name[:20]})
    if asked.is_empty:
        raise Http404(_("Ce plan est vide : y écrire au moins une dépense, puis le télécharger."))
    page = plan_page.read(asked, schemes)
    return plan_exports.MAKERS[name](page, absolute(request, here))


def _with(address: str, more: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{more}" if more else address
