"""The tables of quality as CSV and JSON, for whoever reuses or checks them."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from maillage.apps.sheets.addresses import absolute
from maillage.apps.sheets.formats import cell
from maillage.kernel.vocabularies import Criterion

from .page import Line, QualityPage, ToMend
from .score import WEIGHTS
from .tallies import COUNTS

_COLUMNS = ("sheets", "score", *COUNTS, *COUNTS.values(), "dead_links", "age")


def figures(page: QualityPage, form: str, request: HttpRequest) -> HttpResponse:
    """Return the figures that a page shows: those of all, then by type, then by territory."""
    rows = list(_rows(page))
    if form == "csv":
        return _csv("qualite", rows)
    data = {
        "title": page.sentence,
        "url": absolute(request, page.selection.url(reverse("quality:home"))),
        "day": page.day.isoformat() if page.day else None,
        "criteria": [_criterion(one) for one in WEIGHTS],
        "results": rows,
        "trend": [{"day": one.day.isoformat(), "score": round(one.score, 2)} for one in page.trend],
    }
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


def _criterion(one: Criterion) -> dict[str, Any]:
    return {
        "code": one.value,
        "label": one.label,
        "description": one.description,
        "weight": WEIGHTS[one],
    }


def _rows(page: QualityPage) -> Iterable[dict[str, Any]]:
    if page.own:
        yield _figures(page.selection.type_key, page.selection.scope, page.own)
    for line in (*page.by_type, *page.by_territory):
        yield _of_line(line)


def _of_line(line: Line) -> dict[str, Any]:
    return _figures(line.figures.type, line.figures.territory, line.figures)


def _figures(kind: str, territory: str, row: Any) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in _COLUMNS}
    rounded = {k: round(v, 2) if isinstance(v, float) else v for k, v in values.items()}
    return {"type": kind, "territory": territory, **rounded}


def sheets(found: Iterable[ToMend], request: HttpRequest) -> HttpResponse:
    """Return sheets as CSV, each with its score and what it lacks."""
    rows = [
        {
            "id": one.sheet.uid,
            "url": absolute(request, one.sheet.get_absolute_url()),
            "type": one.row.type,
            "name": one.sheet.name,
            "score": one.row.score,
            **{judgement.criterion.value: judgement.percent for judgement in one.judgements},
            "due": one.row.due.isoformat() if one.row.due else "",
            "reasons": " ".join(judgement.reason for judgement in one.lacking),
        }
        for one in found
    ]
    return _csv("qualite-fiches", rows)


def _csv(name: str, rows: list[dict[str, Any]]) -> HttpResponse:
    out = io.StringIO()
    out.write("\ufeff")  # without it, spreadsheets in French read accents wrongly
    if rows:
        writer = csv.writer(out)
        writer.writerow(rows[0])
        for row in rows:
            writer.writerow("" if v is None else cell(str(v)) for v in row.values())
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
