"""The search index of sheets, kept up to date with the database.

Each write notes the sheets it changed (`IndexChange`); the index remembers the number of the last
change that it holds. `ready()` compares the two, so an index that is missing, damaged or behind
(a process died, a backup was restored) mends itself at the next read.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from maillage.apps.territories import queries as territories
from maillage.kernel.text import fold
from maillage.kernel.vocabularies import PublicationStatus
from maillage.search.documents import IndexedSheet
from maillage.search.engines.embedded import EmbeddedIndex
from maillage.search.errors import IndexBusy, IndexNotWritable, IndexUnavailable
from maillage.search.protocol import SheetSearch
from maillage.search.query import SearchPage

from .models import IndexChange, Sheet
from .places import place_refs
from .types import registry, type_of
from .upkeep import Upkeep

logger = logging.getLogger(__name__)

_CHUNK = 500
_CHANGES_AT_ONCE = 5_000
# The zone facet: `dans:` a territory that contains a place of the sheet, `sur:` one it acts in,
# `ici:` one that it is placed in by name.
ZONE = "zone"
MARKER_FACET = "marqueur"


def engine() -> SheetSearch:
    """Return this process's index of sheets, whatever its state: `ready` is for reading."""
    facets = {facet.name for kind in registry.values() for facet in kind.facets}
    facets |= {name for kind in registry.values() for name in kind.index_keys}
    names = (*sorted(facets), ZONE, MARKER_FACET)
    return _engine(Path(settings.MAILLAGE_INDEXES) / "sheets", names)


@lru_cache(maxsize=8)
def _engine(path: Path, facets: tuple[str, ...]) -> EmbeddedIndex:
    return EmbeddedIndex(path, facets=facets, marker_facet=MARKER_FACET)


def ready() -> SheetSearch:
    """Return the index, rebuilt or brought up to date first where it needs to be.

    Raises `IndexNotWritable` or `IndexBusy` when it is missing and cannot be made.
    """
    index = engine()
    try:
        held, last = index.stamp(), _last_change()
    except IndexUnavailable:
        logger.warning("Index de recherche absent ou endommagé : reconstruction.")
        rebuild()
    else:
        if held > last:  # the index of another database, such as a backup put back
            rebuild()
        elif held < last:
            catch_up()
    return index


def catch_up(also: Iterable[str] = ()) -> None:
    """Apply the changes that the index does not hold yet; a slightly old index still answers.

    `also` names sheets that changed whatever the numbers say.
    """
    index = engine()
    try:
        since = index.stamp()
        changes = list(
            IndexChange.objects.filter(pk__gt=since).order_by("pk")[: _CHANGES_AT_ONCE + 1]
        )
        uids = {change.sheet_uid for change in changes} | set(also)
        if len(uids) > _CHANGES_AT_ONCE or len(changes) > _CHANGES_AT_ONCE:
            rebuild()
        elif uids:
            found = list(_documents(uids))
            gone = uids - {document.uid for document in found}
            index.update(found, gone, stamp=changes[-1].pk if changes else since)
    except IndexUnavailable:
        rebuild()
    except (IndexBusy, IndexNotWritable) as error:
        logger.warning("%s", error)


def catch_up_in_time(upkeep: Upkeep) -> str:
    """Bring the index up to date as a task of maintenance; return the report."""
    ready()
    count = Sheet.objects.public().count()
    return f"{count} fiche publiée, à jour." if count < 2 else f"{count} fiches publiées, à jour."


def rebuild(*, progress: Callable[[int, int], None] | None = None) -> int:
    """Make the index again from the database and return the number of sheets in it.

    `progress` receives the sheets done and their total.
    """
    stamp = _last_change()
    total = Sheet.objects.public().count()

    def counted() -> Iterator[IndexedSheet]:
        for done, document in enumerate(_documents(), start=1):
            if progress and (done % 200 == 0 or done == total):
                progress(done, total)
            yield document

    return engine().rebuild(counted(), stamp)


def zone_counts(result: SearchPage) -> dict[str, int]:
    """Return how many sheets of a result concern each territory, by reference."""
    counts = result.facets.get(ZONE, {})
    return {
        value.removeprefix("dans:"): count
        for value, count in counts.items()
        if value.startswith("dans:")
    }


def _last_change() -> int:
    return IndexChange.objects.aggregate(last=Max("pk"))["last"] or 0


def _documents(uids: Iterable[str] | None = None) -> Iterator[IndexedSheet]:
    """Yield the public sheets as documents: all of them, or those with these identifiers."""
    for sheet_type in registry.values():
        sheets = sheet_type.model.objects.filter(status=PublicationStatus.PUBLISHED).order_by("pk")
        if uids is not None:
            sheets = sheets.filter(uid__in=list(uids))
        batch: list[Sheet] = []
        for sheet in sheets.iterator(chunk_size=_CHUNK):
            batch.append(sheet)
            if len(batch) == _CHUNK:
                yield from _batch(batch)
                batch = []
        yield from _batch(batch)


def _batch(sheets: list[Sheet]) -> Iterator[IndexedSheet]:
    acting = {sheet.pk: type_of(sheet).acts_on(sheet) for sheet in sheets}
    refs = {ref for sheet in sheets for ref in (*sheet.located_in, *acting[sheet.pk])}
    places = {sheet.pk: place_refs(sheet) for sheet in sheets}
    refs |= {ref for found in places.values() for ref in found}
    ancestors = territories.ancestors(refs)
    positions = territories.positions({found[0] for found in places.values() if found})
    for sheet in sheets:
        own = places[sheet.pk]
        inside = {above for ref in (*own, *acting[sheet.pk]) for above in ancestors.get(ref, ())}
        place = positions.get(own[0]) if own else None
        yield _document(sheet, inside, acting[sheet.pk], place)


def _document(
    sheet: Sheet, inside: Iterable[str], acting: Iterable[str], position: object
) -> IndexedSheet:
    sheet_type = type_of(sheet)
    facets = [
        f"{facet.name}={value}" for facet in sheet_type.facets for value in facet.values(sheet)
    ]
    for name, read in sheet_type.index_keys.items():
        facets += [f"{name}={value}" for value in read(sheet)]
    facets += [f"{ZONE}=dans:{ref}" for ref in sorted(inside)]
    facets += [f"{ZONE}=sur:{ref}" for ref in acting]
    facets += [f"{ZONE}=ici:{ref}" for ref in place_refs(sheet)]
    if marker := sheet_type.marker(sheet):
        facets.append(f"{MARKER_FACET}={marker}")
    texts: dict[str, list[str]] = {"names": [], "summary": [], "body": [], "keywords": []}
    for field in sheet_type.fields:
        if field.indexed and field.is_known(sheet):
            for item in field.kind.show(field.value(sheet)):
                texts[field.indexed] += [text for text in (item.text, item.note) if text]
    days = sheet_type.span(sheet) if sheet_type.span else None
    lat, lon = (position.lat, position.lon) if position else (None, None)  # type: ignore[attr-defined]
    return IndexedSheet(
        uid=sheet.uid,
        pk=sheet.pk,
        type=sheet.type,
        title=sheet.name,
        names=tuple(texts["names"]),
        summary=" ".join(texts["summary"]),
        body="\n".join(texts["body"]),
        keywords=tuple(texts["keywords"]),
        facets=tuple(facets),
        sort_name=fold(sheet.name),
        updated=int(sheet.updated_at.timestamp()),
        lat=lat,
        lon=lon,
        starts=days[0].toordinal() if days else 0,
        ends=days[1].toordinal() if days else 0,
    )
