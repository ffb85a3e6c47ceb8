"""A financing plan as a file: CSV, JSON, and a page to print (PDF/UA, laid out by Typst)."""

import csv
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.identity.models import current as identity
from maillage.apps.sheets.formats import cell
from maillage.apps.sheets.printing import printable, rendered
from maillage.kernel.dates import french_day
from maillage.kernel.rules.offers import euros
from maillage.kernel.rules.plan import Resource, Weight

from .plan_page import PlanPage
from .plan_words import balance, notes

LAYOUT = Path(__file__).parent / "layouts" / "plan.typ"
COLUMNS = ("partie", "libelle", "nature", "montant", "precision")


def as_csv(page: PlanPage, address: str) -> HttpResponse:
    """Return a line for each cost and resource, then the totals; what is undecided is empty."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="plan-de-financement.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for row in _rows(page):
        writer.writerow([cell(one) if isinstance(one, str) else one for one in row])
    return response


def as_json(page: PlanPage, address: str) -> HttpResponse:
    """Return the plan as data; sums are euros, null where they are not decided."""
    plan = page.plan
    data = {
        "title": page.asked.title or None,
        "url": address,
        "costs": [
            {"label": one.label, "expense": one.expense, "amount": _plain(one.amount)}
            for one in plan.costs
        ],
        "resources": [_resource(one) for one in plan.resources],
        "total_cost": _plain(plan.total_cost),
        "found": _plain(plan.found),
        "to_find": _plain(plan.to_find),
        "findings": [{"message": one.message, "severity": one.severity} for one in plan.findings],
    }
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


def as_pdf(page: PlanPage, address: str) -> HttpResponse:
    """Return the plan as a page to print and hand over."""
    site, today = identity(), timezone.localdate()
    plan = page.plan
    said: dict[str, Any] = {
        "title": page.asked.title or _("Plan de financement"),
        "author": site.name,
        "accent": site.accent_light,
        "date": [today.year, today.month, today.day],
        "day": french_day(today),
        "address": address,
        "costs": [
            [one.label, str(one.expense.label) if one.expense else "", euros(one.amount)]
            for one in plan.costs
        ],
        "resources": [
            [
                one.label,
                str(one.instrument.label) if one.instrument else _("Apport"),
                _sum(one),
                notes(one),
            ]
            for one in plan.resources
        ],
        "bars": [
            [[part.label, part.size, part.code, euros(Decimal(str(part.size)))] for part in side]
            for side in (page.cost_parts, page.resource_parts)
        ],
        "total": euros(plan.total_cost),
        "found": euros(plan.found),
        "balance": balance(plan),
        "findings": [one.message for one in plan.findings],
    }
    pdf = rendered(LAYOUT, printable(said) | {"address": address}, "pdf")[0]
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="plan-de-financement.pdf"'
    return response


MAKERS: dict[str, Callable[[PlanPage, str], HttpResponse]] = {
    "csv": as_csv,
    "json": as_json,
    "pdf": as_pdf,
}


def _kind(one: Resource) -> str:
    return str(one.instrument.label) if one.instrument else _("Apport")


def _sum(one: Resource) -> str:
    if one.weight is Weight.NONE:
        return "–"
    return euros(one.amount) if one.amount is not None else _("à décider")


def _rows(page: PlanPage) -> Iterator[tuple[Any, ...]]:
    plan = page.plan
    for cost in plan.costs:
        yield _("coût"), cost.label, cost.expense and cost.expense.label, _plain(cost.amount), ""
    for one in plan.resources:
        yield _("ressource"), one.label, _kind(one), _plain(one.amount), notes(one)
    yield _("total"), _("Total des coûts"), "", _plain(plan.total_cost), ""
    yield _("total"), _("Total des ressources"), "", _plain(plan.found), ""
    yield _("total"), _("Reste à trouver"), "", _plain(plan.to_find), ""


def _resource(one: Resource) -> dict[str, Any]:
    return {
        "label": one.label,
        "instrument": one.instrument,
        "weight": one.weight,
        "amount": _plain(one.amount),
        "scheme": one.pick.scheme.id if one.pick else None,
        "offer": one.pick.offer.id if one.pick else None,
        "shares": [{"actor": share.actor, "amount": _plain(share.amount)} for share in one.shares],
        "monthly": _plain(one.monthly),
        "covers": _plain(one.covers),
    }


def _plain(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
