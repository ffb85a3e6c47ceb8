"""Free perimeters: communes that anybody picks, their panorama at an address to keep."""

import json
from typing import Any

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


def test_a_long_list_is_kept_in_the_text_area(client: Client) -> None:
    codes = ",".join(f"54{number:03d}" for number in range(1, 400))
    page = client.get(f"/observatoire/perimetre/?communes={codes}&modifier=1")
    assert page.status_code == 200


@pytest.mark.parametrize("extra", ["communes=%00", "nom=%00%FF", "communes=planete:1", "t=54395"])
def test_nothing_in_an_address_makes_the_form_fail(client: Client, extra: str) -> None:
    for path in ("perimetre", "comparer"):
        assert client.get(f"/observatoire/{path}/?communes=54395&{extra}").status_code in {200, 302}
