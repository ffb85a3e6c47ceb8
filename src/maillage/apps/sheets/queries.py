"""Reads of sheets that several pages and commands share."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from django.db.models import Prefetch, QuerySet

from .models import FormerUid, Mention, Relation, Sheet
from .types import registry

_CHUNK = 500
T = TypeVar("T")


def with_proofs(sheets: QuerySet[Sheet]) -> QuerySet[Sheet]:
    """Prefetch what a record or a page of each sheet reads."""
    return sheets.prefetch_related(
        "evidence__source",
        Prefetch("relations", Relation.objects.select_related("target")),
        Prefetch("mentions", Mention.objects.select_related("target")),
        "remarks",
        "redirects",
        "former_uids",
    )


class Found(Protocol):
    """What the index says of a sheet that it found."""

    @property
    def pk(self) -> int:
        """Return the key of the sheet in the database."""

    @property
    def type(self) -> str:
        """Return the key of the sheet's type."""


def of_hits(hits: Sequence[Found]) -> list[Sheet]:
    """Return public sheets as instances of their own types, in order, without their long texts.

    A sheet deleted or withdrawn since the index was read is left out.
    """
    found: dict[int, Sheet] = {}
    for key, sheet_type in registry.items():
        own = [hit.pk for hit in hits if hit.type == key]
        if own:
            rows = sheet_type.model.objects.public().defer(*sheet_type.left_out_of_cards)
            found |= rows.in_bulk(own)
    return [found[hit.pk] for hit in hits if hit.pk in found]


def own_rows(keys: Iterable[tuple[int, str]]) -> list[Sheet]:
    """Return sheets as instances of their own types, whatever their status, by key and type."""
    wanted = set(keys)
    found: list[Sheet] = []
    for key, sheet_type in registry.items():
        own = sorted(pk for pk, kind in wanted if kind == key)
        for chunk in chunks(own):
            found += sheet_type.model.objects.filter(pk__in=chunk).order_by("pk")
    return found


def stream(pks: Sequence[int]) -> Iterator[Sheet]:
    """Yield the public sheets of any number of keys, in order, read in chunks with proofs."""
    for chunk in chunks(pks):
        found: dict[int, Sheet] = {}
        for sheet_type in registry.values():
            sheets = with_proofs(sheet_type.model.objects.public().filter(pk__in=chunk))
            found |= {sheet.pk: sheet for sheet in sheets}
        yield from (found[pk] for pk in chunk if pk in found)


def everything(sheet_type_key: str, uids: Iterable[str] | None = None) -> Iterator[Sheet]:
    """Yield all sheets of a type whatever their status, with proofs, in order of identifier."""
    sheets = with_proofs(registry[sheet_type_key].model.objects.order_by("uid"))
    if uids is None:
        yield from sheets.iterator(chunk_size=_CHUNK)
    else:
        for chunk in chunks(sorted(uids)):
            yield from sheets.filter(uid__in=chunk)


def known(uids: Iterable[str]) -> dict[str, int]:
    """Return the database key of each of these sheets that exists, by identifier."""
    found: dict[str, int] = {}
    for chunk in chunks(sorted(uids)):
        rows = Sheet.objects.filter(uid__in=chunk).order_by()
        found |= dict(rows.values_list("uid", "pk"))
    return found


def former_uids() -> dict[str, str]:
    """Return the present identifier of each sheet that was merged into another, by its own."""
    return dict(FormerUid.objects.order_by("uid").values_list("uid", "sheet__uid"))


def public_sheet(uid: str) -> Sheet | None:
    """Return the public sheet that has, or had before it was merged, this identifier."""
    sheets = Sheet.objects.public()
    return sheets.filter(uid=uid).first() or sheets.filter(former_uids__uid=uid).first()


def types(uids: Iterable[str]) -> dict[str, str]:
    """Return the type of each of these sheets that exists, by identifier."""
    found: dict[str, str] = {}
    for chunk in chunks(sorted(uids)):
        found |= dict(Sheet.objects.filter(uid__in=chunk).order_by().values_list("uid", "type"))
    return found


def chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut a list into parts that every database takes as parameters of one query."""
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
