"""The livret of a territory: who helps, with what, on paper; nothing is typed for one place."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from factories import load, organisation
from pdf_text import pages, squeezed

from maillage.apps.sheets import indexing
from maillage.apps.support import livret_print
from maillage.apps.support.livret_content import Asked
from maillage.apps.territories import queries
from maillage.kernel.vocabularies import Stage, Theme

pytestmark = pytest.mark.usefixtures("places")

METZ = "/territoires/commune/57463-metz/livret.pdf"
HOSTILE = '#panic("code") *gras* $x$ <a> @b'


def scheme(uid: str, **fields: Any) -> dict[str, Any]:
    return {
        "type": "scheme",
        "id": uid,
        "name": uid.replace("-", " ").capitalize(),
        "kind": "aide",
        "territories": {"included": ["commune:57463"]},
        **fields,
    }


@pytest.fixture
def metz(places: None) -> None:
    """A helper in Metz, one in the région, one too far; an aid by stage, one for none, a closed."""
    load(
        organisation(
            "coup-de-pouce",
            roles=["accompagnement"],
            located_in=["commune:57463"],
            summary="Suit les porteurs de projet en CAE.",
            phones=[{"number": "+33387000000"}],
            emails=[{"address": "bonjour@pouce.example"}],
            evidence=[{"source": "guide", "supports": ["name", "roles"]}],
        ),
        organisation("region-aidante", roles=["financeur"], acts_in=["region:44"]),
        organisation("loin-lillois", roles=["accompagnement"], located_in=["commune:59350"]),
        scheme(
            "prime-idee",
            stages=["emergence", "creation"],
            organisations=[{"id": "r", "organisation": "region-aidante", "role": "financeur"}],
            versions=[
                {
                    "id": "v1",
                    "offers": [
                        {
                            "id": "p",
                            "label": "Prime",
                            "instrument": "prime",
                            "max": 5000,
                            "amount_status": "confirme",
                        }
                    ],
                }
            ],
            themes=["mobilite"],
        ),
        scheme("pret-pour-tous", summary=HOSTILE, themes=["promotion-ess"]),
        scheme("aide-finie", ended="2020", stages=["emergence"]),
        scheme("aide-lilloise", territories={"included": ["commune:59350"]}),
    )
    indexing.catch_up()


def said(**asked: Any) -> dict[str, Any]:
    metz = queries.find("commune:57463")
    return livret_print.content(
        Asked(metz, date(2026, 11, 22), **asked), lambda path: f"https://ess.example{path}"
    )


@pytest.mark.usefixtures("metz")
def test_it_gathers_who_helps_here_and_what_may_be_asked_for() -> None:
    content = said()
    assert list(content["contacts"]) == ["coup-de-pouce", "region-aidante"]
    assert list(content["schemes"]) == ["prime-idee", "pret-pour-tous"]
    idea, creation, growth, _handover = content["steps"]
    assert idea["offers"] == [{"key": "prime-idee", "first": True}]
    assert creation["offers"] == [{"key": "prime-idee", "first": False}]
    assert growth["offers"] == []
    assert content["anytime"] == [{"key": "pret-pour-tous", "first": True}]
    assert content["schemes"]["prime-idee"]["payers"] == ["Region Aidante"]
    assert "5\u202f000\u202f€" in content["schemes"]["prime-idee"]["amounts"][0]
    assert [one["title"] for one in content["sources"]] == ["Guide de l’ESS"]
    contact = content["contacts"]["coup-de-pouce"]
    assert "03 87 00 00 00" in contact["lines"][0].replace("\xa0", " ").replace("\u202f", " ")
    assert not any("bonjour@pouce" in line for line in contact["lines"])


@pytest.mark.usefixtures("metz")
def test_a_stage_and_a_theme_narrow_it() -> None:
    assert [step["label"] for step in said(stage=Stage.CREATION)["steps"]] == ["Création"]
    assert list(said(theme=Theme.CULTURE)["schemes"]) == ["pret-pour-tous"]
    assert list(said(theme=Theme.MOBILITY)["schemes"]) == ["prime-idee", "pret-pour-tous"]


@pytest.mark.usefixtures("metz")
def test_it_prints_whatever_texts_hold(client: Client) -> None:
    response = client.get(METZ)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    text = squeezed("".join(pages(response.content)))
    assert squeezed(HOSTILE) in text
    assert "Metz(57)" in text
    assert client.get(METZ, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_a_territory_of_which_nothing_is_known_has_one_too(client: Client) -> None:
    indexing.catch_up()
    assert client.get(METZ).content.startswith(b"%PDF")


@pytest.mark.parametrize(
    "path",
    [f"{METZ}?etape=demain", f"{METZ}?theme=x", "/territoires/commune/99999-nulle/livret.pdf"],
)
def test_what_does_not_exist_is_said(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
