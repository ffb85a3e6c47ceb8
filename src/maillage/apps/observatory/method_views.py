"""The page of the method: what counts, how employers and jobs are counted, what is unknown."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.kernel.perimeter import LegalCategory, LegalStatus, Perimeter
from maillage.kernel.vocabularies import Sector, SizeClass
from maillage.observatory import secrecy
from maillage.observatory.jobs import usual
from maillage.observatory.perimeters import as_json, categories_csv, load_perimeter

from . import asked as asking
from .asked import BadChoice
from .views import observatory_page

_CSV, _JSON = "csv", "json"
# What the sources leave open, by its key in the counts of a manifest, after « registry. ».
_UNSETTLED = {
    "ambiguous": "basis.ambiguous_form",
    "conflict": "conflict",
    "partial": "partial",
    "abroad": "abroad",
    "unknown_commune": "unknown_commune",
}


@dataclass(frozen=True)
class StatusGroup:
    """The legal categories that share a status."""

    status: LegalStatus
    categories: tuple[LegalCategory, ...]


@require_safe
@observatory_page
def method(request: HttpRequest) -> HttpResponse:
    """Show the method of the vintage asked for, or give its perimeter as CSV or JSON."""
    asked = asking.read(request.GET)
    perimeter = asked.vintage.perimeter if asked else load_perimeter()
    if "format" in request.GET:
        return _file(perimeter, request.GET["format"])
    counts = asked.vintage.manifest.counts if asked else {}
    context = {
        "asked": asked,
        "manifest": asked.vintage.manifest if asked else None,
        "perimeter": perimeter,
        "files": {
            name: asked.query(format=name) if asked else f"?format={name}" for name in (_CSV, _JSON)
        },
        "groups": list(_groups(perimeter)),
        "variants": [
            (variant, counts.get(f"registry.variant.{variant.id}"))
            for variant in perimeter.variants.values()
        ],
        "unsettled": {name: counts.get(f"registry.{key}", 0) for name, key in _UNSETTLED.items()},
        "sizes": [(size, usual(size)) for size in SizeClass],
        "sectors": [(sector, _divisions(sector)) for sector in Sector],
        "least_units": secrecy.LEAST_UNITS,
        "largest_share": secrecy.LARGEST_SHARE[0],
    }
    return render(request, "observatory/method.html", context)


def _file(perimeter: Perimeter, name: str) -> HttpResponse:
    if name == _JSON:
        return HttpResponse(as_json(perimeter), content_type="application/json; charset=utf-8")
    if name != _CSV:
        raise BadChoice(
            _("Le format « %(asked)s » n’existe pas. Formats : %(known)s.")
            % {"asked": name[:20], "known": f"{_CSV}, {_JSON}"}
        )
    # spreadsheets in French want the mark
    response = HttpResponse(
        f"\ufeff{categories_csv(perimeter)}", content_type="text/csv; charset=utf-8"
    )
    file = f"{perimeter.id}-{perimeter.date}.csv"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def _groups(perimeter: Perimeter) -> Iterator[StatusGroup]:
    for status in LegalStatus:
        found = [one for one in perimeter.categories.values() if one.status is status]
        if found:
            yield StatusGroup(status, tuple(found))


def _divisions(sector: Sector) -> str:
    """Return the divisions of a sector as ranges: « 05–39 », « 49–53, 58–63, 68 »."""
    runs: list[list[int]] = []
    for division in sorted(map(int, sector.divisions)):
        if runs and division == runs[-1][-1] + 1:
            runs[-1].append(division)
        else:
            runs.append([division])
    return ", ".join(
        f"{run[0]:02}–{run[-1]:02}" if len(run) > 1 else f"{run[0]:02}" for run in runs
    )
