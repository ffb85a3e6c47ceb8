"""What every page of the portal owes its readers."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from factories import load, load_rich, organisation

from maillage.apps.sheets.models import Sheet

pytestmark = pytest.mark.usefixtures("places")
PAGES = (
    "/", "/annuaire/", "/annuaire/la-fabrique-rose/", "/carte/", "/recherche/",
    "/recherche/?q=fabrique", "/sources/", "/mentions-legales/", "/accessibilite/",
    "/territoires/", "/territoires/commune/54395-nancy/", "/territoires/region/44-grand-est/",
    "/territoires/pays/FR-france/", "/territoires/perimetre/pays-rose/",
)  # fmt: skip


class Links(HTMLParser):
    """Gathers the addresses of this site that a page leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        address = given.get("href") if tag in {"a", "link"} else None
        address = given.get("action") if tag == "form" else address
        if address:
            self.found.append(address)


def links(text: str, page: str) -> set[str]:
    """Return the addresses of this site in a page, without those of files."""
    parser = Links()
    parser.feed(text)
    found = {address.removeprefix("http://testserver") for address in parser.found}
    path = page.partition("?")[0]
    found = {path + address if address[0] == "?" else address for address in found}
    return {
        address.partition("#")[0]
        for address in found
        if address.startswith("/") and not address.startswith(("/static/", "/admin/", "//"))
    } - {""}


def rows() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


@pytest.mark.parametrize("path", PAGES)
def test_pages_answer_and_tell_browsers_what_they_may_do(client: Client, path: str) -> None:
    load_rich()
    response = client.get(path)
    assert response.status_code == 200
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert not response.cookies
    text = response.content.decode()
    assert '<html lang="fr">' in text
    assert len(re.findall(r"<h1[ >]", text)) == 1
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=\"|\sstyle=\"", text)
    assert not re.search(r"\{\{|\{%|None</|Undefined", text)


def test_every_link_answers_and_reading_writes_nothing(client: Client) -> None:
    load_rich()
    before = rows()
    waiting, seen = set(PAGES), set()
    while waiting and len(seen) < 250:
        path = min(waiting)
        waiting.remove(path)
        seen.add(path)
        response = client.get(path, follow=True)
        assert response.status_code == 200, path
        if "text/html" in response["Content-Type"] and path.count("=") < 2:
            waiting |= links(response.content.decode(), path) - seen
        else:
            response.getvalue()
    assert len(seen) > 60
    assert rows() == before


@pytest.mark.parametrize("path", [*PAGES, "/annuaire/?format=csv", "/fiches/fabrique-rose/"])
def test_pages_are_for_reading(client: Client, path: str) -> None:
    load_rich()
    for send in (client.post, client.put, client.delete):
        assert send(path).status_code == 405
    assert client.head(path).status_code in {200, 302}


@pytest.mark.parametrize(
    "path",
    ["/rien/", "/annuaire/rien/", "/annuaire/%00/", "/annuaire/../secret/", "/fiches/rien/",
     "/territoires/commune/99999-rien/", "/territoires/planete/1/", "/carte/?type=planete",
     "/media/identite/rien.png", "/media/autre.png"],
)  # fmt: skip
def test_what_does_not_exist_is_not_found_and_ways_on_are_offered(
    client: Client, path: str
) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert 'href="/recherche/"' in response.content.decode()


@pytest.mark.parametrize(
    "query",
    ["", "bbox=", "bbox=1,2,3", "bbox=a,b,c,d", "bbox=nan,0,1,1", "bbox=0,2,1,1", "bbox=inf,0,1,1",
     "bbox=0,0,1,1&zoom=x", "bbox=0,0,1,1&zoom=99", "bbox=0,0,1,1&zoom=" + "9" * 5_000],
)  # fmt: skip
def test_a_malformed_box_of_the_map_is_refused_in_words(client: Client, query: str) -> None:
    response = client.get(f"/carte/donnees/?{query}")
    assert response.status_code == 400
    assert re.search("bbox|zoom", response.json()["error"])


def test_the_map_shows_single_sheets_and_stacks(client: Client) -> None:
    load_rich()
    load(organisation("lille", located_in=["commune:59350"]), organisation("sans-lieu"))
    load(organisation("lille-2", addresses=[{"commune": "59350"}]))
    answer = client.get("/carte/donnees/?bbox=-5,41,10,51").json()
    shown = {one["properties"]["title"]: one["properties"] for one in answer["features"]}
    assert set(shown) == {"La Fabrique rose", "2 organisations"}
    assert shown["La Fabrique rose"]["url"] == "/fiches/fabrique-rose/"
    assert shown["La Fabrique rose"]["family"] == "societe-commerciale-ess"
    assert shown["2 organisations"]["url"] == "/annuaire/?territoire=commune:59350"
    world = client.get("/carte/donnees/?bbox=-500,-90,500,90").json()
    assert len(world["features"]) == 2
    assert client.get("/carte/donnees/?bbox=0,0,1,1").json()["features"] == []


def test_a_sheet_takes_as_many_queries_however_full(client: Client) -> None:
    load_rich(relations=[{"kind": "membre-de", "target": "reseau-velo"}])
    others = [
        organisation(f"o{number}", relations=[{"kind": "porte", "target": "pleine"}])
        for number in range(12)
    ]
    full = organisation(
        "pleine",
        located_in=["commune:54395", "commune:57463"],
        acts_in=["region:44", "pays:FR"],
        relations=[{"kind": "soutient", "target": one["id"]} for one in others],
        evidence=[{"source": "guide", "line": line, "supports": ["name"]} for line in range(1, 20)],
        remarks=[{"text": str(number)} for number in range(9)],
    )
    load(full, *others)
    counts = {}
    for slug in ("la-fabrique-rose", "pleine"):
        client.get(f"/annuaire/{slug}/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/annuaire/{slug}/").status_code == 200
        counts[slug] = len(queries)
    assert counts["pleine"] <= counts["la-fabrique-rose"] <= 25


@pytest.mark.parametrize("path", ["/", "/territoires/", "/territoires/commune/54395-nancy/"])
def test_other_pages_take_as_many_queries_for_many_sheets(client: Client, path: str) -> None:
    counts = set()
    for size in (8, 40):
        load(*(organisation(f"o{number}", located_in=["commune:54395"]) for number in range(size)))
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        counts.add(len(queries))
    assert len(counts) == 1


def test_an_empty_instance_has_all_its_pages(client: Client) -> None:
    for path in PAGES:
        if "rose" not in path:
            assert client.get(path).status_code == 200, path
    assert not Sheet.objects.exists()


def test_the_full_sheet_shows_everything_known(client: Client) -> None:
    load_rich()
    text = client.get("/annuaire/la-fabrique-rose/").content.decode().replace("\u202f", " ")
    text = text.replace("\u00a0", " ")
    for words in (
        "La Fabrique rose", "LFR", "Atelier rose", "<strong>coopérative</strong>", "ESUS",
        "mai 2010", "732829320", "73282932000074", "W543000123", "Nancy (54)", "Pays rose",
        "1, rue Haute, 54000 Nancy", "2, rue Basse, Liège, Belgique", "tel:+33383000000",
        "bonjour [arobase] fabrique.example", "https://fabrique.example/", "Ada Rose", "Présidente",
        "Réseau Velo".replace("é", "e"), "Depuis 2012", "Le lien de la source est vide.",
        "ligne 12", "2009", "Les sources ne disent pas la même chose", "se contredisent",
        "Arrêté préfectoral", "Relue le 2 mai 2026", "Document de 2025.", "vers 2008",
    ):  # fmt: skip
        assert words in text, words


def test_markup_in_values_is_shown_as_text(client: Client) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    values: dict[str, Any] = {
        "name": evil, "acronym": "<b>", "summary": evil, "labels": [evil], "other_names": [evil],
        "description": f"{evil}\n\n[x](javascript:alert(1)) ![y](http://a.fr/y.png)",
        "remarks": [{"text": evil}], "people": [{"name": evil}],
        "links": [{"kind": "site", "url": "https://a.fr/\"onclick=\"alert(1)", "label": evil}],
        "evidence": [{"source": "guide", "passage": evil, "supports": ["name", f"labels={evil}",
                                                                     "founded=<b>"]}],
    }  # fmt: skip
    load(organisation("mal", located_in=["commune:54395"], **values))
    for path in ("/annuaire/mal/", "/annuaire/", "/annuaire/?q=alert", "/carte/", "/",
                 "/recherche/?q=script", "/recherche/suggestions/?q=script",
                 "/territoires/commune/54395-nancy/"):  # fmt: skip
        text = client.get(path).content.decode()
        assert "<script>alert" not in text, path
        assert "<img src=x" not in text, path
        assert not re.search(r"href=\"javascript|\"onclick=\"|<b></b>", text), path
