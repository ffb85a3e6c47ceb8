"""The command `maillage panorama`: what the ESS weighs in a territory.

maillage panorama CODE… [--vintage NOM] [--perimeter VARIANTE] [--format table|json|csv|md]
"""

import csv
import io
import json
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from observatory_vintages import Cell, write_vintage

from maillage.apps.territories.actions import save_perimeter
from maillage.cli import instance
from maillage.cli.errors import Refusal
from maillage.cli.main import main
from maillage.kernel.perimeter import Basis
from maillage.kernel.vocabularies import EmployerMark, Family, Sector, SizeClass

LAYOUT = Path(__file__).parents[2] / "docs" / "formats" / "panorama.md"
NOTICE = "Données fictives"


class Said(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two true vintages: Nancy has ten associations, then twelve, one of which employs."""
    folder = tmp_path_factory.mktemp("store")
    for period, count in (("2025-11", 10), ("2026-11", 11)):
        write_vintage(folder, _cells(count), _registry(), period=period)
    return folder


def _cells(associations: int) -> list[Cell]:
    ess = (Family.ASSOCIATION, Basis.LEGAL_FORM, Sector.SPORT)
    return [
        Cell("54395", associations, *ess),
        Cell("54395", 1, *ess, SizeClass.FROM_10, EmployerMark.YES),
        Cell("54395", 2, Family.MUTUAL, Basis.AMBIGUOUS_FORM, Sector.FINANCE),
        Cell("54395", 106, size=SizeClass.FROM_1, declared=EmployerMark.YES),
        Cell("54547", 4, *ess),
        Cell("57463", 5, *ess),
        Cell("01003", 3, *ess),
    ]


def _registry() -> list[dict[str, Any]]:
    one = {"siren": "0", "size": "11", "commune": "54395"}
    return [
        one | {"siret": "00000000000003", "name": "A|B [lien](x) <b>\x1b[31m*"},
        one | {"siret": "00000000000001", "name": "Le Patro"},
        one | {"siret": "00000000000002", "partial": True, "name": "Tu par l’Insee"},
    ]


@pytest.fixture
def panorama(
    store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Any:
    """Run the command on the store without an instance, as wide as a large terminal."""
    monkeypatch.setattr(instance, "open_instance", _no_instance)
    monkeypatch.setenv("COLUMNS", "120")

    def run(*arguments: str, out: Path = store) -> Said:
        monkeypatch.setattr(sys, "argv", ["maillage", "panorama", *arguments, "--out", str(out)])
        with pytest.raises(SystemExit) as ended:
            main()
        return Said(int(ended.value.code or 0), *capsys.readouterr())

    return run


def _no_instance() -> None:
    raise Refusal("Il n’y a pas d’instance.")


def _plain(text: str) -> str:
    return re.sub(r"[ \u00a0\u202f\n]+", " ", text)


# What it says


def test_it_says_what_the_ess_weighs(panorama: Any) -> None:
    said = panorama("54395")
    assert said.code == 0
    assert said.err == ""
    for words in (
        "12 établissements de l’ESS, 10,0 % des établissements actifs",
        "Sirene, 2026-11 (millésime 2026-11-0123abcd), variante « Loi de 2014 »",
        "Employeurs déclarés 1 107 0,9 %",
        "Emplois (estimation) environ 14",
        "Emplois (intervalle) 10 à 19",
        "Associations 12 100,0 %",
        "Sport et loisirs 12 100,0 %",
        "10 à 19 salariés 1 8,3 % 1 100,0 %",
        "Le Patro Nancy 10 à 19 salariés",
        "Meurthe-et-Moselle 16",
        "Grand Est 21",
        "France 24",
        "novembre 2025 11",
        "novembre 2026 12",
        "Formes juridiques ambiguës 2 0",
        "L’ESS compte de 12 à 14 établissements selon le sort des formes ambiguës",
    ):
        assert words in _plain(said.out)


def test_its_typography_is_french(panorama: Any) -> None:
    out = panorama("54395").out
    assert "10,0\u202f%" in out
    assert not re.search(r" [;:!?%»]|« ", out)


def test_it_fits_a_narrow_terminal(panorama: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = panorama("54395", "57463").out
    monkeypatch.setattr("maillage.cli.console._out._width", 80)
    narrow = panorama("54395", "57463").out
    assert max(map(len, narrow.splitlines())) <= 80
    assert "…" not in narrow
    assert re.findall(r"\d+,\d\u202f%", narrow) == re.findall(r"\d+,\d\u202f%", wide)


def test_a_name_that_may_not_be_diffused_is_in_no_format(panorama: Any) -> None:
    for form in ("table", "json", "csv", "md"):
        out = panorama("54395", "--format", form).out
        assert "Tu par l" not in out
        assert ("Nom non diffusible" in _plain(out)) is (form != "csv")


# Which territory


@pytest.mark.parametrize(
    ("codes", "name", "establishments"),
    [
        (["54395"], "Nancy", 12),
        (["245400676"], "Métropole du Grand Nancy", 16),
        (["departement:54"], "Meurthe-et-Moselle", 16),
        (["region:44"], "Grand Est", 21),
        (["ancienne-region:41"], "Lorraine", 21),
        (["FR"], "France", 24),
        (["54395", "57463"], "Nancy, Metz", 17),
        (["54395", "245400676", "commune:54395"], "Nancy, Métropole du Grand Nancy", 16),
        (["54395", "54547", "57463", "01165"], "4 communes", 24),
        (["54395", "54547", "57463", "departement:01"], "4 territoires", 24),
        (["perimetre:pays-haut"], "Pays Haut", 0),
    ],
)
def test_a_territory_is_a_code_a_reference_or_several(
    panorama: Any, codes: list[str], name: str, establishments: int
) -> None:
    found = json.loads(panorama(*codes, "--format", "json").out)
    assert found["territory"]["name"] == name
    assert found["panorama"]["ess"]["establishments"] == establishments


def test_a_former_commune_is_counted_with_its_present_one(panorama: Any) -> None:
    said = panorama("01003", "--format", "json")
    assert "01003 est une ancienne commune" in said.err
    territory = json.loads(said.out)["territory"]
    assert territory["refs"] == ["commune:01165"]
    assert territory["former"] == {"01003": "01165"}


def test_a_code_of_a_departement_and_a_region_is_asked_again(panorama: Any) -> None:
    said = panorama("44")
    assert said.code == 2
    assert said.out == ""
    assert "departement:44 (Loire-Atlantique) ou region:44 (Grand Est)" in said.err


def test_a_departements_code_wins_over_a_former_regions(panorama: Any) -> None:
    said = panorama("54", "--format", "json")
    assert said.code == 0
    assert json.loads(said.out)["territory"]["refs"] == ["departement:54"]
    assert "ancienne-region:54" in said.err


def test_unknown_codes_are_told_and_the_others_counted(panorama: Any) -> None:
    said = panorama("54395", "99999", "--format", "json")
    assert said.code == 0
    assert "« 99999 » est inconnu" in said.err
    assert json.loads(said.out)["territory"]["unknown"] == ["99999"]


def test_nothing_is_computed_when_no_code_is_known(panorama: Any) -> None:
    said = panorama("99999", "nancy")
    assert said.code == 2
    assert said.out == ""
    assert "commune:54395 (Nancy)" in said.err
    assert "rien n’est calculé" in said.err


@pytest.mark.django_db
def test_a_free_perimeter_is_the_instances(
    panorama: Any, monkeypatch: pytest.MonkeyPatch, places: None
) -> None:
    save_perimeter(code="chez-nous", name="Chez nous", members=["commune:54395"])
    monkeypatch.setattr(instance, "open_instance", lambda: None)
    for asked in ("perimetre:chez-nous", "chez-nous"):
        assert panorama(asked).err == ""
        found = json.loads(panorama(asked, "--format", "json").out)
        assert found["territory"]["name"] == "Chez nous"
        assert found["panorama"]["ess"]["establishments"] == 12


def test_without_an_instance_the_bundled_perimeters_serve_and_it_is_said(panorama: Any) -> None:
    said = panorama("pays-haut")
    assert said.code == 0
    assert "Sans instance" in said.err


# Which vintage, which perimeter


def test_another_vintage_is_named_by_its_beginning(panorama: Any) -> None:
    found = json.loads(panorama("54395", "--vintage", "2025-11", "--format", "json").out)
    assert found["vintage"]["period"] == "2025-11"
    assert found["panorama"]["ess"]["establishments"] == 11
    assert [one["period"] for one in found["evolution"]] == ["2025-11", "2026-11"]


def test_a_variant_counts_otherwise(panorama: Any) -> None:
    found = json.loads(panorama("54395", "--perimeter", "large", "--format", "json").out)
    assert found["variant"]["id"] == "large"
    assert found["panorama"]["ess"]["establishments"] == 14
    assert found["panorama"]["ambiguity"]["form"]["counted"] == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--vintage", "2031"], "Le millésime « 2031 » n’existe pas"),
        (["--perimeter", "tout"], "Variantes\u202f: insee, loi-2014, large"),
        (["--format", "pdf"], "ne convient pas"),
    ],
)
def test_a_bad_choice_is_refused(panorama: Any, arguments: list[str], words: str) -> None:
    said = panorama("54395", *arguments)
    assert said.code == 2
    assert words in said.err


def test_without_a_vintage_it_says_how_to_make_one(panorama: Any, tmp_path: Path) -> None:
    said = panorama("54395", out=tmp_path)
    assert said.code == 2
    assert "maillage observatory build" in said.err


@pytest.mark.parametrize("form", ["table", "json", "csv", "md"])
def test_made_up_data_say_so_in_every_format(panorama: Any, tmp_path: Path, form: str) -> None:
    write_vintage(tmp_path, _cells(10), _registry(), fictitious=True)
    out = panorama("54395", "--format", form, out=tmp_path).out
    assert NOTICE in out
    assert "Insee" not in out
    assert NOTICE not in panorama("54395", "--format", form).out


# The layouts (docs/formats/panorama.md)


def _keys(value: Any) -> set[str]:
    """Return the keys of a JSON value that are not codes."""
    codes = {*Family, *Sector, *SizeClass, "01003"}
    if isinstance(value, dict):
        own = {key for key in value if key not in codes}
        return own.union(*map(_keys, value.values()))
    return set().union(*map(_keys, value)) if isinstance(value, list) else set()


def test_every_key_of_the_json_is_documented(panorama: Any) -> None:
    found = json.loads(panorama("54395", "01003", "--format", "json").out)
    documented = set(re.findall(r"`([a-z_]+)`", LAYOUT.read_text("utf-8")))
    assert _keys(found) <= documented


def test_the_json_and_the_csv_agree(panorama: Any) -> None:
    data = json.loads(panorama("54395", "--format", "json").out)
    rows = list(csv.DictReader(io.StringIO(panorama("54395", "--format", "csv").out)))
    asked = [row for row in rows if row["role"] == "asked"]

    def value(field: str, axis: str, term: str, measure: str) -> float:
        wanted = (field, axis, term, measure)
        keys = ("field", "axis", "term", "measure")
        (found,) = (row for row in asked if tuple(row[key] for key in keys) == wanted)
        return float(found["value"])

    own = data["panorama"]
    assert value("ess", "total", "", "establishments") == own["ess"]["establishments"] == 12
    assert value("ess", "total", "", "jobs_estimate") == own["ess"]["jobs"]["estimate"]
    assert value("ess", "share", "", "establishments") == own["shares"]["establishments"] == 10.0
    assert value("economy", "total", "", "declared") == own["economy"]["declared"] == 107
    assert value("doubt", "form", "", "counted") == own["ambiguity"]["form"]["counted"] == 0
    for family in Family:
        expected = own["families"][family.value]["statistical"]
        assert value("ess", "family", family.value, "statistical") == expected
    for sector in Sector:
        expected = own["economy"]["sectors"][sector.value]
        assert value("economy", "sector", sector.value, "establishments") == expected
    assert {row["role"] for row in rows} == {"asked", "comparison", "evolution"}
    assert len({tuple(list(row.values())[:-1]) for row in rows}) == len(rows)


def test_every_column_and_word_of_the_csv_is_documented(panorama: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(panorama("54395", "--format", "csv").out)))
    documented = set(re.findall(r"`([a-z_]+)`", LAYOUT.read_text("utf-8")))
    assert set(rows[0]) <= documented
    for column in ("role", "field", "axis", "measure"):
        assert {row[column] for row in rows} <= documented


def test_the_markdown_is_a_document(panorama: Any) -> None:
    out = panorama("54395", "--format", "md").out
    assert out.startswith("# Panorama de l’ESS\u202f: Nancy\n")
    assert r"| A\|B \[lien\](x) \<b> \[31m\* | Nancy |" in out
    tables = re.findall(r"(?:^\|.*\|$\n)+", out, re.MULTILINE)
    assert len(tables) == 8
    for table in tables:
        assert len({line.count(" | ") for line in table.splitlines()}) == 1


def test_a_name_is_not_a_formula_in_a_spreadsheet(
    panorama: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maillage.observatory.report._title", lambda *_: "=HYPERLINK()")
    assert ",'=HYPERLINK()," in panorama("54395", "--format", "csv").out
