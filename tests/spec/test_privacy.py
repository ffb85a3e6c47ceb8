"""What Maillage holds on people, told as short stories: shown, given back, removed for good."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from factories import load, organisation

from maillage.apps.contributions.models import Proposal, Snapshot
from maillage.apps.contributions.proposing import guards
from maillage.apps.directory.models import Organisation
from maillage.apps.privacy import actions, periods
from maillage.apps.privacy.holdings import holdings, text_columns
from maillage.apps.privacy.models import PrivacyRequest, Removal
from maillage.apps.sheets import actions as sheet_actions
from maillage.kernel.people import Person

pytestmark = pytest.mark.usefixtures("places")

ADA = {"name": "Ada Rosé", "function": "Présidente"}
JEAN = {"name": "Jean Roc", "function": "Trésorier"}
PROOF = {
    "source": "guide",
    "line": 3,
    "passage": "Ada Rosé, présidente",
    "supports": ["people=Ada Rosé"],
}


@pytest.fixture
def alpha() -> Organisation:
    load(
        organisation(
            "alpha",
            summary="Fondée avec Ada ROSE en 2012.",
            people=[ADA, JEAN],
            emails=[{"address": "ada.rose@example.org"}],
            evidence=[PROOF, {"source": "guide", "supports": ["name"]}],
        )
    )
    sheet = Organisation.objects.get(uid="alpha")
    sheet.acronym = "AL"
    sheet_actions.save_sheet(sheet=sheet, by=None, reason="D’après Ada Rosé")
    return sheet


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("admin"))
    return client


def everything() -> str:
    """Return every text of the database, as a search through a stolen copy would find it."""
    rows: list[Any] = []
    for model in apps.get_models():
        if names := [column.name for column in text_columns(model)]:
            rows += model._base_manager.order_by("pk").values_list(*names)
    return json.dumps(rows, ensure_ascii=False, default=str)


def gone(*terms: str, **options: Any) -> Removal:
    person = Person.of(*terms)
    return actions.remove(person=person, held=holdings(person), by=None, **options)


class TestAPersonIsRemovedEverywhereAtOnce:
    """Sheets, former versions, proofs, proposals, documents, accounts and the index."""

    def test_no_writing_of_the_name_is_left(self, alpha: Organisation) -> None:
        Proposal.objects.create(type="organisation", name="Alpha", author_name="Ada Rosé")
        User.objects.create_user("ada", first_name="Ada", last_name="Rosé", email="a@example.org")
        gone("Ada Rosé", "ada.rose@example.org", "a@example.org")
        left = everything().casefold()
        assert "ada ros" not in left
        assert "ada.rose@" not in left
        assert "a@example.org" not in left

    def test_what_is_said_of_others_stays(self, alpha: Organisation) -> None:
        gone("Ada Rosé")
        alpha.refresh_from_db()
        assert alpha.people == [JEAN]
        assert alpha.summary == "Fondée avec [nom retiré] en 2012."
        assert alpha.evidence.count() == 1

    def test_the_search_no_longer_finds_the_person(
        self, alpha: Organisation, client: Client
    ) -> None:
        def found(words: str) -> bool:
            return "Alpha" in client.get("/recherche/", {"q": words}).content.decode()

        assert found("Ada Rosé")
        gone("Ada Rosé")
        assert not found("Ada Rosé")
        assert found("Jean Roc")

    def test_the_history_says_that_data_went_and_never_whose(self, alpha: Organisation) -> None:
        gone("Ada Rosé", reason="Demande d’Ada Rosé")
        assert alpha.history.first().history_change_reason == "Données personnelles retirées"
        assert Removal.objects.get().note == "Demande d’[nom retiré]"

    def test_a_document_that_names_the_person_is_kept_no_longer(self) -> None:
        import zlib

        content = zlib.compress("Présidente : Ada Rosé".encode())
        kept = Snapshot.objects.create(sha256="0" * 64, title="a.txt", compressed=content)
        gone("Ada Rosé")
        kept.refresh_from_db()
        assert kept.content is None

    def test_a_removed_person_does_not_come_back(self, alpha: Organisation) -> None:
        gone("Rosé Ada", "ada.rose@example.org")
        load(
            organisation(
                "beta",
                people=[{"name": "ADA ROSE"}, JEAN],
                emails=[{"address": "Ada.Rose@Example.org"}],
            )
        )
        beta = Organisation.objects.get(uid="beta")
        assert beta.people == [JEAN]
        assert beta.emails == []


class TestTheAdministratorSeesBeforeActing:
    """Nothing is removed that was not shown and ticked."""

    def test_a_title_that_bears_a_name_is_not_ticked(self, administrator: Client) -> None:
        load(organisation("fondation-ada-rose", name="Fondation Ada Rosé", people=[ADA]))
        page = administrator.post("/relecture/personnes/chercher/", {"terms": "Ada Rosé"})
        current = [one for one in page.context["found"] if not one.is_version]
        assert {one.column: one.is_title for one in current} == {"people": False, "name": True}
        ticked = [one.key for one in page.context["found"] if not one.is_title]
        data = {"terms": "Ada Rosé", "kept_out": ticked, "final": "1"}
        assert administrator.post("/relecture/personnes/retirer/", data).status_code == 302
        sheet = Organisation.objects.get()
        assert (sheet.name, sheet.people) == ("Fondation Ada Rosé", [])

    def test_what_is_held_is_given_as_a_file(
        self, alpha: Organisation, administrator: Client
    ) -> None:
        data = {"terms": "Ada Rosé", "export": "1"}
        response = administrator.post("/relecture/personnes/chercher/", data)
        given = response.json()
        assert "no-store" in response["Cache-Control"]
        assert [ADA] in [one["valeur"] for one in given["donnees"]]
        assert "Jean Roc" not in json.dumps(given)

    @pytest.mark.parametrize("terms", ["", "ab", "a@", "x" * 1_001, "\n\n"])
    def test_a_term_that_names_nobody_is_refused(self, administrator: Client, terms: str) -> None:
        response = administrator.post("/relecture/personnes/chercher/", {"terms": terms})
        assert response.status_code == 400
        assert 'role="alert"' in response.content.decode()

    def test_the_register_says_who_is_named_from_which_source(
        self, alpha: Organisation, administrator: Client
    ) -> None:
        page = administrator.get("/relecture/personnes/")
        entries = page.context["entries"]
        assert [one.name for one in entries] == ["Ada Rosé", "Jean Roc"]
        assert entries[0].roles[0].source == "Guide de l’ESS (Réseau)"

    def test_only_administrators_enter(self, client: Client) -> None:
        assert client.get("/relecture/personnes/").status_code == 302
        client.force_login(User.objects.create_user("lectrice"))
        assert client.get("/relecture/personnes/").status_code == 403


class TestAnybodyMayAsk:
    """The page says what is held and why, and takes the request."""

    def test_the_page_says_how_long_each_thing_is_kept(self, client: Client) -> None:
        text = client.get("/donnees-personnelles/").content.decode()
        for period in periods.periods():
            assert period.what.split(" ")[0] in text

    def test_a_request_waits_for_the_administrator(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(guards, "QUICKEST", 0)
        stamp = client.get("/donnees-personnelles/demande/").context["stamp"]
        data = {"kind": "retrait", "name": "Ada Rosé", "email": "ada@example.org", "stamp": stamp}
        robot = client.post("/donnees-personnelles/demande/", data | {"website": "x"})
        assert robot.status_code == 429
        assert "Ada Rosé" in robot.content.decode()
        assert client.post("/donnees-personnelles/demande/", data).status_code == 302
        assert PrivacyRequest.objects.get().kind == "retrait"

    def test_a_request_is_answered_within_a_month(self, administrator: Client) -> None:
        asked = PrivacyRequest.objects.create(kind="retrait", name="Ada Rosé")
        late = timezone.now() - timedelta(days=40)
        PrivacyRequest.objects.filter(pk=asked.pk).update(asked_at=late)
        assert "en retard" in administrator.get("/relecture/personnes/").content.decode()
        administrator.post(f"/relecture/personnes/demandes/{asked.pk}/")
        asked.refresh_from_db()
        assert asked.answered_at is not None
        assert periods.purge(timezone.now()) == 0
        assert periods.purge(timezone.now() + timedelta(days=366)) == 1
