"""A report for machines: JSON, and CSV with one number a line (docs/formats/panorama.md)."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from .employers import Employer
from .jobs import Jobs
from .panorama import Ambiguity, Counts, FamilyCounts, Panorama
from .report import Report

FORMAT = 1
COLUMNS = (
    "role", "territory", "name", "vintage", "notice", "variant",
    "field", "axis", "term", "label", "measure", "value",
)  # fmt: skip


def as_json(report: Report) -> str:
    """Return the report as JSON text."""
    return json.dumps(as_dict(report), ensure_ascii=False, indent=2) + "\n"


def as_dict(report: Report) -> dict[str, Any]:
    """Return the report as plain values, in the layout of docs/formats/panorama.md."""
    manifest, territory, variant = report.manifest, report.territory, report.variant
    perimeter = manifest.perimeter
    return {
        "format": FORMAT,
        "notice": report.notice or None,
        "source": report.source,
        "territory": {
            "name": territory.name,
            "refs": list(territory.refs),
            "communes": len(territory.communes),
            "former": dict(territory.former),
            "unknown": list(territory.unknown),
        },
        "vintage": {
            "name": manifest.name,
            "period": manifest.period,
            "title": manifest.title,
            "fictitious": manifest.fictitious,
        },
        "perimeter": {
            "id": perimeter.id,
            "date": perimeter.date,
            "label": perimeter.label,
            "checksum": perimeter.checksum,
        },
        "variant": {
            "id": variant.id,
            "label": variant.label,
            "description": variant.description,
        },
        "panorama": _panorama(report.panorama),
        "comparison": [
            {
                "ref": one.ref,
                "name": one.name,
                "whole": one.whole,
                "panorama": _panorama(one.panorama),
            }
            for one in report.comparison
        ],
        "evolution": [
            {
                "vintage": one.panorama.vintage,
                "period": one.period,
                "same_perimeter": one.same_perimeter,
                "panorama": _panorama(one.panorama),
            }
            for one in report.evolution
        ],
        "employers": [_employer(one) for one in report.largest.employers],
        "employers_tied": report.largest.tied,
    }


def _panorama(one: Panorama) -> dict[str, Any]:
    return {
        "ess": _counts(one.ess) | _detail(one.ess),
        "economy": _counts(one.economy) | _detail(one.economy),
        "shares": {
            "establishments": _rounded(one.share),
            "declared": _rounded(one.declared_share),
            "statistical": _rounded(one.statistical_share),
            "jobs": _rounded(one.jobs_share),
        },
        "families": {family.family.value: _counts(family) for family in one.families},
        "ambiguity": _ambiguity(one.ambiguity),
    }


def _counts(one: Counts | FamilyCounts) -> dict[str, Any]:
    return {
        "establishments": one.establishments,
        "declared": one.declared,
        "statistical": one.statistical,
        "jobs": _jobs(one.jobs),
    }


def _detail(one: Counts) -> dict[str, Any]:
    return {
        "sectors": {sector.value: number for sector, number in one.sectors.items()},
        "sizes": {size.value: number for size, number in one.sizes.items()},
    }


def _jobs(one: Jobs) -> dict[str, int | None]:
    return {"least": one.least, "most": one.most, "estimate": one.estimate}


def _ambiguity(one: Ambiguity) -> dict[str, Any]:
    return {
        "form": {
            "establishments": one.form,
            "counted": one.form_counted,
            "declared": one.form_declared,
            "jobs": _jobs(one.form_jobs),
        },
        "conflict": {
            "establishments": one.conflict,
            "counted": one.conflict_counted,
            "declared": one.conflict_declared,
            "jobs": _jobs(one.conflict_jobs),
        },
    }


def _employer(one: Employer) -> dict[str, Any]:
    return {
        "siret": one.siret or None,
        "name": one.name,
        "commune": one.commune,
        "size": one.size.value,
        "size_label": one.size.label,
        "family": one.family.value,
        "sector": one.sector.value,
        "activity": one.activity,
        "category": one.category,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def as_csv(report: Report) -> str:
    """Return the report as CSV text, one number a line; employers are not in it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    own = (" ".join(report.territory.refs), report.territory.name)
    shown = [("asked", *own, report.panorama)]
    shown += [("comparison", one.ref, one.name, one.panorama) for one in report.comparison]
    shown += [
        ("evolution", *own, one.panorama)
        for one in report.evolution
        if one.panorama.vintage != report.panorama.vintage
    ]
    for role, ref, name, panorama in shown:
        head = (role, ref, _safe(name), panorama.vintage, report.notice, panorama.variant)
        writer.writerows((*head, *line) for line in _lines(panorama))
    return text.getvalue()


def _safe(name: str) -> str:
    """Return a name that no spreadsheet takes for a formula: readers may give theirs."""
    return f"'{name}" if name[:1] in {"=", "+", "-", "@", "\t", "\r"} else name


def _lines(panorama: Panorama) -> Iterator[tuple[str, str, str, str, str, object]]:
    """Yield field, axis, term, label, measure, value."""
    data = _panorama(panorama)
    for name, counts in (("ess", panorama.ess), ("economy", panorama.economy)):
        yield from _measures((name, "total", "", ""), data[name])
        for sector, number in counts.sectors.items():
            yield name, "sector", sector.value, sector.label, "establishments", number
        for size, number in counts.sizes.items():
            yield name, "size", size.value, size.label, "establishments", number
    for measure, value in data["shares"].items():
        yield "ess", "share", "", "", measure, "" if value is None else value
    for family in panorama.families:
        head = ("ess", "family", family.family.value, family.family.label)
        yield from _measures(head, data["families"][family.family.value])
    for name, counts in data["ambiguity"].items():
        yield from _measures(("doubt", name, "", ""), counts)


def _measures(
    head: tuple[str, str, str, str], counts: Mapping[str, Any]
) -> Iterator[tuple[str, str, str, str, str, object]]:
    for measure in ("establishments", "counted", "declared", "statistical"):
        if measure in counts:
            yield *head, measure, counts[measure]
    for bound, number in counts["jobs"].items():
        yield *head, f"jobs_{bound}", "" if number is None else number
