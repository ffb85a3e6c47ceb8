"""What an answer says of an address, what follows from its history, and when to ask again.

Pure: no network, no database, no clock.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from maillage.kernel.contacts import same_url
from maillage.kernel.text import fold
from maillage.kernel.vocabularies import LinkState

FAILURES_TO_DIE = 3
DAYS_TO_DIE = timedelta(days=2)
SHORTEST_WAIT = timedelta(hours=12)
LONGEST_WAIT = timedelta(days=30)
# How long a temporary redirection must lead to the same place to be held for a new address.
SETTLED = timedelta(days=30)

_PERMANENT = {301, 308}
# Answers that servers give to robots where people get the page (999 is LinkedIn's).
_CLOSED = {
    401: "le site demande un mot de passe (401)",
    403: "le site refuse l’accès aux robots (403)",
    407: "le site demande un mot de passe (407)",
    429: "le site demande d’attendre (429)",
    451: "le site en refuse l’accès pour une raison légale (451)",
    999: "le site refuse l’accès aux robots (999)",
}
_GONE = {404: "la page n’existe plus (404)", 410: "la page a été retirée (410)"}
_HOMES = {"", "accueil", "home", "index", "default", "fr", "fr-fr", "en"}
_SESSION = re.compile(r"(?i)jsessionid|phpsessid|[?&;](?:s(?:ess(?:ion)?)?id|token|ticket)=")
_SIGN_IN = re.compile(r"(?i)/(?:log-?in|sign-?in|connexion|wp-login\.php|cas|sso|auth)(?:[/?.]|$)")
# Titles of pages that say, with a 200, that there is no page. Folded: no accent, no capital.
_MISSING = re.compile(
    r"^(?:erreur |error )?404$|(?:erreur|error) 404|404 (?:not found|page|erreur|error)"
    r"|(?:page|contenu|article|document|fichier)s? (?:demandee? )?(?:est )?"
    r"(?:introuvable|non trouvee?|inexistante?|not found)"
    r"|(?:cette|la) page (?:que vous \w+ )?n existe (?:pas|plus)|page (?:could|can) ?not be found"
    r"|page doesn t exist"
)
_PARKED = re.compile(
    r"domaine (?:\S+ ){0,3}(?:a vendre|expire)|domain (?:\S+ ){0,3}(?:for sale|"
    r"expired|parking|parked)|site (?:suspendu|desactive|ferme)|account suspended|compte suspendu"
    r"|^(?:apache2? .*default page|welcome to nginx|plesk|default web site page)"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address gave: a status, or a `problem` where nothing answered.

    `url` is where the redirections, of statuses `hops`, led; `titles` are those of the page.
    """

    asked: str
    url: str = ""
    status: int | None = None
    hops: tuple[int, ...] = ()
    content_type: str = ""
    titles: tuple[str, ...] = ()
    problem: str = ""
    disallowed: bool = False
    retry_after: timedelta | None = None

    @property
    def is_silent(self) -> bool:
        """Tell whether no server said anything: it may be this machine that is cut off."""
        return self.status is None and not self.disallowed


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: never `DEAD`, which only a history can say."""

    state: LinkState
    reason: str = ""
    target: str = ""
    is_permanent: bool = False
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an address stands after its checks.

    `streak` counts the last checks that found the same; `failures` those, in a row, that failed,
    the first of them at `failing_since`; `since` is when the present state began.
    """

    state: LinkState = LinkState.UNKNOWN
    reason: str = ""
    target: str = ""
    since: datetime | None = None
    streak: int = 0
    failures: int = 0
    failing_since: datetime | None = None
    is_settled: bool = False
    next_check: datetime | None = None


def find(answer: Answer, *, expects_feed: bool = False) -> Finding:
    """Return what an answer says of the address that was asked."""
    if answer.disallowed:
        return Finding(LinkState.REFUSED, answer.problem)
    if answer.status is None:
        return Finding(LinkState.FAILING, answer.problem)
    if answer.status in _CLOSED:
        return Finding(LinkState.REFUSED, _CLOSED[answer.status], retry_after=answer.retry_after)
    if not 200 <= answer.status < 300:
        usual = "le serveur est en panne" if answer.status >= 500 else "le serveur répond"
        reason = _GONE.get(answer.status, f"{usual} ({answer.status})")
        return Finding(LinkState.FAILING, reason, retry_after=answer.retry_after)
    if doubt := _doubt(answer, expects_feed):
        return Finding(LinkState.SUSPECT, doubt, answer.url if answer.hops else "")
    return _moved(answer) or Finding(LinkState.OK)


def _doubt(answer: Answer, expects_feed: bool) -> str:
    """Say why a page that answers is no longer the one, or nothing."""
    for title in answer.titles:
        words = " ".join(re.findall(r"\w+", fold(title)))
        if _MISSING.search(words):
            return f"la page dit qu’elle n’existe pas : « {title[:100]} »"
        if _PARKED.search(words):
            return f"le site paraît abandonné : « {title[:100]} »"
    if answer.hops:
        if not is_home(answer.asked) and is_home(answer.url):
            return "l’adresse mène à la page d’accueil"
        if _SIGN_IN.search(urlsplit(answer.url).path) and not _SIGN_IN.search(answer.asked):
            return "l’adresse mène à une page de connexion"
    if expects_feed and answer.content_type.partition(";")[0].strip() == "text/html":
        return "l’adresse donne une page, et non un flux"
    return ""


def _moved(answer: Answer) -> Finding | None:
    """Say where a page has moved; the same page by another spelling has not."""
    if not answer.hops or same_url(answer.asked, answer.url) or _SESSION.search(answer.url):
        return None
    if all(status in _PERMANENT for status in answer.hops):
        reason = "le site annonce une nouvelle adresse"
        return Finding(LinkState.REDIRECTED, reason, answer.url, is_permanent=True)
    if _host(answer.asked) == _host(answer.url):  # a language, a version: the address holds
        return None
    return Finding(LinkState.REDIRECTED, "le site envoie pour l’instant ailleurs", answer.url)


def is_home(url: str) -> bool:
    """Tell whether an address is that of a site's first page."""
    parts = urlsplit(url)
    path = parts.path.strip("/").casefold()
    return path.partition(".")[0] in _HOMES and path.count("/") == 0 and not parts.query


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def follow(before: Standing, finding: Finding, now: datetime) -> Standing:
    """Return where an address stands once a check, made `now`, has found this.

    Three failures over two days make a dead link; one good answer brings it back.
    """
    failures, failing_since, state = 0, None, finding.state
    if state is LinkState.FAILING:
        failures, failing_since = before.failures + 1, before.failing_since or now
        if failures >= FAILURES_TO_DIE and now - failing_since >= DAYS_TO_DIE:
            state = LinkState.DEAD
    same = state is before.state and finding.target == before.target
    since = before.since if same and before.since else now
    # The streak of failures goes through the death that they end in.
    streak = before.streak + 1 if same or (failures > 1) else 1
    moved_for_good = finding.is_permanent or now - since >= SETTLED
    return replace(
        before,
        state=state,
        reason=finding.reason,
        target=finding.target,
        since=since,
        streak=streak,
        failures=failures,
        failing_since=failing_since,
        is_settled=state is LinkState.REDIRECTED and moved_for_good,
        next_check=now + max(wait(streak), min(finding.retry_after or wait(1), LONGEST_WAIT)),
    )


def wait(streak: int) -> timedelta:
    """Return how long to leave an address alone: 12 h, then three times more at each same answer.

    Failures are so seen at 0, 12 and 48 h, and what never changes is asked once in 30 days.
    """
    return min(LONGEST_WAIT, SHORTEST_WAIT * 3 ** min(max(streak - 1, 0), 6))
