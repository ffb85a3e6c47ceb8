"""A page becomes records to be reviewed: what is found, what is left, how it is measured."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from maillage.cli.main import app
from maillage.intake.candidates import Candidate
from maillage.intake.errors import IntakeError
from maillage.intake.evaluation import (
    Score,
    evaluate,
    evaluate_folder,
    read_annotations,
    report,
)
from maillage.intake.extractors import extract
from maillage.intake.readers import read

LINKS = """## Réseaux

- [Le Réseau du Fleuve](http://fleuve.example/) : aide les lieux partagés
- [Pivoine - Portail des communs](https://pivoine.example/) ([facebook](https://www.facebook.com/pivoine))
- [Étude sur les communs (2019)](http://etude.example/)
- Camille Durand, Conseillère régionale déléguée à l’ESS
- Tournesol, spécialisé dans le prêt d’outils
"""

SHEET = """Réseau des collectivités engagées

Ville de Montclair

Panorama de l'ESS sur le territoire

L'ESS représente 12% des emplois de la ville, soit près de 4 200 salariés en 2021.
On compte 310 structures en 2021.

Budget consacré à l'ESS

Budget en fonctionnement 2024 : 90 000 €:

  • 60 000 € Appel à projets Montclair solidaire
  • 30 000€ de soutien à la ressourcerie

Type de collectivité
Commune
Nombre d'habitants sur le territoire
48 310 habitants
Adresse

Hôtel de Ville, 2 place du Marché
35999 Montclair Cedex
France

Contact public

Élue représentante : Jeanne Petit
Titre : Adjointe à l'économie sociale et solidaire

Chargé de mission ESS: Paul LEGRAND
Service : Direction de l'économie

Communauté de communes du Haut Val

Programme d'intervention dans le champ de l'ESS

Le programme soutient les circuits courts et les structures d'insertion du territoire.

Type de collectivité
Communauté de communes
Nombre d'habitants sur le territoire
12 500
"""

ARTICLE = """Les couveuses de la ville

La coopérative GRAIN D'AVENIR

Une couveuse pour celles et ceux qui veulent tester leur activité avant de se lancer pour de bon.
Plus d'infos : Grain d'Avenir, 12 bis, rue des Tanneurs - Tél. 02 99 00 00 01 - Fax : 02 99 00 00 02
- Courriel : bonjour [at] graindavenir.example

La quinzaine des communs (chaque année, en mai)

Partager "La quinzaine des communs" sur facebookPartager "La quinzaine des communs" sur twitter
"""

PROJECT = """LE PAS DE CÔTÉ - UN LIEU POUR APPRENDRE

Forme d'organisation

Association

Date de signature de la convention

Mars 2019

Infos de contact

14 rue des Lilas

35000 Rennes

accueil@pasdecote.example

LE PROJET SOUTENU

Soutien à l'ouverture d'un lieu de formation partagée / 3 ans
"""


def candidates(text: str, name: str = "page.txt") -> list[Candidate]:
    return extract(read(text.encode(), name))


def of(kind: str, found: list[Candidate]) -> dict[str, Candidate]:
    return {str(one.first("name")): one for one in found if one.type == kind}


def test_a_list_of_links_gives_organisations_resources_and_people() -> None:
    found = candidates(LINKS, "page.md")
    organisations = of("organisation", found)
    assert list(organisations) == ["Le Réseau du Fleuve", "Pivoine", "Tournesol"]
    assert organisations["Pivoine"].all("links") == [
        {"kind": "site", "url": "https://pivoine.example/"},
        {"kind": "facebook", "url": "https://www.facebook.com/pivoine"},
    ]
    assert organisations["Pivoine"].first("summary") == "Portail des communs"
    assert list(of("resource", found)) == ["Étude sur les communs (2019)"]
    assert list(of("person", found)) == ["Camille Durand"]


def test_an_authority_s_sheet_becomes_its_policy_one_by_heading() -> None:
    policies = of("policy", candidates(SHEET))
    assert {name: one.first("inhabitants") for name, one in policies.items()} == {
        "Ville de Montclair": 48310,
        "Communauté de communes du Haut Val": 12500,
    }
    town = policies["Ville de Montclair"]
    assert town.first("authority_type") == "commune"
    assert town.all("addresses") == [
        {"street": "2 place du Marché", "postal_code": "35999", "city": "Montclair"}
    ]
    assert town.all("people") == [
        {"name": "Jeanne Petit", "function": "Adjointe à l'économie sociale et solidaire"},
        {
            "name": "Paul Legrand",
            "function": "Chargé de mission ESS",
            "service": "Direction de l'économie",
        },
    ]


def test_budget_lines_take_the_section_and_the_year_of_their_total() -> None:
    lines = [one for one in candidates(SHEET) if one.type == "budget"]
    told = [
        (one.first("amount"), one.first("kind"), one.first("year"), bool(one.first("total")))
        for one in lines
    ]
    assert told == [
        (90000, "fonctionnement", 2024, True),
        (60000, "fonctionnement", 2024, False),
        (30000, "fonctionnement", 2024, False),
    ]
    assert lines[2].first("label") == "soutien à la ressourcerie"


def test_figures_say_what_they_count_how_near_and_when() -> None:
    share, staff, places, *_ = [one for one in candidates(SHEET) if one.type == "figure"]
    assert (share.first("value"), share.first("unit")) == (12, "%")
    assert share.first("denominator") == "des emplois de la ville"
    assert (staff.first("value"), staff.first("qualifier")) == (4200, "pres-de")
    assert (places.first("value"), places.first("period_start")) == (310, "2021")
    assert staff.fields["value"][0].passage.endswith("près de 4 200 salariés en 2021")


def test_an_article_gives_the_organisations_their_contacts() -> None:
    found = candidates(ARTICLE)
    (one,) = of("organisation", found).values()
    assert one.all("phones") == [
        {"number": "+33299000001"},
        {"number": "+33299000002", "label": "Fax"},
    ]
    assert one.all("emails") == [{"address": "bonjour@graindavenir.example"}]
    assert one.all("addresses") == [{"street": "12 bis, rue des Tanneurs"}]


def test_a_project_s_sheet_names_the_project_and_who_carries_it() -> None:
    found = candidates(PROJECT)
    (project,) = of("project", found).values()
    assert project.first("name") == "Soutien à l'ouverture d'un lieu de formation partagée"
    assert project.all("conventions") == [{"id": "2019-03", "signed": "2019-03"}]
    (carrier,) = of("organisation", found).values()
    assert carrier.first("legal_form") == "association"
    assert carrier.all("emails") == [{"address": "accueil@pasdecote.example"}]
    assert carrier.all("addresses") == [
        {"street": "14 rue des Lilas", "postal_code": "35000", "city": "Rennes"}
    ]


def test_interface_noise_gives_nothing() -> None:
    assert all("facebook" not in str(one.fields) for one in candidates(ARTICLE))


@pytest.fixture
def annotated(tmp_path: Path) -> Path:
    header = {"document": "page.md", "role": "held-out", "types": ["organisation", "contact"]}
    facts = [
        {
            "type": "organisation",
            "line": 3,
            "names": ["Réseau du Fleuve"],
            "fields": {"links": ["http://fleuve.example/"]},
        },
        {
            "type": "organisation",
            "line": 4,
            "names": ["Pivoine"],
            "fields": {"links": ["https://other.example/"]},
        },
        {"type": "organisation", "line": 9, "names": ["Le Moulin"], "passage": "Le Moulin"},
        {"type": "contact", "line": 9, "fields": {"phones": ["+33299000001"]}},
    ]
    path = tmp_path / "page.jsonl"
    path.write_text("\n".join(json.dumps(one) for one in (header, *facts)), "utf-8")
    return path


def test_evaluation_counts_what_is_right_wrong_and_missed(annotated: Path) -> None:
    result = evaluate(read_annotations(annotated), candidates(LINKS, "page.md"))
    score = result.types["organisation"]
    assert (score.right, len(score.wrong), len(score.missed)) == (2, 1, 1)
    assert score.precision == score.recall == pytest.approx(2 / 3)
    links = result.fields["organisation", "links"]
    assert (links.right, len(links.wrong), len(links.missed)) == (1, 2, 1)
    contacts = result.types["contact"]
    assert (contacts.precision, contacts.recall) == (None, 0)


def test_the_report_says_which_documents_are_held_out(annotated: Path, tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(LINKS, "utf-8")
    lines = "\n".join(report(evaluate_folder(tmp_path, tmp_path), errors=True))
    assert "page.md (tenu à part)" in lines
    assert "précision  66,7 % (2/3)" in lines
    assert "manque : 9 : Le Moulin" in lines


def test_documents_that_are_not_there_are_passed_over(annotated: Path, tmp_path: Path) -> None:
    assert list(evaluate_folder(tmp_path, tmp_path / "elsewhere")) == []


def test_a_folder_without_annotations_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="aucun jeu annoté"):
        list(evaluate_folder(tmp_path, tmp_path))
    (tmp_path / "bad.jsonl").write_text("non", "utf-8")
    with pytest.raises(IntakeError, match="lisible"):
        list(evaluate_folder(tmp_path, tmp_path))


def test_the_annotated_sets_of_the_project_hold_no_sentence() -> None:
    for path in sorted((Path(__file__).parents[2] / "benchmarks/intake").glob("*.jsonl")):
        annotations = read_annotations(path)
        assert annotations.facts
        assert all(len(fact.passage) <= 90 for fact in annotations.facts)


def test_the_invented_pages_are_read_as_well_as_pages_must_be() -> None:
    """Other authors' manners: a link list, a library's page, a city's. The goals are issue 6's."""
    goals = {"organisation": (0.90, 0.85), "figure": (0.90, 0.85), "budget": (0.90, 0.85)}
    goals |= {"contact": (0.95, 0.90), "person": (0.90, 0.85)}
    folder = Path(__file__).parents[2] / "benchmarks/intake"
    found: dict[str, Score] = {}
    for one in evaluate_folder(folder, folder / "pages"):
        for kind, score in one.types.items():
            whole = found.setdefault(kind, Score())
            whole.right += score.right
            whole.wrong += score.wrong
            whole.missed += score.missed
    assert set(found) == set(goals)
    for kind, score in found.items():
        precision, recall = goals[kind]
        assert (score.precision or 0) >= precision, score.wrong
        assert (score.recall or 0) >= recall, score.missed


def test_the_command_measures_a_folder(annotated: Path, tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(LINKS, "utf-8")
    run = CliRunner().invoke(app, ["intake", "evaluate", str(tmp_path), "--sources", str(tmp_path)])
    assert run.exit_code == 0, run.output
    assert "organisation.links" in run.output
