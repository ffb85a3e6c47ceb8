"""The establishments of the register: search, map, files, and the page of one of them."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from factories import load, organisation
from registry_portal import (
    ANTENNE,
    CACHE,
    CRECHE,
    DATA,
    LIST,
    MAP,
    ROWS,
    SCOP,
    SYNDICAT,
    ask,
    five_establishments,
    publish,
    sirets,
    vintage,
    write,
)
from typer.testing import CliRunner

from maillage.apps.identity.models import Identity
from maillage.cli.main import app

__all__ = ["five_establishments", "vintage"]
pytestmark = pytest.mark.usefixtures("places")


@pytest.mark.usefixtures("vintage")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {CRECHE, ANTENNE, CACHE, SCOP}),
        ("variante=large", {CRECHE, ANTENNE, CACHE, SCOP, SYNDICAT}),
        ("q=creches", {CRECHE, ANTENNE}),
        ("q=petits+lut", {ANTENNE}),
        ("q=732+829+320+00074", {CRECHE}),
        ("q=732829320", {CRECHE, ANTENNE}),
        ("activite=88", {CRECHE, ANTENNE}),
        ("activite=8891a", {CRECHE, ANTENNE}),
        ("activite=jeunes+enfants", {CRECHE, ANTENNE}),
        ("activite=spectacle+vivant", {SCOP}),
        ("famille=cooperative", {SCOP}),
        ("secteur=divers&secteur=arts-spectacles", {CACHE, SCOP}),
        ("employeur=oui", {CRECHE, SCOP}),
        ("taille=12", {CRECHE}),
        ("territoire=commune:54395", {CRECHE, CACHE}),
        ("territoire=region:44", {CRECHE, CACHE, ANTENNE}),
        ("territoire=arrondissement:75119", {SCOP}),
        ("territoire=commune:75056", {SCOP}),
        ("territoire=ancienne-region:41", {CRECHE, CACHE, ANTENNE}),
        ("territoire=pays:FR&famille=cooperative", {SCOP}),
        ("territoire=commune:54395&rayon=10", {CRECHE, CACHE}),
        ("territoire=commune:54395&rayon=60", {CRECHE, CACHE, ANTENNE}),
    ],
)
def test_the_address_is_the_search(client: Client, query: str, expected: set[str]) -> None:
    listing = ask(client, query)
    assert sirets(listing) == expected
    assert listing.total == len(expected)


@pytest.mark.usefixtures("vintage")
def test_the_answer_says_itself(client: Client) -> None:
    listing = ask(client, "q=creche&territoire=commune:54395&rayon=60")
    assert listing.sentence == (
        "2 établissements de l’ESS pour « creche » à moins de 60 km du centre de Nancy"
    )
    counted = {
        facet.name: {one.value: one.count for one in facet.options} for facet in ask(client).facets
    }
    assert counted["famille"] == {"association": 3, "cooperative": 1}
    assert list(counted["taille"]) == ["12", "03", "NN"]
    assert counted["taille"]["03"] == 2
    assert [(one.value, one.count) for one in ask(client).variants] == [
        ("insee", 4), ("", 4), ("large", 5),
    ]  # fmt: skip
    assert [(one.label, one.value) for one in ask(client, "activite=88.9&q=lutins").active] == [
        ("Mots", "lutins"),
        ("Activité", "88.9 Autre action sociale sans hébergement"),
    ]


@pytest.mark.usefixtures("vintage")
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("famille=xyz", "n’est pas une valeur du filtre"),
        ("taille=999", "n’est pas une valeur du filtre"),
        ("tri=hasard", "n’existe pas"),
        ("activite=xyzzyx", "Aucune activité de la nomenclature"),
        ("activite=00.00Z", "n’est pas un code de la nomenclature"),
        ("activite=de", "soyez plus précis"),
        ("activite=commerce", "soyez plus précis"),
        ("rayon=5", "Un rayon part du centre"),
        ("territoire=region:44&rayon=5", "Un rayon part du centre"),
        ("territoire=commune:54395&rayon=-3", "n’est pas un rayon"),
        ("territoire=commune:54395&rayon=1000", "n’est pas un rayon"),
        ("territoire=commune:54395&rayon=NaN", "n’est pas un rayon"),
        ("variante=toutes", "La variante « toutes » n’existe pas"),
        ("millesime=1999-01", "n’existe pas"),
        ("q=" + "a" * 500, "a été coupée"),
        ("territoire=commune:00000", "Aucun territoire ne répond"),
        ("q=%00%01&territoire=%00", ""),
        ("q=%F0%9F%A6%84&activite=%F0%9F%A6%84", "Aucune activité"),
    ],
)
def test_a_bad_value_is_set_aside_and_said(client: Client, query: str, words: str) -> None:
    for path in (LIST, MAP):
        response = client.get(f"{path}?{query}")
        assert response.status_code in (200, 302)
        if response.status_code == 200:
            assert words in response.text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.usefixtures("vintage")
@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{LIST}?page=0", 404),
        (f"{LIST}?page=2", 404),
        (f"{LIST}?page=x", 404),
        (f"{LIST}?format=pdf", 400),
        (f"{LIST}?format=csv&variante=toutes", 400),
        (f"{DATA[:-4]}", 400),
        (f"{MAP}donnees/", 400),
        (f"{DATA}&zoom=x", 400),
        (f"{LIST}123/", 404),
        (f"{LIST}99999999999999/", 404),
        (f"{LIST}{CRECHE}/?format=csv", 404),
    ],
)
def test_what_does_not_exist_says_so(client: Client, address: str, status: int) -> None:
    assert client.get(address).status_code == status


@pytest.mark.usefixtures("vintage")
def test_a_place_in_words_gives_way_to_its_address(client: Client) -> None:
    response = client.get(f"{LIST}?q=&lieu=Nancy&rayon=5&variante=loi-2014")
    assert response["Location"] == f"{LIST}?territoire=commune:54395&rayon=5"


@pytest.mark.usefixtures("vintage")
def test_the_list_asks_the_database_little(
    client: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client.get(LIST)  # reads what a process keeps
    with django_assert_max_num_queries(8):
        client.get(LIST)
    with django_assert_max_num_queries(8):
        client.get(f"{LIST}?territoire=commune:54395")


@pytest.mark.usefixtures("vintage")
def test_a_sheet_of_the_directory_is_linked(client: Client) -> None:
    load(
        organisation("lutins", siren=CRECHE[:9]),
        organisation("scop", siren=SCOP[:9], siret=SCOP),
    )
    sheets = {card.establishment.siret: card.sheet and card.sheet.uid for card in ask(client).cards}
    # the SIREN is that of the headquarters, not of the branch
    assert sheets == {CRECHE: "lutins", ANTENNE: None, CACHE: None, SCOP: "scop"}
    assert "/annuaire/lutins/" in client.get(f"{LIST}{CRECHE}/").text


@pytest.mark.usefixtures("vintage")
def test_the_page_of_an_establishment(client: Client) -> None:
    page = client.get(f"{LIST}{CRECHE}/")
    text = page.text.replace("\u202f", " ").replace("\xa0", " ")
    for words in (
        "CRÈCHE DES LUTINS", "732 829 320 00074", "12 RUE DES LILAS", "Accueil de jeunes enfants",
        "20 à 49 salariés", "Sa forme juridique est incluse dans l’ESS", "1er mai 1998",
        "Oui, la variante « Loi de 2014 » le compte.", "Un autre établissement", "2026-11-0123abcd",
    ):  # fmt: skip
        assert words in text, words
    assert ANTENNE in text
    syndicat = client.get(f"{LIST}{SYNDICAT}/").text.replace("\u202f", " ").replace("\xa0", " ")
    assert (
        "Non, la variante « Loi de 2014 » ne le compte pas ; oui pour « Champ large »" in syndicat
    )
    assert "SCOP DU THÉÂTRE &lt;B&gt;" in client.get(f"{LIST}{SCOP}/").text
    assert "<B>" not in client.get(f"{LIST}?q=theatre").text
    record = client.get(f"{LIST}{CRECHE}/?format=json").json()
    assert record["vintage"] == "2026-11-0123abcd"
    assert record["position"] == "adresse"


@pytest.mark.usefixtures("vintage")
def test_proposing_a_sheet(client: Client) -> None:
    assert "n’a pas encore d’adresse" in client.get(f"{LIST}{CRECHE}/").text
    Identity.objects.create(name="Essai", contact_email="equipe@example.org")
    page = client.get(f"{LIST}{CRECHE}/").text
    assert "equipe [arobase] example.org" in page
    assert "data-subject" in page
    client.force_login(User.objects.create_superuser("lea"))
    page = client.get(f"{LIST}{CRECHE}/").text
    assert (
        f"/directory/organisation/add/?name=CR%C3%88CHE+DES+LUTINS&amp;acronym=&amp;siren={CRECHE[:9]}"
        in page
    )


def test_an_invented_number_cannot_have_a_sheet_and_the_page_says_so(
    client: Client, data_dir: Path
) -> None:
    publish(data_dir / "observatory", fictitious=True)
    Identity.objects.create(name="Essai", contact_email="equipe@example.org")
    client.force_login(User.objects.create_superuser("lea"))
    page = client.get(f"{LIST}{CRECHE}/").text
    assert "Cet établissement est inventé" in page
    for dead_end in ("Proposer une fiche", "organisation/add", "data-subject"):
        assert dead_end not in page


@pytest.mark.usefixtures("vintage")
def test_files(client: Client) -> None:
    response = client.get(f"{LIST}?format=csv&famille=association")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["siret"] for row in rows] == sorted({CRECHE, ANTENNE, CACHE})
    one = next(row for row in rows if row["siret"] == CRECHE)
    assert one["activity_label"] == "Accueil de jeunes enfants"
    assert (one["commune_name"], one["variants"]) == ("Nancy", "insee loi-2014 large")
    assert (one["vintage"], one["variant"]) == ("2026-11-0123abcd", "loi-2014")
    assert one["source"] == "Insee, Sirene, Licence Ouverte 2.0"
    assert 'filename="etablissements-ess-2026-11.csv"' in response["Content-Disposition"]
    response = client.get(f"{LIST}?format=json&q=theatre")
    data = json.loads(b"".join(response.streaming_content))
    assert (data["total"], data["vintage"], data["fictitious"]) == (1, "2026-11-0123abcd", False)
    assert data["results"][0]["siret"] == SCOP


@pytest.mark.usefixtures("vintage")
def test_the_map_and_its_markers(client: Client) -> None:
    features = client.get(f"{DATA}&variante=large&zoom=16").json()["features"]
    assert sum(one["properties"]["count"] for one in features) == 5
    titles = {one["properties"]["title"] for one in features}
    assert "CRÈCHE DES LUTINS" in titles
    (stack,) = [one["properties"] for one in features if one["properties"]["stacked"]]
    assert stack["url"] == f"{LIST}?territoire=commune:54395&variante=large"
    page = client.get(f"{MAP}?famille=cooperative")
    assert page.status_code == 200
    assert "SCOP DU THÉÂTRE" in page.text
    hidden = client.get(f"{DATA}&secteur=divers").json()["features"]
    assert [one["properties"]["title"] for one in hidden] == ["Nom non diffusible"]


def test_what_has_no_name_is_not_said_to_hide_it(client: Client, data_dir: Path) -> None:
    publish(data_dir / "observatory", [{"siret": CRECHE, "name": None, "commune": "54395"}])
    (nameless,) = client.get(DATA).json()["features"]
    assert nameless["properties"]["title"] == "Nom absent du registre"


def test_without_a_vintage_the_page_says_what_to_do(client: Client) -> None:
    for path in (LIST, MAP):
        assert "maillage observatory build" in client.get(path).text
    assert client.get(DATA).json()["features"] == []
    assert client.get(f"{LIST}{CRECHE}/").status_code == 404


def test_without_its_index_a_vintage_says_what_to_do(client: Client, data_dir: Path) -> None:
    bare = write(data_dir / "observatory", ROWS, fictitious=True)
    for path in (LIST, MAP, DATA, f"{LIST}{CRECHE}/"):
        response = client.get(path)
        assert response.status_code == 503
        assert "maillage observatory index" in response.text
    store = str(data_dir / "observatory")
    made = CliRunner().invoke(app, ["observatory", "index", "--out", store])
    assert made.exit_code == 0, made.output
    assert f"{bare.name}\u202f: 5 établissements" in made.output
    page = client.get(LIST)
    assert page.status_code == 200
    assert "Données fictives" in page.text
    again = CliRunner().invoke(app, ["observatory", "index", "--out", store])
    assert "est en place" in again.output
    assert CliRunner().invoke(app, ["observatory", "index", "--out", "/nonexistent"]).exit_code
