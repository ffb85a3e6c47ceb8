"""Writes of news: feeds found on sheets, their readings, what is kept of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.upkeep import Upkeep
from maillage.fetching import Fetcher, FetchError, Policy, public_only
from maillage.kernel.progress import Progress, quiet
from maillage.kernel.vocabularies import LinkKind

from . import queries
from .models import Feed, NewsItem
from .parsing import Entry, FeedError, read

KEPT = 200  # pieces of news for each feed
_LARGEST = 2_000_000  # bytes of a feed, once decompressed
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1"
)


def feed_fetcher(contact: str = "", policy: Policy = public_only) -> Fetcher:
    """Return the client that asks for feeds."""
    return Fetcher(policy, contact, what="flux", accept=_ACCEPT, largest=_LARGEST)


@dataclass(slots=True)
class Reading:
    """What a reading of all feeds found."""

    feeds: int = 0
    unchanged: int = 0
    new: int = 0
    failures: list[tuple[Feed, str]] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """Return the reading in one French sentence."""
        news = "nouvelles actualités" if self.new >= 2 else "nouvelle actualité"
        feeds = f"{self.feeds} flux {'lus' if self.feeds >= 2 else 'lu'}"
        parts = [feeds, f"{self.unchanged} sans changement", f"{self.new} {news}"]
        if count := len(self.failures):
            parts.append(f"{count} en échec")
        return f"{', '.join(parts)}."


@transaction.atomic
def find_feeds() -> list[Feed]:
    """Make the list of feeds that of the links of published sheets; return them in order."""
    sheets = Sheet.objects.public().exclude(links=[]).order_by("pk").values_list("pk", "links")
    wanted = {
        (pk, link["url"])
        for pk, links in sheets.iterator()
        for link in links
        if link["kind"] == LinkKind.FEED and len(link["url"]) <= 2_000
    }
    known = {(feed.sheet_id, feed.url): feed for feed in Feed.objects.order_by("pk")}
    gone = [feed.pk for key, feed in known.items() if key not in wanted]
    Feed.objects.filter(pk__in=gone).delete()
    missing = sorted(wanted - known.keys())
    Feed.objects.bulk_create([Feed(sheet_id=pk, url=url) for pk, url in missing])
    return list(Feed.objects.select_related("sheet").order_by("pk"))


def read_feeds(
    *, fetcher: Fetcher, progress: Progress = quiet, has_time: Callable[[], bool] = lambda: True
) -> Reading:
    """Read every feed, one after the other, the one read longest ago first, while there is time.

    One that fails keeps the news that it had.
    """
    reading = Reading()
    never = datetime.min.replace(tzinfo=UTC)
    feeds = sorted(find_feeds(), key=lambda feed: feed.checked_at or never)
    for position, feed in enumerate(feeds):
        if not has_time():
            break
        progress(feed.sheet.name, position, len(feeds))
        reading.feeds += 1
        now = timezone.now()
        try:
            fetched = fetcher.get(feed.url, etag=feed.etag, last_modified=feed.last_modified)
            if fetched.body is None:
                reading.unchanged += 1
                _note_success(feed, now)
            else:
                entries = read(fetched.body, fetched.content_type, fetched.url, now)
                feed.etag, feed.last_modified = fetched.etag, fetched.last_modified
                reading.new += store(feed=feed, entries=entries, now=now)
        except (FetchError, FeedError) as error:
            feed.checked_at, feed.error = now, str(error)[:500]
            feed.save(update_fields=["checked_at", "error"])
            reading.failures.append((feed, feed.error))
    return reading


def read_in_time(upkeep: Upkeep) -> str:
    """Read the feeds as a task of maintenance and return the report."""
    with feed_fetcher(settings.MAILLAGE_BASE_URL) as fetcher:
        reading = read_feeds(fetcher=fetcher, progress=upkeep.progress, has_time=upkeep.has_time)
    return reading.sentence


def to_read(upkeep: Upkeep) -> str:
    """Say how many feeds would be read."""
    count = queries.feeds().count()
    return f"{count} flux {'serait lu' if count < 2 else 'seraient lus'}."


def _note_success(feed: Feed, now: datetime) -> None:
    feed.checked_at = feed.succeeded_at = now
    feed.error = ""
    feed.save()


@transaction.atomic
def store(*, feed: Feed, entries: Iterable[Entry], now: datetime) -> int:
    """Keep the entries of a feed, each once, and return how many are new."""
    new = 0
    for entry in entries:
        item = _same(feed, entry)
        is_new = item is None
        if item is None:
            item = NewsItem(feed=feed, guid=entry.guid, dated_at=now, has_own_date=False)
        if entry.published:
            item.dated_at, item.has_own_date = entry.published, True
        item.title, item.url, item.summary = entry.title, entry.url, entry.summary
        item.link_key, item.title_key = entry.link_key, entry.title_key(item.dated_at)
        item.duplicate_of = _elsewhere(item, entry)
        item.save()
        new += is_new and item.duplicate_of is None
    old = feed.items.order_by("-dated_at", "-pk").values_list("pk", flat=True)[KEPT:]
    NewsItem.objects.filter(pk__in=list(old)).delete()
    _note_success(feed, now)
    return new


def _same(feed: Feed, entry: Entry) -> NewsItem | None:
    """Return what this feed said before of the same thing."""
    if not (entry.guid or entry.link_key):
        return feed.items.filter(title=entry.title, guid="", link_key="").first()
    by = Q(guid=entry.guid) if entry.guid else Q(link_key=entry.link_key)
    return feed.items.filter(by).first()


def _elsewhere(item: NewsItem, entry: Entry) -> NewsItem | None:
    """Return the same news as another feed told it first."""
    same = Q(title_key=item.title_key)
    if entry.link_key:
        same |= Q(link_key=entry.link_key)
    if entry.is_global:
        same |= Q(guid=entry.guid)
    found = NewsItem.objects.filter(same, duplicate_of=None).exclude(feed=item.feed_id)
    if item.pk:
        found = found.filter(pk__lt=item.pk)
    return found.order_by("pk").first()
