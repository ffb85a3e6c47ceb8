"""What the pages that explain the ESS and the glossary promise, told as short stories."""

import json
from typing import Any

import pytest
from django.test import Client
from factories import load, organisation

pytestmark = pytest.mark.usefixtures("places")

CAE = {
    "type": "term",
    "id": "terme-cae",
    "name": "CAE",
    "other_names": ["C.A.E.", "coopérative d’activités et d’emploi"],
    "kind": "sigle",
    "meanings": [
        {
            "id": "cooperative",
            "expansion": "Coopérative d’activités et d’emploi",
            "definition": "On y teste son activité en étant salarié.",
            "context": "Quand on crée son activité.",
            "sheet": "coopaname",
        },
        {
            "id": "contrat",
            "expansion": "Contrat d’accompagnement dans l’emploi",
            "definition": "Contrat aidé, hors du secteur marchand.",
            "context": "Quand on parle d’insertion.",
        },
    ],
    "evidence": [
        {"source": "guide", "line": 84, "passage": "un contrat", "supports": ["meanings=contrat"]}
    ],
}
ESS = {
    "type": "term",
    "id": "terme-ess",
    "name": "ESS",
    "kind": "sigle",
    "meanings": [{"id": "ess", "definition": "Coopératives, associations, mutuelles…"}],
}


def lesson(uid: str, description: str = "", **fields: Any) -> dict[str, Any]:
    """Return the record of a lesson named after its identifier."""
    own = {"description": description} if description else {}
    return {"type": "lesson", "id": uid, "name": uid.replace("-", " ").title(), **own, **fields}


def page(client: Client, path: str) -> str:
    """Return the text of a page, its fine spaces made plain."""
    response = client.get(path)
    assert response.status_code == 200
    return str(response.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


class TestThePagesAreReadInOrder:
    """The front page is a summary; each page leads to its neighbours."""

    def test_the_front_page_is_the_reading_order(self, client: Client) -> None:
        load(lesson("zebre", order=1), lesson("abeille", order=2), lesson("sans-rang"), ESS)
        text = page(client, "/comprendre/")
        assert text.index("Zebre") < text.index("Abeille")
        assert "Toutes les pages" in text
        assert "Sans Rang" not in text
        assert "1 mot expliqué" in text
        assert "Sans Rang" in page(client, "/comprendre/?tri=nom")

    def test_a_search_answers_as_any_list(self, client: Client) -> None:
        load(lesson("zebre", order=1), lesson("abeille", order=2))
        text = page(client, "/comprendre/?q=abeille")
        assert "1 page pour « abeille »" in text
        assert "Zebre" not in text

    def test_each_page_leads_to_the_one_before_and_the_next(self, client: Client) -> None:
        load(lesson("un", order=1), lesson("deux", order=2), lesson("trois", order=3))
        text = page(client, "/comprendre/deux/")
        assert '<a href="/comprendre/un/" rel="prev">' in text
        assert 'href="/comprendre/trois/" rel="next"' in text
        assert 'rel="prev"' not in page(client, "/comprendre/un/")
        assert 'rel="next"' not in page(client, "/comprendre/trois/")

    def test_a_draft_is_skipped(self, client: Client) -> None:
        load(
            lesson("un", order=1),
            lesson("deux", order=2, status="brouillon"),
            lesson("trois", order=3),
        )
        assert 'href="/comprendre/trois/" rel="next"' in page(client, "/comprendre/un/")

    def test_a_page_without_rank_is_on_no_path(self, client: Client) -> None:
        load(lesson("un", order=1), lesson("seule"))
        assert "Pages voisines" not in page(client, "/comprendre/seule/")

    def test_an_empty_portal_says_so(self, client: Client) -> None:
        assert "Aucune page n’est encore écrite" in page(client, "/comprendre/")


class TestAPageIsMarkdownWithBlocks:
    """Six blocks between `::: name` and `:::`."""

    def show(self, client: Client, text: str, *others: dict[str, Any]) -> str:
        load(lesson("essai", text, order=1), *others)
        return page(client, "/comprendre/essai/")

    def test_a_definition_sets_a_word_apart(self, client: Client) -> None:
        text = self.show(client, "::: definition Le mot juste\nCe qu’il *dit*.\n:::")
        assert "<dfn>Le mot juste</dfn>" in text
        assert "<em>dit</em>" in text

    def test_a_timeline_is_a_list_of_dates(self, client: Client) -> None:
        dates = "- 1900 : l’Exposition\n- Vers 2000 : un nom\n- 31 juillet 2014 : la loi"
        text = self.show(client, f"::: frise\n{dates}\n:::")
        assert '<ol class="timeline"' in text
        assert '<time datetime="1900">1900</time>' in text
        assert '<time datetime="2014-07-31">31 juillet 2014</time>' in text
        assert "<b>Vers 2000</b>" in text

    def test_cards_stand_under_the_title_of_their_part(self, client: Client) -> None:
        text = self.show(client, "## Partie\n\n::: cartes\n### Une\na\n### Deux\nb\n:::")
        assert "<h3>Une</h3>" in text
        assert "<h3>Deux</h3>" in text

    def test_a_list_shows_its_first_sheets_and_leads_to_the_whole(self, client: Client) -> None:
        places = [organisation(f"lieu-{n}", roles=["lieu"]) for n in range(4)]
        text = self.show(
            client, "::: liste annuaire?role=lieu 3\n:::", *places, organisation("reseau")
        )
        assert text.count('<article class="card">') == 3
        assert '<a href="/annuaire/?role=lieu">Tout voir : 4 organisations</a>' in text
        assert "Reseau" not in text

    def test_sheets_are_shown_in_the_order_given(self, client: Client) -> None:
        text = self.show(
            client,
            "::: fiches beta alpha inconnue brouillon\n:::",
            organisation("alpha"),
            organisation("beta"),
            organisation("brouillon", status="brouillon"),
        )
        assert text.index(">Beta</a>") < text.index(">Alpha</a>")
        assert "Brouillon" not in text

    def test_what_cannot_be_shown_is_left_out(self, client: Client) -> None:
        body = (
            "Début.\n\n::: fiches personne\n:::\n::: liste nulle-part\n:::\n"
            "::: liste annuaire?role=rien\n:::\n::: frise\n:::\n::: chiffre aucun\n:::\n:::\nFin."
        )
        text = self.show(client, body)
        assert "Début." in text
        assert "Fin." in text
        assert ":::" not in text.partition("<main")[2].partition("historique")[0]
        assert 'class="notice"' not in text

    def test_the_text_of_an_unknown_block_is_not_lost(self, client: Client) -> None:
        assert "Un texte important." in self.show(client, "::: encart\nUn texte important.\n:::")

    def test_three_parts_make_a_table_of_contents(self, client: Client) -> None:
        text = self.show(client, "## L’un\na\n## Deux\nb\n### Sous\nc\n## Deux\nd")
        assert "Dans cette page" in text
        for anchor in ("titre-l-un", "titre-deux", "titre-deux-2"):
            assert f'<a href="#{anchor}">' in text
            assert f'<h2 id="{anchor}">' in text
        assert '<h3 id="titre-sous">Sous</h3>' in text
        assert "Dans cette page" not in self.show(client, "## Un\na\n## Deux\nb")

    def test_the_titles_of_a_page_follow_its_own(self, client: Client) -> None:
        text = self.show(client, "#### Un\na\n##### Deux\nb")
        assert '<h2 id="titre-un">' in text
        assert '<h3 id="titre-deux">' in text


class TestTheGlossary:
    """Every term from A to Z, each meaning with its context and its source."""

    def test_terms_stand_under_their_letter(self, client: Client) -> None:
        load(CAE, ESS, organisation("coopaname"))
        text = page(client, "/glossaire/")
        assert '<a href="#lettre-c">C</a>' in text
        assert '<span aria-hidden="true">D</span>' in text
        assert text.index('id="lettre-c"') < text.index('id="lettre-e"')
        assert "On y teste son activité" in text
        assert '<a href="/annuaire/coopaname/">Coopaname</a>' in text

    def test_words_and_nature_filter_it(self, client: Client) -> None:
        notion = ESS | {"id": "terme-don", "name": "Don", "kind": "notion"}
        load(CAE, ESS, notion, organisation("coopaname"))
        assert "terme-don" not in page(client, "/glossaire/?nature=sigle")
        assert "terme-ess" not in page(client, "/glossaire/?q=salarié")
        assert "terme-cae" in page(client, "/glossaire/?q=salarié")
        assert "Aucun terme ne répond" in page(client, "/glossaire/?q=zzzz")
        assert client.get("/glossaire/?q=&nature=sigle")["Location"] == "/glossaire/?nature=sigle"

    def test_two_meanings_stand_side_by_side_with_their_proofs(self, client: Client) -> None:
        load(CAE, organisation("coopaname"))
        text = page(client, "/glossaire/terme-cae/").partition("<main")[2]
        first, second = text.index("Coopérative d’activités et"), text.index("Contrat d’acc")
        assert first < text.index("Quand on crée son activité.") < second
        assert "Sens 2" in text
        assert second < text.index("<q>un contrat</q>")
        assert "Voir aussi" in text

    def test_the_sheet_that_a_meaning_leads_to_leads_back(self, client: Client) -> None:
        load(CAE, organisation("coopaname"))
        text = page(client, "/annuaire/coopaname/")
        assert "Expliqué dans le glossaire" in text
        assert "/glossaire/terme-cae/" in text

    def test_machines_read_a_defined_term(self, client: Client) -> None:
        load(CAE, organisation("coopaname"))
        data = json.loads(client.get("/glossaire/terme-cae/?format=jsonld").content)
        assert data["@type"] == "DefinedTerm"
        assert len(data["description"]) == 2
        assert data["inDefinedTermSet"]["@type"] == "DefinedTermSet"


class TestATermIsExplainedWhereItIsFirstUsed:
    """On lessons and in the descriptions of sheets, once a page, never on the term's own page."""

    def test_in_a_lesson_once_for_all_its_parts(self, client: Client) -> None:
        body = "## L’ESS\nL’ESS ici.\n\n::: cartes\n### L’ESS\nEt l’ESS là.\n:::"
        load(lesson("essai", body), ESS)
        text = page(client, "/comprendre/essai/")
        assert text.count('class="term-link"') == 1
        assert text.count('id="def-terme-ess"') == 1
        assert "Coopératives, associations, mutuelles…</span>" in text

    def test_in_the_description_of_a_sheet(self, client: Client) -> None:
        load(organisation("alpha", description="Une structure de l’ESS."), ESS)
        assert 'href="/glossaire/terme-ess/"' in page(client, "/annuaire/alpha/")

    def test_both_meanings_are_told(self, client: Client) -> None:
        load(lesson("essai", "Une CAE."), CAE, organisation("coopaname"))
        text = page(client, "/comprendre/essai/")
        assert "Plusieurs sens" in text
        assert "On y teste son activité" in text
        assert "Contrat aidé" in text

    def test_a_term_is_not_linked_from_its_own_page(self, client: Client) -> None:
        own = {"id": "ess", "definition": "L’ESS compte des CAE."}
        load(CAE, ESS | {"meanings": [own]}, organisation("coopaname"))
        text = page(client, "/glossaire/terme-ess/")
        assert 'id="def-terme-cae"' in text
        assert 'id="def-terme-ess"' not in text

    def test_a_draft_is_not_linked(self, client: Client) -> None:
        load(lesson("essai", "L’ESS."), ESS | {"status": "brouillon"})
        assert "term-link" not in page(client, "/comprendre/essai/")
