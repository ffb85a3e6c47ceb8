"""What a published figure promises its readers, told as short stories."""

import csv
import json
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from factories import SOURCE, load, organisation

from maillage.apps.figures import checks
from maillage.apps.figures.models import Figure, Indicator
from maillage.apps.sheets.blocks import render_blocks

pytestmark = pytest.mark.usefixtures("places")
REPORT = {"id": "rapport", "title": "Rapport régional", "seen_on": "2026-11-22"}
SHARE = {
    "type": "indicator",
    "id": "ind-part",
    "name": "Part de l’ESS dans l’emploi",
    "summary": "Emplois de l’ESS rapportés à l’emploi.",
    "unit": "%",
    "measure": "part",
}
JOBS = SHARE | {"id": "ind-emplois", "name": "Emplois", "unit": "emplois", "measure": "nombre"}


def figure(uid: str, value: float, **fields: Any) -> dict[str, Any]:
    """Return the record of a figure with its proof."""
    source = fields.pop("source", "guide")
    return {
        "type": "figure",
        "id": f"chiffre-{uid}",
        "name": f"Chiffre {uid}",
        "indicator": "ind-part",
        "value": value,
        "evidence": [
            {"source": source, "line": 7, "passage": f"soit {uid}", "supports": ["value"]}
        ],
        **fields,
    }


def publish(*records: dict[str, Any]) -> None:
    """Load figures with both indicators and both sources."""
    load(SHARE, JOBS, *records, sources=[SOURCE, REPORT])


def text(client: Client, path: str) -> str:
    """Return a page, its fine spaces made plain."""
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\u202f", " ").replace("\u00a0", " ").split())


class TestAFigureReadsAsASentence:
    """The value is large, its period, denominator and source stand beside it."""

    def test_on_its_page(self, client: Client) -> None:
        publish(
            figure(
                "a",
                11.4,
                denominator="de l’emploi salarié",
                period_start="2022",
                qualifier="plus-de",
                located_in=["region:44"],
            )
        )
        page = text(client, "/chiffres/chiffre-a/")
        assert '<p class="figure-value"><span>plus de</span> 11,4 %</p>' in page
        assert "de l’emploi salarié, 2022" in page
        assert "<q>soit a</q>" in page
        assert 'href="/indicateurs/ind-part/"' in page

    def test_cited_with_its_value_period_and_source(self, client: Client) -> None:
        publish(figure("a", 11.4, denominator="de l’emploi", period_start="2022"))
        cited = client.get("/chiffres/chiffre-a/").context["page"].citation
        assert "Chiffre a : 11,4\u202f% de l’emploi (2022), d’après Guide de l’ESS" in cited
        assert "http://testserver/chiffres/chiffre-a/" in cited

    def test_undated_stays_undated(self, client: Client) -> None:
        publish(figure("a", 11, denominator="de l’emploi"))
        assert "sans date" in text(client, "/chiffres/chiffre-a/")
        assert "sans date" in text(client, "/chiffres/")

    def test_obsolete_says_so_and_why(self, client: Client) -> None:
        publish(figure("a", 13, denominator="de l’emploi", obsolete="Page abandonnée en 2021."))
        assert "Ce chiffre est périmé." in text(client, "/chiffres/chiffre-a/")
        listed = text(client, "/chiffres/")
        assert "Périmé : Page abandonnée en 2021." in listed
        assert "figure-row old" in listed

    def test_what_is_planned_is_not_observed(self, client: Client) -> None:
        publish(figure("a", 40, indicator="ind-emplois", nature="prevu"), figure("b", 3))
        assert "<span>prévu</span>" in text(client, "/chiffres/?nature=prevu")
        found = client.get("/chiffres/?nature=constate").context["listing"]
        assert [card.sheet.uid for card in found.cards] == ["chiffre-b"]


class TestContradictionsStandSideBySide:
    """Nothing is averaged: each value keeps its source, period and denominator."""

    def test_for_the_same_territory(self, client: Client) -> None:
        publish(
            figure("a", 13, located_in=["pays:FR"], denominator="des emplois"),
            figure("b", 10.5, located_in=["pays:FR"], denominator="de l’emploi salarié",
                   period_start="2022", source="rapport"),
            figure("ailleurs", 9, located_in=["region:44"], denominator="des emplois"),
            figure("autre", 9, indicator="ind-emplois", located_in=["pays:FR"]),
        )  # fmt: skip
        response = client.get("/chiffres/chiffre-a/")
        shown = response.context["comparison"]
        assert [one.uid for one in shown.figures] == ["chiffre-a", "chiffre-b"]
        page = text(client, "/chiffres/chiffre-a/")
        assert "Ce que d’autres sources disent" in page
        assert "Rapport régional" in page
        assert "sur une échelle de 10,5 à 13 %" in page
        assert "11,75" not in page

    def test_for_the_same_subject_and_item_of_it(self, client: Client) -> None:
        own = {"indicator": "ind-emplois", "subject": "mouves"}
        part = own | {"located_in": ["pays:FR"], "subject_part": "actions=un"}
        publish(
            organisation("mouves"),
            figure("a", 800, **own),
            figure("b", 800, qualifier="plus-de", **own),
            figure("item", 12, **part),
            figure("autre-item", 13, **part | {"subject_part": "actions=deux"}),
        )
        shown = client.get("/chiffres/chiffre-a/").context["comparison"]
        assert [one.uid for one in shown.figures] == ["chiffre-a", "chiffre-b"]
        assert shown.scale is None
        assert "D’autres valeurs du même indicateur" in text(client, "/chiffres/chiffre-a/")
        assert client.get("/chiffres/chiffre-item/").context["comparison"] is None

    def test_on_the_page_of_the_indicator(self, client: Client) -> None:
        publish(
            figure("a", 13, located_in=["pays:FR"], denominator="des emplois"),
            figure("b", 10, value_max=11, located_in=["region:44"], denominator="des emplois"),
            figure("c", 9, located_in=["region:44"], denominator="de l’emploi privé"),
        )
        tables = client.get("/indicateurs/ind-part/").context["values"].tables
        assert [[one.uid for one in table.figures] for table in tables] == [
            ["chiffre-a", "chiffre-b"],
            ["chiffre-c"],
        ]
        page = text(client, "/indicateurs/ind-part/")
        assert "Emplois de l’ESS rapportés à l’emploi." in page
        assert "Barres sur une échelle de 0 à 13 %" in page
        assert "Chacun son dénominateur" in page

    def test_an_indicator_that_no_figure_measures(self, client: Client) -> None:
        publish()
        assert "Aucune source chargée ici" in text(client, "/indicateurs/ind-part/")

    def test_on_the_page_of_the_territory(self, client: Client) -> None:
        publish(
            organisation("mouves"),
            figure("a", 11, located_in=["region:44"], denominator="des emplois"),
            figure("b", 12, located_in=["region:44"], denominator="des emplois"),
            figure("c", 7, indicator="ind-emplois", located_in=["region:44"]),
            figure("d", 7, located_in=["region:44"], subject="mouves"),
            figure("commune", 8, located_in=["commune:54395"]),
        )
        shown = client.get("/territoires/region/44-grand-est/").context["figures"]
        assert [one.uid for one in shown.compared[0].figures] == ["chiffre-a", "chiffre-b"]
        assert [one.uid for one in shown.single] == ["chiffre-c"]
        assert [one.uid for one in shown.of_sheets] == ["chiffre-d"]
        assert (shown.total, shown.inside) == (4, 1)
        page = text(client, "/territoires/region/44-grand-est/")
        assert "Avec 1 autre, des territoires compris" in page
        assert client.get("/territoires/departement/57-moselle/").context["figures"] is None


class TestFiguresAppearOnWhatTheyDescribe:
    """A sheet's page shows its figures; an item of it, its own."""

    def test_on_the_page_of_the_organisation(self, client: Client) -> None:
        publish(
            organisation("mouves"),
            figure("a", 800, indicator="ind-emplois", subject="mouves"),
            figure("cache", 1, indicator="ind-emplois", subject="mouves", status="brouillon"),
        )
        page = text(client, "/annuaire/mouves/")
        assert 'href="/chiffres/chiffre-a/"' in page
        assert "chiffre-cache" not in page
        assert 'href="/annuaire/mouves/"' in text(client, "/chiffres/chiffre-a/")

    def test_a_sheet_that_too_many_describe_says_that_some_are_left_out(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("maillage.apps.figures.queries.MOST_OF_A_SHEET", 1)
        publish(
            organisation("mouves"),
            figure("a", 800, indicator="ind-emplois", subject="mouves"),
            figure("b", 12, indicator="ind-emplois", subject="mouves"),
        )
        assert "Seuls les premiers chiffres" in text(client, "/annuaire/mouves/")
        monkeypatch.setattr("maillage.apps.figures.queries.MOST_OF_A_SHEET", 2)
        assert "Seuls les premiers chiffres" not in text(client, "/annuaire/mouves/")

    def test_by_item_with_its_title_and_anchor(self, client: Client) -> None:
        policy = {
            "type": "policy",
            "id": "politique-nancy",
            "name": "Nancy",
            "actions": [{"id": "okote", "name": "Plateforme OKOTE", "kind": "partenariat"}],
        }
        own = {"indicator": "ind-emplois", "subject": "politique-nancy"}
        publish(
            policy,
            figure("a", 4, **own),
            figure("b", 5, subject_part="actions=okote", **own),
            figure("c", 6, subject_part="actions=perdue", **own),
        )
        page = text(client, "/politiques/politique-nancy/")
        assert '<section class="part" id="chiffres-okote"><h3>Plateforme OKOTE</h3>' in page
        assert 'id="chiffres-perdue"' in page
        own_page = text(client, "/chiffres/chiffre-b/")
        assert 'href="/politiques/politique-nancy/#chiffres-okote"' in own_page

    def test_quoted_in_a_text(self) -> None:
        publish(figure("a", 13, denominator="des emplois", obsolete="Ancien."))
        template, context = render_blocks([("chiffre", ["chiffre-a"], "À lire")])[0] or ("", {})
        html = render_to_string(template, context)
        for expected in ("13\u202f%", "des emplois", "Guide de l’ESS", "À lire", "Ancien."):
            assert expected in html

    @pytest.mark.parametrize("args", [["chiffre-inconnu"], ["chiffre-brouillon"], []])
    def test_an_unknown_figure_shows_nothing_but_to_editors(self, args: list[str]) -> None:
        publish(figure("brouillon", 1, status="brouillon"))
        assert render_blocks([("chiffre", args, "")]) == [None]
        template, context = render_blocks([("chiffre", args, "")], preview=True)[0] or ("", {})
        assert "chiffre introuvable" in render_to_string(template, context)


class TestFiguresCanBeFilteredAndReused:
    """The list answers its URL; its files are fit for statistics."""

    @pytest.fixture(autouse=True)
    def figures(self, places: None) -> None:
        publish(
            figure("a", 11.4, denominator="de l’emploi", period_start="2019", period_end="2021",
                   themes=["insertion-emploi"], located_in=["region:44"]),
            figure("b", 90_000, value_max=105_000, indicator="ind-emplois", qualifier="environ",
                   period_start="2022-05", located_in=["commune:59350"]),
            figure("c", 0, denominator="de l’emploi"),
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", "abc"),
            ("indicateur=ind-part", "ac"),
            ("annee=2020", "a"),
            ("annee=2022&annee=2019", "ab"),
            ("theme=insertion-emploi", "a"),
            ("territoire=region:32", "b"),
            ("du=2022-01-01", "b"),
            ("au=2020-01-01", "a"),
            ("tri=date", "bac"),
            ("q=chiffre+b", "b"),
        ],
    )
    def test_filters(self, client: Client, query: str, expected: str) -> None:
        found = client.get(f"/chiffres/?{query}").context["listing"]
        assert "".join(card.sheet.uid[-1] for card in found.cards) == expected

    def test_csv_for_statisticians(self, client: Client) -> None:
        response = client.get("/chiffres/?format=csv")
        content = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        rows = {row["id"]: row for row in csv.DictReader(content.splitlines())}
        assert rows["chiffre-a"]["value"] == "11.4"
        assert rows["chiffre-c"]["value"] == "0"
        b = rows["chiffre-b"]
        assert (b["value"], b["value_max"], b["qualifier"]) == ("90000", "105000", "environ")
        assert (b["unit"], b["period_start"]) == ("emplois", "2022-05")
        assert (b["indicator"], b["indicator_name"]) == ("ind-emplois", "Emplois")
        assert b["sources"] == "Guide de l’ESS"
        assert rows["chiffre-a"]["denominator"] == "de l’emploi"

    def test_json(self, client: Client) -> None:
        response = client.get("/chiffres/?format=json")
        results = json.loads(b"".join(response.streaming_content))["results"]  # type: ignore[attr-defined]
        assert [one["value"] for one in results] == [11.4, 90_000, 0]
        assert [one["unit"] for one in results] == ["%", "emplois", "%"]
        one = client.get("/chiffres/chiffre-b/?format=json").json()
        assert one["sentence"] == "environ 90\u202f000 à 105\u202f000\u00a0emplois (mai 2022)"

    def test_jsonld(self, client: Client) -> None:
        one = client.get("/chiffres/chiffre-b/?format=jsonld").json()
        assert one["@type"] == "Observation"
        assert (one["minValue"], one["maxValue"], one["unitText"]) == (90_000, 105_000, "emplois")
        assert client.get("/chiffres/chiffre-c/?format=jsonld").json()["value"] == 0
        variable = client.get("/indicateurs/ind-part/?format=jsonld").json()
        assert variable["@type"] == "StatisticalVariable"

    def test_indicators_have_their_list(self, client: Client) -> None:
        page = text(client, "/indicateurs/?grandeur=part")
        assert "Emplois de l’ESS rapportés à l’emploi." in page
        assert 'href="/indicateurs/ind-part/"' in page


class TestEditorsAreToldOfDoubtfulFigures:
    """What `maillage lint` asks people to look at again."""

    def told(self, **fields: Any) -> str:
        """Return what is said of a figure, as its own record gives it."""
        publish(figure("x", **{"value": 5, "denominator": "des emplois"} | fields))
        found = Figure.objects.get(uid="chiffre-x")
        return " ".join(
            message
            for check in (checks.share, checks.order, checks.indicator_known)
            for message in check(found)
        )

    def test_a_sound_figure_raises_nothing(self) -> None:
        assert self.told(period_start="2021", period_end="2021", value_max=7) == ""

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"denominator": "—"}, ""),
            ({"value": 120}, "de 0 à 100"),
            ({"value": -1}, "de 0 à 100"),
            ({"value": 50, "value_max": 101}, "de 0 à 100"),
            ({"value": 5, "value_max": 4}, "plus petite"),
            ({"value": 5, "value_max": 5}, "égale"),
            ({"period_start": "2022", "period_end": "2021-12"}, "finit avant"),
            ({"indicator": "ind-emplois", "value": 120}, ""),
        ],
    )
    def test_what_is_said(self, fields: dict[str, Any], said: str) -> None:
        assert said in self.told(**fields)
        assert bool(self.told(**fields)) == bool(said)

    def test_a_share_of_nothing(self) -> None:
        publish(figure("x", 5))
        assert "dénominateur" in " ".join(checks.share(Figure.objects.get(uid="chiffre-x")))

    @pytest.mark.parametrize(
        ("unit", "measure", "said"),
        [
            ("%", "part", ""),
            ("emplois", "part", "en %"),
            ("emplois", "montant", "en €"),
            ("kilos", "duree", "ans"),
            ("€", "nombre", "ni en % ni en €"),
            ("€", "montant", ""),
        ],
    )
    def test_a_unit_that_measures_something_else(self, unit: str, measure: str, said: str) -> None:
        found = list(checks.unit(Indicator(unit=unit, measure=measure, summary="Définition.")))
        assert said in " ".join(found)
        assert bool(found) == bool(said)

    def test_an_indicator_without_definition(self) -> None:
        assert any("définition" in one for one in checks.unit(Indicator(unit="%", measure="part")))
