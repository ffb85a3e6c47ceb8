"""Free perimeters: communes that anybody picks, their panorama at an address to keep."""

import csv
import io
import json
import re
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from observatory_portal import published, read, two_vintages

__all__ = ["published", "read", "two_vintages"]
pytestmark = pytest.mark.usefixtures("places", "published")
PICKED = "/observatoire/perimetre/?communes=54395,57463"


def test_codes_give_a_panorama(read: Any) -> None:
    page = read(f"{PICKED}&nom=Sillon")
    assert "Dans le périmètre « Sillon », 1 établissement sur 8 relève de l’ESS" in page


@pytest.mark.parametrize(
    "query",
    [
        "communes=57463&communes=54395",
        "communes=Nancy%0AMetz",
        "communes=commune:57463;54395,54395",
    ],
)
def test_names_and_lists_lead_to_the_same_address(client: Client, query: str) -> None:
    response = client.get(f"/observatoire/perimetre/?{query}&nom=Sillon&variante=large")
    assert response.status_code == 302
    assert response["Location"] == f"{PICKED}&nom=Sillon&variante=large"


def test_without_communes_there_is_a_form(read: Any) -> None:
    assert "Le panorama d’un périmètre à vous" in read("/observatoire/perimetre/")


def test_what_is_unknown_is_said_and_the_rest_is_kept(client: Client) -> None:
    page = client.get("/observatoire/perimetre/?communes=54395,00000,xyzzyx").content.decode()
    assert "Ne sont ni des codes ni des noms de territoire connus" in page
    assert 'value="commune:54395" checked' in page


def test_a_name_of_several_territories_asks_which(client: Client) -> None:
    page = client.get("/observatoire/perimetre/?communes=meurthe").content.decode()
    assert "Lequel pour" in page
    assert 'value="departement:54"' in page


def test_a_search_proposes_what_to_add(client: Client) -> None:
    page = client.get("/observatoire/perimetre/?communes=54395&ajouter=metz").content.decode()
    assert 'value="commune:57463">' in page
    assert 'value="commune:54395" checked' in page


def test_a_former_commune_is_told(read: Any) -> None:
    page = read("/observatoire/perimetre/?communes=54395,59355&modifier=1")
    assert "La commune 59355 fait aujourd’hui partie de Lille" in page


def test_files_and_frames_follow(client: Client) -> None:
    document = json.loads(client.get(f"{PICKED}&nom=Sillon&format=json").content)
    assert document["territory"]["name"] == "Sillon"
    assert document["panorama"]["ess"]["establishments"] == 20
    frame = client.get("/observatoire/vue/?communes=54395,57463&graphique=familles")
    assert frame.status_code == 200
    refused = client.get("/observatoire/perimetre/?communes=xyzzyx&format=json")
    assert refused.status_code == 400


def test_territories_stand_side_by_side(read: Any) -> None:
    page = read("/observatoire/comparer/?t=departement:54&t=departement:57")
    assert "Ce que pèse l’ESS : Meurthe-et-Moselle, Moselle" in page
    assert "Choisissez au moins deux" in read("/observatoire/comparer/?t=departement:54")


class TestComparisonsAsFiles:
    """`format=json`, `format=csv`, and `format=svg` for each chart that has bars."""

    COMPARED = "/observatoire/comparer/?t=departement:54&t=departement:57"

    def test_json_gives_the_panorama_of_each(self, client: Client) -> None:
        document = client.get(f"{self.COMPARED}&format=json").json()
        assert [
            (one["ref"], one["name"], one["panorama"]["ess"]["establishments"])
            for one in document["territories"]
        ] == [("departement:54", "Meurthe-et-Moselle", 17), ("departement:57", "Moselle", 3)]
        assert (document["vintage"]["name"], document["variant"]["id"]) == (
            "2026-11-bbbb0000",
            "loi-2014",
        )
        alone = client.get("/observatoire/departement/57-moselle/?format=json").json()
        assert document["territories"][1]["panorama"] == alone["panorama"]

    def test_csv_has_the_lines_of_each_under_one_head(self, client: Client) -> None:
        response = client.get(f"{self.COMPARED}&format=csv")
        assert "comparaison-ess-2026-11.csv" in response["Content-Disposition"]
        rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
        counted = {
            row["territory"]: row["value"]
            for row in rows
            if (row["field"], row["axis"], row["measure"]) == ("ess", "total", "establishments")
        }
        assert counted == {"departement:54": "17", "departement:57": "3"}
        assert {row["role"] for row in rows} == {"asked"}

    @pytest.mark.parametrize("key", ["comparaison", "nombres"])
    def test_charts_with_bars_are_pictures(self, client: Client, key: str) -> None:
        response = client.get(f"{self.COMPARED}&format=svg&graphique={key}")
        assert response["Content-Type"].startswith("image/svg+xml")
        said = "".join(ElementTree.fromstring(response.content).itertext())
        for words in ("2 territoires", "Meurthe-et-Moselle", "Moselle", "Insee, Sirene"):
            assert words in said

    def test_the_page_links_its_files_and_keeps_the_choices(self, client: Client) -> None:
        page = client.get(f"{self.COMPARED}&variante=large").text
        for asked in ("format=csv", "format=json", "format=svg&amp;graphique=nombres"):
            address = re.search(rf'href="([^"]*variante=large[^"]*{asked})"', page)
            assert address, asked
            assert client.get(unescape(address[1])).status_code == 200
        assert "graphique=composition" not in page

    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("t=departement:54&format=json", "2 à 8 territoires"),
            ("format=csv", "2 à 8 territoires"),
            ("&".join(f"t=departement:{code}" for code in range(50, 59)) + "&format=csv", "2 à 8"),
            ("t=departement:54&t=xyzzyx&format=json", "inconnus ou ambigus"),
            ("t=departement:54&t=departement:57&format=pdf", "n’existe pas. Formats"),
            ("t=departement:54&t=departement:57&format=svg&graphique=composition", "n’existe pas"),
            ("t=departement:54&t=departement:57&format=json&variante=toutes", "n’existe pas"),
        ],
    )
    def test_a_file_is_whole_or_refused_in_words(self, read: Any, query: str, words: str) -> None:
        assert words in read(f"/observatoire/comparer/?{query}", 400)

    def test_who_has_a_file_already_does_not_get_it_again(self, client: Client) -> None:
        address = f"{self.COMPARED}&format=csv"
        etag = client.get(address)["ETag"]
        assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
        other = client.get("/observatoire/comparer/?t=departement:54&t=region:44&format=csv")
        assert other["ETag"] != etag


def test_a_long_list_is_kept_in_the_text_area(client: Client) -> None:
    codes = ",".join(f"54{number:03d}" for number in range(1, 400))
    page = client.get(f"/observatoire/perimetre/?communes={codes}&modifier=1")
    assert page.status_code == 200


@pytest.mark.parametrize("extra", ["communes=%00", "nom=%00%FF", "communes=planete:1", "t=54395"])
def test_nothing_in_an_address_makes_the_form_fail(client: Client, extra: str) -> None:
    for path in ("perimetre", "comparer"):
        assert client.get(f"/observatoire/{path}/?communes=54395&{extra}").status_code in {200, 302}
