"""What the sheets of projects promise: nobody's promise is taken for a fact."""

import csv
import io

import pytest
from django.test import Client
from factories import load, organisation

from maillage.apps.directory.models import Organisation
from maillage.apps.projects.models import Project
from maillage.apps.sheets import actions
from maillage.apps.sheets.loading import LoadError

pytestmark = pytest.mark.usefixtures("places")


def project(uid: str, **fields: object) -> dict[str, object]:
    """Return the record of a project named after its identifier."""
    return {"type": "project", "id": uid, "name": uid.replace("-", " ").title(), **fields}


def page(client: Client, address: str) -> str:
    """Return the text of a page, its fine spaces made plain."""
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


class TestAPrizeAndItsLaureates:
    """The number announced and the laureates described stand side by side."""

    def test_laureates_without_sheet_are_counted_as_missing(self, client: Client) -> None:
        load(
            project(
                "trophees", kind="prix", editions=[{"id": "e", "year": "2015", "announced": 7}]
            ),
            project("graine", kind="laureat", prize="trophees", edition="2015"),
            project("semis", kind="laureat", prize="trophees", edition="2015"),
        )
        text = page(client, "/projets/trophees/")
        assert "7 lauréats annoncés, 2 décrits" in text
        assert "5 lauréats restent à trouver" in text
        assert 'href="/projets/graine/"' in text

    def test_an_edition_of_unknown_size_says_so(self, client: Client) -> None:
        load(
            project("trophees", kind="prix"),
            project("graine", kind="laureat", prize="trophees", edition="2015"),
        )
        text = page(client, "/projets/trophees/")
        assert "ne disent pas combien de lauréats" in text
        assert "reste à trouver" not in text


class TestConventions:
    """What a funder and a carrier signed, with what is known of it."""

    def test_an_unknown_amount_is_to_be_confirmed_and_never_zero(self, client: Client) -> None:
        load(project("lieu", conventions=[{"id": "c", "signed": "2017-09"}]))
        text = page(client, "/projets/lieu/")
        assert "septembre 2017" in text
        assert "montant à confirmer" in text
        assert "0 €" not in text

    def test_they_go_out_in_the_open_data_layout(self, client: Client) -> None:
        load(
            organisation("fondation", siret="73282932000074"),
            organisation("labo"),
            project(
                "lieu",
                carriers=["labo"],
                supporters=["fondation"],
                conventions=[
                    {"id": "a", "signed": "2017-09-04", "amount": 12_000, "reference": "2017-3"},
                    {"id": "b", "signed": "2018"},
                ],
            ),
            project("sans"),
        )
        response = client.get("/projets/?format=scdl")
        text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
        first, second = csv.DictReader(io.StringIO(text))
        assert first["nomAttribuant"] == "Fondation"
        assert first["idAttribuant"] == "73282932000074"
        assert first["nomBeneficiaire"] == "Labo"
        assert (first["dateConvention"], first["montant"]) == ("2017-09-04", "12000")
        # A year is not a day, and an unknown amount is not zero.
        assert (second["dateConvention"], second["montant"], second["nature"]) == ("", "", "")


class TestAPipeline:
    """From needs to companies, as a picture and as the numbers that it is made of."""

    def test_the_picture_is_described_and_the_list_says_the_same(self, client: Client) -> None:
        stages = [
            {"id": "c", "label": "citoyens", "value": 824, "qualifier": "plus-de"},
            {"id": "d", "label": "défis", "value": 37},
        ]
        load(project("start", kind="demarche", stages=stages))
        text = page(client, "/projets/start/")
        assert "<desc>plus de 824 citoyens ; 37 défis</desc>" in text
        assert "<b>plus de 824</b>" in text


class TestTheMesh:
    """Who carries or supports a project shows it on their own page."""

    def test_the_organisation_shows_the_projects_that_it_carries(self, client: Client) -> None:
        load(organisation("labo"), project("lieu", carriers=["labo"]))
        text = page(client, "/annuaire/labo/")
        assert "Porte le projet" in text
        assert 'href="/projets/lieu/"' in text

    def test_a_carrier_that_is_not_published_is_named_nowhere(self, client: Client) -> None:
        load(organisation("secret", name="Secret", status="brouillon"),
             project("lieu", carriers=["secret"]))  # fmt: skip
        assert "Secret" not in page(client, "/projets/lieu/")
        assert "secret" not in page(client, "/projets/lieu/?format=json")

    def test_a_deleted_carrier_is_forgotten_by_its_projects(self, client: Client) -> None:
        load(organisation("labo"), organisation("autre"),
             project("lieu", carriers=["labo", "autre"]))  # fmt: skip
        actions.delete_sheet(sheet=Organisation.objects.get(uid="labo"))
        assert Project.objects.get(uid="lieu").carriers == ["autre"]
        assert page(client, "/projets/lieu/")


class TestWhatCannotBe:
    """Bad records are refused with their place and what to do."""

    def test_a_carrier_must_exist_and_be_an_organisation(self) -> None:

        with pytest.raises(LoadError, match="aucune fiche n’a l’identifiant « absent »"):
            load(project("lieu", carriers=["absent"]))
        with pytest.raises(LoadError, match="« autre » est une fiche « projet »"):
            load(project("autre"), project("lieu", carriers=["autre"]))

    def test_an_amount_is_a_number(self) -> None:

        with pytest.raises(LoadError, match="/conventions/0/amount"):
            load(project("lieu", conventions=[{"id": "c", "amount": "beaucoup"}]))
