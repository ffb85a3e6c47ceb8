"""Asks addresses whether they answer, without weighing on the sites: no database here.

Sites are visited side by side, the addresses of one site one after the other, with a pause.
"""

import logging
import re
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from queue import SimpleQueue
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from maillage.fetching import Disallowed, Fetcher, FetchError, Probed

from .robots import Robots, SiteDown
from .verdicts import Answer

logger = logging.getLogger(__name__)

SIDE_BY_SIDE = 8  # sites
PAUSE = 2.0  # seconds between two addresses of a site
_READ = 64_000  # bytes of a page: its title and its heading
_CHARSET = re.compile(r"charset=[\"']?([\w-]+)", re.IGNORECASE)


def visit(
    urls: Iterable[str],
    *,
    fetcher: Callable[[], Fetcher],
    has_time: Callable[[], bool] = lambda: True,
    pause: float = PAUSE,
) -> Iterator[Answer]:
    """Yield what each address answers, as answers come, until there is no time left.

    `fetcher` makes a client: each site visited at the same time needs its own.
    """
    sites = deque(_by_site(urls))
    answers: SimpleQueue[Answer | None] = SimpleQueue()
    stop = threading.Event()
    robots = Robots()

    def work() -> None:
        try:
            with fetcher() as client:
                while sites and not stop.is_set():
                    try:
                        site = sites.popleft()
                    except IndexError:  # another worker took the last one
                        break
                    for number, url in enumerate(site):
                        if number:
                            stop.wait(max(pause, robots.pause(url)))
                        if stop.is_set() or not has_time():
                            return
                        answers.put(_ask_safely(url, client, robots))
        finally:
            answers.put(None)

    count = min(SIDE_BY_SIDE, len(sites))
    with ThreadPoolExecutor(count or 1) as pool:
        works = [pool.submit(work) for _ in range(count)]
        try:
            for _ in works:
                yield from iter(answers.get, None)
        finally:
            stop.set()
        for one in works:
            one.result()


def _by_site(urls: Iterable[str]) -> list[list[str]]:
    """Return addresses by site, the sites that have most of them first."""
    sites: dict[str, list[str]] = {}
    for url in urls:
        sites.setdefault((urlsplit(url).hostname or "").removeprefix("www."), []).append(url)
    return sorted(sites.values(), key=len, reverse=True)


def _ask_safely(url: str, fetcher: Fetcher, robots: Robots) -> Answer:
    """Return what an address answers; what a strange one breaks here does not stop the others."""
    try:
        return ask(url, fetcher, robots)
    except Exception:
        logger.exception("Le contrôle de %s a échoué", url)
        return Answer(url, problem="le contrôle n’a pas su lire la réponse")


def ask(url: str, fetcher: Fetcher, robots: Robots) -> Answer:
    """Return what an address answers: its head first, its page where that does not suffice."""
    may = robots.reader(fetcher)
    try:
        may(url)  # a site that is down is told so at once
    except SiteDown as error:
        return Answer(url, url, error.status)
    except FetchError as error:
        return Answer(url, problem=str(error))
    try:
        probed = fetcher.probe(url, method="HEAD", may=may)
        if 200 <= probed.status < 300 and "html" not in (probed.content_type or "html"):
            return _answer(url, probed)
    except Disallowed as error:
        return Answer(url, problem=str(error), disallowed=True)
    except FetchError:
        pass  # a server may know only GET
    try:
        return _answer(url, fetcher.probe(url, keep=_READ, may=may))
    except Disallowed as error:
        return Answer(url, problem=str(error), disallowed=True)
    except FetchError as error:
        return Answer(url, problem=str(error))


def _answer(url: str, probed: Probed) -> Answer:
    is_page = "html" in probed.content_type
    return Answer(
        url,
        probed.url,
        probed.status,
        probed.hops,
        probed.content_type,
        titles(probed.head, probed.content_type) if is_page else (),
        retry_after=_delay(probed.retry_after),
    )


def titles(page: bytes, content_type: str = "") -> tuple[str, ...]:
    """Return the title and the first heading of the beginning of a page."""
    declared = _CHARSET.search(content_type) or _CHARSET.search(page[:2_000].decode("latin-1"))
    try:
        text = page.decode(declared[1] if declared else "utf-8", "replace")
    except LookupError:
        text = page.decode("utf-8", "replace")
    tree = LexborHTMLParser(text)
    found = (tree.css_first("title"), tree.css_first("h1"))
    shown = (" ".join(node.text().split())[:300] for node in found if node)
    return tuple(title for title in shown if title)


def _delay(text: str) -> timedelta | None:
    """Return how long a server asks to be left alone: seconds, or a date (RFC 9110, 10.2.3)."""
    try:
        if text.isascii() and text.isdigit():
            return timedelta(seconds=min(int(text[:9]), 10**9))
        return max(parsedate_to_datetime(text) - datetime.now(UTC), timedelta(0))
    except (TypeError, ValueError, OverflowError):
        return None
