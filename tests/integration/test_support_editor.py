"""The rule editor: what an editor writes, sees checked, saves; nothing at fault is published."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from factories import load

import maillage
from maillage.apps.support import editor_offers, rules
from maillage.apps.support.editor_draft import ROW, Draft
from maillage.apps.support.editor_steps import posted
from maillage.apps.support.models import Case, Question, Scheme

# Django's own templates leave variables undefined.
pytestmark = [pytest.mark.usefixtures("places"), pytest.mark.ignore_template_errors]

QUESTIONS = [
    {"id": "ess", "kind": "boolean", "label": "ESS", "question": "Dans l’ESS ?"},
    {"id": "cout-projet", "kind": "number", "label": "Coût", "question": "Combien ?", "unit": "€"},
    {
        "id": "profil",
        "kind": "choice",
        "label": "Profil",
        "question": "Qui ?",
        "vocabulary": "ActorType",
    },
]
OFFER = {
    "id": "aide",
    "label": "Aide",
    "instrument": "subvention",
    "amount_status": "confirme",
    "max": 5_000,
}
CONDITIONS = {
    "all": [
        {"fact": "ess", "op": "eq", "value": True},
        {"fact": "cout-projet", "op": "le", "value": 20_000, "label": "Coût du projet"},
    ]
}
NESTED = {
    "all": [
        {"any": [{"fact": "ess", "op": "eq", "value": True}, {"to_check": "Avis"}], "label": "ESS"},
        {"fact": "cout-projet", "op": "le", "value": 20_000},
    ]
}
FACTS = "ess=oui&cout-projet=20000"


def make(conditions: Any = CONDITIONS, status: str = "publie", **version: Any) -> Scheme:
    """Load a scheme with a version and a case that its rule answers."""
    one = {"id": "v1", "conditions": conditions, "offers": [OFFER], **version}
    record = {"type": "scheme", "id": "coup-de-pouce", "name": "Coup de pouce", "kind": "aide"}
    load({**record, "status": status, "instruments": ["subvention"], "versions": [one]},
         questions=QUESTIONS)  # fmt: skip
    Case.objects.create(
        scheme="coup-de-pouce", date="2026-01-01", facts=FACTS, verdict="eligible",
        max_amount="5000",
    )  # fmt: skip
    return Scheme.objects.get()


def address(scheme: Scheme, end: str = "") -> str:
    return f"/admin/support/scheme/{scheme.pk}/regle/{end}"


def sent(draft: Draft) -> dict[str, Any]:
    """Return what the form of a draft sends back."""
    data: dict[str, Any] = {
        name: getattr(draft, name)
        for name in ("base", "mode", "node_text", "valid_from", "valid_to", "save_as", "seen")
    }
    for i, row in enumerate(draft.rows):
        data |= {f"r-{i}-{name}": row[name] for name in ROW}
    for i, offer in enumerate(draft.offers):
        data |= {f"o-{i}-{name}": offer[name] for name in editor_offers.FIELDS}
        for j, line in enumerate(offer["lines"]):
            data |= {f"o-{i}-l-{j}-{name}": line[name] for name in editor_offers.LINE}
    for i, case in enumerate(draft.cases):
        data |= {f"c-{i}-{name}": text for name, text in case.items()}
    return data


def form(scheme: Scheme, **values: Any) -> dict[str, Any]:
    """Return what the page of the first version sends, but for these values."""
    cases = Case.objects.filter(scheme=scheme.uid)
    given = {name.replace("_", "-"): text for name, text in values.items() if name[1] == "_"}
    other = {name: text for name, text in values.items() if name[1] != "_"}
    return sent(Draft.of(scheme, rules.catalogue(), "v1", cases)) | given | other


def level(amount: int) -> dict[str, Any]:
    return {"fact": "cout-projet", "op": "ne", "value": amount}


def plain(response: Any) -> str:
    """Return the text of a page without its no-break spaces."""
    return str(response.content.decode().replace("\u202f", " ").replace("\xa0", " "))


def test_what_the_page_shows_and_sends_back_changes_nothing() -> None:
    """Every rule of the corpus goes through the form and comes back as it was."""
    known: dict[str, Any] = {}
    for path in sorted((Path(maillage.__file__).parent / "corpus/questions").glob("*.json")):
        known |= {one["id"]: one for one in json.loads(path.read_text("utf-8"))}
    load(questions=list(known.values()))
    folder = Path(maillage.__file__).parent / "corpus/dispositifs"
    seen = 0
    for path in sorted(folder.glob("*.json")):
        for record in json.loads(path.read_text("utf-8")):
            scheme = Scheme(uid=record["id"], versions=record.get("versions", []))
            scheme.updated_at = Question.objects.latest("updated_at").updated_at
            for version in scheme.versions:
                draft = Draft.of(scheme, rules.catalogue(), version["id"], ())
                data = QueryDict(mutable=True)
                data.update(sent(draft))
                found = posted(scheme, rules.catalogue(), data).read()
                assert (record["id"], found.problems) == (record["id"], [])
                assert found.versions == record["versions"]
                seen += 1
    assert seen > 100


class TestWriting:
    def test_the_page_shows_the_rule_its_cases_and_what_it_says(self, admin_client: Client) -> None:
        scheme = make()
        page = admin_client.get(address(scheme)).content.decode()
        for text in ("est au plus", 'value="20000"', "Publiable", "Réussit", "Coût du projet"):
            assert text in page
        change = admin_client.get(f"/admin/support/scheme/{scheme.pk}/change/").content.decode()
        assert f'href="{address(scheme)}"' in change

    @pytest.mark.parametrize(
        ("do", "expected"),
        [
            ("row:1", 'id="r-2-fact"'),
            ("block", "Bloc 2"),
            ("case", 'id="c-1-facts"'),
            ("offer", 'id="o-1-label"'),
            ("line:0", 'name="o-0-l-0-min"'),
            ("json", "&quot;cout-projet&quot;"),
        ],
    )
    def test_buttons_change_the_page_and_write_nothing(
        self, admin_client: Client, do: str, expected: str
    ) -> None:
        scheme = make()
        page = admin_client.post(address(scheme), form(scheme, do=do)).content.decode()
        assert expected in page
        assert Scheme.objects.get().updated_at == scheme.updated_at

    def test_a_row_is_removed(self, admin_client: Client) -> None:
        scheme = make()
        page = admin_client.post(address(scheme), form(scheme, do="drop-row:1")).content.decode()
        assert 'id="r-0-fact"' in page
        assert 'id="r-1-fact"' not in page

    def test_a_table_is_pasted_or_dropped(self, admin_client: Client) -> None:
        scheme = make()
        table = admin_client.get(address(scheme, "conditions.csv?version=v1")).content.decode()
        changed = table.replace("20000", "30000")
        page = admin_client.post(address(scheme), form(scheme, do="csv", csv=changed))
        assert 'value="30000"' in page.content.decode()
        file = SimpleUploadedFile("t.csv", changed.encode().replace(b"30000", b"beaucoup"))
        page = admin_client.post(address(scheme), form(scheme, do="csv", csv_file=file))
        assert "ligne 3" in page.content.decode()

    def test_a_nested_rule_says_so(self, admin_client: Client) -> None:
        scheme = make(NESTED)
        page = admin_client.get(address(scheme)).content.decode()
        assert "plus profondément qu’un tableau" in page
        deep = json.dumps({"all": [{"any": [level(9 * i + j) for j in range(6)]} for i in (0, 1)]})
        data = form(scheme, do="table", mode="json", node_text=deep)
        assert "garder le JSON" not in admin_client.post(address(scheme), data).content.decode()
        deep = json.dumps({"all": [json.loads(deep), *map(level, range(20, 30))]})
        data = form(scheme, do="table", mode="json", node_text=deep)
        assert "garder le JSON" in admin_client.post(address(scheme), data).content.decode()
        wrong = json.dumps({"all": [{"fact": "ess", "op": "vaut", "value": 1}]})
        data = form(scheme, do="verify", mode="json", node_text=wrong)
        assert "/all/0/op" in admin_client.post(address(scheme), data).content.decode()


class TestChecking:
    def test_what_is_typed_is_checked_and_nothing_is_written(self, admin_client: Client) -> None:
        scheme = make()
        data = form(scheme, r_1_value="10000")
        found = plain(admin_client.post(address(scheme, "verifier/"), data))
        assert "Pas publiable" in found
        assert "trouvé « Non éligible »" in found
        assert "10 000 €" in found
        assert Scheme.objects.get().versions == scheme.versions
        assert admin_client.get(address(scheme, "verifier/")).status_code == 405

    def test_faults_are_told_where_they_are(self, admin_client: Client) -> None:
        scheme = make()
        data = form(scheme, r_1_value="beaucoup", o_0_min="9000", c_0_date="demain")
        found = plain(admin_client.post(address(scheme, "verifier/"), data))
        assert "bloc 1, ligne 2</span> : « beaucoup » n’est pas un nombre" in found
        assert "offre 1</span> : /max : le minimum dépasse le maximum" in found
        assert "cas 1</span> : « demain »" in found

    def test_facts_are_tried_and_become_a_case(self, admin_client: Client) -> None:
        scheme = make()
        data = form(scheme, **{"t-ess": "oui", "t-cout-projet": "30 000", "do": "keep"})
        page = admin_client.post(address(scheme), data).content.decode()
        assert "Ce que donne l’essai" in page
        assert 'value="cout-projet=30000&amp;ess=oui"' in page

    def test_the_preview_is_the_page_as_it_would_be(self, admin_client: Client) -> None:
        scheme = make()
        data = form(scheme, r_1_value="12000")
        page = admin_client.post(address(scheme, "apercu/"), data).content.decode()
        assert "Aperçu." in page
        assert "12\u202f000" in page
        assert "12\u202f000" not in admin_client.get(scheme.get_absolute_url()).content.decode()


class TestSaving:
    def test_a_correction_keeps_its_reason(self, admin_client: Client) -> None:
        scheme = make()
        data = form(scheme, r_1_value="25000", do="save", reason="Coquille")
        response = admin_client.post(address(scheme), data)
        assert response.status_code == 302, response.content.decode()
        saved = Scheme.objects.get()
        assert saved.versions[0]["conditions"]["all"][1]["value"] == 25_000
        assert saved.history.first().history_change_reason == "Coquille"
        assert saved.history.first().history_user.username == "admin"

    def test_a_new_version_closes_the_one_before(self, admin_client: Client) -> None:
        scheme = make(valid_from="2020")
        data = form(scheme, r_1_value="25000", do="save", save_as="version")
        data |= {"new_from": "2027-01-01", "reason": "Délibération"}
        assert admin_client.post(address(scheme), data).status_code == 302
        first, second = Scheme.objects.get().versions
        assert (first["valid_to"], first["conditions"]) == ("2026-12-31", CONDITIONS)
        assert (second["id"], second["valid_from"]) == ("v2", "2027-01-01")
        assert second["reason"] == "Délibération"
        # The case is of before: the former version still answers it.
        assert Case.objects.get().facts == FACTS

    @pytest.mark.parametrize(
        ("changed", "expected"),
        [
            ({"reason": ""}, "dire pourquoi"),
            ({"r_1_value": "10000"}, "attendu « Éligible »"),
            ({"r_1_fact": "?", "r_1_label": ""}, "quoi vérifier"),
            ({"save_as": "version", "new_from": "bientôt"}, "nouvelle version à partir du"),
            ({"seen": "2020-01-01T00:00:00"}, "quelqu’un a modifié"),
        ],
    )
    def test_what_is_at_fault_is_not_saved(
        self, admin_client: Client, changed: dict[str, str], expected: str
    ) -> None:
        scheme = make()
        data = form(scheme, **{"do": "save", "reason": "Essai", **changed})
        response = admin_client.post(address(scheme), data)
        assert response.status_code == 200
        assert expected in response.content.decode()
        assert "Rien n’est enregistré" in response.content.decode()
        assert Scheme.objects.get().versions == scheme.versions

    def test_rule_and_cases_change_together(self, admin_client: Client) -> None:
        scheme = make()
        data = form(scheme, r_1_value="10000", c_0_verdict="non-eligible", c_0_high="")
        response = admin_client.post(address(scheme), data | {"do": "save", "reason": "Baisse"})
        assert response.status_code == 302
        assert Case.objects.get().verdict == "non-eligible"

    def test_only_who_may_change_schemes_enters(self, client: Client) -> None:
        scheme = make()
        user = User.objects.create_user("ada", password="x", is_staff=True)
        client.force_login(user)
        assert client.get(address(scheme)).status_code == 403
        user.user_permissions.add(Permission.objects.get(codename="change_scheme"))
        assert client.get(address(scheme)).status_code == 200


class TestPublishing:
    """Nothing publishes with a failing case or an error."""

    def test_the_bulk_action_refuses_what_is_at_fault(self, admin_client: Client) -> None:
        scheme = make(status="brouillon")
        Case.objects.update(verdict="non-eligible")
        data = {"action": "publish", "_selected_action": [scheme.pk]}
        page = admin_client.post("/admin/support/scheme/", data, follow=True).content.decode()
        assert "attendu « Non éligible »" in page
        assert Scheme.objects.get().status == "brouillon"
        Case.objects.update(verdict="eligible")
        admin_client.post("/admin/support/scheme/", data)
        assert Scheme.objects.get().status == "publie"

    def test_the_form_refuses_what_is_at_fault(self, admin_client: Client) -> None:
        wrong = {"fact": "taille", "op": "ge", "value": 3}
        scheme = make(wrong, status="brouillon")
        path = f"/admin/support/scheme/{scheme.pk}/change/"
        opened = admin_client.get(path).context
        data: dict[str, Any] = {"status": "publie", "name": scheme.name, "kind": "aide"}
        data["instruments"] = ["subvention"]
        for inline in opened["inline_admin_formsets"]:
            prefix = inline.formset.prefix
            data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
        response = admin_client.post(path, data)
        errors = response.context["adminform"].form.errors
        assert "« taille » n’est pas une question" in str(errors["status"])
        assert admin_client.post(path, data | {"status": "a-relire"}).status_code == 302
        # The form leaves the rule to its own page, and keeps it.
        assert Scheme.objects.get().versions[0]["conditions"] == wrong


class TestQuestions:
    def test_a_question_is_checked_as_the_engine_reads_it(self, admin_client: Client) -> None:
        make()
        data = {"fact": "taille", "label": "Taille", "question": "Quelle taille ?", "order": 3}
        data |= {"kind": "choice", "group": "structure", "effort": 1}
        path = "/admin/support/question/add/"
        assert "options ou un vocabulaire" in admin_client.post(path, data).content.decode()
        options = {"options-0-code": "petite", "options-0-label": "Petite", "options-0-help": ""}
        assert admin_client.post(path, data | options).status_code == 302
        assert Question.objects.get(fact="taille").options == [
            {"code": "petite", "label": "Petite"}
        ]

    def test_a_question_that_a_rule_reads_stays(self, admin_client: Client) -> None:
        make()
        assert admin_client.get("/admin/support/question/ess/delete/").status_code == 403
        assert admin_client.get("/admin/support/question/profil/delete/").status_code == 200
