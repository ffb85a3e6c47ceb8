"""Export of a whole instance as record files that `load` reads back identically."""

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from maillage.apps.identity.models import Identity
from maillage.apps.territories.models import Territory
from maillage.kernel.progress import Progress, quiet
from maillage.kernel.territories import TerritoryKind

from . import queries, side_tables
from .models import Sheet, Source
from .records import identity_record, source_record, to_record
from .types import registry


class ExportError(Exception):
    """An export that cannot be written; nothing of it was."""


@dataclass(slots=True)
class ExportReport:
    """How many records each file holds."""

    files: dict[str, int] = field(default_factory=dict)


def export(out: Path, *, progress: Progress = quiet) -> ExportReport:
    """Write every record to a new or empty folder, at once; raise `ExportError`.

    All sheets whatever their status, with e-mail addresses: an export is the instance's own copy,
    not a publication.
    """
    try:
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise ExportError(f"{out} existe et n’est pas vide : choisir un autre dossier.")
        out.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        try:
            report = _write(draft, progress)
            draft.chmod(0o755)
            draft.replace(out)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    except OSError as error:
        raise ExportError(f"{out} ne peut pas être écrit : {error.strerror}.") from error
    return report


def _write(folder: Path, progress: Progress) -> ExportReport:
    report = ExportReport()
    report.files["identity.jsonl"] = _lines(
        folder / "identity.jsonl",
        (identity_record(one) for one in Identity.objects.order_by("pk")),
    )
    report.files["sources.jsonl"] = _lines(
        folder / "sources.jsonl",
        (source_record(source) for source in Source.objects.order_by("uid")),
    )
    report.files["perimeters.jsonl"] = _lines(folder / "perimeters.jsonl", _perimeters())
    for key, sheet_type in registry.items():
        name = f"{sheet_type.file_folder}.jsonl"
        total = Sheet.objects.filter(type=key).count()
        records = (to_record(sheet) for sheet in queries.everything(key))
        report.files[name] = _lines(
            folder / name, _reported(records, sheet_type.file_folder, total, progress)
        )
    for table in side_tables.tables().values():
        rows = list(table.rows())
        if table.columns and rows:
            (folder / table.file_name).write_text(side_tables.csv_text(table), "utf-8")
        elif rows:
            _lines(folder / table.file_name, rows)
        if rows:
            report.files[table.file_name] = len(rows)
    return report


def _perimeters() -> Iterator[dict[str, Any]]:
    for one in Territory.objects.filter(kind=TerritoryKind.PERIMETER).order_by("pk"):
        record = {"id": one.code, "name": one.name, "members": one.members, "note": one.note}
        yield {key: value for key, value in record.items() if value}


def _reported(
    records: Iterable[dict[str, Any]], step: str, total: int, progress: Progress
) -> Iterator[dict[str, Any]]:
    for done, record in enumerate(records, start=1):
        yield record
        if done % 200 == 0 or done == total:
            progress(step, done, total)


def _lines(path: Path, records: Iterable[dict[str, Any]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            count += 1
    return count
