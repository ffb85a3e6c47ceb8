"""The orientation on a whole instance: its diagnosis, its cost, its doors."""

from html import unescape
from typing import Any

import pytest
from django.test import Client
from factories import load, organisation

from maillage.apps.sheets import indexing
from maillage.apps.support.orientation_trail import read as read_trail

METZ = "commune:57463"
LAW = "loi du 31 juillet 2014, art. 1er"
QUESTIONS: list[dict[str, Any]] = [
    {"id": "territoire", "kind": "territory", "label": "Territoire", "question": "Où ?"},
    {
        "id": "profil",
        "kind": "choice",
        "label": "Profil",
        "question": "Qui êtes-vous ?",
        "vocabulary": "ActorType",
    },
    {"id": "etape", "kind": "choice", "label": "Étape", "question": "Où en êtes-vous ?",
     "vocabulary": "Stage"},
    {"id": "but", "kind": "boolean", "label": "But", "question": "Un autre but ?"},
    {"id": "reserves", "kind": "boolean", "label": "Réserves", "question": "Impartageables ?"},
    {"id": "ess", "kind": "boolean", "label": "ESS", "question": "Dans l’ESS ?"},
    {"id": "fondateurs", "kind": "number", "label": "Fondateurs", "question": "Combien ?"},
]  # fmt: skip


def scheme(uid: str, kind: str, conditions: Any = None, **fields: Any) -> dict[str, Any]:
    """Return the record of a scheme named after its identifier."""
    version = {"id": "v1"} | ({"conditions": conditions} if conditions else {})
    return {"type": "scheme", "id": uid, "name": uid, "kind": kind, "versions": [version], **fields}


MEMBERSHIP = scheme(
    "reconnaissance-ess",
    "reconnaissance",
    {
        "any": [
            {
                "fact": "profil",
                "op": "in",
                "value": ["association", "mutuelle"],
                "label": "La forme suffit",
                "reference": f"{LAW}, II, 1°",
            },
            {
                "all": [
                    {"fact": "but", "op": "eq", "value": True, "label": "Un autre but",
                     "reference": f"{LAW}, I, 1°"},
                    {"fact": "reserves", "op": "eq", "value": True, "label": "Des réserves",
                     "reference": f"{LAW}, I, 3°"},
                ],
                "label": "Une société qui remplit les conditions",
            },
        ]
    },
)  # fmt: skip
FORM = scheme(
    "forme-association",
    "forme-juridique",
    {
        "fact": "fondateurs",
        "op": "ge",
        "value": 2,
        "label": "Être deux",
        "reference": "loi de 1901",
    },
)


def read(client: Client, path: str) -> str:
    """Return the text of a page, its fine spaces made plain."""
    response = client.get(path)
    assert response.status_code == 200
    return unescape(response.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture
def rules(places: None) -> None:
    """Load a recognition, a legal form and an aid."""
    load(MEMBERSHIP, FORM, scheme("aide", "aide"), questions=QUESTIONS)


@pytest.mark.usefixtures("rules")
class TestDiagnosis:
    """A question of law has its answer, condition by condition."""

    def test_two_doors(self, client: Client) -> None:
        text = read(client, "/diagnostic/")
        assert 'href="/diagnostic/ess/"' in text
        assert 'href="/diagnostic/statut/"' in text

    def test_an_association_is_in_with_the_text_that_says_so(self, client: Client) -> None:
        text = read(client, "/diagnostic/ess/?profil=association")
        assert "Oui, votre organisation est dans l’ESS" in text
        assert f"{LAW}, II, 1°" in text
        assert "/orientation/?profil=association&ess=oui#question" in text

    def test_a_company_sees_each_condition_with_its_state(self, client: Client) -> None:
        text = read(client, "/diagnostic/ess/?profil=entreprise&but=oui")
        assert "Cela dépend encore" in text
        ticks = text.partition('class="ticks"')[2]
        assert (
            'is-remplie"><span class="tick" aria-hidden="true"></span><div><p>Un autre but' in ticks
        )
        assert (
            'is-inconnue"><span class="tick" aria-hidden="true"></span><div><p>Des réserves'
            in ticks
        )
        assert f"{LAW}, I, 3°" in ticks

    def test_a_no_says_what_the_statutes_would_have_to_change(self, client: Client) -> None:
        text = read(client, "/diagnostic/ess/?profil=entreprise&but=non")
        assert "Non, votre organisation n’est pas dans l’ESS" in text
        assert text.index("Un autre but") < text.index("La forme suffit")

    def test_a_form_that_suits(self, client: Client) -> None:
        assert "1 forme va à votre projet" in read(client, "/diagnostic/statut/?fondateurs=3")
        assert "Aucune forme" in read(client, "/diagnostic/statut/?fondateurs=1")

    def test_the_orientation_leaves_law_to_the_diagnosis(self, client: Client) -> None:
        text = read(client, "/orientation/?fondateurs=1")
        assert "forme-association" not in text
        assert "aide" in text


@pytest.mark.parametrize("many", [3, 30])
def test_a_page_puts_a_fixed_number_of_queries(
    many: int, places: None, client: Client, django_assert_num_queries: Any
) -> None:
    ceiling = {"fact": "fondateurs", "op": "ge", "value": 2}
    load(
        *(
            scheme(
                f"aide-{n}",
                "aide",
                ceiling if n % 2 else None,
                organisations=[{"id": "un", "organisation": f"qui-{n}", "role": "financeur"}],
            )
            for n in range(many)
        ),
        *(
            organisation(f"qui-{n}", roles=["financeur"], located_in=[METZ], acts_in=["region:44"])
            for n in range(many)
        ),
        questions=QUESTIONS,
    )
    indexing.ready()
    path = f"/orientation/?territoire={METZ}&profil=association&etape="
    client.get(f"{path}creation")  # what each process reads once
    with django_assert_num_queries(22):
        client.get(f"{path}transmission")
    with django_assert_num_queries(14):  # contacts are kept until the index changes
        client.get(f"{path}transmission&fondateurs=3")


def test_a_trail_keeps_its_order_and_leaves_out_what_is_no_question() -> None:
    pairs = [("b", "2"), ("utm", "x"), ("nsp", "c"), ("a", "1"), ("a", "3"), ("d", "")]
    trail = read_trail("/o/", pairs, "abcd")
    assert trail.answers == (("b", "2"), ("c", ""), ("a", "1,3"))
    assert trail.url() == "/o/?b=2&nsp=c&a=1,3"
    assert trail.with_answer("c", "4").url() == "/o/?b=2&c=4&a=1,3"
    assert trail.without("b").url("fin", ask="a") == "/o/?nsp=c&a=1,3&question=a#fin"
    assert trail.parameters(but="c") == [("b", "2"), ("a", "1,3")]


def test_the_front_page_opens_the_door(rules: None, client: Client) -> None:
    text = read(client, "/")
    assert 'class="way-in" href="/orientation/"' in text
    assert '<a href="/orientation/">Être orienté</a>' in text
