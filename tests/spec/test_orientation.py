"""What the orientation promises: an answer from the first question on, and nothing ever lost."""

import json
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from factories import load, organisation
from pdf_text import pages

pytestmark = pytest.mark.usefixtures("places")

BASE = "/orientation/"
METZ, NANCY = "commune:57463", "commune:54395"


def _question(fact: str, kind: str, order: int, **own: Any) -> dict[str, Any]:
    label = fact.replace("-", " ").capitalize()
    return {
        "id": fact,
        "kind": kind,
        "label": label,
        "question": f"{label} ?",
        "why": f"Parce que {label.lower()}.",
        "order": order,
        **own,
    }


QUESTIONS = [
    _question("territoire", "territory", 1),
    _question("etape", "choice", 2, vocabulary="Stage"),
    _question("profil", "choice", 3, vocabulary="ActorType"),
    _question("besoin", "many", 4, vocabulary="Need"),
    _question("somme", "number", 5, unit="€", min=0, group="argent"),
    _question("collecte", "boolean", 6, group="argent"),
]


def scheme(uid: str, *conditions: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return the record of a scheme named after its identifier, with what it asks."""
    version: dict[str, Any] = {"id": "v1"}
    if conditions:
        version["conditions"] = {"all": list(conditions)}
    if offers := fields.pop("offers", ()):
        version["offers"] = offers
    name = uid.replace("-", " ").capitalize()
    return {
        "type": "scheme",
        "id": uid,
        "name": name,
        "kind": "aide",
        "versions": [version],
        **fields,
    }


def at_most(euros: int) -> dict[str, Any]:
    """Return a ceiling on the sum that is asked for."""
    return {"fact": "somme", "op": "le", "value": euros, "label": "Plafond"}


LOAN = {
    "id": "pret",
    "label": "Prêt",
    "instrument": "pret",
    "max": 5000,
    "amount_status": "confirme",
}
SCHEMES = [
    scheme("petit-pret", at_most(15_000), offers=[LOAN], instruments=["pret"]),
    scheme("conseil", {"to_check": "Un projet utile"}, stages=["creation"], kind="accompagnement"),
    scheme("aide-de-nancy", territories={"included": [NANCY]}),
    scheme("aide-de-metz", territories={"included": [METZ]}),
    scheme("vieil-appel", ended="2020-05"),
]


@pytest.fixture
def portal(places: None) -> None:
    """Load a few schemes, their questions and two contacts."""
    load(
        *SCHEMES,
        organisation("maison-de-metz", roles=["accompagnement"], located_in=[METZ]),
        organisation("reseau-du-grand-est", roles=["accompagnement"], acts_in=["region:44"]),
        organisation("banque-de-france", roles=["financeur"], acts_in=["pays:FR"]),
        organisation("conseil-de-lille", roles=["accompagnement"], located_in=["commune:59350"]),
        questions=QUESTIONS,
    )


def read(client: Client, query: str = "", base: str = BASE) -> str:
    """Return the text of a page, its fine spaces made plain."""
    response = client.get(f"{base}{query}")
    assert response.status_code == 200
    text = unescape(response.content.decode())
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def said(html: str) -> str:
    """Return what is read on a page, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def group(text: str, key: str) -> str:
    """Return the part of a page that has one answer."""
    found = re.search(rf'<(section|details)[^>]* id="{key}".*?</\1>', text, re.DOTALL)
    return found[0] if found else ""


@pytest.mark.usefixtures("portal")
class TestOneQuestionAtATime:
    """A form sends one answer; the page that comes back has an address that says them all."""

    def test_the_first_page_asks_where_and_how_far(self, client: Client) -> None:
        text = read(client)
        assert "Où cela se passe-t-il" in text
        assert 'name="etape" value="emergence"' in text

    def test_an_answer_has_an_address_and_leads_to_the_next_question(self, client: Client) -> None:
        sent = client.get(f"{BASE}?lieu=Metz&repondre=territoire")
        assert sent["Location"] == f"{BASE}?territoire={METZ}#question"
        sent = client.get(f"{BASE}?territoire={METZ}&repondre=etape&etape=creation")
        assert sent["Location"] == f"{BASE}?territoire={METZ}&etape=creation#question"
        text = read(client, f"?territoire={METZ}&etape=creation")
        assert '<h2 id="question" tabindex="-1">Profil ?</h2>' in text

    def test_several_choices_are_joined(self, client: Client) -> None:
        sent = client.get(f"{BASE}?repondre=besoin&besoin=financer&besoin=tester")
        assert sent["Location"] == f"{BASE}?besoin=financer,tester#question"

    def test_i_do_not_know_is_an_answer_and_wins_over_what_was_typed(self, client: Client) -> None:
        sent = client.get(f"{BASE}?repondre=somme&somme=12&nsp=somme&etape=creation")
        assert sent["Location"] == f"{BASE}?nsp=somme&etape=creation#question"
        text = read(client, "?nsp=somme&etape=creation")
        assert "je ne sais pas" in text.partition('class="trail"')[2].partition("</ol>")[0]
        assert "Somme ?" not in text

    def test_why_a_question_is_asked(self, client: Client) -> None:
        text = said(read(client, f"?territoire={METZ}&etape=creation&question=somme"))
        assert "Parce que somme. La réponse compte pour un dispositif." in text

    def test_answers_are_changed_taken_back_and_never_lost(self, client: Client) -> None:
        text = read(client, f"?territoire={METZ}&etape=creation&nsp=profil")
        trail = text.partition('class="trail"')[2].partition("</ol>")[0]
        assert f"?territoire={METZ}&etape=creation&nsp=profil&question=etape#question" in trail
        assert f'"{BASE}?territoire={METZ}&nsp=profil#question"' in trail
        back = read(client, f"?territoire={METZ}&etape=creation&nsp=profil&question=etape")
        assert 'value="creation" aria-current="true"' in back
        assert f'name="territoire" value="{METZ}"' in back
        assert 'name="nsp" value="profil"' in back

    def test_the_last_questions_are_those_that_change_something(self, client: Client) -> None:
        known = f"?territoire={METZ}&etape=creation&profil=association&besoin=financer"
        assert "Somme ?" in read(client, known)
        assert "Plus aucune question" in read(client, f"{known}&somme=100")


@pytest.mark.usefixtures("portal")
class TestResultsFromTheFirstAnswer:
    """Each scheme says where it stands, and why."""

    def test_groups(self, client: Client) -> None:
        text = read(client, f"?territoire={METZ}&etape=creation&somme=1000")
        assert "Petit pret" in group(text, "eligible")
        assert "Aide de metz" in group(text, "eligible")
        assert "Un projet utile" in group(text, "sous-reserve")
        assert "Vieil appel" in group(text, "ferme")
        refused = group(text, "non-eligible")
        assert "Aide de nancy" in refused.partition("1 dispositif d’un autre territoire")[2]
        assert "3 dispositifs peuvent vous aider à Metz" in said(text)

    def test_what_is_missing_is_a_link_to_answer(self, client: Client) -> None:
        text = group(read(client, f"?territoire={METZ}"), "a-preciser")
        assert f'href="{BASE}?territoire={METZ}&question=somme#question"' in text

    def test_a_refusal_gives_the_threshold_and_what_was_told(self, client: Client) -> None:
        text = said(group(read(client, "?somme=20000"), "non-eligible"))
        assert "Petit pret Plafond au plus 15 000 € (vous : 20 000 €)" in text

    def test_amounts_and_the_way_to_the_plan(self, client: Client) -> None:
        text = group(read(client, f"?territoire={METZ}&somme=1000"), "eligible")
        assert "jusqu’à 5 000 €" in text
        plan = f"/orientation/plan/?territoire={METZ}&somme=1000&offre=petit-pret.pret"
        assert plan in text

    def test_what_is_old_says_so(self, client: Client) -> None:
        assert "information de" not in group(read(client, "?somme=1"), "eligible")
        load(scheme("vieux", obsolete="La page date de 2021."), questions=QUESTIONS)
        assert "information de 2021" in group(read(client, "?somme=1"), "eligible")

    def test_needs_rank_and_never_refuse(self, client: Client) -> None:
        def order(query: str) -> list[str]:
            text = group(read(client, f"?territoire={METZ}&somme=1{query}"), "eligible")
            return re.findall(r"<h4><a[^>]*>([^<]*)", text)

        assert order("") == ["Aide de metz", "Petit pret"]
        assert order("&besoin=financer") == ["Petit pret", "Aide de metz"]

    def test_one_scheme_alone_asks_only_its_questions(self, client: Client) -> None:
        text = read(client, "?dispositif=petit-pret")
        assert "Somme ?" in text
        assert "à préciser" in said(text.partition('class="ticks"')[2].partition("</ul>")[0])
        text = read(client, "?dispositif=petit-pret&somme=20000")
        assert "non remplie" in text
        assert "Aide de metz" not in text


@pytest.mark.usefixtures("portal")
class TestNotOnlyMoney:
    """People come with the schemes, from the nearest to the widest."""

    def test_the_nearest_first_and_nobody_from_elsewhere(self, client: Client) -> None:
        text = read(client, f"?territoire={METZ}").partition('id="contacts"')[2]
        assert text.index("Maison De Metz") < text.index("Reseau Du Grand Est")
        assert "Banque De France" in text
        assert "Conseil De Lille" not in text

    def test_what_is_on_near_there(self, client: Client) -> None:
        salon = {"type": "event", "kind": "salon", "dates": [{"start": "2090-05-02"}]}
        load(
            salon | {"id": "salon-ici", "name": "Salon ici", "located_in": [METZ]},
            salon | {"id": "salon-ailleurs", "name": "Salon ailleurs", "located_in": [NANCY]},
        )
        text = read(client, f"?territoire={METZ}").partition('id="contacts"')[2]
        assert "Salon ici" in text
        assert "Salon ailleurs" not in text

    def test_without_a_place_it_is_asked(self, client: Client) -> None:
        text = read(client, "?etape=creation")
        assert f'href="{BASE}?etape=creation&question=territoire#question"' in text


@pytest.mark.usefixtures("portal")
class TestWhatCannotBeRead:
    """A message says what to do; the rest of the answers stays."""

    def test_an_unknown_choice(self, client: Client) -> None:
        text = read(client, "?etape=jamais&somme=1000")
        assert "« jamais » n’est pas une réponse possible" in text
        assert "1 000 €" in text.partition('class="trail"')[2].partition("</ol>")[0]

    def test_a_number_that_is_none_stays_in_its_field(self, client: Client) -> None:
        text = read(client, "?repondre=somme&somme=beaucoup&etape=creation")
        assert 'role="alert"' in text
        assert 'value="beaucoup"' in text
        assert 'name="etape" value="creation"' in text

    def test_nothing_chosen(self, client: Client) -> None:
        assert "Choisissez une réponse" in read(client, "?repondre=besoin&etape=creation")

    def test_a_place_that_nobody_knows(self, client: Client) -> None:
        text = read(client, "?lieu=zzyzzx&repondre=territoire&etape=creation")
        assert "Aucun territoire ne répond à « zzyzzx »" in text
        assert 'name="etape" value="creation"' in text

    def test_a_place_that_several_have(self, client: Client) -> None:
        text = read(client, "?lieu=grand&repondre=territoire")
        assert "Plusieurs territoires" in text
        assert 'name="territoire" value="region:44"' in text
        chosen = client.get(f"{BASE}?lieu=grand&repondre=territoire&territoire=region:44")
        assert chosen["Location"] == f"{BASE}?territoire=region:44#question"

    def test_a_scheme_that_is_not_there(self, client: Client) -> None:
        text = read(client, "?dispositif=rien&somme=1000")
        assert "« rien » n’est pas, ou n’est plus, publié" in text
        assert "Petit pret" in text

    def test_a_form_that_does_not_exist(self, client: Client) -> None:
        assert client.get(f"{BASE}?format=doc").status_code == 404


@pytest.mark.usefixtures("portal")
class TestEveryQuestionOnOnePage:
    """The expert's form: what is emptied is taken back, skips stay."""

    def test_it_shows_every_question_with_its_answer(self, client: Client) -> None:
        text = read(client, f"?mode=expert&territoire={METZ}&somme=1000&nsp=collecte")
        assert 'name="lieu" value="Metz (57)"' in text
        assert 'name="somme" value="1000"' in text
        assert 'name="nsp" value="collecte"' in text
        assert "Aide de metz" in group(text, "eligible")

    def test_what_is_sent_is_cleaned(self, client: Client) -> None:
        sent = client.get(
            f"{BASE}?mode=expert&territoire={METZ}&lieu=Nancy&etape=&somme=&profil=association"
        )
        assert (
            sent["Location"]
            == f"{BASE}?territoire={NANCY}&profil=association&mode=expert#resultats"
        )


@pytest.mark.usefixtures("portal")
class TestTheSameInOtherForms:
    """The address gives the same answers as JSON, as text and on paper."""

    QUERY = f"?territoire={METZ}&etape=creation&somme=20000"

    def test_json(self, client: Client) -> None:
        found = json.loads(client.get(f"{BASE}{self.QUERY}&format=json").content)
        assert found["facts"] == {"territoire": METZ, "etape": "creation", "somme": "20000"}
        outcomes = {one["id"]: one["outcome"] for one in found["results"]}
        assert outcomes["petit-pret"] == "non-eligible"
        assert outcomes["conseil"] == "sous-reserve"
        refused = next(one for one in found["results"] if one["id"] == "petit-pret")
        assert refused["reasons"][0]["fact"] == "somme"
        assert {one["name"] for one in found["contacts"]} >= {"Maison De Metz"}

    def test_text(self, client: Client) -> None:
        text = client.get(f"{BASE}{self.QUERY}&format=txt").content.decode()
        assert "Aide de metz" in text
        assert text.rstrip().endswith(f"{BASE}{self.QUERY}")
        assert "format" not in text

    def test_a_letter_opens_with_the_essential(self, client: Client) -> None:
        letter = re.search(r'href="(mailto:[^"]*)"', read(client, self.QUERY))
        assert letter
        assert "Aide%20de%20metz" in letter[1]
        assert len(letter[1]) < 8_000

    def test_paper(self, client: Client) -> None:
        response = client.get(f"{BASE}{self.QUERY}&format=pdf")
        assert response["Content-Type"] == "application/pdf"
        text = " ".join(pages(response.content))
        assert "Aide de metz" in text
        assert "Maison De Metz" in text

    def test_nothing_is_stored(self, client: Client) -> None:
        client.get(f"{BASE}{self.QUERY}")
        assert not client.cookies
