"""Lessons and terms in a whole instance: preview, glossary in step, queries counted, checks."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from factories import load, organisation

from maillage.apps.learning import glossary
from maillage.apps.learning.models import Lesson, Term
from maillage.apps.learning.sheet_types import LESSON, TERM
from maillage.apps.sheets import actions
from maillage.apps.sheets.models import IndexChange

pytestmark = pytest.mark.usefixtures("places")
PREVIEW = "/admin/learning/lesson/apercu/"
TEXT = "## Un\nL’ESS.\n\n::: definition Mot\nTexte.\n:::\n"


def lesson(uid: str, description: str = "", **fields: Any) -> dict[str, Any]:
    own = {"description": description} if description else {}
    return {"type": "lesson", "id": uid, "name": uid.title(), **own, **fields}


def term(uid: str, name: str, **fields: Any) -> dict[str, Any]:
    meanings = [{"id": "sens", "definition": f"Ce qu’est {name}."}]
    return {"type": "term", "id": uid, "name": name, "meanings": meanings, **fields}


def queries(client: Client, path: str) -> int:
    client.get(path)  # what is kept from one page to the next is read once
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


class TestPreview:
    """The text of the form as a page, for editors alone, and nothing written."""

    def test_it_shows_what_is_typed_and_saves_nothing(self, admin_client: Client) -> None:
        load(term("ess", "ESS"))
        before = IndexChange.objects.count()
        data = {"name": "Ma page", "summary": "En bref.", "description": TEXT}
        response = admin_client.post(PREVIEW, data)
        text = response.content.decode()
        assert response.status_code == 200
        assert "rien n’est enregistré" in text
        assert "<h1>Ma page</h1>" in text
        assert "<dfn>Mot</dfn>" in text
        assert 'id="def-ess"' in text
        assert "no-store" in response["Cache-Control"]
        assert not Lesson.objects.exists()
        assert not Lesson.history.exists()
        assert IndexChange.objects.count() == before

    def test_it_says_what_is_wrong_where_it_is(self, admin_client: Client) -> None:
        body = "::: encart\nTexte.\n:::\n:::\n::: fiches personne\n:::\n::: frise\n- 1900 : a"
        text = admin_client.post(PREVIEW, {"name": "A", "description": body}).content.decode()
        assert "Ligne\u00a01\u202f: «\u202fencart\u202f» n’est pas" in text.replace(
            "Ligne 1", "Ligne\u00a01"
        )
        assert "Texte." in text
        assert "ne ferme aucun bloc" in text
        assert "Aucune fiche publiée n’a ces identifiants" in text
        assert "n’est pas fermé" in text
        assert '<time datetime="1900">' in text

    def test_an_empty_form_has_an_empty_preview(self, admin_client: Client) -> None:
        assert admin_client.post(PREVIEW, {}).status_code == 200

    def test_a_form_that_is_only_read_is_refused(self, admin_client: Client) -> None:
        assert admin_client.get(PREVIEW).status_code == 405

    def test_only_editors_of_lessons_see_it(self, client: Client) -> None:
        assert client.post(PREVIEW, {"name": "A"})["Location"].startswith("/admin/login/")
        user = User.objects.create_user("ada", password="x", is_staff=True)
        client.force_login(user)
        assert client.post(PREVIEW, {"name": "A"}).status_code == 403
        user.user_permissions.add(Permission.objects.get(codename="change_lesson"))
        assert client.post(PREVIEW, {"name": "A"}).status_code == 200

    def test_another_site_cannot_send_it(self, admin_user: User) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(admin_user)
        assert strict.post(PREVIEW, {"name": "A"}).status_code == 403

    @pytest.mark.ignore_template_errors
    def test_the_form_leads_to_it_in_another_tab(self, admin_client: Client) -> None:
        load(lesson("un", TEXT, order=1))
        pk = Lesson.objects.get().pk
        for path in ("add/", f"{pk}/change/"):
            text = admin_client.get(f"/admin/learning/lesson/{path}").content.decode()
            assert f'formaction="{PREVIEW}" formtarget="_blank"' in text
        assert admin_client.get(f"/admin/learning/lesson/{pk}/history/").status_code == 200


@pytest.mark.ignore_template_errors
def test_a_term_is_edited_with_its_meanings_in_rows(admin_client: Client) -> None:
    load(term("ess", "ESS"))
    text = admin_client.get(
        f"/admin/learning/term/{Term.objects.get().pk}/change/"
    ).content.decode()
    assert 'name="meanings-0-definition" value="Ce qu’est ESS."' in text


class TestTheGlossaryFollowsItsTerms:
    """What a page links is what the glossary holds at that moment."""

    def links(self, client: Client) -> bool:
        return "term-link" in client.get("/comprendre/essai/").content.decode()

    def test_a_term_added_changed_withdrawn_or_deleted(self, client: Client) -> None:
        load(lesson("essai", "Un essaim et l’ESS."))
        assert not self.links(client)
        load(term("ess", "ESS"))
        assert self.links(client)
        sheet = Term.objects.get()
        sheet.name = "IAE"
        actions.save_sheet(sheet=sheet, by=None)
        assert not self.links(client)
        sheet.other_names = ["ESS"]
        actions.save_sheet(sheet=sheet, by=None)
        assert self.links(client)
        sheet.status = "brouillon"
        actions.save_sheet(sheet=sheet, by=None)
        assert not self.links(client)
        sheet.status = "publie"
        actions.save_sheet(sheet=sheet, by=None)
        assert self.links(client)
        actions.delete_sheet(sheet=sheet)
        assert not self.links(client)


class TestQueriesAreCounted:
    """Their number depends on the blocks of a page, never on what they show."""

    def test_a_page_of_ten_blocks(self, client: Client) -> None:
        names = [f"lieu-{n}" for n in range(12)]
        places = [organisation(n, roles=["lieu"], located_in=["commune:54395"]) for n in names]
        blocks = ["::: liste annuaire?role=lieu 6\n:::", f"::: fiches {' '.join(names)}\n:::"] * 5
        load(lesson("essai", "\n\n".join(blocks), order=1), lesson("vide", order=2), *places)
        empty, full = (queries(client, f"/comprendre/{name}/") for name in ("vide", "essai"))
        assert empty <= 20
        assert full - empty <= 10 * 5

    def test_lists_and_terms(self, client: Client) -> None:
        load(organisation("cible"))
        counts = []
        for size in (3, 15):
            meanings = [{"id": "a", "definition": "Oui.", "sheet": "cible"}]
            load(*(term(f"t-{n}", f"Mot {n}", meanings=meanings) for n in range(size)))
            load(*(lesson(f"p-{n}", "Mot 1.", order=n) for n in range(size)))
            paths = ("/glossaire/", "/glossaire/?q=mot", "/comprendre/", "/comprendre/?q=p")
            counts.append([queries(client, path) for path in (*paths, "/comprendre/p-1/")])
        # a page between two others has both neighbours from the first size on
        assert counts[0] == counts[1]


class TestManyTerms:
    """Beyond what a page can hold, the glossary goes letter by letter."""

    def test_one_letter_at_a_time(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(glossary, "ALL_AT_ONCE", 3)
        load(*(term(f"t-{name.lower()}", name) for name in ("Aide", "Bail", "Don", "Dot", "401")))
        text = client.get("/glossaire/").content.decode()
        assert '<a href="/glossaire/?lettre=0" aria-current="true">#</a>' in text
        assert "Ce qu’est 401" in text
        assert "Ce qu’est Don" not in text
        text = client.get("/glossaire/?lettre=d").content.decode()
        assert "Ce qu’est Don" in text
        assert "Ce qu’est Dot" in text
        assert "Ce qu’est Aide" not in text
        assert '<a href="/glossaire/?lettre=a">A</a>' in text

    @pytest.mark.parametrize("letter", ["é", "ab", "9", ""])
    def test_another_sign_is_no_letter(self, client: Client, letter: str) -> None:
        load(term("t", "Éolien"))
        text = client.get(f"/glossaire/?lettre={letter}", follow=True).content.decode()
        assert "Ce qu’est Éolien" in text
        assert 'id="lettre-e"' in text


class TestChecks:
    """What `maillage lint` says of lessons and terms."""

    def said(self, sheet_type: Any) -> list[str]:
        sheet = sheet_type.model.objects.order_by("pk").last()
        return [message for check in sheet_type.checks for message in check(sheet)]

    def test_a_good_page_and_a_good_term_have_nothing_to_mend(self) -> None:
        load(lesson("un", TEXT, order=1), term("ess", "ESS"))
        assert self.said(LESSON) == self.said(TERM) == []

    def test_two_pages_of_one_rank(self) -> None:
        load(lesson("un", order=1), lesson("deux", order=1))
        (message,) = self.said(LESSON)
        assert message.endswith("a le même rang (1)")

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("::: encart\n:::", "n’est pas un bloc connu"),
            (":::", "ne ferme aucun bloc"),
            ("::: frise\n- 1900 : a", "n’est pas fermé"),
            ("::: frise\n:::", "Une frise est une liste de dates"),
            ("::: fiches personne\n:::", "identifiants (personne)"),
            ("::: liste ailleurs\n:::", "(ailleurs)"),
            ("::: liste annuaire?role=rien\n:::", "Cette liste n’existe pas"),
            ("::: liste annuaire?couleur=rose\n:::", "Cette liste n’existe pas"),
            ("::: liste annuaire?page=2\n:::", "Cette liste n’existe pas"),
            ("::: liste annuaire?territoire=nulle-part-du-tout\n:::", "Cette liste n’existe pas"),
            ("::: liste annuaire six\n:::", "(annuaire six)"),
            ("::: liste annuaire 6 7\n:::", "(annuaire 6 7)"),
            ("::: liste\n:::", "Cette liste n’existe pas"),
        ],
    )
    def test_a_block_to_mend(self, text: str, words: str) -> None:
        load(lesson("un", text))
        (message,) = self.said(LESSON)
        assert words in message

    @pytest.mark.parametrize(
        ("meanings", "words"),
        [
            ([], "n’a aucun sens"),
            ([{"id": "a", "expansion": "A"}], "« a » n’a pas de définition"),
            (
                [{"id": "a", "definition": "A", "context": "B"}] * 1
                + [{"id": "a", "definition": "C", "context": "D"}],
                "même identifiant",
            ),
            ([{"id": "a", "definition": "A"}, {"id": "b", "definition": "B"}], "quel contexte"),
        ],
    )
    def test_a_term_to_mend(self, meanings: list[dict[str, str]], words: str) -> None:
        record = term("ess", "ESS") | {"meanings": meanings}
        load({key: value for key, value in record.items() if value})
        (message,) = self.said(TERM)
        assert words in message


def test_a_lesson_keeps_its_history(client: Client) -> None:
    load(lesson("un", "Avant."))
    sheet = Lesson.objects.get()
    sheet.description = "Après."
    actions.save_sheet(sheet=sheet, by=None, reason="Réécrite")
    text = client.get("/comprendre/un/").content.decode()
    assert "Réécrite" in text
    assert '<td class="old">Avant.</td><td>Après.</td>' in text


@pytest.mark.parametrize("name", ["csv", "json", "atom", "geojson"])
def test_lists_have_their_other_forms(client: Client, name: str) -> None:
    load(lesson("un", TEXT, order=1), term("ess", "ESS", other_names=["économie"]))
    for path in ("/comprendre/", "/glossaire/"):
        response = client.get(f"{path}?format={name}")
        assert response.status_code == 200
        assert response.getvalue()


def test_the_search_of_the_site_finds_pages_and_terms(client: Client) -> None:
    load(lesson("insertion", order=1), term("iae", "IAE", other_names=["insertion par l’activité"]))
    text = client.get("/recherche/?q=insertion").content.decode()
    assert "/comprendre/insertion/" in text
    assert "/glossaire/iae/" in text
    assert "/glossaire/iae/" in client.get("/recherche/suggestions/?q=ia").content.decode()
