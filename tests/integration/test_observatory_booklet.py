"""The booklet and the published figures, from the register and the database to what is read."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from factories import load
from observatory_vintages import Cell, write_vintage
from pdf_text import pages, squeezed

from maillage.kernel.perimeter import Basis
from maillage.kernel.vocabularies import EmployerMark, Family, Sector, SizeClass

pytestmark = pytest.mark.usefixtures("places")

NANCY = "/observatoire/commune/54395"
INDICATOR = {
    "type": "indicator",
    "id": "ind-etablissements-ess",
    "name": "Établissements de l’ESS",
    "summary": "Établissements, avec ou sans salariés.",
    "unit": "établissements",
    "measure": "nombre",
}
PUBLISHED = {
    "type": "figure",
    "id": "chiffre-nancy",
    "name": "Établissements de l’ESS à Nancy",
    "indicator": "ind-etablissements-ess",
    "value": 8,
    "period_start": "2019",
    "located_in": ["commune:54395"],
    "evidence": [{"source": "guide", "supports": ["value"]}],
}
ABOUT_A_SHEET = PUBLISHED | {"id": "chiffre-autre", "name": "Une autre", "subject": "mouves"}
MOUVES = {"type": "organisation", "id": "mouves", "name": "Mouves"}
CELLS = (
    Cell("54395", 7, Family.ASSOCIATION, Basis.LEGAL_FORM, Sector.SPORT),
    Cell(
        "54395",
        3,
        Family.COOPERATIVE,
        Basis.LEGAL_FORM,
        Sector.TRADE,
        SizeClass.FROM_20,
        EmployerMark.YES,
    ),
    Cell("54395", 90, sector=Sector.TRADE),
    Cell("57463", 50, Family.ASSOCIATION, Basis.LEGAL_FORM, Sector.ARTS),
)
EMPLOYERS = (
    {"siret": "1", "name": "LES *AMIS* #panic(1)", "commune": "54395", "size": "12"},
    {"siret": "2", "name": None, "commune": "54395", "size": "12", "partial": True},
)


@pytest.fixture
def register(data_dir: Path, settings: Any) -> Path:
    """Return the folder of an instance's vintages, for a test to publish some."""
    settings.MAILLAGE_OBSERVATORY = data_dir / "observatory"
    return data_dir / "observatory"


def booklet(client: Client, path: str = f"{NANCY}-nancy/panorama.pdf") -> list[str]:
    """Return the text of the pages of a booklet."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.content[:300]
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    return [squeezed(page) for page in pages(answer.content)]


def test_the_booklet_of_a_territory(client: Client, register: Path) -> None:
    write_vintage(register, CELLS, EMPLOYERS)
    first, second, third, fourth = booklet(client)
    assert squeezed("À Nancy, 1 établissement sur 10 relève de l’ESS : 10 établissements") in first
    assert "Associations770,0%" in second
    assert "LES*AMIS*#panic(1)" in third
    assert "Nomnondiffusible" in third
    assert "Meurthe" in third
    assert "commune:54395vintage202611" in fourth


def test_the_booklet_names_its_file_and_is_not_made_twice(client: Client, register: Path) -> None:
    write_vintage(register, CELLS, fictitious=True)
    answer = client.get(f"{NANCY}/panorama.pdf")
    name = "fictif-panorama-ess-commune-54395-2026-11.pdf"
    assert answer["Content-Disposition"] == f'inline; filename="{name}"'
    again = client.get(f"{NANCY}/panorama.pdf", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    other = client.get(
        f"{NANCY}/panorama.pdf?variante=large", headers={"If-None-Match": answer["ETag"]}
    )
    assert other.status_code == 200


def test_a_made_up_vintage_is_labelled_on_each_page(client: Client, register: Path) -> None:
    load(INDICATOR, PUBLISHED)
    write_vintage(register, CELLS, fictitious=True)
    found = booklet(client)
    assert all("Donnéesfictives" in page for page in found)
    assert "rienn’estrapproché" in found[3]
    assert "ÉtablissementsdelESSàNancy" in found[3].replace("’", "")


def test_a_territory_without_ess_has_its_four_pages(client: Client, register: Path) -> None:
    write_vintage(register, [Cell("57463", 4)])
    assert len(booklet(client)) == 4


def test_picked_communes_have_a_booklet(client: Client, register: Path) -> None:
    write_vintage(register, CELLS)
    first, *_ = booklet(
        client, "/observatoire/perimetre/panorama.pdf?communes=54395,57463&nom=Ici%20*et*%20là"
    )
    assert "Ici*et*là" in first
    assert "60établissements" in first


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        (f"{NANCY}/panorama.pdf?variante=immense", 400, "n’existe pas. Variantes"),
        (f"{NANCY}/panorama.pdf?millesime=1999", 400, "Millésimes"),
        ("/observatoire/commune/99999/panorama.pdf", 404, "Aucun territoire n’a ce code"),
        ("/observatoire/perimetre/panorama.pdf", 404, "choisir des communes"),
    ],
)
def test_a_wrong_address_says_what_to_do(
    client: Client, register: Path, path: str, status: int, said: str
) -> None:
    write_vintage(register, CELLS)
    answer = client.get(path)
    assert answer.status_code == status
    assert said in answer.content.decode()


@pytest.mark.usefixtures("register")
def test_without_a_vintage_there_is_no_booklet(client: Client) -> None:
    answer = client.get(f"{NANCY}/panorama.pdf")
    assert answer.status_code == 400
    assert "Aucun millésime" in answer.content.decode()


def test_a_published_figure_stands_beside_the_computed_one(client: Client, register: Path) -> None:
    load(MOUVES, INDICATOR, PUBLISHED, ABOUT_A_SHEET)
    write_vintage(register, CELLS)
    page = client.get(f"{NANCY}-nancy/")
    (found,) = page.context["published"]
    assert found.published.name == "Établissements de l’ESS à Nancy"
    assert found.published.source == "Guide de l’ESS, Réseau"
    assert found.computed.value == 10
    text = page.content.decode()
    assert "2 de plus (+25,0\u202f%)" in text
    assert 'href="/chiffres/' in text
    assert "2depl" in booklet(client)[3]


def test_nothing_real_is_compared_with_made_up_data(client: Client, register: Path) -> None:
    load(INDICATOR, PUBLISHED)
    write_vintage(register, CELLS, fictitious=True)
    page = client.get(f"{NANCY}-nancy/")
    (found,) = page.context["published"]
    assert found.computed is None
    assert "rien n’est rapproché" in page.content.decode()
    assert "Écart" not in page.content.decode()
