"""Writes on sheets: each is one transaction that keeps history and tells the search index."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any, TypeAlias

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from maillage.apps.territories import actions as territories
from maillage.kernel.text import slugify

from . import indexing, kinds, queries, watching
from .guards import pass_guards
from .models import (
    Evidence,
    FormerUid,
    IndexChange,
    Mention,
    Redirect,
    Relation,
    Remark,
    Sheet,
    Source,
)
from .records import Cleaned
from .types import registry, type_of

# Rows of a type in one INSERT: some twenty columns each, under the 999 parameters of old SQLite.
_ROWS = 40
Author: TypeAlias = AbstractBaseUser | None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def note_changes(uids: Iterable[str]) -> None:
    """Tell the search index, once the transaction is committed, that these sheets changed."""
    changed = list(uids)
    IndexChange.objects.bulk_create(
        [IndexChange(sheet_uid=uid) for uid in changed], batch_size=1_000
    )
    # Their numbers may be lower than that of a transaction committed before this one.
    # A function with a name: Django tells it when it fails.
    transaction.on_commit(lambda: _index(changed), robust=True)


# The sheets that the writes of a block have changed, None outside of such a block.
_later: ContextVar[list[str] | None] = ContextVar("later", default=None)


def _index(uids: list[str]) -> None:
    later = _later.get()
    if later is None:
        indexing.catch_up(uids)
    else:
        later.extend(uids)


@contextmanager
def indexed_together() -> Iterator[None]:
    """Let the index follow several writes, each its own transaction, at once after the last."""
    changed: list[str] = []
    token = _later.set(changed)
    try:
        yield
    finally:
        _later.reset(token)
        if changed:
            transaction.on_commit(lambda: indexing.catch_up(changed), robust=True)


def note_all() -> None:
    """Tell the search index that every sheet may have moved: the territories have changed."""
    note_changes(Sheet.objects.public().order_by("pk").values_list("uid", flat=True))


def free_slug(sheet_type: str, wanted: str, *, except_pk: int | None = None) -> str:
    """Return `wanted`, or `wanted-2`, `wanted-3`…: the first that no sheet of the type has had."""
    wanted = wanted[:100].strip("-") or sheet_type
    taken = set(
        Sheet.objects.filter(type=sheet_type, slug__startswith=wanted)
        .exclude(pk=except_pk)
        .values_list("slug", flat=True)
    ) | set(
        Redirect.objects.filter(type=sheet_type, slug__startswith=wanted)
        .exclude(sheet_id=except_pk)
        .values_list("slug", flat=True)
    )
    return first_free(wanted, taken)


def first_free(wanted: str, taken: Collection[str]) -> str:
    """Return `wanted`, or `wanted-2`, `wanted-3`…: the first that is not taken."""
    candidates = [wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3))]
    return next(one for one in candidates if one not in taken)


@transaction.atomic
def save_sheet(*, sheet: Sheet, by: Author, reason: str = "") -> Sheet:
    """Save an edited or new sheet; a new name gives a new address, the former one redirects."""
    if not sheet.type:
        sheet.type = next(key for key, known in registry.items() if known.model is type(sheet))
    pass_guards([sheet])
    type_of(sheet).derive(sheet)
    slug = slugify(sheet.name)
    if not sheet.pk:
        sheet.slug = free_slug(sheet.type, slug)
        sheet.uid = _free_uid(sheet.slug)
    elif slug != slugify(Sheet.objects.values_list("name", flat=True).get(pk=sheet.pk)):
        former, sheet.slug = sheet.slug, free_slug(sheet.type, slug, except_pk=sheet.pk)
        Redirect.objects.filter(type=sheet.type, slug=sheet.slug).delete()
        if former != sheet.slug:
            Redirect.objects.update_or_create(
                type=sheet.type, slug=former, defaults={"sheet": sheet}
            )
    sheet._history_user = by  # type: ignore[attr-defined]
    sheet._change_reason = reason  # type: ignore[attr-defined]
    sheet.save()
    _mention([sheet])
    watching.tell([sheet])
    note_changes([sheet.uid])
    return sheet


def _free_uid(wanted: str) -> str:
    short = wanted[:70].strip("-")
    taken = set(Sheet.objects.filter(uid__startswith=short).values_list("uid", flat=True))
    taken |= set(FormerUid.objects.filter(uid__startswith=short).values_list("uid", flat=True))
    candidates = [wanted[:80].strip("-"), *(f"{short}-{n}" for n in range(2, len(taken) + 3))]
    return next(uid for uid in candidates if uid not in taken)


@transaction.atomic
def delete_sheet(*, sheet: Sheet, by: Author = None) -> None:
    """Delete a sheet with its evidence and relations; the sheets that named it no longer do."""
    uid = sheet.uid
    origins = queries.own_rows(sheet.mentions_in.values_list("origin_id", "origin__type"))
    for origin in origins:
        for field in type_of(origin).fields:
            value = field.kind.without(field.value(origin), {uid})
            setattr(origin, field.name, value if kinds.is_known(value) else field.kind.empty)
        origin._history_user = by  # type: ignore[attr-defined]
        origin._change_reason = f"Fiche « {sheet.name} » supprimée"[:100]  # type: ignore[attr-defined]
        origin.save()
    sheet.delete()
    watching.tell(origins)
    note_changes([uid, *(origin.uid for origin in origins)])


def _mention(sheets: Sequence[Sheet]) -> None:
    """Write again which sheets these ones refer to."""
    named = {
        (sheet.pk, field.name, leaf.value)
        for sheet in sheets
        for field in type_of(sheet).fields
        if field.is_known(sheet)
        for leaf in field.kind.leaves(field.value(sheet))
        if isinstance(leaf.kind, kinds.Reference)
    }
    targets = queries.known({uid for _, _, uid in named})
    for chunk in queries.chunks([sheet.pk for sheet in sheets]):
        Mention.objects.filter(origin__in=chunk).delete()
    Mention.objects.bulk_create(
        [
            Mention(origin_id=origin, field=field, target_id=targets[uid])
            for origin, field, uid in sorted(named)
            if uid in targets
        ],
        batch_size=500,
    )


@transaction.atomic
def save_perimeter(*, record: Mapping[str, Any]) -> None:
    """Create or change a perimeter; raise `ValueError` for a member that does not exist."""
    territories.load_perimeters([record])
    note_all()


@transaction.atomic
def write_sources(*, records: Iterable[dict[str, Any]]) -> dict[str, Source]:
    """Create or update sources from cleaned records; return all sources by identifier."""
    for record in records:
        values = {key: value for key, value in record.items() if key != "id"}
        values["seen_on"] = _date(values.get("seen_on"))
        source, created = Source.objects.get_or_create(uid=record["id"], defaults=values)
        changed = [key for key, value in values.items() if getattr(source, key) != value]
        if not created and changed:
            for key in changed:
                setattr(source, key, values[key])
            source.save()
    return {source.uid: source for source in Source.objects.order_by("uid")}


def _fill(sheet: Sheet, cleaned: Cleaned) -> Sheet:
    data = cleaned.data
    sheet.type, sheet.uid = cleaned.type.key, cleaned.uid
    sheet.slug = data.get("slug", cleaned.uid)
    sheet.status = data.get("status", Sheet._meta.get_field("status").default)
    sheet.reviewed_on = _date(data.get("reviewed_on"))
    sheet.review_due = _date(data.get("review_due"))
    sheet.loaded_digest = cleaned.digest
    for field in cleaned.type.fields:
        setattr(sheet, field.name, data.get(field.name, field.kind.empty))
    cleaned.type.derive(sheet)
    return sheet


@transaction.atomic
def write_sheets(
    *,
    new: Sequence[Cleaned],
    changed: Sequence[tuple[Sheet, Cleaned]],
    sources: dict[str, Source],
    by: Author,
    reason: str,
) -> None:
    """Write many checked records at once: new sheets, and sheets to bring to a record's state.

    Relations may point from any of them to any other, so rows come first and ties after.
    """
    written: list[tuple[Sheet, Cleaned]] = []
    created = [(_fill(cleaned.type.model(), cleaned), cleaned) for cleaned in new]
    for sheet, cleaned in changed:
        _fill(sheet, cleaned)
    pass_guards([sheet for sheet, _ in (*created, *changed)])
    _insert([sheet for sheet, _ in created])
    written += created
    _first_versions([sheet for sheet, _ in written], by=by, reason=reason)
    for sheet, _ in changed:
        sheet._history_user = by  # type: ignore[attr-defined]
        sheet._change_reason = reason  # type: ignore[attr-defined]
        sheet.save()
    _untie([sheet for sheet, _ in changed])
    written += changed
    _tie(written, sources)
    _mention([sheet for sheet, _ in written])
    watching.tell([sheet for sheet, _ in written])
    note_changes([sheet.uid for sheet, _ in written])


def _insert(sheets: Sequence[Sheet]) -> None:
    """Insert new sheets, many a statement, which Django does not do for inherited tables.

    The common rows come first and give the keys; then the rows of each type, by the same call as
    `Model.save`. No signal is sent: history is written apart.
    """
    columns = [field.attname for field in Sheet._meta.concrete_fields if not field.primary_key]
    rows = [Sheet(**{name: getattr(sheet, name) for name in columns}) for sheet in sheets]
    Sheet.objects.bulk_create(rows, batch_size=500)
    for sheet, row in zip(sheets, rows, strict=True):
        for name in columns:
            setattr(sheet, name, getattr(row, name))
        sheet.pk = sheet.id = row.pk  # the link to the common row, and its own key
        sheet._state.adding, sheet._state.db = False, row._state.db
    for sheet_type in registry.values():
        manager = sheet_type.model._base_manager
        fields = sheet_type.model._meta.local_concrete_fields
        own = [sheet for sheet in sheets if sheet.type == sheet_type.key]
        for start in range(0, len(own), _ROWS):
            batch = own[start : start + _ROWS]
            manager._insert(batch, fields=fields, using=manager.db, raw=True)


def _first_versions(sheets: Sequence[Sheet], *, by: Author, reason: str) -> None:
    for sheet_type in registry.values():
        own = [sheet for sheet in sheets if sheet.type == sheet_type.key]
        sheet_type.model.history.bulk_history_create(  # type: ignore[attr-defined]
            own, batch_size=500, default_user=by, default_change_reason=reason
        )


def _untie(sheets: Sequence[Sheet]) -> None:
    for chunk in queries.chunks([sheet.pk for sheet in sheets]):
        for model in (Evidence, Remark, Redirect, FormerUid):
            model.objects.filter(sheet__in=chunk).delete()
        Relation.objects.filter(origin__in=chunk).delete()


def _tie(written: Sequence[tuple[Sheet, Cleaned]], sources: dict[str, Source]) -> None:
    relations, remarks, evidence, redirects, former = [], [], [], [], []
    targets = _targets(written)
    for sheet, cleaned in written:
        data = cleaned.data
        for one in data.get("relations", ()):
            target = targets.get(one["target"])
            if target is None:  # a sheet that somebody deleted here, which stays so
                continue
            note = one.get("note", "")
            relations.append(
                Relation(origin_id=sheet.pk, kind=one["kind"], target_id=target, note=note)
            )
        remarks += [
            Remark(sheet_id=sheet.pk, field=one.get("field", ""), text=one["text"])
            for one in data.get("remarks", ())
        ]
        evidence += [
            Evidence(
                sheet_id=sheet.pk,
                source=sources[one["source"]],
                seen_on=_date(one.get("seen_on")),
                **{k: v for k, v in one.items() if k not in {"source", "seen_on"}},
            )
            for one in data.get("evidence", ())
        ]
        redirects += [
            Redirect(type=sheet.type, slug=slug, sheet_id=sheet.pk)
            for slug in data.get("former_slugs", ())
        ]
        former += [
            FormerUid(uid=uid, type=sheet.type, sheet_id=sheet.pk)
            for uid in data.get("former_ids", ())
        ]
    Relation.objects.bulk_create(relations, batch_size=500)
    Remark.objects.bulk_create(remarks, batch_size=500)
    Evidence.objects.bulk_create(evidence, batch_size=500)
    Redirect.objects.bulk_create(redirects, batch_size=500)
    FormerUid.objects.bulk_create(former, batch_size=500)


def _targets(written: Sequence[tuple[Sheet, Cleaned]]) -> dict[str, int]:
    wanted = {one["target"] for _, cleaned in written for one in cleaned.data.get("relations", ())}
    known = {sheet.uid: sheet.pk for sheet, _ in written}
    return known | queries.known(wanted - known.keys())
