"""Writes a perimeter: as the files that people edit, as one table, as one JSON document."""

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from maillage.kernel.perimeter import Perimeter

from .tables import ACTIVITIES, CATEGORIES, COLUMNS, FORMAT, HEADER


def write_perimeter(perimeter: Perimeter, folder: Path) -> None:
    """Write the files of a perimeter, which reads back as equal but for its checksum."""
    folder.mkdir(parents=True, exist_ok=True)
    header = {"format": FORMAT, **_header(perimeter)}
    (folder / HEADER).write_text(_text(header), "utf-8")
    (folder / CATEGORIES).write_text(categories_csv(perimeter), "utf-8", newline="")
    rows = ((one.code, one.label, one.reference, one.note) for one in perimeter.activities)
    (folder / ACTIVITIES).write_text(_table(ACTIVITIES, rows), "utf-8", newline="")


def categories_csv(perimeter: Perimeter) -> str:
    """Return the table of legal categories, as `categories.csv` holds it."""
    return _table(
        CATEGORIES,
        (
            (one.code, one.label, one.family, one.status, one.reference, one.note)
            for one in perimeter.categories.values()
        ),
    )


def as_json(perimeter: Perimeter) -> str:
    """Return all that a perimeter decides as one JSON document."""
    content = {
        **_header(perimeter),
        "checksum": perimeter.checksum,
        "activities": [
            {"code": one.code, "label": one.label, "reference": one.reference, "note": one.note}
            for one in perimeter.activities
        ],
        "categories": [
            {
                "code": one.code,
                "label": one.label,
                "family": one.family.value,
                "status": one.status.value,
                "reference": one.reference,
                "note": one.note,
            }
            for one in perimeter.categories.values()
        ],
    }
    return _text(content)


def _header(perimeter: Perimeter) -> dict[str, Any]:
    return {
        "id": perimeter.id,
        "date": perimeter.date,
        "label": perimeter.label,
        "description": perimeter.description,
        "default": perimeter.default,
        "variants": [
            {
                "id": one.id,
                "label": one.label,
                "description": one.description,
                "statuses": sorted(status.value for status in one.statuses),
                "excludes_activities": one.excludes_activities,
                "takes_flag": one.takes_flag,
                "takes_list": one.takes_list,
            }
            for one in perimeter.variants.values()
        ],
    }


def _table(name: str, rows: Iterable[Iterable[str]]) -> str:
    lines = io.StringIO(newline="")
    table = csv.writer(lines, lineterminator="\n")
    table.writerow(COLUMNS[name])
    table.writerows(rows)
    return lines.getvalue()


def _text(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
