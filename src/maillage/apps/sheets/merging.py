"""Merging two sheets that describe the same thing: one is kept, the other one leads to it.

Whatever pointed to the merged sheet points to the one kept: fields and relations of other sheets
with their proofs, addresses, identifiers, rows of other applications. History tells who and why.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from simple_history.models import HistoricalChanges

from . import actions, kinds, queries, records, references
from .actions import Author
from .former import renamed_supports
from .kinds import InvalidValue
from .models import Evidence, FormerUid, Mention, Redirect, Relation, Sheet
from .types import Field, type_of

_LONGEST_REASON = 100  # the column of history
_LONGEST_SUPPORT = 700
# What is moved with care, and not row by row; mentions follow from the fields.
_MOVED_APART = (Evidence, FormerUid, Mention, Redirect, Relation)


class MergeError(ValueError):
    """Sheets that cannot be merged; the message says in French what to do."""


@dataclass(frozen=True, slots=True)
class _Merge:
    kept: Sheet
    gone: Sheet
    chosen: Mapping[str, Any]
    by: Author

    @property
    def names(self) -> dict[str, str]:
        """Return the present identifier of the merged sheet."""
        return {self.gone.uid: self.kept.uid}


def following(sheet: Sheet) -> dict[str, int]:
    """Return how many things a merge would move away from a sheet, by what they are."""
    relations = Relation.objects.filter(models.Q(origin=sheet) | models.Q(target=sheet))
    return {
        "evidence": sheet.evidence.count(),
        "relations": relations.count(),
        "mentions": Mention.objects.filter(target=sheet).values("origin").distinct().count(),
        "addresses": sheet.redirects.count() + 1,
        "remarks": sheet.remarks.count(),
    }


@transaction.atomic
def merge(
    *, kept: Sheet, gone: Sheet, values: Mapping[str, Any], by: Author, reason: str = ""
) -> Sheet:
    """Merge `gone` into `kept` and return it as an instance of its own type.

    `values` are those to keep, by field, in the form of records, None or nothing for none; a field
    left out keeps the value of `kept`. Its proofs follow the value that they back: those of a
    value that was not chosen say so. Raises `MergeError`; nothing of it undoes by itself.
    """
    kept, gone = _locked(kept, gone)
    one = _Merge(kept, gone, _chosen(kept, gone, values), by)
    origins = _origins(one)
    loaded = {sheet.pk for sheet in origins if _is_as_loaded(sheet)}
    _move_proofs(one)
    _move_relations(one)
    _rename_proofs(one, origins)
    _move_rows(one)
    _remove(one, reason)
    for name, value in one.chosen.items():
        setattr(kept, name, value)
    if gone.is_public:  # its addresses go on leading somewhere
        kept.status = gone.status
    told = _("Fusion de « %(name)s »") % {"name": gone.name}
    actions.save_sheet(sheet=kept, by=by, reason=_told(told, reason))
    for origin in origins:
        _follow(one, origin, was_as_loaded=origin.pk in loaded)
    actions.note_changes([gone.uid])
    return kept


def _told(what: str, reason: str) -> str:
    return f"{what} : {reason}"[:_LONGEST_REASON] if reason else what[:_LONGEST_REASON]


def _locked(kept: Sheet, gone: Sheet) -> tuple[Sheet, Sheet]:
    if kept.pk == gone.pk:
        raise MergeError(_("Une fiche ne se fusionne pas avec elle-même."))
    if kept.type != gone.type:
        raise MergeError(_("Deux fiches de types différents ne se fusionnent pas."))
    keys = (kept.pk, gone.pk)
    list(Sheet.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    found = {sheet.pk: sheet for sheet in queries.own_rows((pk, kept.type) for pk in keys)}
    if len(found) < 2:
        raise MergeError(_("L’une de ces fiches n’existe plus : elle a pu être fusionnée."))
    return found[kept.pk], found[gone.pk]


def _chosen(kept: Sheet, gone: Sheet, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the value of every field, clean, none of them naming either sheet."""
    sheet_type = type_of(kept)
    chosen: dict[str, Any] = {}
    for field in sheet_type.fields:
        value = values[field.name] if field.name in values else field.value(kept)
        if kinds.is_known(value):
            try:
                value = field.kind.clean(value)
            except InvalidValue as error:
                raise MergeError(f"{field.label} : {error}") from None
            value = field.kind.without(value, {kept.uid, gone.uid})
        if not kinds.is_known(value):
            if field.required:
                text = _("%(field)s : une valeur est nécessaire.") % {"field": field.label}
                raise MergeError(text)
            value = field.kind.empty
        chosen[field.name] = value
    for name, message in references.unknown(sheet_type, chosen):
        declared = sheet_type.field(name)
        raise MergeError(f"{declared.label if declared else name} : {message}")
    return chosen


def _origins(one: _Merge) -> list[Sheet]:
    """Return the other sheets that name the merged one in a field or a relation."""
    gone = one.gone
    keys = set(Mention.objects.filter(target=gone).order_by().values_list("origin", "origin__type"))
    ties = Relation.objects.filter(target=gone).order_by()
    keys |= set(ties.values_list("origin", "origin__type"))
    both = {one.kept.pk, gone.pk}
    return queries.own_rows(key for key in keys if key[0] not in both)


def _record(sheet: Sheet) -> dict[str, Any]:
    own = queries.with_proofs(type_of(sheet).model.objects.filter(pk=sheet.pk))
    return records.to_record(own.get())


def _is_as_loaded(sheet: Sheet) -> bool:
    return records.digest(_record(sheet)) == sheet.loaded_digest


def _move_proofs(one: _Merge) -> None:
    """Give the proofs of both sheets to the one kept, each for the value that it backs."""
    seen: set[tuple[Any, ...]] = set()
    owners = (one.kept, one.gone)
    proofs = [proof for owner in owners for proof in owner.evidence.order_by("pk")]
    for proof in proofs:
        owner = one.kept if proof.sheet_id == one.kept.pk else one.gone
        supports = [now for said in proof.supports for now in _support(one, owner, said)]
        supports = [said for said in dict.fromkeys(supports) if len(said) <= _LONGEST_SUPPORT]
        same = (proof.source_id, proof.line, proof.passage, proof.inferred, tuple(supports))
        if not supports or same in seen:
            proof.delete()
            continue
        seen.add(same)
        proof.sheet, proof.supports = one.kept, supports
        proof.save()


def _support(one: _Merge, owner: Sheet, said: str) -> Iterable[str]:
    """Yield what a proof of one of the two sheets backs on the one kept.

    A proof of a whole field backs a value: where another one was chosen, it becomes the proof of
    what a source says against it; of a list, that of the items that are still there.
    """
    sheet_type = type_of(owner)
    name, _sign, key = said.partition("=")
    if name == "relations":
        ties = [tie.key for tie in owner.relations.select_related("target").order_by("pk")]
        both = (one.kept.uid, one.gone.uid)
        named = [key] if key else ties
        yield from (f"relations={tie}" for tie in named if tie.partition(":")[2] not in both)
        return
    declared = sheet_type.field(name)
    if declared is not None and key and is_numbered(declared.kind):
        own = _number_now(declared.value(owner), key, one.chosen[name])
        yield from (f"{name}={own}",) if own else ()
        return
    if key or declared is None:
        yield from renamed_supports([said], sheet_type, one.names)
        return
    value = declared.value(owner)
    if value == one.chosen[name] or not kinds.is_known(value):
        yield said
    else:
        yield from _claims(declared, value, one.chosen[name])


def is_numbered(kind: kinds.Kind) -> bool:
    """Tell whether a field holds records that only an identifier of their own names."""
    return isinstance(kind, kinds.Many) and getattr(kind.item, "key_part", "") == "id"


def _number_now(own: Iterable[dict[str, Any]], key: str, chosen: Any) -> str:
    """Return by which identifier the merged list has one of the records, "" where it has not."""
    said = [item | {"id": ""} for item in own if item["id"] == key]
    if not said:  # what a source says against the values kept
        return key
    return next((str(item["id"]) for item in chosen if item | {"id": ""} in said), "")


def _claims(field: Field, value: Any, chosen: Any) -> Iterable[str]:
    if is_numbered(field.kind):
        numbers = (_number_now(value, item["id"], chosen) for item in value)
        yield from (f"{field.name}={number}" for number in numbers if number)
    elif field.kind.many:
        kept = {item.key for item in field.kind.show(chosen)} if kinds.is_known(chosen) else set()
        yield from (
            f"{field.name}={item.key}" for item in field.kind.show(value) if item.key in kept
        )
    elif field.name == "name" or not isinstance(field.kind, kinds.Prose | kinds.Markdown):
        # Another summary contradicts nothing; another year does.
        yield from (f"{field.name}={item.key}" for item in field.kind.show(value))


def _move_relations(one: _Merge) -> None:
    """Tie the one kept to what either was tied to, once, and not to itself."""
    kept, gone = one.kept, one.gone
    both = (kept, gone)
    Relation.objects.filter(origin__in=both, target__in=both).delete()
    own = Relation.objects.filter(models.Q(origin=kept) | models.Q(target=kept)).order_by()
    known = set(own.values_list("origin", "kind", "target"))
    for end in ("origin", "target"):
        for tie in Relation.objects.filter(**{end: gone}).order_by("pk"):
            setattr(tie, end, kept)
            if (tie.origin_id, tie.kind, tie.target_id) in known:
                tie.delete()
            else:
                tie._history_user = one.by  # type: ignore[attr-defined]
                tie.save()


def _rename_proofs(one: _Merge, origins: Iterable[Sheet]) -> None:
    for origin in origins:
        for proof in origin.evidence.order_by("pk"):
            supports = renamed_supports(proof.supports, type_of(origin), one.names)
            if supports != proof.supports:
                proof.supports = supports
                proof.save()


def _move_rows(one: _Merge) -> None:
    """Give the one kept the rows of every other table that point to the merged sheet.

    A row that it has already, or cannot have, goes with the merged sheet.
    """
    for model, field in _pointers(type(one.gone)):
        rows = model._base_manager.filter(**{field: one.gone.pk}).order_by("pk")
        for pk in list(rows.values_list("pk", flat=True)):
            try:
                with transaction.atomic():
                    model._base_manager.filter(pk=pk).update(**{field: one.kept.pk})
            except IntegrityError:
                continue


def _pointers(sheet_model: type[models.Model]) -> Iterable[tuple[type[models.Model], str]]:
    """Yield the tables that point to a sheet, and by which column."""
    for relation in sheet_model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or relation.many_to_many:
            continue
        model, field = relation.related_model, relation.field
        is_own = getattr(field.remote_field, "parent_link", False)
        if is_own or model in _MOVED_APART or issubclass(model, HistoricalChanges):
            continue
        yield model, field.name


def _remove(one: _Merge, reason: str) -> None:
    """Delete the merged sheet; its addresses and identifiers lead to the one kept."""
    kept, gone = one.kept, one.gone
    uid, slug = gone.uid, gone.slug
    gone.redirects.order_by("pk").update(sheet=kept)
    gone.former_uids.order_by("pk").update(sheet=kept)
    gone._history_user = one.by  # type: ignore[attr-defined]
    told = _("Fusionnée dans « %(name)s »") % {"name": kept.name}
    gone._change_reason = _told(told, reason)  # type: ignore[attr-defined]
    gone.delete()
    Redirect.objects.get_or_create(type=kept.type, slug=slug, defaults={"sheet": kept})
    FormerUid.objects.create(uid=uid, type=kept.type, sheet=kept)


def _follow(one: _Merge, origin: Sheet, *, was_as_loaded: bool) -> None:
    """Have another sheet name the one kept; what files brought stays as they brought it."""
    for field in type_of(origin).fields:
        if field.is_known(origin):
            setattr(origin, field.name, field.kind.renamed(field.value(origin), one.names))
    told = _("« %(gone)s » fusionnée dans « %(kept)s »")
    reason = told % {"gone": one.gone.name, "kept": one.kept.name}
    actions.save_sheet(sheet=origin, by=one.by, reason=reason[:_LONGEST_REASON])
    if was_as_loaded:
        digest = records.digest(_record(origin))
        Sheet.objects.filter(pk=origin.pk).update(loaded_digest=digest)
