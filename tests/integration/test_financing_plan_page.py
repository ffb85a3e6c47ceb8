"""The page of the financing plan and the simulators: all in the address, nothing kept."""

import json
from typing import Any

import pytest
from django.test import Client
from factories import load
from pdf_text import pages, squeezed

from maillage.apps.sheets import indexing

PLAN = "/orientation/plan/"
LINES = (
    "titre=Recyclerie&depense=Travaux&nature=investissement&cout=18000"
    "&ressource=Apport&forme=&somme=3000&offre=dispositif-okote.campagne&demande=12000"
)
OKOTE = {
    "type": "scheme",
    "id": "dispositif-okote",
    "name": "OKOTE",
    "kind": "financement",
    "versions": [
        {
            "id": "v1",
            "offers": [
                {
                    "id": "campagne",
                    "label": "Campagne",
                    "instrument": "abondement",
                    "cap": {"amount": 15000, "scope": "dossier"},
                    "cofunding": [
                        {"actor": "citoyens", "share": 1},
                        {"actor": "collectivites", "share": 1},
                        {"actor": "entreprises", "share": 1},
                    ],
                }
            ],
        }
    ],
}
HOURS = {
    "type": "scheme",
    "id": "dispositif-premieres-heures",
    "slug": "premieres-heures",
    "name": "Premières heures",
    "kind": "aide",
    "versions": [
        {
            "id": "v1",
            "offers": [
                {
                    "id": "forfait",
                    "label": "Forfait",
                    "instrument": "prime",
                    "per": "mois-personne",
                    "lines": [
                        {
                            "id": "palier",
                            "label": "Palier",
                            "on": "heures-mois",
                            "tiers": [{"min": 5, "max": 22}, {"min": 23, "max": 72}],
                        }
                    ],
                }
            ],
        }
    ],
}
QUESTIONS = [
    {
        "id": fact,
        "kind": "number",
        "label": label,
        "question": f"{label} ?",
        "why": "Pour compter.",
        "unit": unit,
        "min": 0,
        "group": "emploi",
        "order": order,
        "used_by": "simulateur",
    }
    for order, (fact, label, unit) in enumerate(
        (
            ("heures-mois", "Heures dans le mois", "heures"),
            ("heures-marche", "Heures du marché", "heures"),
            ("part-insertion", "Part d’insertion", "%"),
            ("heures-faites", "Heures faites", "heures"),
            ("personnes", "Personnes", "personnes"),
            ("mois", "Mois", "mois"),
        )
    )
]


@pytest.fixture
def schemes(places: None) -> None:
    load(OKOTE, HOURS, **{"questions/simulateurs": QUESTIONS})
    indexing.catch_up()


def html(client: Client, path: str, **wanted: Any) -> str:
    response = client.get(path, **wanted)
    assert response.status_code == 200, response
    return squeezed(response.content.decode())


@pytest.mark.usefixtures("schemes")
def test_a_plan_says_what_is_left_and_what_citizens_give(client: Client) -> None:
    page = html(client, f"{PLAN}?{LINES}")
    assert squeezed("Il reste 3 000 € à trouver.") in page
    assert squeezed("dont 4 000 € donnés par des citoyens") in page
    over = html(client, f"{PLAN}?{LINES.replace('12000', '15001')}")
    assert squeezed("pour un plafond de 15 000 €") in over
    assert "Set-Cookie" not in client.get(f"{PLAN}?{LINES}").headers


@pytest.mark.usefixtures("schemes")
def test_an_address_loses_its_empty_lines_and_keeps_what_is_wrong(client: Client) -> None:
    long = f"{PLAN}?{LINES}&depense=&nature=&cout=&offre="
    response = client.get(long)
    assert response.status_code == 302
    assert response.url == f"{PLAN}?{LINES}"
    wrong = html(client, f"{PLAN}?depense=Toit&nature=&cout=cher&offre=inconnue.x&demande=3")
    assert squeezed("Toit : écrire une somme en euros, comme 12 500.") in wrong
    assert squeezed("n’est pas, ou n’est plus, dans les dispositifs publiés") in wrong
    assert 'value="cher"' in wrong


@pytest.mark.usefixtures("schemes")
def test_a_plan_is_a_csv_a_pdf_and_data(client: Client) -> None:
    table = client.get(f"{PLAN}?{LINES}&format=csv").content.decode()
    assert "ressource,OKOTE – Campagne,Abondement,12000" in table
    data = json.loads(client.get(f"{PLAN}?{LINES}&format=json").content)
    assert (data["total_cost"], data["found"], data["to_find"]) == (18000, 15000, 3000)
    assert data["resources"][1]["shares"][0] == {"actor": "citoyens", "amount": 4000}
    text = squeezed("".join(pages(client.get(f"{PLAN}?{LINES}&format=pdf").content)))
    assert squeezed("Il reste 3 000 € à trouver.") in text
    assert client.get(f"{PLAN}?{LINES}&format=docx").status_code == 404
    assert client.get(f"{PLAN}?format=csv").status_code == 404


@pytest.mark.usefixtures("schemes")
@pytest.mark.parametrize(
    "query",
    [
        "cout=1&depense=",
        "depense=a&cout=-1",
        "depense=a&cout=1e400",
        "depense=a&cout=99999999999999",
        "depense=%00&cout=3",
        "offre=.&demande=",
        "offre=dispositif-okote.&demande=1",
        "somme=%E2%82%AC",
        "&".join(["depense=x&cout=1"] * 60),
        f"titre={'x' * 3000}",
        "date=demain&depense=a&cout=1",
    ],
)
def test_whatever_is_typed_gets_a_page(client: Client, query: str) -> None:
    assert client.get(f"{PLAN}?{query}", follow=True).status_code == 200


@pytest.mark.usefixtures("schemes")
def test_a_simulator_counts_what_is_due_and_leaves_amounts_unknown(client: Client) -> None:
    path = "/simulateurs/premieres-heures/"
    assert "Premièresheures" in html(client, "/simulateurs/")
    page = html(client, f"{path}?personnes=3&heures-mois=10&mois=6")
    assert squeezed("18 fois") in page
    assert squeezed("montant à confirmer") in page
    between = f"{path}?personnes=2&heures-mois=22,5&mois=3"
    agreed = html(client, f"{between}&montant.forfait.palier.1=50&montant.forfait.palier.2=120")
    assert squeezed("de 300 à 720 €") in agreed
    assert squeezed("le barème ne dit rien entre 22 et 23").capitalize()[1:] in agreed
    wrong = html(client, f"{path}?personnes=beaucoup&heures-mois=10&mois=0")
    assert squeezed("n’est pas un nombre") in wrong
    assert client.get("/simulateurs/dispositif-okote/").status_code == 404


@pytest.mark.usefixtures("schemes")
def test_a_clause_says_the_hours_left_and_those_of_each(client: Client) -> None:
    asked = "heures-marche=10000&part-insertion=5&heures-faites=120&personnes=3&mois=6"
    page = html(client, f"/simulateurs/heures-de-clause/?{asked}")
    assert squeezed("380 heures à faire") in page
    assert squeezed("21,2 h") in page
    assert "personnes=3&amp;mois=6&amp;heuresmois=21.2" in page
    empty = html(client, "/simulateurs/heures-de-clause/?mois=3")
    assert squeezed("Il manque de quoi compter les heures dues") in empty
