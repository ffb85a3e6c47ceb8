"""Resources and collections: lists, pages, data for machines."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from factories import load, organisation

from maillage.apps.library.models import Resource
from maillage.apps.sheets.files import LoadError

pytestmark = pytest.mark.usefixtures("places")


def resource(uid: str, **fields: Any) -> dict[str, Any]:
    name = uid.replace("-", " ").title()
    return {"type": "resource", "id": uid, "name": name, "kind": "guide", **fields}


@pytest.fixture
def shelf(places: None) -> None:
    """Load a publisher, four resources and a collection."""
    load(
        organisation("editions", name="Éditions du Lien"),
        organisation("secret", name="Éditeur caché", status="brouillon"),
        resource(
            "livre-un",
            kind="livre",
            authors=["Ada Rose"],
            publishers=["editions", "secret"],
            published="2019-05",
            language="fr",
            isbn="2-7071-8898-0",
            licence="CC BY 4.0",
            themes=["reemploi"],
            links=[{"kind": "page", "url": "https://livre.example/"}],
        ),
        resource("etude-deux", kind="etude", published="2024", publisher_name="Un laboratoire"),
        resource("donnees-trois", kind="donnees", published="2019-11-02", language="en"),
        resource("guide-quatre"),
        {
            "type": "collection",
            "id": "choix",
            "name": "Notre choix",
            "items": ["guide-quatre", "editions", "livre-un", "secret"],
        },
    )


def uids(response: Any) -> list[str]:
    return [card.sheet.uid for card in response.context["listing"].cards]


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["etude-deux", "donnees-trois", "livre-un", "guide-quatre"]),
        ("tri=nom", ["donnees-trois", "etude-deux", "guide-quatre", "livre-un"]),
        ("genre=livre&genre=etude", ["etude-deux", "livre-un"]),
        ("annee=2019", ["donnees-trois", "livre-un"]),
        ("langue=en", ["donnees-trois"]),
        ("theme=reemploi", ["livre-un"]),
        ("q=Ada+Rose", ["livre-un"]),
        ("q=9782707188984", ["livre-un"]),
        ("du=2020-01-01", ["etude-deux"]),
    ],
)
def test_a_resource_is_found_by_kind_year_language_author_isbn(
    client: Client, query: str, expected: list[str]
) -> None:
    assert uids(client.get(f"/ressources/?{query}")) == expected


@pytest.mark.usefixtures("shelf")
def test_a_card_names_kind_authors_public_publishers_and_date(client: Client) -> None:
    text = client.get("/ressources/?genre=livre").content.decode()
    for words in ("Livre", "Ada Rose", "Éditions du Lien", "mai\u00a02019", '<svg class="cover"'):
        assert words in text
    assert "Éditeur caché" not in text


@pytest.mark.usefixtures("shelf")
def test_the_number_of_queries_does_not_grow_with_the_list(client: Client) -> None:
    client.get("/ressources/")
    with CaptureQueriesContext(connection) as few:
        client.get("/ressources/")
    load(
        *(organisation(f"editeur-{n}") for n in range(9)),
        *(resource(f"plus-{n}", publishers=[f"editeur-{n}"]) for n in range(9)),
    )
    client.get("/ressources/")
    with CaptureQueriesContext(connection) as many:
        client.get("/ressources/")
    assert len(few) == len(many)


@pytest.mark.usefixtures("shelf")
def test_a_page_says_everything_and_leads_to_the_work(client: Client) -> None:
    text = client.get("/ressources/livre-un/").content.decode()
    for words in (
        "978-2-7071-8898-4",
        "CC BY 4.0",
        "Ada Rose",
        "https://livre.example/",
        "Notre choix",
    ):
        assert words in text
    assert "Éditeur caché" not in text


@pytest.mark.usefixtures("shelf")
def test_machines_read_a_work_of_its_own_type(client: Client) -> None:
    book = json.loads(client.get("/ressources/livre-un/?format=jsonld").content)
    assert book["@type"] == "Book"
    assert book["isbn"] == "9782707188984"
    assert [one["name"] for one in book["publisher"]] == ["Éditions du Lien"]
    data = json.loads(client.get("/ressources/donnees-trois/?format=jsonld").content)
    assert data["@type"] == "Dataset"
    guide = json.loads(client.get("/ressources/guide-quatre/?format=jsonld").content)
    assert guide["@type"] == "CreativeWork"


@pytest.mark.usefixtures("shelf")
def test_a_collection_shows_its_public_sheets_in_its_order(client: Client) -> None:
    response = client.get("/collections/choix/")
    shown = [card.sheet.uid for card in response.context["items"]]
    assert shown == ["guide-quatre", "editions", "livre-un"]
    described = json.loads(client.get("/collections/choix/?format=jsonld").content)
    assert [one["identifier"] for one in described["hasPart"]] == shown
    assert "/collections/" not in {url for _label, url, _now in response.context["nav"]}


def test_what_is_wrong_in_a_record_is_said_where_it_is() -> None:
    with pytest.raises(LoadError) as refused:
        load(resource("un", isbn="978-2-7071-8898-0"), resource("deux", kind="roman"))
    text = str(refused.value.problems)
    assert "n’est pas un ISBN" in text
    assert "roman" in text
    assert not Resource.objects.exists()


@pytest.mark.usefixtures("shelf")
def test_a_resource_keeps_its_cover_in_the_instance(client: Client) -> None:
    load(resource("illustre", cover="illustre.jpg"))
    text = client.get("/ressources/illustre/").content.decode()
    assert 'src="/media/couvertures/illustre.jpg"' in text


@pytest.mark.ignore_template_errors
@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("name", ["resource", "collection"])
def test_editors_have_a_form_for_each(admin_client: Client, name: str) -> None:
    assert admin_client.get(f"/admin/library/{name}/").status_code == 200
    page = admin_client.get(f"/admin/library/{name}/add/")
    assert page.status_code == 200
    assert 'name="name"' in page.content.decode()
