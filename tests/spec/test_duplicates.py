"""Which sheets may be the same, how somebody says so, and what a merge keeps: everything.

Nothing is merged by itself: what two sheets have in common is said, and a reviewer decides.
"""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from factories import load, make, organisation

from maillage.apps.contributions.models import KeptApart, Resemblance
from maillage.apps.contributions.resemblance import duplicates
from maillage.apps.contributions.resemblance.matching import Match, find
from maillage.apps.directory.models import Organisation
from maillage.apps.sheets import actions as sheets
from maillage.apps.sheets.types import registry
from maillage.kernel.vocabularies import PublicationStatus

pytestmark = pytest.mark.usefixtures("places")

NANCY, METZ = "commune:54395", "commune:57463"
FACEBOOK = "https://www.facebook.com/"


def matches(_type: str = "organisation", **values: Any) -> list[Match]:
    return find(registry[_type], values)


def found(_type: str = "organisation", **values: Any) -> list[str]:
    return [one.sheet.uid for one in matches(_type, **values)]


def site(url: str) -> list[dict[str, str]]:
    return [{"kind": "site", "url": url}]


def rose(**fields: Any) -> Organisation:
    """Return « La Fabrique rose », in Nancy."""
    return make("fabrique-rose", **({"name": "La Fabrique rose", "located_in": [NANCY]} | fields))


class TestWhatTellsThatASheetExists:
    @pytest.mark.parametrize(
        ("kept", "proposed"),
        [
            ({"siret": "73282932000074"}, {"siret": "732 829 320 00074"}),
            ({"siret": "73282932000074"}, {"siren": "732829320"}),
            ({"rna": "W543000123"}, {"rna": "w543000123"}),
        ],
    )
    def test_a_register_number_is_enough_however_it_is_written(
        self, kept: dict[str, str], proposed: dict[str, str]
    ) -> None:
        rose(**kept)

        (match,) = matches(name="Autre nom", **proposed)

        assert match.sheet.uid == "fabrique-rose"
        assert match.is_sure

    @pytest.mark.parametrize(
        "url",
        [
            "http://fabrique.example",
            "https://fabrique.example/?utm_source=lettre&fbclid=1",
            "https://www.fabrique.example/index.html#contact",
        ],
    )
    def test_the_same_address_however_it_is_written(self, url: str) -> None:
        rose(links=site("https://www.fabrique.example/"))

        (match,) = matches(name="Un autre nom", links=site(url))

        assert match.reasons == ("même adresse internet (fabrique.example)",)
        assert not match.is_sure  # one site may be that of several structures

    def test_on_a_site_that_many_share_each_page_is_somebody_s(self) -> None:
        rose(links=[{"kind": "facebook", "url": f"{FACEBOOK}fabrique"}])

        assert found(name="Autre", links=[{"kind": "facebook", "url": f"{FACEBOOK}Fabrique/"}])
        assert not found(name="Autre", links=[{"kind": "facebook", "url": f"{FACEBOOK}autre"}])
        assert not found(name="Autre", links=[{"kind": "facebook", "url": FACEBOOK}])

    def test_a_document_about_an_organisation_is_not_its_address(self) -> None:
        page = {"kind": "document", "url": "https://agence.example/panorama.pdf"}
        rose(links=[page])

        assert not found(name="Autre", links=[page])

    @pytest.mark.parametrize(
        "values",
        [
            {"phones": [{"number": "03 83 00 00 00"}]},
            {"emails": [{"address": "Bonjour@Fabrique.example"}]},
        ],
    )
    def test_a_telephone_or_an_e_mail_address_is_a_clue(self, values: dict[str, Any]) -> None:
        rose(
            phones=[{"number": "+33383000000"}],
            emails=[{"address": "bonjour@fabrique.example"}],
        )

        (match,) = matches(**values)

        assert not match.is_sure

    @pytest.mark.parametrize(
        "name",
        [
            "FABRIQUE ROSE",
            "Association La Fabrique rose",
            "Fabrique rose (SCIC)",
            "Les Fabriques roses",
            "La fabrique  rose",
            "La Fabrique roze",
        ],
    )
    def test_a_name_is_known_again_however_it_is_written(self, name: str) -> None:
        rose()

        assert found(name=name) == ["fabrique-rose"]

    def test_the_same_name_in_the_same_place_is_likelier_than_elsewhere(self) -> None:
        rose()
        scores = [
            matches(name="Fabrique rose", located_in=[place])[0].score
            for place in (NANCY, "departement:54")
        ]
        (unknown,) = matches(name="Fabrique rose")

        assert scores == sorted([*scores, unknown.score], reverse=True)[:2]
        assert not found(name="Fabrique rose", located_in=[METZ])

    def test_the_very_same_name_is_sure_unless_the_place_is_another(self) -> None:
        rose()

        assert matches(name="La fabrique rose")[0].is_sure
        (elsewhere,) = matches(name="La fabrique rose", located_in=[METZ])
        assert not elsewhere.is_sure
        assert "mais pas au même endroit" in elsewhere.reasons

    @pytest.mark.parametrize(
        "name", ["RTES", "R.T.E.S.", "Réseau des territoires solidaires (RTES)"]
    )
    def test_an_acronym_and_what_it_stands_for(self, name: str) -> None:
        make(
            "rtes",
            name="Réseau des collectivités territoriales pour une économie solidaire",
            acronym="RTES",
        )

        assert found(name=name) == ["rtes"]

    def test_what_contradicts_is_told_and_weighs(self) -> None:
        rose(siren="732829320")

        assert not found(name="La Fabrique rose", siren="552100554")
        (same_phone,) = matches(
            name="La Fabrique rose", siren="552100554", located_in=[METZ, NANCY]
        ) or [None]
        assert same_phone is None

    def test_what_is_put_away_is_not_proposed_nor_drafts_to_visitors(self) -> None:
        sheet = rose(status="brouillon")
        kind = registry["organisation"]

        assert find(kind, {"name": "La Fabrique rose"})
        assert not find(kind, {"name": "La Fabrique rose"}, only_public=True)
        sheet.status = PublicationStatus.ARCHIVED
        sheets.save_sheet(sheet=sheet, by=None)
        assert not find(kind, {"name": "La Fabrique rose"})

    @pytest.mark.parametrize(
        "values",
        [
            {},
            {"name": ""},
            {"name": "’’ ()", "links": None, "phones": "03"},
            {"siret": "abc", "links": [{"url": "http://["}, 3], "emails": [{"address": "@"}]},
            {"name": "a" * 5_000, "located_in": ["nulle-part:1"]},
        ],
    )
    def test_values_that_nobody_has_checked_find_nothing_and_break_nothing(
        self, values: dict[str, Any]
    ) -> None:
        rose()

        assert not matches(**values)

    def test_an_event_is_its_name_and_its_date(self) -> None:
        load(event("salon", dates=[{"start": "2026-11-22"}]))

        assert matches("event", name="Salon", dates=[{"start": "2026-11-22"}])[0].is_sure
        assert matches("event", name="Salon", dates=[{"start": "2026-11"}])[0].is_sure
        assert not found("event", name="Salon", dates=[{"start": "2027-11-20"}])

    def test_a_figure_is_what_it_measures_where_and_when(self) -> None:
        indicator = {
            "type": "indicator",
            "id": "emplois",
            "name": "Emplois",
            "unit": "emplois",
            "measure": "nombre",
        }
        values = {"indicator": "emplois", "located_in": [NANCY], "period_start": "2024", "value": 7}
        load(indicator, {"type": "figure", "id": "sept", "name": "Emplois à Nancy", **values})

        assert matches("figure", **values, name="Emplois, Nancy")[0].is_sure
        assert not found("figure", **values | {"value": 8}, name="Autre mesure")
        assert not found("figure", **values | {"period_start": "2023"})

    def test_a_question_asks_as_much_of_a_base_of_any_size(self) -> None:
        def asked() -> int:
            find(registry["organisation"], {"name": "La Fabrique rose"})  # the index is ready
            with CaptureQueriesContext(
                connection,
            ) as queries:
                find(registry["organisation"], values)
            return len(queries)

        values = {"name": "La Fabrique rose", "located_in": [NANCY], "links": site("https://a.fr")}
        rose()
        few = asked()
        load(*(organisation(f"rose-{n}", name="La Fabrique rose") for n in range(60)))

        assert asked() == few


def event(uid: str, **fields: Any) -> dict[str, Any]:
    return {"type": "event", "id": uid, "name": uid.replace("-", " ").title(), **fields}


class TestTheQueueOfPairs:
    def test_sheets_that_resemble_each_other_are_a_pair_with_its_reasons(self) -> None:
        load(
            organisation("fabrique-rose", name="La Fabrique rose", located_in=[NANCY]),
            organisation("scop-rose", name="SCOP Fabrique rose", located_in=[NANCY]),
            organisation("autre"),
        )

        (pair,) = Resemblance.objects.all()

        assert {pair.first.uid, pair.second.uid} == {"fabrique-rose", "scop-rose"}
        assert pair.reasons == ["même nom, écrit autrement", "même lieu"]

    def test_a_pair_leaves_once_the_sheets_no_longer_resemble(self) -> None:
        rose()
        other = make("scop-rose", name="SCOP Fabrique rose")
        assert Resemblance.objects.count() == 1

        other.name = "Tout autre chose"
        sheets.save_sheet(sheet=other, by=None)

        assert not Resemblance.objects.exists()

    def test_what_was_kept_apart_does_not_come_back(self) -> None:
        first, second = rose(), make("scop-rose", name="SCOP Fabrique rose")

        duplicates.keep_apart(first=second, second=first, by=None)
        second.summary = "Une autre phrase."
        sheets.save_sheet(sheet=second, by=None)
        duplicates.rebuild()

        assert not Resemblance.objects.exists()
        assert KeptApart.objects.count() == 1

    def test_a_key_that_many_share_makes_no_pair(self) -> None:
        number = [{"number": "+33383000000"}]
        load(*(organisation(f"locataire-{n}", phones=number) for n in range(21)))

        assert not Resemblance.objects.exists()

    def test_a_base_made_before_the_keys_gets_them(self) -> None:
        rose()
        make("scop-rose", name="SCOP Fabrique rose")
        duplicates.MatchKey.objects.all().delete()
        Resemblance.objects.all().delete()

        duplicates.fill()

        assert Resemblance.objects.count() == 1
        assert found(name="La Fabrique rose")


class TestThePages:
    @pytest.fixture
    def reviewer(self, client: Client) -> User:
        user = User.objects.create_user("lou")
        user.user_permissions.add(Permission.objects.get(codename="review_proposal"))
        client.force_login(user)
        return user

    def test_they_are_for_reviewers(self, client: Client) -> None:
        rose()
        make("scop-rose", name="SCOP Fabrique rose")
        pair = "/relecture/doublons/fabrique-rose/scop-rose/"

        for address in ("/relecture/doublons/", pair):
            assert "/contribuer/connexion/" in client.get(address).headers["Location"]
        client.force_login(User.objects.create_user("max"))
        assert client.get(pair).status_code == 403
        assert client.post(f"{pair}distinctes/").status_code == 403
        assert not KeptApart.objects.exists()

    def test_the_list_asks_as_much_for_one_pair_as_for_many(
        self, client: Client, reviewer: User
    ) -> None:
        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                assert client.get("/relecture/doublons/").status_code == 200
            return len(queries)

        rose()
        make("scop-rose", name="SCOP Fabrique rose")
        asked()
        few = asked()
        load(*(organisation(f"rose-{n}", name="La Fabrique rose") for n in range(9)))

        assert asked() == few
        assert client.get("/relecture/doublons/?page=2").status_code == 200
        assert client.get("/relecture/doublons/?page=9").status_code == 404
        assert "inconnu" in client.get("/relecture/doublons/?type=rien").content.decode()

    def test_somebody_says_that_they_are_two(self, client: Client, reviewer: User) -> None:
        rose()
        make("scop-rose", name="SCOP Fabrique rose")

        page = client.post("/relecture/doublons/scop-rose/fabrique-rose/distinctes/", follow=True)

        assert "restent deux fiches" in page.content.decode()
        assert KeptApart.objects.get().by == reviewer
        assert not Resemblance.objects.exists()

    def test_only_two_sheets_of_a_type_are_compared(self, client: Client, reviewer: User) -> None:
        rose()
        load(event("fete"))

        for pair in ("fabrique-rose/fete", "fete/fete", "fabrique-rose/inconnue"):
            assert client.get(f"/relecture/doublons/{pair}/").status_code == 404
