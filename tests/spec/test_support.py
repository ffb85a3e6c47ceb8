"""What the sheets of schemes promise: who pays, for what, how much, until when, and why."""

from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from factories import load, organisation

from maillage.apps.support import rules
from maillage.kernel.rules.verdict import judge
from maillage.kernel.vocabularies import Outcome

pytestmark = pytest.mark.usefixtures("places")

QUESTIONS = [
    {
        "id": "territoire",
        "kind": "territory",
        "label": "Territoire",
        "question": "Où ?",
        "order": 1,
    },
    {
        "id": "profil",
        "kind": "choice",
        "label": "Profil",
        "question": "Qui êtes-vous ?",
        "vocabulary": "ActorType",
        "order": 2,
    },
    {
        "id": "besoin",
        "kind": "many",
        "label": "Besoins",
        "question": "De quoi avez-vous besoin ?",
        "vocabulary": "Need",
        "order": 3,
    },
    {"id": "ess", "kind": "boolean", "label": "ESS", "question": "Dans l’ESS ?", "order": 4},
    {
        "id": "heures",
        "kind": "number",
        "label": "Heures",
        "question": "Combien d’heures ?",
        "unit": "heures",
        "min": 0,
        "order": 5,
    },
]
HOURS = {
    "id": "palier",
    "label": "Palier d’heures",
    "instrument": "prime",
    "amount_status": "confirme",
    "lines": [
        {
            "id": "heures",
            "label": "Heures du mois",
            "on": "heures",
            "tiers": [
                {"min": 5, "max": 22, "amount": 500},
                {"min": 23, "max": 72, "amount": 1_000},
            ],
        }
    ],
}
ESS = {
    "all": [
        {"fact": "ess", "op": "eq", "value": True, "label": "Relever de l’ESS",
         "reference": "Loi n° 2014-856, article 1er"},
        {"to_check": "Le comité donne son avis"},
    ]
}  # fmt: skip


def scheme(uid: str = "coup-de-pouce", **fields: Any) -> dict[str, Any]:
    """Return the record of a scheme named after its identifier."""
    name = uid.replace("-", " ").capitalize()
    return {"type": "scheme", "id": uid, "name": name, "kind": "aide", **fields}


def rule(*offers: dict[str, Any], conditions: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """Return the only version of a rule."""
    asked = {"conditions": conditions} if conditions else {}
    return [{"id": "v1", **asked, **({"offers": list(offers)} if offers else {})}]


def page(client: Client, address: str) -> str:
    """Return the text of a page, its fine spaces made plain."""
    response = client.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


def found(client: Client, query: str) -> list[str]:
    return [
        card.sheet.uid for card in client.get(f"/dispositifs/?{query}").context["listing"].cards
    ]


def in_days(number: int) -> str:
    return (timezone.localdate() + timedelta(days=number)).isoformat()


def call(uid: str, opens: int, closes: int, **fields: Any) -> dict[str, Any]:
    """Return a call for projects whose session opens and closes in so many days."""
    session = {"id": "s", "opens": in_days(opens), "closes": in_days(closes)}
    calendar = {"kind": "ponctuel", "sessions": [session]}
    return scheme(uid, kind="appel-a-projets", calendar=calendar, **fields)


class TestWhatComesFromHigherUp:
    """A list by territory holds what acts on it, and on all that contains it."""

    @pytest.fixture(autouse=True)
    def schemes(self, places: None) -> None:
        load(
            scheme("de-metz", territories={"included": ["commune:57463"]}),
            scheme("du-grand-est", territories={"included": ["region:44"]}),
            scheme("de-france", territories={"included": ["pays:FR"]}),
            scheme("de-lille", territories={"included": ["commune:59350"]}),
        )

    def test_a_commune_inherits(self, client: Client) -> None:
        assert set(found(client, "territoire=commune:57463")) == {
            *("de-metz", "du-grand-est", "de-france")
        }

    def test_a_region_shows_what_its_parts_have(self, client: Client) -> None:
        assert "de-metz" in found(client, "territoire=region:44")
        assert "de-lille" not in found(client, "territoire=region:44")

    def test_what_is_left_out_does_not_inherit(self, client: Client) -> None:
        load(
            scheme(
                "sauf-moselle",
                territories={"included": ["pays:FR"], "excluded": ["departement:57"]},
            )
        )
        assert "sauf-moselle" not in found(client, "territoire=commune:57463")
        for elsewhere in ("commune:54395", "commune:59350", "region:44", "pays:FR"):
            assert "sauf-moselle" in found(client, f"territoire={elsewhere}")
        text = page(client, "/dispositifs/sauf-moselle/")
        assert "France" in text
        assert "sauf Moselle" in text

    def test_no_box_asks_for_it(self, client: Client) -> None:
        assert "portee" not in page(client, "/dispositifs/?territoire=commune:57463")

    def test_a_place_says_what_contains_it_and_what_only_shares_a_part(self) -> None:
        assert rules.place("commune:57463").covered_by(["region:44"]) is True
        assert rules.place("region:44").covered_by(["commune:57463"]) is None
        assert rules.place("commune:59350").covered_by(["region:44"]) is False


class TestOpenToday:
    """What can be asked for now is told from what opens, closes or is spent."""

    @pytest.fixture(autouse=True)
    def schemes(self, places: None) -> None:
        spent = {"kind": "permanent", "envelope": "epuisee"}
        load(
            call("bientot", 10, 40),
            call("ouvert", -10, 20),
            call("clos", -40, -1),
            scheme("toujours", calendar={"kind": "permanent"}),
            scheme("epuise", calendar=spent),
            scheme("sans-date", kind="prix"),
        )

    @pytest.mark.parametrize(
        ("state", "expected"),
        [
            ("ouvert", {"ouvert", "toujours"}),
            ("a-venir", {"bientot"}),
            ("clos", {"clos"}),
            ("epuise", {"epuise"}),
            ("a-confirmer", {"sans-date"}),
        ],
    )
    def test_the_filter(self, client: Client, state: str, expected: set[str]) -> None:
        assert set(found(client, f"ouverture={state}")) == expected

    def test_the_first_deadline_comes_first_and_what_has_none_last(self, client: Client) -> None:
        assert found(client, "tri=date")[:2] == ["ouvert", "bientot"]

    def test_deadlines_can_be_cut_by_date(self, client: Client) -> None:
        assert found(client, f"au={in_days(30)}") == ["ouvert"]

    def test_a_spent_envelope_is_told(self, client: Client) -> None:
        assert "Enveloppe épuisée" in page(client, "/dispositifs/epuise/")

    def test_calendars_subscribe_to_a_query(self, client: Client) -> None:
        text = b"".join(client.get("/dispositifs/?genre=appel-a-projets&format=ics")).decode()
        assert text.count("BEGIN:VEVENT") == 2
        assert f"DTSTART;VALUE=DATE:{in_days(20).replace('-', '')}" in text

    def test_the_agenda_shows_them(self, client: Client) -> None:
        text = page(client, "/agenda/")
        assert text.index("/dispositifs/ouvert/") < text.index("/dispositifs/bientot/")
        assert "/dispositifs/clos/" not in text
        day = timezone.localdate() + timedelta(days=20)
        assert "/dispositifs/ouvert/" in page(client, f"/agenda/mois/{day:%Y-%m}/")

    def test_the_day_moves_what_is_open(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert "bientot" not in found(client, "ouverture=ouvert")
        later = timezone.localdate() + timedelta(days=25)
        monkeypatch.setattr(timezone, "localdate", lambda: later)
        assert set(found(client, "ouverture=ouvert")) == {"bientot", "toujours"}
        assert "ouvert" in found(client, "ouverture=clos")

    def test_a_kind_of_event_leaves_them_out(self, client: Client) -> None:
        assert "/dispositifs/ouvert/" not in page(client, "/agenda/?genre=salon")

    @pytest.mark.parametrize("form", ["ics", "atom"])
    def test_who_follows_the_agenda_gets_them(self, client: Client, form: str) -> None:
        response = client.get(f"/agenda/?format={form}")
        content = response.content if form == "atom" else b"".join(response)
        text = content.decode().replace("\r\n ", "")
        assert "/dispositifs/ouvert/" in text
        assert "/dispositifs/clos/" not in text


class TestItsPage:
    """The page is what a project holder prints."""

    def test_who_pays_and_who_helps(self, client: Client) -> None:
        load(
            organisation("region"),
            organisation("caisse"),
            scheme(
                organisations=[
                    {"id": "o", "organisation": "caisse", "role": "operateur"},
                    {"id": "f", "organisation": "region", "role": "financeur"},
                ]
            ),
        )
        text = page(client, "/dispositifs/coup-de-pouce/")
        assert text.index("Qui paie") < text.index("/annuaire/region/") < text.index("Où")
        assert "Met en œuvre" in text
        assert "/dispositifs/coup-de-pouce/" in page(client, "/annuaire/region/")

    def test_the_rule_is_told_in_french_with_its_law(self, client: Client) -> None:
        load(scheme(versions=rule(conditions=ESS)), questions=QUESTIONS)
        text = page(client, "/dispositifs/coup-de-pouce/")
        assert "Relever de l’ESS" in text
        assert "Loi n° 2014-856, article 1er" in text
        assert "À vérifier : Le comité donne son avis" in text

    def test_amounts_come_with_examples_and_say_what_the_rule_does_not(
        self, client: Client
    ) -> None:
        load(scheme(instruments=["prime"], versions=rule(HOURS)), questions=QUESTIONS)
        text = page(client, "/dispositifs/coup-de-pouce/")
        assert "Heures : 22,5 heures" in text
        assert "de 500 à 1 000 €" in text
        assert "le barème ne dit rien entre 22 et 23" in text

    def test_an_unpublished_amount_is_never_zero(self, client: Client) -> None:
        offer = {"id": "o", "label": "Aide", "instrument": "subvention",
                 "amount_status": "non-publie"}  # fmt: skip
        load(scheme(instruments=["subvention"], versions=rule(offer)))
        assert "montant à confirmer" in page(client, "/dispositifs/coup-de-pouce/").lower()
        assert "montant à confirmer" in page(client, "/dispositifs/")

    def test_two_aids_that_do_not_add_up_both_say_it(self, client: Client) -> None:
        load(
            scheme("prime-unique", cumulation={"forbidden_with": ["coup-de-pouce"]}),
            scheme(),
        )
        for uid, other in (("prime-unique", "coup-de-pouce"), ("coup-de-pouce", "prime-unique")):
            text = page(client, f"/dispositifs/{uid}/")
            assert "Ne s’ajoute pas à" in text
            assert f'href="/dispositifs/{other}/"' in text

    def test_a_local_form_and_its_model_lead_to_each_other(self, client: Client) -> None:
        load(scheme("collecte"), scheme("collecte-ici", local_variant_of="collecte"))
        assert 'href="/dispositifs/collecte-ici/"' in page(client, "/dispositifs/collecte/")
        assert 'href="/dispositifs/collecte/"' in page(client, "/dispositifs/collecte-ici/")

    def test_a_former_rule_is_kept_with_its_reason(self, client: Client) -> None:
        before = {"id": "v0", "valid_to": "2015", "reason": "Plafond relevé", "conditions": ESS}
        load(scheme(versions=[before, {"id": "v1", "valid_from": "2016", "offers": [HOURS]}]))
        text = page(client, "/dispositifs/coup-de-pouce/")
        assert "Autres versions de la règle" in text
        assert text.index("Palier d’heures") < text.index("Plafond relevé")

    def test_it_leads_to_the_answer_and_to_the_plan(self, client: Client) -> None:
        load(scheme(instruments=["prime"], versions=rule(HOURS)))
        text = page(client, "/dispositifs/coup-de-pouce/")
        assert 'href="/orientation/?dispositif=coup-de-pouce"' in text
        assert 'href="/orientation/plan/?offre=coup-de-pouce.palier"' in text

    def test_a_legal_form_has_no_deadline(self, client: Client) -> None:
        load(scheme("association", kind="forme-juridique"))
        assert "Jusqu’à quand" not in page(client, "/dispositifs/association/")


class TestFactsInAnAddress:
    """An address tells everything, in words that people read."""

    @pytest.fixture(autouse=True)
    def questions(self, places: None) -> None:
        load(scheme(versions=rule(conditions=ESS)), questions=QUESTIONS)

    def test_it_is_read_and_written_back(self) -> None:
        query = "territoire=commune:57463&besoin=financer,recruter&heures=22.5&nsp=ess"
        known = rules.catalogue()
        asked = rules.facts_from_query(QueryDict(f"{query}&autre=1"), known)
        assert not asked.errors
        assert asked.skipped == {"ess"}
        written = rules.query_of(asked.facts, known, skipped=asked.skipped, on=date(2026, 1, 2))
        assert written == f"{query}&date=2026-01-02"

    def test_what_cannot_be_read_is_said(self) -> None:
        query = QueryDict("profil=roi&lieu=Nulle+part&heures=beaucoup&date=demain")
        asked = rules.facts_from_query(query, rules.catalogue())
        assert asked.errors.keys() == {"profil", "territoire", "heures", "date"}
        assert not asked.facts

    def test_an_edited_scheme_is_judged_anew(self) -> None:
        known, facts = rules.catalogue(), {"ess": False}
        today = timezone.localdate()
        assert judge(rules.schemes()[0], facts, today, known).outcome is Outcome.NOT_ELIGIBLE
        load(scheme(versions=rule(HOURS)), questions=QUESTIONS)
        assert judge(rules.schemes()[0], facts, today, known).outcome is Outcome.ELIGIBLE
