"""A sheet keeps every address that it has had."""

import pytest
from django.test import Client
from factories import load, load_rich, make, organisation

from maillage.apps.directory.models import Organisation
from maillage.apps.sheets import actions
from maillage.apps.sheets.models import Redirect

pytestmark = pytest.mark.usefixtures("places")


def rename(sheet: Organisation, name: str) -> None:
    sheet.name = name
    actions.save_sheet(sheet=sheet, by=None)


def test_former_addresses_lead_to_the_present_one_for_good(client: Client) -> None:
    load_rich()
    for slug in ("fabrique", "atelier-rose"):
        response = client.get(f"/annuaire/{slug}/")
        assert response.status_code == 301
        assert response["Location"] == "/annuaire/la-fabrique-rose/"
    response = client.get("/fiches/fabrique-rose/")
    assert (response.status_code, response["Location"]) == (302, "/annuaire/la-fabrique-rose/")
    for path in ("/annuaire/inconnue/", "/fiches/inconnue/"):
        assert client.get(path).status_code == 404


def test_renamed_again_and_again(client: Client) -> None:
    sheet = make("alpha")
    for name in ("Bêta", "Gamma", "Delta"):
        rename(sheet, name)
    for slug in ("alpha", "beta", "gamma"):
        response = client.get(f"/annuaire/{slug}/")
        assert (response.status_code, response["Location"]) == (301, "/annuaire/delta/")
    assert client.get("/fiches/alpha/")["Location"] == "/annuaire/delta/"
    rename(sheet, "Beta")
    assert client.get("/annuaire/beta/").status_code == 200
    assert client.get("/annuaire/delta/")["Location"] == "/annuaire/beta/"
    assert set(Redirect.objects.values_list("slug", flat=True)) == {"alpha", "gamma", "delta"}


def test_an_accent_or_a_capital_changes_no_address() -> None:
    sheet = make("ecole")
    rename(sheet, "École")
    assert sheet.slug == "ecole"
    assert not Redirect.objects.exists()


def test_a_new_sheet_takes_no_address_in_use_past_or_present() -> None:
    sheet = make("alpha")
    rename(sheet, "Bêta")
    new = actions.save_sheet(sheet=Organisation(name="Alpha"), by=None)
    assert (new.slug, new.uid) == ("alpha-2", "alpha-2")
    newer = actions.save_sheet(sheet=Organisation(name="Beta"), by=None)
    assert newer.slug == "beta-2"
    rename(newer, "Alpha")
    assert newer.slug == "alpha-3"
    assert newer.uid == "beta-2"


@pytest.mark.parametrize("name", ["!!!", "株式会社", "a" * 300, ("mot " * 70).strip(), "-" * 50])
def test_any_name_gives_addresses_that_answer_and_can_be_loaded(client: Client, name: str) -> None:
    sheets = [actions.save_sheet(sheet=Organisation(name=name), by=None) for _ in range(3)]
    assert len({sheet.slug for sheet in sheets} | {sheet.uid for sheet in sheets}) >= 3
    for sheet in sheets:
        assert client.get(sheet.get_absolute_url()).status_code == 200
        response = client.get(f"/fiches/{sheet.uid}/")
        assert response["Location"] == sheet.get_absolute_url()
        assert len(sheet.uid) <= 80
        for part in (sheet.uid, sheet.slug):
            assert not part.startswith("-") | part.endswith("-") | ("--" in part)


def test_the_address_of_a_withdrawn_sheet_is_not_found(client: Client) -> None:
    load(organisation("alpha", former_slugs=["avant"], status="suspendu"))
    assert client.get("/annuaire/avant/").status_code == 404


def test_addresses_without_their_last_slash_are_mended(client: Client) -> None:
    make("alpha")
    assert client.get("/annuaire/alpha")["Location"] == "/annuaire/alpha/"
