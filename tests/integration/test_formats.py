"""The other forms of lists and sheets: for machines, without what is not public."""

import csv
import io
import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from factories import load, load_rich, organisation
from jsonschema import Draft202012Validator

from maillage.apps.sheets.formats import cell

pytestmark = pytest.mark.usefixtures("places")
LIST = "/annuaire/"
SHEET = "/annuaire/la-fabrique-rose/"
ATOM = "{http://www.w3.org/2005/Atom}"


def get(client: Client, form: str, query: str = "") -> bytes:
    response = client.get(f"{LIST}?{query}&format={form}")
    assert response.status_code == 200
    return response.getvalue()


def test_json_gives_records_that_fit_the_published_schema(client: Client) -> None:
    load_rich()
    answer = json.loads(get(client, "json"))
    assert answer["total"] == len(answer["results"]) == 2
    schema = json.loads(client.get(f"{LIST}schema.json").content)
    for record in answer["results"]:
        assert (
            record.pop("url") == f"http://testserver/annuaire/{record.get('slug', record['id'])}/"
        )
        emails = record.pop("emails", [])
        assert all("@" not in one["address"] for one in emails)
        Draft202012Validator(schema).validate(record)
    rose = next(one for one in answer["results"] if one["id"] == "fabrique-rose")
    assert rose["siren"] == "732829320"
    assert rose["evidence"][1]["supports"][1] == "emails=autre [arobase] fabrique.example"


def test_csv_opens_in_a_spreadsheet(client: Client) -> None:
    load_rich()
    load(organisation("formule", name="=cmd|' /C calc'!A0", acronym="@sum", summary="-1+1"))
    text = get(client, "csv").decode("utf-8")
    assert text.startswith("\ufeffid,url,name,")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))}
    assert set(rows) == {"fabrique-rose", "reseau-velo", "formule"}
    assert rows["formule"]["name"] == "'=cmd|' /C calc'!A0"
    assert rows["formule"]["acronym"] == "'@sum"
    assert rows["formule"]["summary"] == "'-1+1"
    rose = rows["fabrique-rose"]
    assert rose["summary"] == "Répare des vélos, et forme des mécaniciennes."
    assert rose["themes"] == "Mobilité | Réemploi et économie circulaire"
    assert rose["emails"] == "bonjour [arobase] fabrique.example"
    assert rose["legal_form"].startswith("Société commerciale")
    response = client.get(f"{LIST}?format=csv")
    assert "annuaire.csv" in response["Content-Disposition"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start: str) -> None:
    assert cell(f"{start}SUM(A1)") == f"'{start}SUM(A1)"
    assert cell(f"a{start}") == f"a{start}"


def test_a_negative_number_stays_a_number() -> None:
    assert cell("-12.5") == "-12.5"


def test_geojson_places_what_has_a_place(client: Client) -> None:
    load_rich()
    load(organisation("large", located_in=["departement:54"]), organisation("nulle-part"))
    answer = json.loads(get(client, "geojson"))
    assert answer["type"] == "FeatureCollection"
    features = {one["id"]: one for one in answer["features"]}
    assert set(features) == {"fabrique-rose", "large"}
    lon, lat = features["fabrique-rose"]["geometry"]["coordinates"]
    assert (lon, lat) == pytest.approx((6.17, 48.69), abs=0.05)
    assert features["fabrique-rose"]["properties"]["precision"] == "centre de la commune"
    assert features["large"]["properties"]["precision"] == "centre du département"
    empty = json.loads(get(client, "geojson", "q=introuvable"))
    assert empty["features"] == []


def test_atom_can_be_followed(client: Client) -> None:
    load_rich()
    feed = ElementTree.fromstring(get(client, "atom", "role=lieu"))
    assert feed.find(f"{ATOM}title").text == "Maillage : 1 organisation"
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}id").text == "urn:maillage:fabrique-rose"
    assert entry.find(f"{ATOM}link").get("href") == f"http://testserver{SHEET}"
    links = {one.get("rel"): one.get("href") for one in feed.findall(f"{ATOM}link")}
    assert links["self"] == "http://testserver/annuaire/?role=lieu&format=atom"
    assert entry.find(f"{ATOM}updated").text


def test_identifiers_are_stable_when_a_name_changes(client: Client) -> None:
    load_rich()
    before = {form: get(client, form) for form in ("json", "geojson", "atom")}
    load_rich(name="La Fabrique bleue", slug="bleue", former_slugs=["la-fabrique-rose"])
    for form, content in before.items():
        after = get(client, form)
        assert after != content
        assert b"fabrique-rose" in after
    assert json.loads(client.get("/annuaire/bleue/?format=json").content)["id"] == "fabrique-rose"


@pytest.mark.parametrize("form", ["xml", "JSON", "%00", "x" * 5_000])
def test_an_unknown_format_is_not_found_and_names_those_that_exist(
    client: Client, form: str
) -> None:
    load_rich()
    response = client.get(f"{LIST}?format={form}")
    assert response.status_code == 404
    assert "csv, json, geojson ou atom" in response.content.decode().replace("\u202f", " ")
    assert client.get(f"{SHEET}?format={form}").status_code == 404


def test_a_sheet_has_its_record_and_its_linked_data(client: Client) -> None:
    load_rich()
    record = json.loads(client.get(f"{SHEET}?format=json").content)
    assert record["id"] == "fabrique-rose"
    response = client.get(f"{SHEET}?format=jsonld")
    assert response["Content-Type"] == "application/ld+json"
    data = json.loads(response.content)
    assert data["@id"] == "http://testserver/fiches/fabrique-rose/"
    assert data["@type"] == "Organization"
    assert data["alternateName"] == ["Fabrique", "Atelier rose", "LFR"]
    assert data["address"][1] == {
        "@type": "PostalAddress",
        "streetAddress": "2, rue Basse",
        "addressLocality": "Liège",
        "addressCountry": "Belgique",
    }
    bare = json.loads(client.get("/annuaire/reseau-velo/?format=jsonld").content)
    assert "alternateName" not in bare


def public(client: Client) -> dict[str, str]:
    """Return every public output that could speak of a sheet, by address."""
    paths = [
        "/", LIST, SHEET, "/annuaire/reseau-velo/", "/carte/", "/sources/", "/territoires/",
        "/territoires/commune/54395-nancy/", "/territoires/commune/59350-lille/",
        "/recherche/?q=fabrique", "/recherche/?q=bonjour", "/recherche/?q=brouillon+projet",
        "/recherche/suggestions/?q=projet", "/recherche/suggestions/?q=fabrique",
        "/recherche/suggestions/?q=bonjour", "/carte/donnees/?bbox=-5,41,10,51",
        f"{SHEET}?format=json", f"{SHEET}?format=jsonld", "/annuaire/reseau-velo/?format=json",
        *(f"{LIST}?q={q}&format={form}" for q in ("fabrique", "projet", "velo")
          for form in ("json", "csv", "geojson", "atom")),
        *(f"{LIST}?format={form}" for form in ("json", "csv", "geojson", "atom")),
        f"{LIST}?q=bonjour", f"{LIST}?q=arobase", f"{LIST}?role=couveuse",
    ]  # fmt: skip
    found = {}
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200, path
        found[path] = response.getvalue().decode()
    return found


@pytest.mark.usefixtures("client")
def test_no_email_address_is_ever_given_in_clear(client: Client) -> None:
    address = "bonjour@fabrique.example"
    texts: dict[str, Any] = {
        "description": f"Écrire à **{address}** ou <{address}>.",
        "labels": [f"Label de {address}"],
        "other_names": [address],
        "people": [{"name": "Ada Rose", "function": address, "service": address}],
        "links": [{"kind": "site", "url": "https://social.example/@a@b.example", "label": address}],
        "phones": [{"number": "+33383000000", "label": address}],
        "emails": [{"address": address, "label": address}],
        "addresses": [{"street": address, "commune": "54395", "label": address}],
        "ess_claims": [{"basis": "esus", "says": "oui", "note": "Selon la préfecture"}],
        "relations": [{"kind": "membre-de", "target": "reseau-velo", "note": address}],
        "remarks": [{"text": f"La source écrit {address}."}],
    }
    load_rich(**texts)
    load_rich(**texts | {"emails": [{"address": "neuve@fabrique.example"}]})
    outputs = public(client)
    assert "arobase" in outputs[SHEET]
    for path, text in outputs.items():
        shown = text.replace("social.example/@a@b.example", "")
        assert not re.search(r"[\w.]+(@|&#64;|%40)[\w-]+\.example", shown), path


def test_what_is_not_published_appears_nowhere(client: Client) -> None:
    load_rich(
        relations=[{"kind": "membre-de", "target": "reseau-velo"},
                   {"kind": "porte", "target": "brouillon"}],
        evidence=[{"source": "guide", "supports": ["relations=porte:brouillon"]}],
    )  # fmt: skip
    for path, text in public(client).items():
        assert "secret" not in text, path
        assert "brouillon" not in text or "q=brouillon" in path, path
    listing = client.get(LIST).context["listing"]
    assert listing.total == 2
    assert "couveuse" not in {option.value for option in listing.facets[0].options}
    (source,) = client.get("/sources/").context["sources"]
    assert source.sheets == 1
    assert client.get("/").context["counts"]["organisations"] == 2
    assert client.get("/territoires/commune/59350-lille/").status_code == 200
    for path in ("/annuaire/brouillon/", "/fiches/brouillon/", "/annuaire/brouillon/?format=json"):
        assert client.get(path).status_code == 404
    record = json.loads(client.get("/annuaire/reseau-velo/?format=json").content)
    assert "relations" not in record


@pytest.mark.parametrize("status", ["brouillon", "a-relire", "suspendu", "archive"])
def test_each_unpublished_state_hides_a_sheet(client: Client, status: str) -> None:
    load(organisation("a", status=status))
    assert client.get("/annuaire/a/").status_code == 404
    assert client.get(LIST).context["listing"].total == 0
