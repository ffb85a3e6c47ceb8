"""Loading of record files: everything is checked before anything is written.

`load` reads a file or a folder in the format of `docs/formats/sheets.md`. Either all of it is
loaded or, with one broken record, nothing is; every problem names its file, its line and what to
do. Loading again updates what nobody has changed here since, and keeps what people changed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from maillage.apps.identity import models as identity
from maillage.apps.territories import actions as territories
from maillage.apps.territories import queries as territory_queries
from maillage.apps.territories.models import Territory
from maillage.kernel.colour import DARK_GROUND, PAPER, check_text_colour
from maillage.kernel.progress import Progress, quiet
from maillage.kernel.territories import TerritoryKind

from . import actions, former, queries, records, side_tables
from .actions import Author
from .files import LoadError, Problem, RawRecord, read
from .kinds import InvalidValue, Leaf, Reference
from .models import Redirect, Sheet, Source
from .places import named_place
from .records import Cleaned
from .types import registry


@dataclass(slots=True)
class LoadReport:
    """What a load did, by identifier of sheet."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    sources: int = 0
    perimeters: int = 0
    # What deserves a look although everything is loaded.
    notes: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """Return the report in one French sentence."""
        parts = [
            _counted(len(self.created), "fiche créée", "fiches créées"),
            _counted(len(self.updated), "mise à jour", "mises à jour"),
            _counted(len(self.unchanged), "inchangée", "inchangées"),
        ]
        if self.kept:
            text = "gardée telle que modifiée ici", "gardées telles que modifiées ici"
            parts.append(_counted(len(self.kept), *text))
        if self.deleted:
            text = "laissée de côté, supprimée ici", "laissées de côté, supprimées ici"
            parts.append(_counted(len(self.deleted), *text))
        if self.merged:
            text = "laissée de côté, fusionnée ici", "laissées de côté, fusionnées ici"
            parts.append(_counted(len(self.merged), *text))
        sources = _counted(self.sources, "source", "sources")
        perimeters = _counted(self.perimeters, "périmètre", "périmètres")
        return f"{', '.join(parts)} ; {sources}, {perimeters}."


def _counted(count: int, one: str, many: str) -> str:
    """Agree as French does: the plural begins at two."""
    return f"{count} {many if count >= 2 else one}"


# Files that hold something else than sheets, by name.
_TABLES = {
    "sources": records.SOURCE,
    "perimeters": records.PERIMETER,
    "identity": records.IDENTITY,
}


@dataclass(slots=True)
class _Batch:
    sources: list[tuple[RawRecord, dict[str, Any]]] = field(default_factory=list)
    perimeters: list[tuple[RawRecord, dict[str, Any]]] = field(default_factory=list)
    identity: list[tuple[RawRecord, dict[str, Any]]] = field(default_factory=list)
    sheets: list[tuple[RawRecord, Cleaned]] = field(default_factory=list)
    # Those of sheets that were merged into others here.
    merged: list[str] = field(default_factory=list)
    # By table, the records that are no sheets.
    beside: dict[str, list[tuple[RawRecord, dict[str, Any]]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def load(
    path: Path,
    *,
    by: Author = None,
    reason: str = "Chargement de fichiers",
    dry_run: bool = False,
    progress: Progress = quiet,
) -> LoadReport:
    """Load a file or a folder of records; raise `LoadError` with every problem found."""
    return load_records(read(path), path, by=by, reason=reason, dry_run=dry_run, progress=progress)


def load_records(
    raws: Sequence[RawRecord],
    path: Path,
    *,
    by: Author = None,
    reason: str,
    dry_run: bool = False,
    progress: Progress = quiet,
) -> LoadReport:
    """Load records already read, which came from `path`; raise `LoadError`."""
    batch = _clean(raws, progress)
    try:
        with transaction.atomic():
            # Records name territories: an empty instance gets them first.
            if territories.load_reference():
                actions.note_all()
            _follow_merges(batch)
            _check_together(batch)
            if batch.problems:
                raise LoadError(batch.problems)
            report = _write(batch, by=by, reason=reason, progress=progress)
            if dry_run:
                transaction.set_rollback(True)
    except side_tables.Refused as error:
        raise LoadError([Problem(path, 1, one) for one in error.reasons]) from None
    except IntegrityError:
        message = "la base a changé pendant le chargement : recommencer"
        raise LoadError([Problem(path, 1, message)]) from None
    return report


def _clean(raws: Sequence[RawRecord], progress: Progress) -> _Batch:
    batch = _Batch()
    for position, raw in enumerate(raws):
        if raw.folder in _TABLES:
            kept: list[tuple[RawRecord, dict[str, Any]]] = getattr(batch, raw.folder)
            try:
                kept.append((raw, _TABLES[raw.folder].clean(raw.data)))
            except records.InvalidValue as error:
                batch.problems.append(raw.problem(error.pointer, str(error)))
        elif table := side_tables.tables().get(raw.folder):
            try:
                batch.beside.setdefault(table.name, []).append((raw, table.clean(raw.data)))
            except InvalidValue as error:
                batch.problems.append(raw.problem(error.pointer, str(error)))
        else:
            sheet_type = registry.get(str(raw.data.get("type")))
            if sheet_type is None:
                known = ", ".join(registry)
                named = raw.data.get("type")
                text = f"le type « {named} » est inconnu" if named else "la clé « type » manque"
                text = f"{text} ; types : {known}"
                batch.problems.append(raw.problem("/type", text))
                continue
            cleaned = records.clean(raw.data, sheet_type)
            batch.problems += [raw.problem(one.pointer, str(one)) for one in cleaned.problems]
            if not cleaned.problems:
                batch.sheets.append((raw, cleaned))
        if position % 200 == 0:
            progress("Vérification", position, len(raws))
    return batch


def _follow_merges(batch: _Batch) -> None:
    """Leave out the sheets merged into others here; the other records name those instead."""
    names = queries.former_uids()
    batch.merged = [cleaned.uid for _, cleaned in batch.sheets if cleaned.uid in names]
    batch.sheets = [(raw, one) for raw, one in batch.sheets if one.uid not in names]
    declared = [
        (raw, position, uid, cleaned.uid)
        for raw, cleaned in batch.sheets
        for position, uid in enumerate(cleaned.data.get("former_ids", ()))
    ]
    taken = {cleaned.uid for _, cleaned in batch.sheets}
    taken |= queries.known({uid for _, _, uid, _ in declared}).keys()
    for raw, position, uid, present in declared:
        if uid in taken or names.setdefault(uid, present) != present:
            text = (
                f"l’identifiant « {uid} » est celui d’une autre fiche : les fusionner ici d’abord"
            )
            batch.problems.append(raw.problem(f"/former_ids/{position}", text))
    if names:
        batch.sheets = [(raw, former.renamed(one, names)) for raw, one in batch.sheets]


def _check_together(batch: _Batch) -> None:
    """Check what only the whole batch and the database can tell: references between records."""
    _check_once(batch, ((raw, cleaned.uid) for raw, cleaned in batch.sheets))
    for table in (batch.sources, batch.perimeters):
        _check_once(batch, ((raw, str(data["id"])) for raw, data in table))
    for raw, _ in batch.identity[1:]:
        batch.problems.append(raw.problem("", "l’identité du portail s’écrit une seule fois"))
    _check_types_and_slugs(batch)
    sources = {str(record["id"]) for _, record in batch.sources} | set(
        Source.objects.order_by().values_list("uid", flat=True)
    )
    targets = _known_targets(batch)
    places = _known_places(batch) | {f"perimetre:{data['id']}" for _, data in batch.perimeters}
    for raw, data in batch.identity:
        batch.problems += [raw.problem(*one) for one in _check_identity(data, places)]
    for name, rows in batch.beside.items():
        found = side_tables.tables()[name].check([data for _, data in rows])
        batch.problems += [rows[one][0].problem(pointer, text) for one, pointer, text in found]
    for raw, cleaned in batch.sheets:
        data = cleaned.data
        for position, one in enumerate(data.get("evidence", ())):
            if one["source"] not in sources:
                text = f"la source « {one['source']} » est inconnue : la déclarer dans sources.json"
                batch.problems.append(raw.problem(f"/evidence/{position}/source", text))
        batch.problems += [raw.problem(*one) for one in _check_ties(cleaned, targets)]
        for pointer, ref in _places(cleaned):
            if ref not in places:
                text = f"le territoire « {ref} » est inconnu du Code officiel géographique"
                batch.problems.append(raw.problem(pointer, text))


def _check_ties(cleaned: Cleaned, types: dict[str, str]) -> Iterable[tuple[str, str]]:
    """Yield pointer and message of what is wrong in how a record refers to other sheets."""
    ties: set[tuple[str, str]] = set()
    for position, one in enumerate(_relations(cleaned)):
        where, target = f"/relations/{position}/target", one["target"]
        if (one["kind"], target) in ties:
            yield where, f"la relation « {one['kind']} » avec « {target} » est écrite deux fois"
        ties.add((one["kind"], target))
        if target not in types:
            yield where, f"aucune fiche n’a l’identifiant « {target} »"
        elif target == cleaned.uid:
            yield where, "une fiche n’est pas liée à elle-même"
    for leaf in _leaves(cleaned):
        if isinstance(leaf.kind, Reference):
            if leaf.value not in types:
                yield leaf.pointer, f"aucune fiche n’a l’identifiant « {leaf.value} »"
            elif leaf.kind.to and types[leaf.value] not in leaf.kind.to:
                wanted = " ou ".join(str(registry[key].label) for key in leaf.kind.to)
                found = registry[types[leaf.value]].label
                yield leaf.pointer, f"« {leaf.value} » est une fiche « {found} » : {wanted} attendu"


def _check_once(batch: _Batch, named: Iterable[tuple[RawRecord, str]]) -> None:
    seen: dict[str, RawRecord] = {}
    for raw, uid in named:
        if uid in seen:
            text = f"l’identifiant « {uid} » est déjà pris dans {seen[uid].place}"
            batch.problems.append(raw.problem("/id", text))
        seen.setdefault(uid, raw)


def _check_identity(data: dict[str, Any], places: set[str]) -> Iterable[tuple[str, str]]:
    """Yield pointer and message of what the portal's own form would refuse too."""
    home = data.get("home_territory")
    if home and home not in places:
        yield "/home_territory", f"le territoire « {home} » est inconnu"
    for name, ground in (("accent_light", PAPER), ("accent_dark", DARK_GROUND)):
        if colour := data.get(name):
            try:
                check_text_colour(colour, ground)
            except ValueError as error:
                yield f"/{name}", str(error)


def _check_types_and_slugs(batch: _Batch) -> None:
    """An identifier never changes type, and an address belongs to one sheet, past or present."""
    types: dict[str, str] = {}
    slugs: dict[tuple[str, str], str] = {}
    for uid, kind, slug in Sheet.objects.order_by().values_list("uid", "type", "slug"):
        types[uid] = kind
        slugs[kind, slug] = uid
    for kind, slug, uid in Redirect.objects.order_by().values_list("type", "slug", "sheet__uid"):
        slugs[kind, slug] = uid
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


def _known_targets(batch: _Batch) -> dict[str, str]:
    """Return the type of every sheet that the batch or the database has, of those referred to."""
    own = {cleaned.uid: cleaned.type.key for _, cleaned in batch.sheets}
    wanted = {one["target"] for _, cleaned in batch.sheets for one in _relations(cleaned)}
    wanted |= {
        leaf.value
        for _, cleaned in batch.sheets
        for leaf in _leaves(cleaned)
        if isinstance(leaf.kind, Reference)
    }
    return own | queries.types(wanted - own.keys())


def _relations(cleaned: Cleaned) -> list[dict[str, str]]:
    return list(cleaned.data.get("relations", ()))


def _leaves(cleaned: Cleaned) -> Iterable[Leaf]:
    for one in cleaned.type.fields:
        if one.name in cleaned.data:
            yield from one.kind.leaves(cleaned.data[one.name], f"/{one.name}")


def _places(cleaned: Cleaned) -> Iterable[tuple[str, str]]:
    """Yield every territory reference of a record with its pointer."""
    for leaf in _leaves(cleaned):
        if ref := named_place(leaf):
            yield leaf.pointer, ref


def _known_places(batch: _Batch) -> set[str]:
    wanted = {ref for _, cleaned in batch.sheets for _, ref in _places(cleaned)}
    wanted |= {data["home_territory"] for _, data in batch.identity if "home_territory" in data}
    return territory_queries.known(wanted)


def _write(batch: _Batch, *, by: Author, reason: str, progress: Progress) -> LoadReport:
    report = LoadReport(sources=len(batch.sources), perimeters=len(batch.perimeters))
    report.merged = batch.merged
    sources = actions.write_sources(records=[record for _, record in batch.sources])
    if _write_perimeters(batch.perimeters):
        # What is in a perimeter follows from its members, whatever sheets this load brings.
        actions.note_all()
    for _, data in batch.identity:
        identity.adopt(data)
    present = {
        sheet.uid: sheet
        for key in registry
        for sheet in queries.everything(
            key, [cleaned.uid for _, cleaned in batch.sheets if cleaned.type.key == key]
        )
    }
    deleted = _deleted_here(batch)
    new: list[Cleaned] = []
    changed: list[tuple[Sheet, Cleaned]] = []
    for _, cleaned in batch.sheets:
        sheet = present.get(cleaned.uid)
        if cleaned.uid in deleted:
            report.deleted.append(cleaned.uid)
            continue
        if sheet is None:
            new.append(cleaned)
            report.created.append(cleaned.uid)
            continue
        state = records.digest(records.to_record(sheet))
        if state == cleaned.digest:
            report.unchanged.append(cleaned.uid)
        elif state == sheet.loaded_digest:
            changed.append((sheet, cleaned))
            report.updated.append(cleaned.uid)
        else:
            report.kept.append(cleaned.uid)
    progress("Écriture", 0, len(new) + len(changed))
    actions.write_sheets(new=new, changed=changed, sources=sources, by=by, reason=reason)
    progress("Écriture", len(new) + len(changed), len(new) + len(changed))
    for name, rows in batch.beside.items():
        side_tables.tables()[name].write([data for _, data in rows])
    brought = {cleaned.type.key for _, cleaned in batch.sheets} | batch.beside.keys()
    report.notes = side_tables.reviews(brought)
    return report


def _deleted_here(batch: _Batch) -> set[str]:
    """Return the sheets that somebody deleted: loading does not bring them back."""
    gone: set[str] = set()
    for sheet_type in registry.values():
        history = sheet_type.model.history  # type: ignore[attr-defined]
        gone |= set(history.filter(history_type="-").order_by().values_list("uid", flat=True))
    loaded = {cleaned.uid for _, cleaned in batch.sheets} & gone
    return loaded - queries.known(loaded).keys()


def _write_perimeters(perimeters: list[tuple[RawRecord, dict[str, Any]]]) -> bool:
    """Write the perimeters; tell whether the members of one have changed."""
    rows = Territory.objects.filter(kind=TerritoryKind.PERIMETER).order_by("pk")
    before = list(rows.values_list("pk", "members"))
    for raw, data in perimeters:
        try:
            territories.load_perimeters([data])
        except ValueError as error:
            raise LoadError([raw.problem("/members", str(error))]) from None
    return before != list(rows.values_list("pk", "members"))
