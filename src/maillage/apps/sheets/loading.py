"""Loading of record files: everything is checked before anything is written.

`load` reads a file or a folder in the format of `docs/formats/sheets.md`. Either all of it is
loaded or, with one broken record, nothing is; every problem names its file, its line and what to
do. Loading again updates what nobody has changed here since, and keeps what people changed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from maillage.apps.identity import models as identity
from maillage.apps.territories import actions as territories
from maillage.apps.territories import queries as territory_queries

from . import actions, queries, records
from .actions import Author
from .files import LoadError, Problem, RawRecord, read
from .models import Redirect, Sheet, Source
from .places import commune_ref
from .records import Cleaned
from .types import registry

Progress = Callable[[str, int, int], None]


def _quiet(step: str, done: int, total: int) -> None:
    """Report progress to nobody."""


@dataclass(slots=True)
class LoadReport:
    """What a load did, by identifier of sheet."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    sources: int = 0
    perimeters: int = 0

    @property
    def sentence(self) -> str:
        """Return the report in one French sentence."""
        parts = [
            f"{len(self.created)} fiches créées",
            f"{len(self.updated)} mises à jour",
            f"{len(self.unchanged)} inchangées",
        ]
        if self.kept:
            parts.append(f"{len(self.kept)} gardées telles que modifiées ici")
        return ", ".join(parts) + f" ; {self.sources} sources, {self.perimeters} périmètres."


@dataclass(slots=True)
class _Batch:
    sources: list[tuple[RawRecord, dict[str, object]]] = field(default_factory=list)
    perimeters: list[RawRecord] = field(default_factory=list)
    identity: dict[str, Any] | None = None
    sheets: list[tuple[RawRecord, Cleaned]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def load(
    path: Path,
    *,
    by: Author = None,
    reason: str = "Chargement de fichiers",
    dry_run: bool = False,
    progress: Progress = _quiet,
) -> LoadReport:
    """Load a file or a folder of records; raise `LoadError` with every problem found."""
    batch = _clean(read(path), progress)
    territories.load_reference()  # records name territories: an empty instance gets them first
    _check_together(batch)
    if batch.problems:
        raise LoadError(batch.problems)
    with transaction.atomic():
        report = _write(batch, by=by, reason=reason, progress=progress)
        if dry_run:
            transaction.set_rollback(True)
    return report


def _clean(raws: Sequence[RawRecord], progress: Progress) -> _Batch:
    batch = _Batch()
    for position, raw in enumerate(raws):
        if raw.folder == "sources":
            try:
                batch.sources.append((raw, records.SOURCE.clean(raw.data)))
            except records.InvalidValue as error:
                batch.problems.append(raw.problem(error.pointer, str(error)))
        elif raw.folder == "identity":
            try:
                batch.identity = records.IDENTITY.clean(raw.data)
            except records.InvalidValue as error:
                batch.problems.append(raw.problem(error.pointer, str(error)))
        elif raw.folder == "perimeters":
            batch.perimeters.append(raw)
        else:
            sheet_type = registry.get(str(raw.data.get("type")))
            if sheet_type is None:
                known = ", ".join(registry)
                text = f"le type « {raw.data.get('type')} » est inconnu ; types : {known}"
                batch.problems.append(raw.problem("/type", text))
                continue
            cleaned = records.clean(raw.data, sheet_type)
            batch.problems += [raw.problem(one.pointer, str(one)) for one in cleaned.problems]
            if not cleaned.problems:
                batch.sheets.append((raw, cleaned))
        if position % 200 == 0:
            progress("Vérification", position, len(raws))
    return batch


def _check_together(batch: _Batch) -> None:
    """Check what only the whole batch and the database can tell: references between records."""
    seen: dict[str, RawRecord] = {}
    for raw, cleaned in batch.sheets:
        if cleaned.uid in seen:
            text = f"l’identifiant « {cleaned.uid} » est déjà pris dans {seen[cleaned.uid].place}"
            batch.problems.append(raw.problem("/id", text))
        seen.setdefault(cleaned.uid, raw)
    _check_types_and_slugs(batch)
    sources = {str(record["id"]) for _, record in batch.sources} | set(
        Source.objects.order_by().values_list("uid", flat=True)
    )
    targets = _known_targets(batch)
    perimeters = {f"perimetre:{raw.data.get('id')}" for raw in batch.perimeters}
    places = _known_places(batch) | perimeters
    for raw, cleaned in batch.sheets:
        data = cleaned.data
        for position, one in enumerate(data.get("evidence", ())):
            if one["source"] not in sources:
                text = (
                    f"la source « {one['source']} » est inconnue : la déclarer dans sources.json"
                )
                batch.problems.append(raw.problem(f"/evidence/{position}/source", text))
        for position, one in enumerate(data.get("relations", ())):
            where = f"/relations/{position}/target"
            if one["target"] not in targets:
                text = f"aucune fiche n’a l’identifiant « {one['target']} »"
                batch.problems.append(raw.problem(where, text))
            elif one["target"] == cleaned.uid:
                batch.problems.append(raw.problem(where, "une fiche n’est pas liée à elle-même"))
        for pointer, ref in _places(cleaned):
            if ref not in places:
                text = f"le territoire « {ref} » est inconnu du Code officiel géographique"
                batch.problems.append(raw.problem(pointer, text))


def _check_types_and_slugs(batch: _Batch) -> None:
    """An identifier never changes type, and an address belongs to one sheet, past or present."""
    uids = [cleaned.uid for _, cleaned in batch.sheets]
    types: dict[str, str] = {}
    slugs: dict[tuple[str, str], str] = {}
    for uid, kind, slug in Sheet.objects.order_by().values_list("uid", "type", "slug"):
        types[uid] = kind
        slugs[kind, slug] = uid
    for kind, slug, uid in Redirect.objects.order_by().values_list("type", "slug", "sheet__uid"):
        slugs[kind, slug] = uid
    own = set(uids)
    slugs = {key: uid for key, uid in slugs.items() if uid not in own}
    for raw, cleaned in batch.sheets:
        kind = cleaned.type.key
        if types.get(cleaned.uid, kind) != kind:
            text = f"« {cleaned.uid} » est ici une fiche d’un autre type : {types[cleaned.uid]}"
            batch.problems.append(raw.problem("/id", text))
        for slug in (cleaned.data.get("slug", cleaned.uid), *cleaned.data.get("former_slugs", ())):
            owner = slugs.setdefault((kind, slug), cleaned.uid)
            if owner != cleaned.uid:
                text = f"l’adresse « {slug} » est déjà celle de la fiche « {owner} »"
                batch.problems.append(raw.problem("/slug", text))


def _known_targets(batch: _Batch) -> set[str]:
    wanted = {one["target"] for _, cleaned in batch.sheets for one in _relations(cleaned)}
    known = {cleaned.uid for _, cleaned in batch.sheets}
    return known | set(
        Sheet.objects.filter(uid__in=wanted - known).order_by().values_list("uid", flat=True)
    )


def _relations(cleaned: Cleaned) -> list[dict[str, str]]:
    return list(cleaned.data.get("relations", ()))


def _places(cleaned: Cleaned) -> list[tuple[str, str]]:
    """Return every territory reference of a record with its pointer."""
    data = cleaned.data
    found = [
        (f"/{name}/{position}", ref)
        for name in ("located_in", "acts_in")
        for position, ref in enumerate(data.get(name, ()))
    ]
    for position, address in enumerate(data.get("addresses", ())):
        if code := address.get("commune"):
            found.append((f"/addresses/{position}/commune", commune_ref(code)))
    return found


def _known_places(batch: _Batch) -> set[str]:
    wanted = {ref for _, cleaned in batch.sheets for _, ref in _places(cleaned)}
    return territory_queries.known(wanted)


def _write(batch: _Batch, *, by: Author, reason: str, progress: Progress) -> LoadReport:
    report = LoadReport(sources=len(batch.sources), perimeters=len(batch.perimeters))
    sources = actions.write_sources(records=[record for _, record in batch.sources])
    _write_perimeters(batch.perimeters)
    if batch.identity:
        identity.adopt(batch.identity)
    present = {
        sheet.uid: sheet
        for key in registry
        for sheet in queries.everything(
            key, [cleaned.uid for _, cleaned in batch.sheets if cleaned.type.key == key]
        )
    }
    new: list[Cleaned] = []
    changed: list[tuple[Sheet, Cleaned]] = []
    for _, cleaned in batch.sheets:
        sheet = present.get(cleaned.uid)
        if sheet is None:
            new.append(cleaned)
            report.created.append(cleaned.uid)
            continue
        state = records.to_record(sheet)
        if records.digest(state) == records.digest(_as_written(cleaned)):
            report.unchanged.append(cleaned.uid)
        elif sheet.loaded_digest == records.digest(state):
            changed.append((sheet, cleaned))
            report.updated.append(cleaned.uid)
        else:
            report.kept.append(cleaned.uid)
    progress("Écriture", 0, len(new) + len(changed))
    actions.write_sheets(new=new, changed=changed, sources=sources, by=by, reason=reason)
    written = report.created + report.updated
    for key in registry:
        uids = [c.uid for _, c in batch.sheets if c.type.key == key and c.uid in set(written)]
        actions.mark_loaded(queries.everything(key, uids))
    progress("Écriture", len(written), len(written))
    return report


def _write_perimeters(raws: list[RawRecord]) -> None:
    for raw in raws:
        try:
            territories.load_perimeters([raw.data])
        except ValueError as error:
            raise LoadError([raw.problem("/members", str(error))]) from None


def _as_written(cleaned: Cleaned) -> dict[str, object]:
    """Return a cleaned record as `to_record` would give it back: defaults left out."""
    record = dict(cleaned.data)
    if record.get("slug") == cleaned.uid:
        del record["slug"]
    if record.get("status") == Sheet._meta.get_field("status").default:
        del record["status"]
    if "former_slugs" in record:
        record["former_slugs"] = sorted(record["former_slugs"])
    if "evidence" in record:
        record["evidence"] = [records.without_defaults(one) for one in record["evidence"]]
    return record
