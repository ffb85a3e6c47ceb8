"""Figures in the database: round trips, and a fixed number of queries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from factories import load, organisation

from maillage.apps.figures.models import Figure
from maillage.apps.sheets import loading
from maillage.apps.sheets.queries import with_proofs
from maillage.apps.sheets.records import to_record

pytestmark = pytest.mark.usefixtures("places")
INDICATOR = {
    "type": "indicator",
    "id": "ind-emplois",
    "name": "Emplois",
    "summary": "Personnes employées.",
    "unit": "emplois",
    "measure": "nombre",
}
FULL = {
    "type": "figure",
    "id": "chiffre-complet",
    "name": "Emplois à Nancy",
    "indicator": "ind-emplois",
    "value": 950_000,
    "value_max": 1_000_000,
    "qualifier": "environ",
    "denominator": "des emplois de la ville",
    "per": "par an",
    "period_start": "2019",
    "period_end": "2021-05",
    "period_note": "crise du Covid",
    "nature": "estime",
    "origin": "Insee, Sirene 2019",
    "obsolete": "Remplacé depuis.",
    "summary": "En bref.",
    "description": "Un texte.",
    "subject": "mouves",
    "subject_part": "actions=un",
    "located_in": ["commune:54395"],
    "themes": ["mobilite"],
    "links": [{"kind": "site", "url": "https://chiffres.example/"}],
    "evidence": [{"source": "guide", "line": 3, "supports": ["value", "period_start"]}],
}


def many(count: int) -> list[dict[str, Any]]:
    """Return as many figures of one indicator, territory and subject."""
    own = {key: FULL[key] for key in ("type", "indicator", "subject", "located_in", "evidence")}
    return [
        own | {"id": f"chiffre-{number}", "name": f"Chiffre {number}", "value": number}
        for number in range(count)
    ]


def test_a_record_comes_back_as_it_went_in() -> None:
    load(INDICATOR, organisation("mouves"), FULL)
    found = with_proofs(Figure.objects.filter(uid="chiffre-complet")).get()
    assert to_record(found) == FULL
    assert found.value == 950_000


def test_loading_again_changes_nothing() -> None:
    records = (INDICATOR, organisation("mouves"), FULL)
    load(*records)
    report = load(*records)
    assert (report.created, report.updated) == ([], [])
    assert report.unchanged


@pytest.mark.parametrize("missing", ["indicator", "value"])
def test_a_figure_has_a_value_and_says_what_it_counts(missing: str) -> None:
    record = {key: value for key, value in FULL.items() if key != missing}
    with pytest.raises(loading.LoadError, match=f"« {missing} » manque"):
        load(INDICATOR, organisation("mouves"), record)


def test_an_indicator_is_an_indicator() -> None:
    with pytest.raises(loading.LoadError):
        load(INDICATOR, organisation("mouves"), FULL | {"indicator": "mouves"})


@pytest.mark.parametrize(
    "path",
    [
        "/chiffres/",
        "/indicateurs/ind-emplois/",
        "/annuaire/mouves/",
        "/chiffres/chiffre-0/",
        "/territoires/commune/54395-nancy/",
    ],
)
def test_a_page_asks_as_much_of_the_database_for_two_figures_as_for_twenty(
    client: Client, path: str
) -> None:
    counts = []
    for records in (many(2), many(20)):
        load(INDICATOR, organisation("mouves"), *records)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[1] <= counts[0]


def test_the_list_takes_few_queries(
    client: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    load(INDICATOR, organisation("mouves"), *many(20))
    client.get("/chiffres/")
    with django_assert_max_num_queries(10):
        client.get("/chiffres/")


def test_an_unpublished_indicator_or_subject_is_not_named(client: Client) -> None:
    load(
        INDICATOR | {"status": "brouillon"},
        organisation("mouves", name="Projet secret", status="brouillon"),
        FULL,
    )
    response = client.get("/chiffres/chiffre-complet/")
    assert response.status_code == 200
    assert b"Projet secret" not in response.content
    assert b"mouves" not in client.get("/chiffres/chiffre-complet/?format=json").content
    assert client.get("/indicateurs/ind-emplois/").status_code == 404


def test_the_page_of_an_indicator_is_cut_and_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maillage.apps.figures.queries.SHOWN", 1)
    load(INDICATOR, organisation("mouves"), *many(6))
    response = client.get("/indicateurs/ind-emplois/")
    assert response.context["values"].is_cut
    assert "Tous les chiffres de cet indicateur" in response.content.decode()
