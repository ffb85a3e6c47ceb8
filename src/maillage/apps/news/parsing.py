"""From the bytes of a feed to entries fit to keep: plain titles, safe HTML, dates, keys."""

import calendar
import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import feedparser
import nh3

from maillage.kernel.contacts import obfuscate_emails, parse_url
from maillage.kernel.text import fold

MOST_ENTRIES = 200
_LONGEST_SUMMARY = 400
_TAGS = {"p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote"}
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff]+")
# What follows readers from link to link, and tells two addresses of one page apart.
_TRACKERS = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|xtor|at_\w+")
# Shorter identifiers (« 123 ») are unique in their own feed only.
_SHORTEST_GLOBAL_GUID = 16


class FeedError(Exception):
    """A document that is no feed; the message says so in French."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A piece of news as a feed gives it; `summary` is safe HTML, short."""

    guid: str
    title: str
    url: str
    summary: str
    published: datetime | None

    @property
    def link_key(self) -> str:
        """Return its address without what does not change the page."""
        return link_key(self.url)

    def title_key(self, day: datetime) -> str:
        """Return what two feeds that repeat it share: its title and its day."""
        return f"{fold(self.title)[:300]}|{day:%Y-%m-%d}"

    @property
    def is_global(self) -> bool:
        """Tell whether no other feed can have the same identifier for something else."""
        return len(self.guid) >= _SHORTEST_GLOBAL_GUID


def link_key(url: str) -> str:
    """Return an address to compare: no scheme, no www, no tracking, no fragment."""
    if not url:
        return ""
    parts = urlsplit(url)
    query = [(k, v) for k, v in parse_qsl(parts.query) if not _TRACKERS.fullmatch(k)]
    host = parts.netloc.lower().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}{'?' if query else ''}{urlencode(sorted(query))}"[:500]


def read(body: bytes, content_type: str, url: str, now: datetime) -> list[Entry]:
    """Return the entries of a feed, at most `MOST_ENTRIES`; raise `FeedError`."""
    if b"<!ENTITY" in body:
        raise FeedError("le flux déclare des entités XML, ce qui est refusé")
    parsed: Any = feedparser.parse(
        BytesIO(body), response_headers={"content-type": content_type, "content-location": url}
    )
    if not parsed.get("version") and not parsed.entries:
        raise FeedError("ce n’est pas un flux RSS ou Atom : corriger le lien de la fiche")
    found = (_entry(one, url, now) for one in parsed.entries[:MOST_ENTRIES])
    return [one for one in found if one]


def _entry(entry: Any, base: str, now: datetime) -> Entry | None:
    given = str(entry.get("link", "") or "")
    link = _url(urljoin(base, given)) if given else ""
    summary = str(entry.get("summary", "") or "")
    title = plain(str(entry.get("title", "") or "")) or plain(summary)[:80]
    if not title:
        return None
    guid = str(entry.get("id", "") or "")[:500]
    return Entry(guid, title[:300], link, safe_summary(summary), _moment(entry, now))


def _moment(entry: Any, now: datetime) -> datetime | None:
    """Return when it was published; a date to come is no date."""
    for name in ("published_parsed", "updated_parsed"):
        if moment := dict.get(entry, name):
            try:
                found = datetime.fromtimestamp(calendar.timegm(moment), UTC)
            except (ValueError, OverflowError, OSError):
                continue
            return found if datetime(1990, 1, 1, tzinfo=UTC) < found <= now else None
    return None


def _url(text: str) -> str:
    """Return a web address, or nothing: `javascript:` leads nowhere."""
    try:
        url = parse_url(text)
    except ValueError:
        return ""
    return url if urlsplit(url).scheme in {"http", "https"} and len(url) <= 2_000 else ""


def plain(text: str) -> str:
    """Return HTML as one line of text without mark-up nor e-mail addresses."""
    stripped = html.unescape(nh3.clean(text.replace("<", " <"), tags=set()))
    return obfuscate_emails(" ".join(_INVISIBLE.sub(" ", stripped).split()))


def safe_summary(text: str) -> str:
    """Return short safe HTML: a long text is cut, and then has no mark-up."""
    words = plain(text)
    if len(words) > _LONGEST_SUMMARY:
        cut = words[:_LONGEST_SUMMARY].rsplit(" ", 1)[0]
        return f"<p>{html.escape(cut)}…</p>"
    if "@" in text:  # addresses are kept from harvesters, and mark-up could hold one
        return f"<p>{html.escape(words)}</p>" if words else ""
    safe = nh3.clean(
        text,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel="external noopener nofollow",
    ).strip()
    return safe if words else ""
