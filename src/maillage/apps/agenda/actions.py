"""Writes of the agenda: events that come from calendars."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from maillage.apps.sheets import actions, queries, records
from maillage.apps.sheets.actions import Author
from maillage.apps.sheets.models import Sheet, Source
from maillage.apps.sheets.records import Cleaned
from maillage.kernel.text import slugify
from maillage.kernel.vocabularies import EvidenceMethod, PublicationStatus

from . import calendar_in
from .calendar_in import CalendarError
from .sheet_type import EVENT

_LONGEST_PASSAGE = 200
# The fields that a calendar gives.
_READ = {
    *("name", "dates", "recurrence", "exceptions", "state", "place", "description", "links"),
    "calendar_uid",
}


@dataclass(slots=True)
class ImportReport:
    """What an import did, by name of event."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    private: int = 0

    @property
    def sentence(self) -> str:
        """Return the report in French."""
        parts = [
            _counted(len(self.created), "brouillon créé", "brouillons créés"),
            _counted(len(self.updated), "mis à jour", "mis à jour"),
            _counted(len(self.unchanged), "inchangé", "inchangés"),
        ]
        if self.deleted:
            text = "laissé de côté, supprimé ici", "laissés de côté, supprimés ici"
            parts.append(_counted(len(self.deleted), *text))
        if self.private:
            text = "privé, laissé de côté", "privés, laissés de côté"
            parts.append(_counted(self.private, *text))
        sentence = f"{', '.join(parts)}."
        if self.kept:
            sentence += (
                f" Déjà publiés ou modifiés ici, et différents dans le fichier : "
                f"{', '.join(self.kept)}. Ils n’ont pas changé : les relire."
            )
        return sentence


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {many if count >= 2 else one}"


@transaction.atomic
def import_calendar(*, content: bytes, name: str, source_uid: str, by: Author) -> ImportReport:
    """Write the events of an iCalendar file as drafts, all or none; raise `CalendarError`.

    An entry is known again by its UID. A sheet that somebody published or changed since is kept
    as it is: nothing that a machine read publishes itself.
    """
    source = Source.objects.filter(uid=source_uid).first()
    if source is None:
        message = f"La source « {source_uid} » n’existe pas : la créer d’abord dans l’atelier."
        raise CalendarError([message])
    read = calendar_in.read(content, name, ZoneInfo(settings.TIME_ZONE))
    present = {
        sheet.uid: sheet
        for sheet in queries.everything(EVENT.key, [record["id"] for record in read.records])
    }
    gone = _deleted_here({record["id"] for record in read.records}) - present.keys()
    report = ImportReport(private=read.private)
    new: list[Cleaned] = []
    changed: list[tuple[Sheet, Cleaned]] = []
    problems: list[str] = []
    taken: set[str] = set()
    for record in read.records:
        if record["id"] in gone:
            report.deleted.append(record["name"])
            continue
        sheet = present.get(record["id"])
        slug = sheet.slug if sheet else _free_slug(record["name"], taken)
        cleaned = records.clean(_complete(record, slug, source, sheet), EVENT)
        problems += [f"{name}, « {record['name']} » : {one}." for one in cleaned.problems]
        if sheet is None:
            new.append(cleaned)
            report.created.append(record["name"])
        elif _says_the_same(sheet, cleaned):
            report.unchanged.append(record["name"])
        elif records.digest(records.to_record(sheet)) == sheet.loaded_digest:
            changed.append((sheet, cleaned))
            report.updated.append(record["name"])
        else:
            report.kept.append(record["name"])
    if problems:
        raise CalendarError(problems)
    sources = {source.uid: source}
    actions.write_sheets(
        new=new, changed=changed, sources=sources, by=by, reason=f"Import de {name}"[:100]
    )
    return report


def _says_the_same(sheet: Sheet, cleaned: Cleaned) -> bool:
    return all(
        field.value(sheet) == cleaned.data.get(field.name, field.kind.empty)
        for field in EVENT.fields
        if field.name in _READ
    )


def _own(record: dict[str, Any]) -> Iterable[str]:
    return (key for key in record if key not in {"type", "id"})


def _complete(
    record: dict[str, Any], slug: str, source: Source, sheet: Sheet | None
) -> dict[str, Any]:
    """Return a record with its state, its address and the proof that it comes from the source."""
    today = timezone.localdate().isoformat()
    former = sheet.evidence.first() if sheet else None
    proof = {
        "source": source.uid,
        "passage": record["name"][:_LONGEST_PASSAGE],
        "supports": [key for key in _own(record) if key != "calendar_uid"],
        "method": EvidenceMethod.IMPORTED.value,
        "seen_on": former.seen_on.isoformat() if former and former.seen_on else today,
    }
    status = PublicationStatus.DRAFT.value
    return record | {"slug": slug, "status": status, "evidence": [proof]}


def _free_slug(name: str, taken: set[str]) -> str:
    """Return an address that no event has, nor another of the same file."""
    wanted = slugify(name)
    slug = actions.free_slug(EVENT.key, wanted)
    number = 2
    while slug in taken:
        slug = actions.free_slug(EVENT.key, f"{wanted[:90]}-{number}")
        number += 1
    taken.add(slug)
    return slug


def _deleted_here(uids: set[str]) -> set[str]:
    history = EVENT.model.history  # type: ignore[attr-defined]
    gone = history.filter(history_type="-", uid__in=uids).order_by()
    return set(gone.values_list("uid", flat=True))
