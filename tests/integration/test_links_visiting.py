"""How links are asked: politely, a little of each, and never inside the network."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any

import pytest
from news_server import Site, serve

from maillage import fetching
from maillage.apps.links import visiting
from maillage.apps.links.verdicts import Answer
from maillage.apps.links.visiting import titles, visit
from maillage.fetching import Fetcher, FetchError

PAGE = {"Content_Type": "text/html; charset=utf-8"}


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


def here(address: str) -> bool:
    """Allow this machine, which the policy of instances refuses."""
    return address == "127.0.0.1"


def ask(*urls: str) -> dict[str, Answer]:
    def fetcher() -> Fetcher:
        return Fetcher(here)

    return {answer.asked: answer for answer in visit(urls, fetcher=fetcher, pause=0)}


def test_the_head_is_asked_first_and_the_page_of_pages_only(site: Site) -> None:
    page = site.give("/page", "<title>Une page</title>", **PAGE)
    document = site.give("/guide.pdf", b"%PDF", Content_Type="application/pdf")
    found = ask(page, document)
    assert found[page].titles == ("Une page",)
    assert found[document].status == 200
    asked = [path for path, _ in site.asked]
    assert sorted(site.heads) == ["/guide.pdf", "/page"]
    assert sorted(asked) == ["/page", "/robots.txt"]


def test_a_server_that_knows_no_head_is_asked_for_the_page(site: Site) -> None:
    site.knows_head = False
    document = site.give("/guide.pdf", b"%PDF", Content_Type="application/pdf")
    assert ask(document)[document].status == 200


def test_the_robot_says_who_it_is(site: Site) -> None:
    ask(site.give("/page"))
    assert all(headers["user-agent"].startswith("Maillage/") for _, headers in site.asked)


def test_what_robots_may_not_read_is_not_asked(site: Site) -> None:
    site.give("/robots.txt", "User-agent: *\nDisallow: /prive\nDisallow: /*.pdf$")
    page = site.give("/prive/page")
    document = site.give("/guide.pdf")
    free = site.give("/libre")
    found = ask(page, document, free)
    assert found[page].disallowed
    assert found[document].disallowed
    assert found[free].status == 200
    assert site.heads == ["/libre"]


def test_a_redirection_does_not_lead_a_robot_where_it_may_not_go(site: Site) -> None:
    site.give("/robots.txt", "User-agent: Maillage\nDisallow: /prive")
    url = site.give("/ici", status=301, Location="/prive/la")
    assert ask(url)[url].disallowed
    assert "/prive/la" not in site.heads


def test_a_site_out_of_order_is_not_asked_further(site: Site) -> None:
    site.give("/robots.txt", status=503)
    url = site.give("/page", "Bonjour")
    assert ask(url)[url].status == 503
    assert site.heads == []


def test_a_page_is_read_only_at_its_beginning(site: Site) -> None:
    url = site.give("/long", "<title>Long</title>" + "x" * 3_000_000, **PAGE)
    assert ask(url)[url].titles == ("Long",)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"status": 302, "Location": "/page"}, "redirections"),
        ({"status": 302, "Location": "ftp://a.example/"}, "http://"),
        ({"status": 302, "Location": "http://127.0.0.2/"}, "interne"),
    ],
)
def test_traps_are_failures(site: Site, given: Any, said: str) -> None:
    url = site.give("/page", **given)
    assert said in ask(url)[url].problem


@pytest.mark.parametrize(
    "location",
    ["http://[::1/", "http://", "//", "%", "http://127.0.0.1:99999/", "", "//["],
)
def test_strange_redirections_are_survived(site: Site, location: str) -> None:
    url = site.give("/page", status=301, Location=location)
    answer = ask(url)[url]
    assert answer.status == 404 or answer.problem
    assert "n’a pas su" not in answer.problem


def test_a_server_that_drips_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes before the silence is too long; the whole is cut nevertheless."""
    monkeypatch.setattr(fetching, "LONGEST", 0.3)
    stop = threading.Event()
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def drip() -> None:
            with suppress(OSError):
                while not stop.is_set():
                    connection, _ = server.accept()
                    with connection, suppress(OSError):
                        while not stop.wait(0.02):
                            connection.sendall(b"H")

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        with Fetcher(here) as fetcher, pytest.raises(FetchError, match="à temps"):
            fetcher.probe(f"http://127.0.0.1:{server.getsockname()[1]}/")
        stop.set()
    thread.join()


def test_an_address_that_breaks_the_check_stops_no_other(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = site.give("/bon", "x"), site.give("/mauvais", "x")
    original = visiting.ask

    def broken(url: str, *rest: Any) -> Answer:
        if url == bad:
            raise ZeroDivisionError
        return original(url, *rest)

    monkeypatch.setattr(visiting, "ask", broken)
    found = ask(good, bad)
    assert found[good].status == 200
    assert "n’a pas su" in found[bad].problem


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<title>Été</title><h1>Un\n  titre</h1>".encode("latin-1"), ("Été", "Un titre")),
        ("<meta charset=latin-1><title>Été</title>".encode("latin-1"), ("Été",)),
        (b"<title></title>", ()),
        (b"\x00\xff<<<", ()),
        (b"<div>" * 20_000, ()),
        (b"<title>" + b"x" * 60_000, ("x" * 300,)),
    ],
)
def test_titles(page: bytes, found: tuple[str, ...]) -> None:
    declared = "text/html; charset=iso-8859-1" if page.startswith(b"<title>\xc9") else "text/html"
    assert titles(page, declared) == found


def test_an_unknown_encoding_is_survived() -> None:
    assert titles(b"<title>Bon</title>", "text/html; charset=martien") == ("Bon",)
