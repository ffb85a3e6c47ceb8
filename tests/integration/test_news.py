"""News: feeds read politely, failures told, the last good news never lost."""

import gzip
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from factories import load, organisation
from news_server import Site, serve
from typer.testing import CliRunner

from maillage import fetching
from maillage.apps.news import actions, queries
from maillage.apps.news.models import Feed, NewsItem
from maillage.apps.sheets import actions as sheets
from maillage.apps.sheets.models import Sheet
from maillage.cli.main import app
from maillage.fetching import Fetcher, FetchError


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


def here(address: str) -> bool:
    """Allow this machine, which the policy of instances refuses."""
    return address == "127.0.0.1"


def item(title: str, link: str = "", guid: str = "", day: str = "17 Nov 2026") -> str:
    return (
        f"<item><title>{title}</title><link>{link}</link><guid>{guid}</guid>"
        f"<pubDate>{day} 10:00:00 GMT</pubDate><description>Résumé de {title}</description></item>"
    )


def rss(*items: str) -> str:
    return f'<rss version="2.0"><channel><title>x</title>{"".join(items)}</channel></rss>'


def with_feed(uid: str, url: str, **fields: Any) -> dict[str, Any]:
    return organisation(uid, links=[{"kind": "flux", "url": url}], **fields)


def read() -> actions.Reading:
    with actions.feed_fetcher(policy=here) as fetcher:
        return actions.read_feeds(fetcher=fetcher)


def page(client: Client, path: str = "/actualites/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return str(response.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture
def alpha(places: None, site: Site) -> Site:
    """Give the organisation alpha a feed of two items."""
    body = rss(item("Un", "https://a.example/1"), item("Deux", "https://a.example/2"))
    load(with_feed("alpha", site.give("/a", body, ETag='"v1"'), located_in=["commune:54395"]))
    return site


def test_news_are_read_and_shown(client: Client, alpha: Site) -> None:
    reading = read()
    assert (reading.feeds, reading.new, reading.failures) == (1, 2, [])
    assert reading.sentence == "1 flux lu, 0 sans changement, 2 nouvelles actualités."
    text = page(client)
    assert "2 actualités" in text
    assert 'href="https://a.example/1"' in text
    assert "17 novembre 2026" in text
    assert "Résumé de Un" in text
    assert "Dernière lecture des flux" in text
    assert "Toutes ses actualités" in page(client, "/annuaire/alpha/")


def test_what_has_not_changed_is_not_sent_again(alpha: Site) -> None:
    read()
    reading = read()
    assert (reading.unchanged, reading.new) == (1, 0)
    assert alpha.asked[1][1]["if-none-match"] == '"v1"'
    assert NewsItem.objects.count() == 2


def test_a_date_of_change_is_asked_back(places: None, site: Site) -> None:
    day = "Tue, 17 Nov 2026 10:00:00 GMT"
    load(with_feed("alpha", site.give("/a", rss(item("Un")), Last_Modified=day)))
    read()
    read()
    assert site.asked[1][1]["if-modified-since"] == day


def test_a_dead_feed_keeps_the_last_good_news_with_its_date(client: Client, alpha: Site) -> None:
    read()
    Feed.objects.update(succeeded_at=timezone.now() - timedelta(days=9))
    good = Feed.objects.get().succeeded_at
    alpha.give("/a", status=503)
    assert [error for _, error in read().failures] == ["le serveur est en panne (503)"]
    feed = Feed.objects.get()
    assert feed.succeeded_at == good
    assert feed.checked_at > good
    for path in ("/actualites/?organisation=alpha", "/annuaire/alpha/"):
        text = page(client, path)
        assert "ne répond plus" in text
        assert "dernières nouvelles connues" in text
        assert "https://a.example/1" in text
    assert "Chargement en cours" not in page(client)
    alpha.give("/a", rss(item("Trois")))
    read()
    assert Feed.objects.get().error == ""
    assert "ne répond plus" not in page(client, "/annuaire/alpha/")
    assert NewsItem.objects.count() == 3


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 404}, "n’existe plus (404)"),
        ({"status": 403}, "refuse"),
        ({"status": 418}, "réponse 418"),
        ({"body": "<html>Bonjour</html>"}, "pas un flux"),
        ({"body": b" " * 2_000_001}, "dépasse 2 Mo"),
        ({"body": gzip.compress(b" " * 3_000_000), "Content_Encoding": "gzip"}, "dépasse 2 Mo"),
        ({"status": 302, "Location": "/a"}, "redirections"),
        ({"status": 302, "Location": "ftp://a.example/"}, "http://"),
        ({"body": b"x" * 50, "Content_Encoding": "gzip"}, "illisible"),
    ],
)
def test_what_may_go_wrong_is_told(places: None, site: Site, answer: Any, said: str) -> None:
    load(with_feed("alpha", site.give("/a", **answer)))
    [(_, error)] = read().failures
    assert said in error
    assert Feed.objects.get().error == error


def test_a_redirection_is_followed(places: None, site: Site) -> None:
    site.give("/b", rss(item("Un", "suite")))
    load(with_feed("alpha", site.give("/a", status=301, Location="/b")))
    assert read().new == 1
    assert NewsItem.objects.get().url == f"{site.url}/suite"


def test_one_that_fails_does_not_stop_the_others(places: None, site: Site) -> None:
    load(
        with_feed("alpha", "http://127.0.0.1:9/"),
        with_feed("beta", site.give("/b", rss(item("Un")))),
    )
    reading = read()
    assert reading.new == 1
    assert [error for _, error in reading.failures] == ["la connexion au serveur a échoué"]


class TestTheNetworkInsideIsOutOfReach:
    """An address written on a sheet never leads to the machines around the server."""

    def test_this_machine_is_refused(self, alpha: Site) -> None:
        with Fetcher() as fetcher:
            [(_, error)] = actions.read_feeds(fetcher=fetcher).failures
        assert "adresse interne" in error
        assert alpha.asked == []

    def test_nor_by_a_redirection(self, site: Site) -> None:
        url = site.give("/a", status=302, Location="http://localhost:9/")
        seen: list[str] = []

        def first_only(address: str) -> bool:
            seen.append(address)
            return len(seen) == 1

        with Fetcher(first_only) as fetcher, pytest.raises(FetchError, match="interne"):
            fetcher.get(url)

    def test_the_address_checked_is_the_one_reached(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A name that is resolved again could lead elsewhere: it is resolved once."""
        calls: list[Any] = []
        original = fetching.socket.getaddrinfo

        def resolve(host: str, *args: Any, **kwargs: Any) -> Any:
            calls.append(host)
            return original("127.0.0.1" if host == "site.example" else host, *args, **kwargs)

        monkeypatch.setattr(fetching.socket, "getaddrinfo", resolve)
        site.give("/a", rss(item("Un")))
        port = site.url.rpartition(":")[2]
        with Fetcher(here) as fetcher:
            assert fetcher.get(f"http://site.example:{port}/a").body
        assert calls.count("site.example") == 1
        assert site.asked[0][1]["host"] == f"site.example:{port}"


class TestTheSameNewsStandsOnce:
    """Networks repeat what their members say."""

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            (item("Un", guid="tag:a.example,2026:1234"), item("1", guid="tag:a.example,2026:1234")),
            (item("Un", "https://a.example/1/"), item("Autre", "http://www.a.example/1?utm_id=2")),
            (item("Un été", "https://a.example/1"), item("UN ETE", "https://b.example/9")),
        ],
    )
    def test_from_feed_to_feed(
        self, client: Client, places: None, site: Site, first: str, second: str
    ) -> None:
        load(
            with_feed("alpha", site.give("/a", rss(first))),
            with_feed("beta", site.give("/b", rss(second))),
        )
        assert read().new == 1
        assert "Une actualité" in page(client)
        assert "Une actualité" in page(client, "/actualites/?organisation=beta")
        assert read().new == 0
        assert NewsItem.objects.filter(duplicate_of=None).count() == 1

    @pytest.mark.parametrize(
        "second",
        [
            item("Un", "https://b.example/1", day="18 Nov 2026"),
            item("Autre", "https://b.example/1", guid="12"),
        ],
    )
    def test_what_differs_stands_twice(self, places: None, site: Site, second: str) -> None:
        load(
            with_feed("alpha", site.give("/a", rss(item("Un", "https://a.example/1", guid="12")))),
            with_feed("beta", site.give("/other/b", rss(second))),
        )
        assert read().new == 2

    def test_a_corrected_title_is_the_same_news(self, alpha: Site) -> None:
        read()
        alpha.give("/a", rss(item("Un, corrigé", "https://a.example/1")))
        assert read().new == 0
        assert set(NewsItem.objects.values_list("title", flat=True)) == {"Un, corrigé", "Deux"}


def test_only_the_last_ones_are_kept(
    places: None, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "KEPT", 2)
    days = [item(f"N{n}", f"https://a.example/{n}", day=f"{n} Nov 2026") for n in (10, 12, 11)]
    load(with_feed("alpha", site.give("/a", rss(*days))))
    read()
    assert [one.title for one in NewsItem.objects.all()] == ["N12", "N11"]


def test_news_without_date_have_the_day_they_were_seen(
    client: Client, places: None, site: Site
) -> None:
    load(with_feed("alpha", site.give("/a", rss("<item><title>Un</title></item>"))))
    read()
    first = NewsItem.objects.get().dated_at
    read()
    assert NewsItem.objects.get().dated_at == first
    assert "(date de lecture)" in page(client)


def test_feeds_follow_the_links_of_published_sheets(client: Client, alpha: Site) -> None:
    read()
    sheet = Sheet.objects.get(uid="alpha")
    load(
        organisation("beta", status="brouillon", links=[{"kind": "flux", "url": f"{alpha.url}/b"}])
    )
    own = queries.sheets_with_news()
    assert own == [sheet]
    organisation_row = type(sheets.queries.own_rows([(sheet.pk, "organisation")])[0]).objects.get(
        uid="alpha"
    )
    organisation_row.status = "suspendu"
    sheets.save_sheet(sheet=organisation_row, by=None)
    assert "Aucune actualité" in page(client)
    assert read().feeds == 0
    assert not NewsItem.objects.exists()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?territoire=departement:54", 2),
        ("?territoire=departement:57", 0),
        ("?territoire=lune:1", 2),
        ("?organisation=alpha", 2),
        ("?organisation=rien", 2),
    ],
)
def test_filters(client: Client, alpha: Site, query: str, count: int) -> None:
    read()
    response = client.get(f"/actualites/{query}")
    assert response.context["total"] == count
    assert bool(response.context["notices"]) == ("lune" in query or "rien" in query)


def test_empty_pages_say_why(client: Client, places: None, site: Site) -> None:
    assert "Aucune fiche publiée ne donne encore de flux" in page(client)
    load(with_feed("alpha", site.give("/a", rss())))
    actions.find_feeds()
    assert "n’a pas encore été lu" in page(client)
    read()
    assert "ne contiennent rien" in page(client)


def test_pages(client: Client, alpha: Site) -> None:
    feed = actions.find_feeds()[0]
    NewsItem.objects.bulk_create(
        [NewsItem(feed=feed, title=f"N{n}", dated_at=timezone.now()) for n in range(45)]
    )
    assert len(client.get("/actualites/?page=3").context["items"]) == 5
    for wrong in ("4", "0", "x", "-1"):
        assert client.get(f"/actualites/?page={wrong}").status_code == 404


def test_a_fixed_number_of_queries(
    client: Client, alpha: Site, django_assert_max_num_queries: Any
) -> None:
    read()
    feed = Feed.objects.get()
    NewsItem.objects.bulk_create(
        [NewsItem(feed=feed, title=f"N{n}", dated_at=timezone.now()) for n in range(40)]
    )
    client.get("/actualites/")
    with django_assert_max_num_queries(6):
        client.get("/actualites/")


@pytest.mark.ignore_template_errors
def test_editors_see_what_fails_and_change_nothing(client: Client, alpha: Site) -> None:
    alpha.give("/a", status=404)
    read()
    client.force_login(get_user_model().objects.create_superuser("ada", password="secret"))
    text = page(client, "/admin/news/feed/?etat=echec")
    assert "n’existe plus (404)" in text
    assert client.get("/admin/news/feed/add/").status_code == 403
    assert "n’existe plus" not in page(client, "/admin/news/feed/?etat=bon")


def test_the_latest_for_the_front_page(alpha: Site) -> None:
    from django.template.loader import render_to_string

    read()
    text = render_to_string("news/latest.html", {"latest_news": queries.latest(1)})
    assert text.count("<article") == 1
    assert "Toutes les actualités" in text
    assert "<section" not in render_to_string("news/latest.html", {"latest_news": []})


def test_the_command(
    alpha: Site, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    from maillage.cli import instance

    monkeypatch.setattr(instance, "open_instance", lambda *_, **__: tmp_path)
    run = CliRunner().invoke(app, ["news"])
    assert "1 flux lu, 0 sans changement, 0 nouvelle actualité, 1 en échec." in run.output
    assert "adresse interne" in run.output + capsys.readouterr().err
