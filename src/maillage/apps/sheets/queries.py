"""Reads of sheets that several pages and commands share."""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Prefetch, QuerySet

from .models import Evidence, Relation, Sheet
from .types import registry

_CHUNK = 500


def with_proofs(sheets: QuerySet[Sheet]) -> QuerySet[Sheet]:
    """Prefetch what a record or a page of each sheet reads."""
    return sheets.prefetch_related(
        Prefetch("evidence", Evidence.objects.select_related("source")),
        Prefetch("relations", Relation.objects.select_related("target")),
        "remarks",
        "redirects",
    )


def by_pk(pks: Sequence[int]) -> list[Sheet]:
    """Return public sheets as instances of their own types, in the order of `pks`.

    A sheet deleted or withdrawn since the index was read is left out.
    """
    types = dict(Sheet.objects.filter(pk__in=pks).order_by().values_list("pk", "type"))
    found: dict[int, Sheet] = {}
    for key, sheet_type in registry.items():
        own = [pk for pk, kind in types.items() if kind == key]
        if own:
            found |= sheet_type.model.objects.public().in_bulk(own)
    return [found[pk] for pk in pks if pk in found]


def stream(pks: Sequence[int]) -> Iterator[Sheet]:
    """Yield the public sheets of any number of keys, in order, read in chunks with proofs."""
    for start in range(0, len(pks), _CHUNK):
        chunk = pks[start : start + _CHUNK]
        found: dict[int, Sheet] = {}
        for sheet_type in registry.values():
            sheets = with_proofs(sheet_type.model.objects.public().filter(pk__in=chunk))
            found |= {sheet.pk: sheet for sheet in sheets}
        yield from (found[pk] for pk in chunk if pk in found)


def everything(sheet_type_key: str, uids: Iterable[str] | None = None) -> Iterator[Sheet]:
    """Yield all sheets of a type whatever their status, with proofs, in order of identifier."""
    sheets = registry[sheet_type_key].model.objects.order_by("uid")
    if uids is not None:
        sheets = sheets.filter(uid__in=list(uids))
    yield from with_proofs(sheets).iterator(chunk_size=_CHUNK)
