"""What sites ask of robots, in their `robots.txt` (RFC 9309)."""

from collections.abc import Callable
from urllib.parse import urlsplit

from protego import Protego

from maillage.fetching import Fetcher, FetchError

AGENT = "Maillage"
_LARGEST = 500_000  # bytes: what RFC 9309 asks every robot to read at least
_LONGEST_PAUSE = 30.0  # seconds that a site may ask for between two requests


class SiteDown(FetchError):
    """A site that is out of order as a whole: what it allows is unknown, so nothing is asked."""

    def __init__(self, status: int) -> None:
        super().__init__(f"le serveur est en panne ({status})")
        self.status = status


class Robots:
    """The wishes of the sites met, each asked once; threads share it: at worst, asked twice."""

    def __init__(self) -> None:
        self._sites: dict[str, Protego] = {}

    def reader(self, fetcher: Fetcher) -> Callable[[str], bool]:
        """Return what tells whether an address may be read, which asks its site by `fetcher`.

        Raises `SiteDown`, and `FetchError` where the site does not answer at all.
        """
        return lambda url: self._site(url, fetcher).can_fetch(url, AGENT)

    def pause(self, url: str) -> float:
        """Return the seconds that a site asks for between two requests, as far as is known."""
        site = self._sites.get(_site_of(url))
        asked = site.crawl_delay(AGENT) if site else None
        return min(max(asked or 0.0, 0.0), _LONGEST_PAUSE)

    def _site(self, url: str, fetcher: Fetcher) -> Protego:
        site = _site_of(url)
        if site not in self._sites:
            self._sites[site] = Protego.parse(_ask(site, fetcher))
        return self._sites[site]


def _site_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def _ask(site: str, fetcher: Fetcher) -> str:
    """Return a site's wishes; one that has none allows all, one that is down allows nothing."""
    answer = fetcher.probe(f"{site}/robots.txt", keep=_LARGEST)
    if answer.status >= 500:
        raise SiteDown(answer.status)
    return answer.head.decode("utf-8", "replace") if 200 <= answer.status < 300 else ""
