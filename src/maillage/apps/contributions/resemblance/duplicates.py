"""The pairs of sheets that may be the same, kept in step with the sheets, and their merge."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, groupby
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from maillage.apps.contributions.models import Change, KeptApart, MatchKey, Resemblance
from maillage.apps.sheets import merging, queries
from maillage.apps.sheets.actions import Author
from maillage.apps.sheets.kinds import is_known
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import registry
from maillage.kernel.vocabularies import ChangeState, PublicationStatus

from . import matching
from .likeness import compare
from .match_keys import Profile

# Sheets that share a key: what more of them have in common is a site, a switchboard, a first name.
MOST_SHARING = 20
_BATCH = 2_000
Pair = tuple[int, int]


def keep(sheets: Sequence[Sheet]) -> None:
    """Write again the keys of these sheets and the pairs that they are in.

    Called in the transaction of each write, with instances of their own types.
    """
    matching.keep(sheets)
    by_type: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        by_type.setdefault(sheet.type, []).append(sheet)
    for type_key, own in by_type.items():
        for chunk in queries.chunks([sheet.pk for sheet in own]):
            Resemblance.objects.filter(Q(first__in=chunk) | Q(second__in=chunk)).delete()
        _write(type_key, set(_pairs(type_key, [sheet.pk for sheet in own])))


def _pairs(type_key: str, pks: Sequence[int]) -> Iterator[Pair]:
    """Yield the pairs of sheets, one of them among these, that share a key of theirs."""
    keys = MatchKey.objects.filter(type=type_key)
    same = keys.filter(kind=OuterRef("kind"), value=OuterRef("value"))
    for chunk in queries.chunks(pks):
        others = same.exclude(sheet=OuterRef("sheet"))
        shared = keys.filter(Exists(others), sheet__in=chunk).order_by()
        wanted: dict[str, set[str]] = {}
        for kind, value in shared.values_list("kind", "value"):
            wanted.setdefault(kind, set()).add(value)
        inside = set(chunk)
        for kind, values in wanted.items():
            for part in queries.chunks(sorted(values)):
                rows = keys.filter(kind=kind, value__in=part).order_by("value", "sheet")
                found = groupby(rows.values_list("value", "sheet"), key=lambda row: row[0])
                for _value, group in found:
                    together = [pk for _same, pk in group]
                    if len(together) <= MOST_SHARING:
                        yield from (
                            pair for pair in combinations(together, 2) if inside & set(pair)
                        )


def _write(type_key: str, pairs: set[Pair]) -> None:
    """Compare the sheets of each pair and keep the pairs that may be the same."""
    known = sorted({pk for pair in pairs for pk in pair})
    profiles: dict[int, Profile] = {}
    for chunk in queries.chunks(known):
        sheets = registry[type_key].model.objects.filter(pk__in=chunk).order_by("pk")
        shown = sheets.exclude(status=PublicationStatus.ARCHIVED)
        profiles |= {sheet.pk: matching.profile_of(sheet) for sheet in shown}
    within = matching.ancestors(profiles.values())
    apart = _kept_apart(known)
    rows = []
    for first, second in sorted(pairs - apart):
        if first in profiles and second in profiles:
            likeness = compare(profiles[first], profiles[second], within)
            if likeness.is_shown:
                row = Resemblance(first_id=first, second_id=second, score=likeness.score)
                row.reasons = list(likeness.reasons)
                rows.append(row)
    Resemblance.objects.bulk_create(rows, batch_size=200)


def _kept_apart(pks: Sequence[int]) -> set[Pair]:
    found: set[Pair] = set()
    for chunk in queries.chunks(pks):
        apart = KeptApart.objects.filter(first__in=chunk).order_by()
        found |= set(apart.values_list("first_id", "second_id"))
    return found


def rebuild() -> int:
    """Write again every key, then every pair, and return how many pairs there are."""
    with transaction.atomic():
        MatchKey.objects.all().delete()
        Resemblance.objects.all().delete()
        for key, sheet_type in registry.items():
            pks: list[int] = []
            for batch in _batches(sheet_type.model.objects.order_by("pk").iterator(chunk_size=500)):
                matching.keep(batch)
                pks += [sheet.pk for sheet in batch]
            _write(key, set(_pairs(key, pks)))
    return Resemblance.objects.count()


def _batches(sheets: Iterable[Sheet]) -> Iterator[list[Sheet]]:
    batch: list[Sheet] = []
    for sheet in sheets:
        batch.append(sheet)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    yield batch


def fill() -> None:
    """Write the keys and pairs of a base that had none: one made before they were kept."""
    if Sheet.objects.exists() and not MatchKey.objects.exists():
        rebuild()


@transaction.atomic
def keep_apart(*, first: Sheet, second: Sheet, by: Author) -> None:
    """Note that two sheets are not the same: the pair leaves the queue and does not come back."""
    low, high = sorted((first.pk, second.pk))
    KeptApart.objects.get_or_create(first_id=low, second_id=high, defaults={"by": by})
    Resemblance.objects.filter(first=low, second=high).delete()


@transaction.atomic
def merge(
    *, kept: Sheet, gone: Sheet, values: Mapping[str, Any], by: Author, reason: str = ""
) -> Sheet:
    """Merge `gone` into `kept` (`sheets.merging.merge`), with what was decided of the first.

    The proposals on the merged sheet go on with the one kept, those that name it name that one, and
    sheets found different from it stay so. Raises `MergeError`.
    """
    _stay_apart(kept, gone)
    names = {gone.uid: kept.uid}
    for change in Change.objects.filter(state=ChangeState.WAITING).select_related("proposal"):
        sheet_type = registry.get(change.proposal.type)
        declared = sheet_type.field(change.field) if sheet_type else None
        if declared is None or not declared.kind.refers:
            continue
        before = change.old, change.new
        for name, value in zip(("old", "new"), before, strict=True):
            if is_known(value):
                setattr(change, name, declared.kind.renamed(value, names))
        if (change.old, change.new) != before:
            change.save(update_fields=("old", "new"))
    return merging.merge(kept=kept, gone=gone, values=values, by=by, reason=reason)


def _stay_apart(kept: Sheet, gone: Sheet) -> None:
    for row in KeptApart.objects.filter(Q(first=gone) | Q(second=gone)).order_by("pk"):
        other = row.second_id if row.first_id == gone.pk else row.first_id
        if other != kept.pk:
            low, high = sorted((other, kept.pk))
            KeptApart.objects.get_or_create(
                first_id=low, second_id=high, defaults={"by_id": row.by_id}
            )
        row.delete()


def waiting_count(user: Any) -> int:
    """Return how many pairs wait for somebody to say whether they are the same."""
    return Resemblance.objects.order_by().count()
