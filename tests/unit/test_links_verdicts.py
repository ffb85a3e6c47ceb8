"""What an answer says of a link, and what follows from its history: the table and the laws."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.apps.links.verdicts import (
    LONGEST_WAIT,
    SETTLED,
    SHORTEST_WAIT,
    Answer,
    Finding,
    Standing,
    find,
    follow,
    is_home,
    wait,
)
from maillage.kernel.vocabularies import LinkState

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ASKED = "https://ess.fr/aides/fonds"
OK, MOVED, DOUBT, FAILED, DEAD, CLOSED = (
    LinkState.OK,
    LinkState.REDIRECTED,
    LinkState.SUSPECT,
    LinkState.FAILING,
    LinkState.DEAD,
    LinkState.REFUSED,
)


def answer(status: int | None = 200, url: str = ASKED, *hops: int, **more: object) -> Answer:
    more.setdefault("content_type", "text/html")
    return Answer(ASKED, url, status, hops, **more)  # type: ignore[arg-type]


TABLE = [
    ("the page answers", answer(), OK),
    ("a document answers", answer(content_type="application/pdf"), OK),
    ("any success", answer(206), OK),
    ("the same page in https", answer(200, "https://www.ess.fr/aides/fonds/", 301), OK),
    ("a session is no new address", answer(200, f"{ASKED};jsessionid=1A2B", 301), OK),
    ("a language of the same site, for now", answer(200, "https://ess.fr/fr/aides/fonds", 302), OK),
    ("moved for good", answer(200, "https://ess.fr/financer/fonds", 301), MOVED),
    ("moved by two steps", answer(200, "https://ess.org/fonds", 308, 301), MOVED),
    ("elsewhere for now", answer(200, "https://ess.org/fonds", 302), MOVED),
    ("to the home page", answer(200, "https://ess.fr/", 301), DOUBT),
    ("to another home page", answer(200, "https://vente.com/index.html", 302), DOUBT),
    ("to a home page by language", answer(200, "https://ess.fr/fr/", 302), DOUBT),
    ("to a sign-in page", answer(200, "https://ess.fr/wp-login.php?redirect=1", 302), DOUBT),
    ("a page that says it is missing", answer(titles=("Page introuvable - ESS",)), DOUBT),
    ("the same in its heading", answer(titles=("ESS", "Erreur 404 : page non trouvée")), DOUBT),
    ("the same in English", answer(titles=("404 Not Found",)), DOUBT),
    ("a page that exists no longer", answer(titles=("Oups ! Cette page n’existe plus",)), DOUBT),
    ("a name for sale", answer(titles=("Le nom de domaine ess.fr est à vendre !",)), DOUBT),
    ("an account closed", answer(titles=("Account Suspended",)), DOUBT),
    ("a number is no error", answer(titles=("Peugeot 404, l’atelier d’insertion",)), OK),
    ("a page about pages", answer(titles=("Objets introuvables : la ressourcerie",)), OK),
    ("missing", answer(404), FAILED),
    ("withdrawn", answer(410), FAILED),
    ("out of order", answer(503), FAILED),
    ("an answer without sense", answer(418), FAILED),
    ("silence", answer(None, "", problem="le serveur n’a pas répondu à temps"), FAILED),
    ("robots.txt says no", answer(None, "", disallowed=True, problem="non"), CLOSED),
    ("a wall against robots", answer(403), CLOSED),
    ("a password", answer(401), CLOSED),
    ("LinkedIn", answer(999), CLOSED),
    ("too many requests", answer(429), CLOSED),
]


@pytest.mark.parametrize(
    ("given_answer", "state"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_the_table(given_answer: Answer, state: LinkState) -> None:
    finding = find(given_answer)
    assert finding.state is state
    assert bool(finding.reason) is (state is not OK)


def test_a_moved_page_says_where() -> None:
    finding = find(answer(200, "https://ess.fr/financer/fonds", 301))
    assert finding.target == "https://ess.fr/financer/fonds"
    assert finding.is_permanent
    assert not find(answer(200, "https://ess.org/fonds", 301, 302)).is_permanent


def test_a_feed_must_not_become_a_page() -> None:
    page = answer(content_type="text/html; charset=utf-8")
    assert find(page, expects_feed=True).state is DOUBT
    feed = answer(content_type="application/rss+xml")
    assert find(feed, expects_feed=True).state is OK


@pytest.mark.parametrize(
    "url", ["https://a.fr", "https://a.fr/", "https://a.fr/fr/", "https://a.fr/index.php"]
)
def test_home_pages(url: str) -> None:
    assert is_home(url)


@pytest.mark.parametrize(
    "url", ["https://a.fr/aides", "https://a.fr/?p=12", "https://a.fr/fr/aides"]
)
def test_other_pages(url: str) -> None:
    assert not is_home(url)


def test_a_link_dies_of_three_failures_over_two_days() -> None:
    standing, now, seen = Standing(), NOW, []
    for _ in range(5):
        standing = follow(standing, Finding(FAILED, "404"), now)
        seen.append((now - NOW, standing.state))
        assert standing.next_check is not None
        now = standing.next_check
    hours = [(int(after.total_seconds() // 3600), state) for after, state in seen]
    assert hours == [(0, FAILED), (12, FAILED), (48, DEAD), (156, DEAD), (480, DEAD)]


def test_failures_in_one_day_kill_nothing() -> None:
    standing = Standing()
    for hour in range(10):
        standing = follow(standing, Finding(FAILED), NOW + timedelta(hours=hour))
    assert standing.state is FAILED


def test_a_server_that_asks_to_wait_is_waited_for() -> None:
    patient = follow(Standing(), Finding(CLOSED, retry_after=timedelta(days=3)), NOW)
    assert patient.next_check == NOW + timedelta(days=3)
    greedy = follow(Standing(), Finding(CLOSED, retry_after=timedelta(days=3_000)), NOW)
    assert greedy.next_check == NOW + LONGEST_WAIT


def test_a_temporary_redirection_settles_in_a_month() -> None:
    finding = Finding(MOVED, target="https://b.fr/x")
    first = follow(Standing(), finding, NOW)
    assert not first.is_settled
    assert not follow(first, finding, NOW + timedelta(days=29)).is_settled
    assert follow(first, finding, NOW + SETTLED).is_settled
    elsewhere = Finding(MOVED, target="https://c.fr/x")
    assert not follow(first, elsewhere, NOW + SETTLED).is_settled
    assert follow(
        Standing(), Finding(MOVED, target="https://b.fr", is_permanent=True), NOW
    ).is_settled


findings = st.builds(
    Finding,
    st.sampled_from([OK, MOVED, DOUBT, FAILED, CLOSED]),
    st.just("raison"),
    st.sampled_from(["", "https://b.fr/x", "https://c.fr/y"]),
    st.booleans(),
    st.none() | st.timedeltas(timedelta(0), timedelta(days=400)),
)
histories = st.lists(
    st.tuples(findings, st.timedeltas(timedelta(0), timedelta(days=40))), max_size=12
)


def lived(history: list[tuple[Finding, timedelta]]) -> list[tuple[Standing, datetime]]:
    """Return the standing after each check, and when the check was made."""
    standing, now, found = Standing(), NOW, []
    for finding, pause in history:
        now += pause
        standing = follow(standing, finding, now)
        found.append((standing, now))
    return found


@given(histories)
def test_law_the_next_check_is_neither_too_soon_nor_forgotten(
    history: list[tuple[Finding, timedelta]],
) -> None:
    for standing, now in lived(history):
        assert standing.next_check is not None
        assert now + SHORTEST_WAIT <= standing.next_check <= now + LONGEST_WAIT


@given(histories)
def test_law_death_needs_three_failures_in_a_row_over_two_days(
    history: list[tuple[Finding, timedelta]],
) -> None:
    steps = lived(history)
    for place, (standing, now) in enumerate(steps):
        if standing.state is DEAD:
            row = [finding.state for finding, _ in history[: place + 1]]
            length = next((n for n, one in enumerate(reversed(row)) if one is not FAILED), len(row))
            assert length >= 3
            assert now - steps[place - length + 1][1] >= timedelta(days=2)


@given(histories, findings.filter(lambda one: one.state is not FAILED))
def test_law_one_answer_forgets_all_failures(
    history: list[tuple[Finding, timedelta]], finding: Finding
) -> None:
    before = ([Standing()] + [standing for standing, _ in lived(history)])[-1]
    after = follow(before, finding, NOW + timedelta(days=500))
    assert after.state is finding.state
    assert (after.failures, after.failing_since) == (0, None)


@given(histories)
def test_law_a_state_lasts_from_the_check_that_first_found_it(
    history: list[tuple[Finding, timedelta]],
) -> None:
    before = Standing()
    for standing, now in lived(history):
        same = (before.state, before.target) == (standing.state, standing.target)
        assert standing.since == (before.since if same else now)
        before = standing


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_law_waits_only_grow(one: int, other: int) -> None:
    assert (wait(one) <= wait(other)) or one > other
    assert SHORTEST_WAIT <= wait(one) <= LONGEST_WAIT
