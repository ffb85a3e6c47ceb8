"""What the sheet of an authority's policy promises, told as short stories."""

from html import unescape
from typing import Any

import pytest
from django.test import Client
from factories import SOURCE, load, organisation

from maillage.apps.policies import checks
from maillage.apps.policies.models import Policy
from maillage.apps.policies.page import is_elected, period, staff_text
from maillage.apps.policies.staffing import headcount

pytestmark = pytest.mark.usefixtures("places")

LINES = [
    {"id": "appel", "label": "Appel à projets", "kind": "fonctionnement", "amount": 100_000},
    {"id": "cotisations", "label": "Cotisations", "kind": "fonctionnement", "amount": 20_000},
    {"id": "rtes", "label": "Au RTES", "kind": "fonctionnement", "part_of": "cotisations"},
    {"id": "scic", "label": "Parts de SCIC", "kind": "investissement", "amount": 30_000},
    {
        "id": "iae",
        "label": "Insertion",
        "kind": "fonctionnement",
        "amount": 140_000,
        "outside": True,
    },
]  # fmt: skip


def policy(uid: str = "metz", **fields: Any) -> dict[str, Any]:
    """Return the record of a policy named after its identifier."""
    return {"type": "policy", "id": uid, "name": uid.title(), **fields}


def dated(lines: list[dict[str, Any]], year: int = 2025) -> list[dict[str, Any]]:
    return [{**line, "year": year} for line in lines]


def page(client: Client, path: str = "/politiques/metz/") -> str:
    """Return the text of a page, its fine spaces made plain."""
    response = client.get(path)
    assert response.status_code == 200
    text = unescape(response.content.decode())
    return text.replace("\u202f", " ").replace("\u00a0", " ")


class TestATotalIsCheckedAgainstItsLines:
    """The document states a total: the page says whether its lines make it."""

    def test_it_agrees(self, client: Client) -> None:
        total = {"id": "t", "label": "Fonctionnement", "kind": "fonctionnement", "amount": 120_000}
        load(policy(budgets=LINES, totals=[total]))
        assert "d’accord avec ses lignes" in page(client)

    def test_it_differs_by_so_much(self, client: Client) -> None:
        total = {"id": "t", "label": "Fonctionnement", "kind": "fonctionnement", "amount": 121_000}
        load(policy(budgets=LINES, totals=[total]))
        assert "diffère de 1 000 € de ses lignes (120 000 € pour 121 000 € annoncés)" in page(
            client
        )

    def test_it_is_not_broken_down(self, client: Client) -> None:
        load(policy(totals=[{"id": "t", "label": "Budget", "amount": 121_000, "year": 2025}]))
        assert "pas de ventilation" in page(client)

    def test_what_the_document_keeps_out_stands_apart(self, client: Client) -> None:
        load(policy(budgets=LINES))
        text = page(client)
        assert "Hors du total" in text
        assert text.index("Hors du total") < text.index('id="budgets-iae"')
        assert Policy.objects.get().headline_budget.amount == 150_000  # type: ignore[union-attr]


class TestWhatTheDocumentLeavesOutStaysUnknown:
    """A missing year or amount is said, never filled in."""

    def test_an_unknown_year_is_named(self, client: Client) -> None:
        load(policy(budgets=LINES))
        assert "<h3>Année inconnue</h3>" in page(client)

    def test_an_unknown_amount_has_words_and_no_bar(self, client: Client) -> None:
        load(policy(budgets=LINES))
        row = page(client).partition('id="budgets-rtes"')[2].partition("</tr>")[0]
        assert "non communiqué" in row
        assert "<svg" not in row

    def test_a_known_amount_has_a_bar(self, client: Client) -> None:
        load(policy(budgets=LINES))
        row = page(client).partition('id="budgets-appel"')[2].partition("</tr>")[0]
        assert "100 000 €" in row
        assert "<svg" in row

    def test_the_key_facts_admit_what_is_missing(self, client: Client) -> None:
        load(policy())
        keys = page(client).partition('class="keys"')[2].partition("</dl>")[0]
        assert keys.count("non communiqué") == 4

    def test_a_sum_is_not_called_a_total(self, client: Client) -> None:
        load(policy(budgets=LINES))
        keys = page(client).partition('class="keys"')[2].partition("</dl>")[0]
        assert "Montants connus, année inconnue" in keys
        assert "150 000 €" in keys


class TestEachLineHasItsSource:
    """Budgets, posts and actions carry their marks, and their anchors."""

    def test_marks_and_anchors(self, client: Client) -> None:
        proofs = [
            {"source": "guide", "line": 7, "passage": "100 000 €", "supports": ["budgets=appel"]},
            {"source": "guide", "line": 9, "passage": "un club", "supports": ["actions=club"]},
        ]
        actions = [
            {"id": "club", "name": "Club", "kind": "reseau", "start": "2021-11", "sheets": ["rtes"]}
        ]
        load(policy(budgets=LINES, actions=actions, evidence=proofs), organisation("rtes"))
        text = page(client)
        assert "ligne 7" in text.partition('id="budgets-appel"')[2].partition("</tr>")[0]
        action = text.partition('id="actions-club"')[2].partition("</ul></li>")[0]
        assert "<q>un club</q>" in action
        assert "novembre 2021" in action
        assert '<a class="chip" href="/annuaire/rtes/">Rtes</a>' in action

    def test_the_sheets_that_it_names_show_it_in_return(self, client: Client) -> None:
        actions = [{"id": "club", "name": "Club", "kind": "reseau", "sheets": ["rtes"]}]
        load(policy(organisation="rtes", actions=actions), organisation("rtes"))
        text = page(client, "/annuaire/rtes/")
        assert "Politique de l’ESS" in text
        assert "Cité dans la politique de" in text


class TestPeopleAreNamedForTheirFunction:
    """Elected members on one side, civil servants on the other."""

    @pytest.mark.parametrize(
        "function",
        [
            "Maire",
            "Présidente",
            "4e vice-président délégué à l’attractivité",
            "Conseillère municipale déléguée à l’ESS",
            "5e adjoint, transition énergétique",
            "Élue représentante auprès du RTES",
        ],
    )
    def test_elected(self, function: str) -> None:
        assert is_elected(function)

    @pytest.mark.parametrize(
        "function",
        [
            "Chargée de mission économie sociale et solidaire",
            "Cheffe du pôle ESS",
            "Directrice adjointe",
            "Directrice du PETR, référente ESS",
            "Conseiller technique du président",
            "",
        ],
    )
    def test_civil_servants(self, function: str) -> None:
        assert not is_elected(function)

    def test_on_the_page(self, client: Client) -> None:
        people = [
            {"name": "Ada Rose", "function": "Maire"},
            {"name": "Léo Vert", "function": "Chargé de mission", "service": "Emploi"},
        ]
        load(policy(people=people))
        text = page(client)
        assert text.index("Élus</h3>") < text.index("Ada Rose") < text.index("Agents</h3>")
        assert text.index("Agents</h3>") < text.index("Léo Vert")


class TestWords:
    """Dates and numbers as people read them."""

    @pytest.mark.parametrize(
        ("start", "end", "words"),
        [
            ("2019", "", "2019"),
            ("2025-03", "", "mars 2025"),
            ("2025-11-07", "2025-11-08", "du 7 au 8 novembre 2025"),
            ("2025-11-30", "2025-12-01", "du 30 novembre 2025 au 1er décembre 2025"),
            ("2019-02", "2021-05", "de février 2019 à mai 2021"),
            ("2019-10", "2021", "d’octobre 2019 à 2021"),
            ("2021", "2021", "2021"),
        ],
    )
    def test_periods(self, start: str, end: str, words: str) -> None:
        assert period(start, end) == words

    def test_staff(self) -> None:
        post = {"id": "a", "label": "A", "persons": 1, "fte": 0.6, "qualifier": "environ"}
        assert staff_text(post).replace("\u00a0", " ") == "1 personne, environ 0,6 ETP"
        assert headcount([post], "persons").qualifier is None  # type: ignore[union-attr]
        assert headcount([post, {"id": "b", "label": "B"}], "fte").qualifier == "au-moins"  # type: ignore[union-attr]
        assert headcount([], "fte") is None


class TestWhatDeservesASecondLook:
    """`maillage lint` says what an editor should look at again."""

    def said(self, **fields: Any) -> str:
        load(policy(**fields))
        sheet = Policy.objects.get()
        return "\n".join(message for check in checks.CHECKS for message in check(sheet))

    def test_nothing_to_say(self) -> None:
        assert self.said(budgets=dated(LINES), rtes_since=2012) == ""

    def test_a_total_that_disagrees_is_information(self) -> None:
        total = {"id": "t", "label": "T", "kind": "fonctionnement", "amount": 1}
        assert "pour information, le total diffère" in self.said(budgets=LINES, totals=[total])

    def test_years_out_of_reason(self) -> None:
        said = self.said(budgets=dated(LINES[:1], 2205), rtes_since=1912)
        assert "2205 est hors de 1990–2100" in said
        assert "rtes_since : l’année 1912" in said

    def test_negative_amounts_and_broken_details(self) -> None:
        lines = [
            {"id": "a", "label": "A", "kind": "autre", "amount": -5},
            {"id": "b", "label": "B", "kind": "autre", "amount": 5, "part_of": "z"},
            {"id": "c", "label": "C", "kind": "autre", "amount": 9, "part_of": "b"},
        ]
        said = self.said(budgets=lines)
        assert "budgets=a : le montant est négatif" in said
        assert "« z » qu’elle détaille n’existe pas" in said
        assert "budgets=b : son détail" in said

    def test_identifiers_given_twice(self) -> None:
        twice = [{"id": "a", "title": title} for title in ("Un", "Deux")]
        assert "« a » est donné 2 fois" in self.said(axes=twice)

    @pytest.mark.parametrize(("declared", "odd"), [(100, False), (121, True), (79, True)])
    def test_inhabitants_far_from_the_population(self, declared: int, odd: bool) -> None:
        assert bool(checks.population_gap(declared, 100)) is odd
        assert checks.population_gap(None, 100) is None
        assert checks.population_gap(declared, None) is None

    def test_against_the_territory(self) -> None:
        said = self.said(located_in=["commune:57463"], inhabitants=3)
        assert "inhabitants : 3 habitants déclarés" in said


def test_machines_read_a_government_organization(client: Client) -> None:
    address = {"street": "1, place d’Armes", "postal_code": "57000", "city": "Metz"}
    load(policy(addresses=[address]), sources=[SOURCE])
    found = client.get("/politiques/metz/?format=jsonld").json()
    assert found["@type"] == "GovernmentOrganization"
    assert found["address"][0]["addressLocality"] == "Metz"
