"""The comparison of policies: its address, its cells, its files, and few queries."""

import csv
import io
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from factories import load

pytestmark = pytest.mark.usefixtures("places")
PATH = "/politiques/comparer/"


def record(uid: str, **fields: Any) -> dict[str, Any]:
    return {"type": "policy", "id": uid, "name": uid.title(), **fields}


def line(uid: str, amount: float | None, kind: str = "fonctionnement", **more: Any) -> Any:
    own = {} if amount is None else {"amount": amount}
    return {"id": uid, "label": uid, "kind": kind, **own, **more}


@pytest.fixture
def authorities(places: None) -> None:
    """Load four policies: complete, without inhabitants, without budget, and a draft."""
    load(
        record(
            "metz",
            authority_type="commune",
            inhabitants=100_000,
            rtes_since=2020,
            budgets=[
                line("a", 40_000, year=2024),
                line("b", 10_000, "investissement", year=2024),
            ],
            staff=[
                {"id": "ccas", "label": "CCAS", "fte": 1},
                {"id": "ce", "label": "CE", "fte": 0.5},
            ],
            actions=[{"id": "club", "name": "Club", "kind": "reseau"}],
            evidence=[
                {"source": "guide", "line": 4, "supports": ["budgets=a", "inhabitants"]},
                {"source": "guide", "line": 5, "supports": ["budgets=b"]},
                {"source": "guide", "line": 6, "supports": ["staff=ccas"]},
            ],
        ),
        record("paris", authority_type="commune", budgets=[line("a", 150_000)]),
        record("nancy", inhabitants=200_000, budgets=[line("a", None, year=2024)]),
        record("secrete", status="brouillon"),
    )


def ask(client: Client, query: str) -> Any:
    response = client.get(f"{PATH}?{query}")
    assert response.status_code == 200
    return response


def text(response: Any) -> str:
    found = unescape(response.content.decode())
    return str(found.replace("\u202f", " ").replace("\u00a0", " "))


@pytest.mark.usefixtures("authorities")
class TestTheAddressIsTheComparison:
    """`a` repeated, from two to six slugs."""

    def test_the_columns_follow_the_address(self, client: Client) -> None:
        for slugs in (["metz", "paris", "nancy"], ["nancy", "metz"]):
            response = ask(client, "&".join(f"a={slug}" for slug in slugs))
            assert [one.slug for one in response.context["page"].policies] == slugs

    def test_empty_fields_give_way_to_the_clean_address(self, client: Client) -> None:
        response = client.get(f"{PATH}?a=metz&a=&a=nancy&q=")
        assert response.status_code == 302
        assert response["Location"] == f"{PATH}?a=metz&a=nancy"

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("", "Cochez de deux à six politiques"),
            ("a=metz", "« Metz » est seule"),
            ("a=metz&a=metz", "« Metz » est demandée plusieurs fois"),
            ("a=metz&a=zorglub", "Aucune politique n’a l’adresse « zorglub »"),
            ("a=metz&a=secrete", "Aucune politique n’a l’adresse « secrete »"),
            ("a=%00&a=%3Cscript%3E", "Aucune politique n’a l’adresse « <script> »"),
        ],
    )
    def test_what_cannot_be_compared_is_explained(
        self, client: Client, query: str, said: str
    ) -> None:
        response = ask(client, query)
        assert said in text(response)
        assert "page" not in response.context or not response.context["page"]
        assert 'name="a" value="nancy"' in text(response)
        assert b"<script>" not in response.content

    def test_seven_are_too_many(self, client: Client) -> None:
        load(*(record(f"ville-{number}") for number in range(7)))
        response = ask(client, "&".join(f"a=ville-{number}" for number in range(7)))
        assert "7 politiques sont demandées, six au plus se comparent" in text(response)
        assert text(response).count("checked") == 7

    def test_a_wrong_one_does_not_stop_the_others(self, client: Client) -> None:
        response = ask(client, "a=metz&a=zorglub&a=paris&a=metz")
        assert response.context["page"].title == "Metz et Paris"
        assert response.context["permalink"].endswith(f"{PATH}?a=metz&a=paris")
        assert "zorglub" in text(response)

    def test_a_renamed_policy_keeps_its_address(self, client: Client) -> None:
        load(record("lyon", slug="grand-lyon", former_slugs=["lyon"]))
        response = ask(client, "a=lyon&a=metz")
        assert response.context["permalink"].endswith(f"{PATH}?a=grand-lyon&a=metz")

    def test_others_are_found_by_words(self, client: Client) -> None:
        response = ask(client, "a=metz&q=nancy")
        assert [one.slug for one in response.context["proposed"]] == ["nancy"]


@pytest.mark.usefixtures("authorities")
class TestWhatIsMissingIsNotZero:
    """Each cell says where its number comes from, or that nobody gave it."""

    @pytest.fixture
    def cells(self, client: Client) -> dict[Any, list[Any]]:
        page = ask(client, "a=metz&a=paris&a=nancy").context["page"]
        return {
            (row.indicator, row.year, row.kind): list(page.cells(row))
            for row in page.comparison.rows
        }

    def test_budget_per_inhabitant(self, cells: dict[Any, list[Any]]) -> None:
        metz, paris, nancy = cells["budget-par-habitant", "2024", ""]
        assert (metz.value.amount, metz.value.numerator, metz.value.denominator) == (
            0.5,
            50_000,
            100_000,
        )
        assert metz.value.text == "0,50\u202f€"
        assert [proof.locator for proof in metz.evidence] == ["ligne 4", "ligne 5"]
        assert paris.value.text == nancy.value.text == "non communiqué"
        assert nancy.value.why == "des lignes n’ont pas de montant"

    def test_without_inhabitants_there_is_no_ratio(self, client: Client) -> None:
        text_ = text(ask(client, "a=paris&a=metz"))
        assert "nombre d’habitants non communiqué" in text_

    def test_staff_and_actions(self, cells: dict[Any, list[Any]]) -> None:
        metz, paris, _nancy = cells["etp-pour-100000-habitants", "", ""]
        assert (metz.value.amount, paris.value.amount) == (1.5, None)
        metz, paris, _nancy = cells["actions", "", "reseau"]
        assert (metz.value.text, paris.value.text) == ("1", "non communiqué")
        assert metz.url == "/politiques/metz/#actions-reseau"

    def test_a_missing_number_has_no_bar(self, client: Client) -> None:
        response = ask(client, "a=metz&a=paris&a=nancy")
        charts = text(response).partition('id="graphiques"')[2].partition("</section>")[0]
        budget, staff = charts.split("</figure>")[:2]
        assert (budget.count("<svg"), budget.count("<rect")) == (1, 2)
        assert staff.count("<svg") == 1
        assert budget.count("non communiqué") >= 2


@pytest.mark.usefixtures("authorities")
class TestFiles:
    """One value a line, the unknown ones too."""

    def test_csv(self, client: Client) -> None:
        response = ask(client, "a=metz&a=paris&format=csv")
        rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
        assert list(rows[0]) == [
            *("authority", "indicator", "year", "kind", "value", "unit"),
            *("numerator", "denominator", "qualifier", "source"),
        ]  # fmt: skip
        found = {
            (row["authority"], row["indicator"], row["year"], row["kind"]): row for row in rows
        }
        metz = found["metz", "budget-par-habitant", "2024", ""]
        assert (metz["value"], metz["numerator"], metz["denominator"]) == ("0.5", "50000", "100000")
        assert "Guide de l’ESS (ligne 4)" in metz["source"]
        assert found["paris", "budget-par-habitant", "2024", ""]["value"] == ""

    def test_json(self, client: Client) -> None:
        found = ask(client, "a=metz&a=paris&format=json").json()
        assert [one["id"] for one in found["authorities"]] == ["metz", "paris"]
        habitants = [one for one in found["values"] if one["indicator"] == "habitants"]
        assert [one["value"] for one in habitants] == [100_000, None]

    @pytest.mark.parametrize("query", ["a=metz&format=csv", "a=metz&a=paris&format=pdf"])
    def test_others_do_not_exist(self, client: Client, query: str) -> None:
        assert client.get(f"{PATH}?{query}").status_code == 404


@pytest.mark.usefixtures("authorities")
def test_the_list_filters_and_lets_compare(client: Client) -> None:
    response = client.get("/politiques/")
    found = text(response)
    assert '<input type="checkbox" name="a" value="metz" form="comparer">' in found
    assert f'action="{PATH}"' in found
    assert "Montants connus 2024 : <b>50 000 €</b>" in found
    for query, count in (("type=commune", 2), ("action=reseau", 1), ("adhesion=2020", 1)):
        assert client.get(f"/politiques/?{query}").context["listing"].total == count


def test_elsewhere_a_card_has_no_box(client: Client) -> None:
    load(record("metz"))
    assert 'form="comparer"' not in text(client.get("/recherche/?q=metz"))


def test_six_take_no_more_queries_than_two(client: Client) -> None:
    load(
        *(
            record(
                f"ville-{number}",
                inhabitants=1_000 + number,
                budgets=[line("a", 5, year=2020 + number)],
                actions=[{"id": "x", "name": "X", "kind": "label"}],
                evidence=[{"source": "guide", "supports": ["budgets=a", "inhabitants"]}],
            )
            for number in range(12)
        )
    )
    counts = []
    for size in (2, 6):
        query = "&".join(f"a=ville-{number}" for number in range(size))
        ask(client, query)
        with CaptureQueriesContext(connection) as queries:
            ask(client, query)
        counts.append(len(queries))
    two, six = counts
    assert six <= two <= 7


def test_lists_take_as_many_queries_whatever_their_length(client: Client) -> None:
    counts = set()
    for size in (3, 19):
        load(*(record(f"ville-{number}", budgets=[line("a", 5)]) for number in range(size)))
        client.get("/politiques/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/politiques/")
        counts.add(len(queries))
    assert len(counts) == 1
