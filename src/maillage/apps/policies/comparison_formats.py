"""A comparison as data: one value a line, with what it was made from and its source."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from maillage.apps.sheets.addresses import absolute
from maillage.apps.sheets.formats import cell
from maillage.apps.sheets.records import without_emails

from .comparing import Cell, ComparisonPage
from .comparison import Row

COLUMNS = (
    *("authority", "indicator", "year", "kind", "value", "unit"),
    *("numerator", "denominator", "qualifier", "source"),
)
FORMS = {"csv": "text/csv", "json": "application/json"}


def _lines(page: ComparisonPage, request: HttpRequest) -> Iterator[dict[str, Any]]:
    """Yield each value of each authority; an unknown one is there, without value."""
    for row in page.comparison.rows:
        for one in page.cells(row):
            yield _line(row, one, request)


def _line(row: Row, one: Cell, request: HttpRequest) -> dict[str, Any]:
    value = one.value
    amount = value.amount
    if isinstance(amount, float) and value.denominator:
        amount = round(amount, 4)
    where = [f"{proof.source.title} ({proof.locator})" for proof in one.evidence]
    if one.url and value.is_known:
        where = [absolute(request, one.url)]
    return {
        "authority": one.policy.uid,
        "indicator": row.indicator,
        "year": row.year or None,
        "kind": row.kind or None,
        "value": amount if amount is not None else list(value.words) or None,
        "unit": value.unit or None,
        "numerator": value.numerator,
        "denominator": value.denominator,
        "qualifier": value.qualifier.value if value.qualifier else None,
        "source": list(dict.fromkeys(where)),
    }


def as_json(page: ComparisonPage, request: HttpRequest, address: str) -> HttpResponse:
    """Return the comparison as JSON; an unknown value is null."""
    data = {
        "title": page.title,
        "url": absolute(request, address),
        "authorities": [
            {
                "id": policy.uid,
                "name": policy.name,
                "url": absolute(request, policy.get_absolute_url()),
            }
            for policy in page.policies
        ],
        "values": list(_lines(page, request)),
    }
    return JsonResponse(without_emails(data), json_dumps_params={"ensure_ascii": False})


def as_csv(page: ComparisonPage, request: HttpRequest, address: str) -> HttpResponse:
    """Return the comparison as CSV; an unknown value is an empty cell."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="comparaison.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for line in _lines(page, request):
        writer.writerow(cell(_flat(line[name])) for name in COLUMNS)
    return response


def _flat(value: Any) -> str:
    if value is None:
        return ""
    return " | ".join(value) if isinstance(value, list) else str(value)


MAKERS = {"csv": as_csv, "json": as_json}
