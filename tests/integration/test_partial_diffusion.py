"""Of a unit under partial diffusion, what INSEE publishes shows everywhere; the rest nowhere."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from factories import load, organisation
from pdf_text import pages
from registry_portal import CACHE, DATA, LIST, MAP, ask, five_establishments, sirets, vintage

from maillage.apps.territories.models import Territory

__all__ = ["five_establishments", "vintage"]
pytestmark = pytest.mark.usefixtures("places", "vintage")
SECRETS = ("CONFI", "54001", "48.7265", "6.26538")  # what is under partial diffusion, its position
NANCY = "/observatoire/commune/54395-nancy/"


def content(client: Client, address: str) -> str:
    """Return a page or a file as text; PDF excepted, all are."""
    response = client.get(address)
    assert response.status_code == 200, address
    return b"".join(response).decode()  # type: ignore[arg-type]


def test_its_number_shows_everywhere_and_its_name_nowhere(client: Client) -> None:
    for address, number in (
        (f"{LIST}{CACHE}/", "404 833 048 00022"),
        (f"{LIST}{CACHE}/?format=json", CACHE),
        (f"{LIST}?secteur=divers", CACHE),
        (f"{LIST}?q={CACHE}", CACHE),
        (f"{LIST}?format=csv", CACHE),
        (f"{LIST}?format=json", CACHE),
        (f"{MAP}?secteur=divers", CACHE),
        (f"{DATA}&secteur=divers", CACHE),
        (NANCY, CACHE),
        (f"{NANCY}?format=json", CACHE),
    ):
        text = content(client, address)
        assert number in text, address
        assert not [secret for secret in SECRETS if secret in text.upper()], address
        if "format" not in address or address.startswith(NANCY):
            assert "Nom non diffusible" in text, address


def test_files_give_what_insee_publishes(client: Client) -> None:
    record = client.get(f"{LIST}{CACHE}/?format=json").json()
    withheld = ("name", "acronym", "sign", "address", "postal_code")
    assert {record[key] for key in withheld} == {None}
    assert (record["diffusion"], record["position"]) == ("partielle", "commune")
    assert record["commune_name"] == "Nancy"
    assert (record["activity"], record["legal_category"]) == ("94.99Z", "9220")
    assert record["size_label"] == "6 à 9 salariés"


def test_its_marker_stands_at_the_centre_of_its_commune(client: Client) -> None:
    (marker,) = client.get(f"{DATA}&secteur=divers&zoom=16").json()["features"]
    record = client.get(f"{LIST}{CACHE}/?format=json").json()
    centre = Territory.objects.get(pk="commune:54395")
    assert (record["lat"], record["lon"]) == (centre.lat, centre.lon)
    assert marker["geometry"]["coordinates"] == [round(centre.lon, 5), round(centre.lat, 5)]


def test_words_do_not_find_it(client: Client) -> None:
    for words in ("confidentielle", "confident", "confi"):
        assert CACHE not in sirets(ask(client, f"q={words}"))


def test_no_sheet_gives_it_a_name(client: Client) -> None:
    load(organisation("confi", name="Association confidentielle", siret=CACHE, siren=CACHE[:9]))
    client.force_login(User.objects.create_superuser("lea"))
    for address in (f"{LIST}{CACHE}/", f"{LIST}?secteur=divers"):
        text = content(client, address)
        assert "confidentielle" not in text.lower()
        assert "organisation/add" not in text
    assert "ne propose pas de fiche" in content(client, f"{LIST}{CACHE}/")


def test_the_booklet_names_nobody(client: Client) -> None:
    response = client.get(f"{NANCY[:-1]}/panorama.pdf")
    assert response.status_code == 200
    said = " ".join(pages(b"".join(response)))  # type: ignore[arg-type]
    assert "Nom non diffusible" in said
    assert "CONFI" not in said.upper()
