"""Reads of news: lists, the last ones of an organisation, when the feeds were last read."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet

from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.places import place_refs
from maillage.apps.sheets.queries import own_rows
from maillage.apps.territories import queries as territories
from maillage.kernel.vocabularies import LinkKind, PublicationStatus

from .models import Feed, NewsItem

OF_A_SHEET = 3
LATEST = 4


@dataclass(frozen=True, slots=True)
class SheetNews:
    """The last news of a sheet; `failing_since` is when its feeds last answered, if they fail."""

    items: list[NewsItem]
    sheet: Sheet
    read_at: datetime | None
    is_failing: bool


def feeds() -> QuerySet[Feed]:
    """Return the feeds of published sheets."""
    return Feed.objects.filter(sheet__status=PublicationStatus.PUBLISHED).order_by("pk")


def of_sheet(sheet: Sheet) -> SheetNews | None:
    """Return the last news of a sheet, None for one without feed or whose feeds gave nothing."""
    if not any(link["kind"] == LinkKind.FEED for link in sheet.links):
        return None
    own = list(feeds().filter(sheet_id=sheet.pk))
    items = list(NewsItem.objects.public().filter(feed__in=[feed.pk for feed in own])[:OF_A_SHEET])
    read_at = max((feed.succeeded_at for feed in own if feed.succeeded_at), default=None)
    failing = bool(own) and all(feed.error for feed in own)
    return SheetNews(items, sheet, read_at, failing) if items else None


def latest(count: int = LATEST) -> list[NewsItem]:
    """Return the last news of all, each once."""
    return list(NewsItem.objects.public().once().select_related("feed__sheet")[:count])


def read_at() -> datetime | None:
    """Return when a feed last answered."""
    found: datetime | None = feeds().aggregate(last=Max("succeeded_at"))["last"]
    return found


def sheets_with_news() -> list[Sheet]:
    """Return the sheets whose feeds gave something, by name."""
    keys = NewsItem.objects.order_by().values("feed__sheet")
    return list(Sheet.objects.public().filter(pk__in=keys).order_by("name"))


def in_territory(ref: str) -> list[int]:
    """Return the keys of the sheets with feeds that are in a territory or act in it."""
    rows = feeds().values_list("sheet__pk", "sheet__type")
    sheets = own_rows(rows)
    refs = {sheet.pk: [*place_refs(sheet), *sheet.acts_in] for sheet in sheets}
    above = territories.ancestors({one for own in refs.values() for one in own})
    return [pk for pk, own in refs.items() if any(ref in above.get(one, ()) for one in own)]
