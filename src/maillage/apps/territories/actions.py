"""Writes territories: the shipped reference, free perimeters."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from maillage.kernel.progress import Progress, quiet
from maillage.kernel.territories import FRANCE, TerritoryKind, TerritoryRef

from . import queries
from .models import FormerCommune, State, Territory
from .reference import Reference, centre_of, manifest

_BATCH = 2_000  # rows a statement, cut smaller by Django where the database takes fewer
_KEPT = frozenset({"ref", "kind", "code"})
_UPDATED = [field.name for field in Territory._meta.concrete_fields if field.name not in _KEPT]


def load_reference(*, progress: Progress | None = None) -> bool:
    """Load the shipped territories; tell whether there was anything to do.

    One transaction. A territory that the new vintage no longer has is kept, no longer `current`:
    sheets may name it. Perimeters stay, and are computed again.

    Raises:
        DamagedData: in French, when the shipped file is not the one that was built.
    """
    report = progress or quiet
    expected = manifest()
    if State.objects.filter(pk=1, sha256=expected["sha256"]).exists():
        return False
    reference = Reference.load()
    with transaction.atomic():
        write_reference(reference, report)
        State.objects.update_or_create(
            pk=1, defaults={"sha256": expected["sha256"], "vintage": reference.vintage}
        )
        for perimeter in Territory.objects.filter(kind=TerritoryKind.PERIMETER).order_by("pk"):
            _write_perimeter(perimeter)
        touch()
    return True


def write_reference(reference: Reference, report: Progress = quiet) -> None:
    """Write the rows of a vintage over those of another, inside the caller's transaction."""
    total = len(reference.territories)
    refs = {row.ref for row in reference.territories}
    older = Territory.objects.exclude(kind=TerritoryKind.PERIMETER)
    gone = set(older.values_list("pk", flat=True)) - refs
    for start in range(0, total, _BATCH):
        Territory.objects.bulk_create(
            reference.territories[start : start + _BATCH],
            update_conflicts=True,
            unique_fields=["ref"],
            update_fields=_UPDATED,
        )
        report("territoires", min(start + _BATCH, total), total)
    FormerCommune.objects.all().delete()
    FormerCommune.objects.bulk_create(reference.former, batch_size=_BATCH)
    left = sorted(gone)
    for start in range(0, len(left), _BATCH):
        Territory.objects.filter(pk__in=left[start : start + _BATCH]).update(current=False)


def save_perimeter(*, code: str, name: str, members: Iterable[str], note: str = "") -> Territory:
    """Create or change a free perimeter made of territories.

    `members` are references; a former commune's stands for the commune that it is part of now.

    Raises:
        ValueError: in French, naming the reference that is badly written or unknown.
    """
    load_perimeters([{"id": code, "name": name, "members": list(members), "note": note}])
    return Territory.objects.get(pk=f"perimetre:{code}")


def load_perimeters(records: Iterable[Mapping[str, Any]]) -> int:
    """Create or change perimeters of the file format: `id`, `name`, `members`, `note`.

    All or none; return how many were given.

    Raises:
        ValueError: in French, naming the perimeter and the reference that is wrong.
    """
    rows = check_perimeters(records)
    with transaction.atomic():
        for row in rows:
            _write_perimeter(row)
        if rows:
            touch()
    return len(rows)


def check_perimeters(records: Iterable[Mapping[str, Any]]) -> list[Territory]:
    """Return perimeters ready to be written; raise what `load_perimeters` raises."""
    rows = [_perimeter(record) for record in records]
    now = queries.current_refs({member for row in rows for member in row.members})
    there = queries.known(now.values())
    for row in rows:
        for member in row.members:
            if now[member] not in there:
                raise ValueError(
                    f"Périmètre « {row.code} »\u202f: le membre « {member} » est inconnu du Code "
                    "officiel géographique. Vérifiez son code."
                )
        row.members = list(dict.fromkeys(now[member] for member in row.members))
    return rows


def _perimeter(record: Mapping[str, Any]) -> Territory:
    """Return an unsaved perimeter, its form checked."""
    code, name = str(record.get("id", "")), str(record.get("name", "")).strip()
    own = TerritoryRef(TerritoryKind.PERIMETER, code)
    if not name:
        raise ValueError(f"Périmètre « {code} »\u202f: donnez-lui un nom.")
    members: list[str] = []
    for member in record.get("members", ()):
        try:
            parsed = TerritoryRef.parse(str(member))
        except ValueError as error:
            raise ValueError(f"Périmètre « {code} »\u202f: {error}") from error
        if parsed.kind is TerritoryKind.PERIMETER:
            raise ValueError(
                f"Périmètre « {code} »\u202f: « {member} » est un périmètre, et un périmètre se "
                "compose de communes, d’intercommunalités, de départements ou de régions."
            )
        members.append(str(parsed))
    if not members:
        raise ValueError(f"Périmètre « {code} »\u202f: donnez au moins un territoire membre.")
    return Territory(
        ref=str(own),
        kind=own.kind.value,
        code=code,
        name=name,
        members=members,
        note=str(record.get("note", "")),
    )


def _write_perimeter(row: Territory) -> None:
    """Compute what a perimeter's communes imply, and save it.

    It is within what contains each of its members; its population is that of its communes.
    """
    members = Territory.objects.in_bulk(row.members)
    inside = list(queries.communes(row).order_by("pk"))
    counted = [one.population for one in inside if one.population is not None]
    row.population = sum(counted) if counted else None
    for field, value in centre_of(inside or members.values()).items():
        setattr(row, field, value)
    chains = [[ref, *one.within] for ref, one in members.items()]
    shared = set.intersection(*map(set, chains)) if chains else set()
    row.within = [ref for ref in (chains[0] if chains else [FRANCE]) if ref in shared]
    departements = {one.departement_code for one in inside}
    regions = {one.region_code for one in inside}
    row.departement_code = departements.pop() if len(departements) == 1 else ""
    row.region_code = regions.pop() if len(regions) == 1 else ""
    row.save()


def touch() -> None:
    """Tell every process that the table has changed."""
    State.objects.get_or_create(pk=1)
    State.objects.filter(pk=1).update(revision=F("revision") + 1)
