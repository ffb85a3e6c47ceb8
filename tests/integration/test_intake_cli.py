"""`maillage intake`: files, folders and addresses in, candidates out; nothing is published."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from news_server import Site, serve
from typer.testing import CliRunner

from maillage.apps.contributions.models import Proposal
from maillage.cli.main import app
from maillage.fetching import Fetcher
from maillage.intake.candidates import read, write
from maillage.intake.errors import IntakeError
from maillage.intake.extractors import extract
from maillage.intake.gathering import Received, from_address

TABLE = (
    "Nom;SIRET;Adresse;Code postal;Ville;Code INSEE;Téléphone;E-mail;Site web\n"
    "Les Ateliers du Lac;73282932000074;12 rue du Lac;57000;Metz;57463;03 66 72 61 01 / 12;"
    "contact@ateliers.example;www.ateliers.example, https://www.facebook.com/ateliers\n"
    "Sans rien d’autre;;;;;;;;\n"
)


def run(*args: str) -> Any:
    return CliRunner().invoke(app, ["intake", *args])


def records(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as served:
        yield served


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "annuaire.csv"
    path.write_text(TABLE, "utf-8")
    return path


def test_each_value_has_its_passage_its_line_and_its_reason(table: Path) -> None:
    result = run(str(table))
    assert result.exit_code == 0
    first, second = records(result.stdout)
    values = {name: [one["value"] for one in held] for name, held in first["fields"].items()}
    assert (first["type"], first["line"], first["origin"]) == ("organisation", 2, "annuaire.csv")
    assert values["name"] == ["Les Ateliers du Lac"]
    assert values["siret"] == ["73282932000074"]
    assert values["phones"] == [{"number": "+33366726101"}]
    assert values["emails"] == [{"address": "contact@ateliers.example"}]
    assert values["links"] == [
        {"kind": "site", "url": "http://www.ateliers.example"},
        {"kind": "facebook", "url": "https://www.facebook.com/ateliers"},
    ]
    assert values["addresses"] == [
        {"street": "12 rue du Lac", "postal_code": "57000", "city": "Metz", "commune": "57463"}
    ]
    assert values["located_in"] == ["commune:57463"]
    assert "« 12 »" in values["remarks"][0]["text"]
    assert second["fields"].keys() == {"name"}
    lines = TABLE.split("\n")
    for held in first["fields"].values():
        for one in held:
            assert one["passage"] in lines[one["line"] - 1]
            assert one["reason"]


def test_events_and_news_are_what_their_format_says() -> None:
    calendar = (
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1@a\nSUMMARY:Forum\nLOCATION:Metz\n"
        b"DTSTART:20261107T170000Z\nDTEND:20261107T190000Z\nEND:VEVENT\nEND:VCALENDAR"
    )
    [event] = extract(Received(calendar, "a.ics").document)
    assert (event.type, event.first("name"), event.first("calendar_uid")) == (
        "event",
        "Forum",
        "1@a",
    )
    assert event.all("dates") == [{"start": "2026-11-07", "time": "18:00", "end_time": "20:00"}]
    feed = (
        b"<rss version='2.0'><channel><item><title>Guide</title><link>http://a.example/1</link>"
        b"<pubDate>Mon, 02 Nov 2026 10:00:00 +0100</pubDate></item></channel></rss>"
    )
    [news] = extract(Received(feed, "flux.xml").document)
    assert (news.type, news.first("name"), news.first("published")) == (
        "resource",
        "Guide",
        "2026-11-02",
    )


def test_candidates_written_are_read_back(table: Path) -> None:
    document = Received(TABLE.encode(), "annuaire.csv").document
    found = extract(document)
    assert list(read(write(found, document))) == found
    with pytest.raises(IntakeError, match="ligne 2"):
        list(read(['{"type": "organisation", "line": 1, "fields": {}}', '{"type": "chat"}']))


def test_a_folder_is_read_whole_and_what_is_refused_is_told(tmp_path: Path, table: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "a.pdf").write_bytes(b"%PDF-1.4 rien")
    (tmp_path / ".cache.csv").write_text("Nom;Ville\nX;Y\n")
    result = run(str(tmp_path), "--as", "organisation")
    assert result.exit_code == 2
    assert len(records(result.stdout)) == 2
    assert "b/a.pdf\u202f: Ce PDF est abîmé" in result.stderr
    assert "2 fiches candidates dans 1 document, à relire" in result.stderr
    assert run(str(table), "--as", "event").stdout == ""


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["rien.txt"], "n’existe pas"),
        (["--as", "chat", "x"], "organisation, person"),
        (["http://127.0.0.1:9/"], "adresse interne au réseau"),
        (["http://[::1]/"], "adresse interne au réseau"),
    ],
)
def test_what_cannot_be_done_is_told(args: list[str], said: str) -> None:
    result = run(*args)
    assert said in f"{result.exception} {result.stderr}"
    assert result.exit_code != 0


@pytest.mark.usefixtures("places")
def test_candidates_go_to_the_review_queue_once(table: Path) -> None:
    queued = run(str(table), "--format", "review")
    assert queued.exit_code == 0, queued.output
    assert "annuaire.csv\u202f: 2 nouvelles fiches ; 2 propositions" in queued.stdout
    assert {one.name for one in Proposal.objects.all()} == {
        "Les Ateliers du Lac",
        "Sans rien d’autre",
    }
    again = run(str(table), "--format", "review", "--as", "organisation")
    assert "2 déjà proposées ; 0 proposition en file" in again.stdout


class TestAddresses:
    """The page at an address, by the client that refuses what a page should not do."""

    def test_a_page_is_named_after_the_end_of_its_redirections(self, site: Site) -> None:
        site.give("/b", "<html><p>Prix : 5 €</p>".encode("cp1252"), Content_Type="text/html")
        url = site.give("/a", status=302, Location="/b")
        with Fetcher(lambda _: True) as fetcher:
            received = from_address(url, fetcher)
        assert (received.name, received.media_type) == (f"{site.url}/b", "text/html")
        assert received.document.blocks[0].text == "Prix : 5 €"

    @pytest.mark.parametrize(
        ("answer", "said"),
        [
            ({"status": 302, "Location": "/a"}, "redirections"),
            ({"status": 302, "Location": "file:///etc/passwd"}, "http://"),
            ({"body": b"x" * 2_001}, "dépasse"),
            ({"status": 404}, "n’existe plus"),
        ],
    )
    def test_what_is_refused_is_told(self, site: Site, answer: Any, said: str) -> None:
        url = site.give("/a", **answer)
        with (
            Fetcher(lambda _: True, largest=2_000) as fetcher,
            pytest.raises(IntakeError, match=said),
        ):
            from_address(url, fetcher)
