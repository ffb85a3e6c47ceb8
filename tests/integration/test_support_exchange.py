"""Schemes in and out: records, questions and cases, tables of conditions, Aides-territoires."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from factories import SOURCE, dump, load, organisation, write
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from maillage.apps.sheets import exporting, loading
from maillage.apps.sheets.files import LoadError
from maillage.apps.sheets.lint import lint
from maillage.apps.support.actions import CasesFail, replace_conditions
from maillage.apps.support.aides_import import import_aids
from maillage.apps.support.models import Case, Question, Scheme
from maillage.cli import instance
from maillage.cli.main import app
from maillage.kernel.rules.errors import RuleError

pytestmark = pytest.mark.usefixtures("places")

ESS = {"id": "ess", "kind": "boolean", "label": "ESS", "question": "Dans l’ESS ?"}
EITHER = {
    "any": [
        {"fact": "ess", "op": "eq", "value": True},
        {"all": [{"fact": "ess", "op": "eq", "value": False}, {"to_check": "Avis du comité"}]},
    ]
}
GRANT = {"id": "aide", "label": "Aide", "instrument": "subvention", "amount_status": "confirme"}


def scheme(uid: str = "coup-de-pouce", **fields: Any) -> dict[str, Any]:
    own = {"name": uid.title(), "kind": "aide", "instruments": ["subvention"]}
    return {"type": "scheme", "id": uid, **own, **fields}


def folder(tmp_path: Path, *records: dict[str, Any], cases: str = "") -> Path:
    """Write records with the question, and cases beside them."""
    write(tmp_path, *records, questions=[ESS])
    if cases:
        header = "dispositif;date;faits;verdict;montant_min;montant_max;note\n"
        (tmp_path / "cas.csv").write_text(header + cases, "utf-8")
    return tmp_path


def versions(conditions: dict[str, Any] = EITHER) -> list[dict[str, Any]]:
    return [{"id": "v1", "conditions": conditions, "offers": [{**GRANT, "max": 5_000}]}]


class TestRecords:
    def test_everything_goes_out_and_comes_back(self, tmp_path: Path) -> None:
        cases = "coup-de-pouce;2026-01-01;ess=oui;eligible;;5000;\n"
        loading.load(folder(tmp_path / "a", scheme(versions=versions()), cases=cases))
        exporting.export(tmp_path / "b")
        assert (tmp_path / "b" / "questions.jsonl").exists()
        assert (tmp_path / "b" / "cas.csv").exists()
        report = loading.load(tmp_path / "b")
        assert report.unchanged == ["coup-de-pouce"]
        assert Case.objects.get().facts == "ess=oui"
        assert Question.objects.get().record.items() >= ESS.items()

    def test_the_published_schema_takes_the_rules(self, client: Client) -> None:
        schema = client.get("/dispositifs/schema.json").json()
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        assert validator.is_valid(scheme(versions=versions()))
        assert not validator.is_valid(scheme(versions=versions({"any": [{"fact": "ess"}]})))
        assert not validator.is_valid(scheme(versions=[{"id": "v1", "offers": [{"id": "x"}]}]))

    @pytest.mark.parametrize(
        ("broken", "expected"),
        [
            ({"versions": versions({"fact": "ess", "op": "vaut", "value": 1})}, "conditions/op"),
            ({"versions": [{"id": "v1", "offers": [{"id": "a", "label": "A"}]}]}, "l’instrument"),
            ({"calendar": {"sessions": [{"id": "s"}]}}, "calendar/sessions/0"),
            ({"territories": {"included": ["commune:99999"]}}, "est inconnu"),
        ],
    )
    def test_a_broken_rule_says_where(self, broken: dict[str, Any], expected: str) -> None:
        with pytest.raises(LoadError) as error:
            load(scheme(**broken))
        assert expected in str(error.value)


class TestCases:
    """Cases are data; a rule that no longer answers them is told, and not published."""

    def test_a_load_does_not_publish_what_fails_a_case(self, tmp_path: Path) -> None:
        cases = "coup-de-pouce;2026-01-01;ess=oui;non-eligible;;;\n"
        with pytest.raises(LoadError, match="attendu « Non éligible », trouvé « Éligible »"):
            loading.load(folder(tmp_path, scheme(versions=versions()), cases=cases))
        assert not Scheme.objects.exists()

    def test_a_load_tells_a_case_that_fails(self, tmp_path: Path) -> None:
        cases = (
            "coup-de-pouce;2026-01-01;ess=oui;eligible;;;\n"
            "coup-de-pouce;2026-01-01;ess=oui;non-eligible;;;\n"
        )
        draft = scheme(versions=versions(), status="brouillon")
        report = loading.load(folder(tmp_path, draft, cases=cases))
        (note,) = report.notes
        assert "attendu « Non éligible », trouvé « Éligible »" in note
        assert [one.field for one in lint(today=timezone.localdate()) if one.field == "cas"]

    @pytest.mark.parametrize(
        ("row", "expected"),
        [
            ("coup-de-pouce;demain;ess=oui;eligible;;;", "n’est pas un jour"),
            ("coup-de-pouce;2026-01-01;ess=oui;peut-etre;;;", "verdict « peut-etre » est inconnu"),
        ],
    )
    def test_a_broken_case_says_its_line(self, tmp_path: Path, row: str, expected: str) -> None:
        with pytest.raises(LoadError) as error:
            loading.load(folder(tmp_path, scheme(), cases=f"{row}\n"))
        assert expected in str(error.value)
        assert "cas.csv, ligne 2" in str(error.value)


class TestConditionsAsATable:
    def test_out_and_in(self, client: Client) -> None:
        load(scheme(versions=versions()), questions=[ESS])
        response = client.get("/dispositifs/coup-de-pouce/conditions.csv")
        table = response.content.decode("utf-8-sig")
        assert table.splitlines()[1:] == [
            *("1;ess;=;oui;;", "2;ess;=;non;;", "2;;à vérifier;;Avis du comité;")
        ]
        replace(table.replace("Avis du comité", "Avis du jury"))
        assert "Avis du jury" in client.get("/dispositifs/coup-de-pouce/").content.decode()

    def test_from_a_terminal(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(instance, "open_instance", lambda *_, **__: tmp_path)
        load(scheme(versions=versions()), questions=[ESS])
        asked = ["schemes", "conditions", "coup-de-pouce"]
        table = CliRunner().invoke(app, asked).output
        assert table.startswith("bloc;fait;")
        path = tmp_path / "table.csv"
        path.write_text(table.replace("Avis du comité", "Avis du jury"), "utf-8")
        assert "remplacées" in CliRunner().invoke(app, [*asked, str(path)]).output
        assert "Avis du jury" in CliRunner().invoke(app, asked).output
        refusal = CliRunner().invoke(app, ["schemes", "conditions", "rien"]).exception
        assert "Aucun dispositif" in str(refusal)

    def test_a_mistake_names_its_line(self) -> None:
        load(scheme(versions=versions()), questions=[ESS])
        with pytest.raises(RuleError, match="ligne 2 : le fait « taille »"):
            replace("bloc;fait;opérateur;valeur;libellé;référence\n1;taille;≥;3;;\n")

    def test_a_published_rule_is_not_changed_while_a_case_fails(self, tmp_path: Path) -> None:
        cases = "coup-de-pouce;2026-01-01;ess=oui;eligible;;;\n"
        loading.load(folder(tmp_path, scheme(versions=versions()), cases=cases))
        with pytest.raises(CasesFail, match="attendu « Éligible »"):
            replace("bloc;fait;opérateur;valeur;libellé;référence\n1;ess;=;non;;\n")
        assert Scheme.objects.get().versions == versions()


def replace(table: str) -> None:
    one = Scheme.objects.get()
    replace_conditions(scheme=one, version=one.rule.versions[0], table=table, by=None)


AID = {
    "id": 12,
    "slug": "leader",
    "name": "LEADER",
    "financers": ["Region", "Inconnue"],
    "description": "<p>Pour <b>agir</b> &amp; durer.</p><p>Suite.</p>",
    "eligibility": "<ul><li>Être une association</li></ul>",
    "perimeter": "Metz",
    "mobilization_steps": ["Réflexion / conception"],
    "targeted_audiences": ["Association", "Martien"],
    "aid_types": ["Subvention"],
    "is_call_for_project": True,
    "submission_deadline": "2027-02-28",
    "subvention_rate_upper_bound": 80,
    "origin_url": "https://example.org/leader",
    "recurrence": "Ponctuelle",
}


class TestAidesTerritoires:
    def test_in(self, tmp_path: Path) -> None:
        load(organisation("region"))
        path = dump(tmp_path / "aides.json", {"count": 1, "results": [AID]})
        assert import_aids(path, source_uid=SOURCE["id"]).created == ["aide-leader"]
        one = Scheme.objects.get()
        assert one.status == "a-relire"
        assert (one.kind, one.applicants) == ("appel-a-projets", ["association"])
        assert one.summary == "Pour agir & durer."
        assert one.territories == {"included": ["commune:57463"]}
        assert one.versions[0]["conditions"] == {"all": [{"to_check": "Être une association"}]}
        told = " ".join(one.remarks.order_by("pk").values_list("text", flat=True))
        assert "Inconnue" in told
        assert "Martien" in told
        assert import_aids(path, source_uid=SOURCE["id"]).unchanged == ["aide-leader"]

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            ({"detail": "Pas trouvé."}, "une liste d’aides est attendue"),
            ([{"slug": "sans-nom"}], "avec un nom"),
        ],
    )
    def test_what_is_no_list_of_aids_is_refused(
        self, tmp_path: Path, content: Any, expected: str
    ) -> None:
        load(organisation("region"))
        with pytest.raises(LoadError, match=expected):
            import_aids(dump(tmp_path / "aides.json", content), source_uid=SOURCE["id"])
        assert not Scheme.objects.exists()

    def test_out(self, client: Client) -> None:
        role = {"id": "f", "organisation": "region", "role": "financeur"}
        load(
            organisation("region"),
            scheme(
                organisations=[role],
                applicants=["scop", "association"],
                territories={"included": ["region:44"]},
                instruments=["subvention"],
                versions=versions(),
                emails=[{"address": "aide@example.org"}],
            ),
            questions=[ESS],
        )
        content = b"".join(client.get("/dispositifs/?format=aides-territoires"))
        (aid,) = json.loads(content)["results"]
        assert aid["financers"] == ["Region"]
        assert aid["targeted_audiences"] == ["Entreprise privée", "Association"]
        assert (aid["perimeter"], aid["aid_types"]) == ("Grand Est", ["Subvention"])
        assert "Avis du comité" in aid["eligibility"]
        assert "5\u202f000\u202f€" in aid["description"]
        assert "aide@example.org" not in content.decode()


@pytest.mark.parametrize(
    ("address", "most"), [("/dispositifs/", 12), ("/dispositifs/fiche-0/", 22)]
)
def test_queries_do_not_grow_with_the_schemes(client: Client, address: str, most: int) -> None:
    def one(uid: str) -> dict[str, Any]:
        role = {"id": "f", "organisation": "region", "role": "financeur"}
        return scheme(uid, organisations=[role], versions=versions())

    counts = []
    load(organisation("region"), one("fiche-0"), questions=[ESS])
    for more in (range(1, 3), range(3, 12)):
        load(*(one(f"fiche-{number}") for number in more))
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1] <= most
