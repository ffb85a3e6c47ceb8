"""`maillage perimeter`: what counts as ESS, why, and a perimeter of one's own."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from maillage.cli.main import main
from maillage.observatory.build import BuildRequest, build
from maillage.observatory.fictitious import write_stock
from maillage.observatory.perimeters import copy_perimeter, load_perimeter
from maillage.observatory.vintage import Manifest, Store, Vintage

Say = Callable[..., str]
Refused = Callable[..., str]


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr("sys.argv", ["maillage", "perimeter", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Return what the command says."""

    def said(*arguments: object) -> str:
        code = run(monkeypatch, *arguments)
        output = capsys.readouterr()
        assert code == 0, output.err
        return output.out

    return said


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Refused:
    """Return why the command refuses."""

    def told(*arguments: object) -> str:
        assert run(monkeypatch, *arguments) == 2
        return capsys.readouterr().err

    return told


@pytest.fixture(scope="module")
def vintage(tmp_path_factory: pytest.TempPathFactory) -> Vintage:
    folder = tmp_path_factory.mktemp("observatory")
    stock = write_stock(folder / "stock", seed=2, units=6_000, period="2026-11")
    return build(
        BuildRequest(
            legal_units=stock.legal_units,
            establishments=stock.establishments,
            ess_list=stock.ess_list,
            store=folder / "store",
            perimeter=load_perimeter(),
            fictitious=True,
        )
    )


@pytest.fixture
def out(vintage: Vintage) -> tuple[str, Path]:
    return "--out", vintage.folder.parent.parent


def one(vintage: Vintage, condition: str) -> tuple[str, str | None]:
    """Return the SIREN and the name of a unit of the registry."""
    ((siren, name),) = duckdb.sql(
        f"SELECT siren, name FROM '{vintage.registry}' WHERE {condition} ORDER BY siret LIMIT 1"
    ).fetchall()
    return siren, name


def test_a_legal_category_is_explained_with_its_reference(say: Say) -> None:
    told = say("explain", "9223")
    for words in (
        "9223 – Groupement d’employeurs",
        "Famille\u202f: Associations",
        "Statut\u202f: incluse",
        "loi n° 2014-856 du 31 juillet 2014, art. 1er, II, 1°",
        "code du travail, art. L. 1253-1",
        "Note\u202f:",
    ):
        assert words in told
    assert len(re.findall("oui, par la forme juridique", told)) == 3


def test_an_activity_may_leave_a_form_out(say: Say) -> None:
    told = say("explain", "9220", "--activity", "94.91z")
    assert "Activité 94.91Z\u202f: écartée (Activités des organisations religieuses)" in told
    assert re.search("insee +non, l’activité est écartée", told)
    assert re.search("loi-2014 +l’activité est écartée\u202f; oui si l’indicateur", told)
    assert re.search("large +oui, par la forme juridique", told)
    assert "n’est pas de celles" in say("explain", "9220", "--activity", "9499Z")


def test_an_activity_is_explained_alone(say: Say) -> None:
    assert "Variantes qui l’écartent\u202f: insee, loi-2014" in say("explain", "84.11Z")
    assert "n’est pas écartée" in say("explain", "88.10A")


def test_a_company_counts_by_what_others_say_of_it(say: Say) -> None:
    told = say("explain", "5710")
    assert "hors champ" in told
    assert re.search("insee +non, pas par la forme", told)
    assert "art. 1er, II, 2°" in told


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("9225", "n’est pas dans la nomenclature"),
        ("9225", "Proches\u202f: 9210, 9220"),
        ("99", "quatre chiffres"),
        ("association", "un SIREN (neuf chiffres)"),
        ("٩٢٢٣", "quatre chiffres"),
        ("12345678", "quatre chiffres"),
    ],
)
def test_a_wrong_code_is_told_what_is_expected(refused: Refused, code: str, words: str) -> None:
    assert words in refused("explain", code)


def test_a_wrong_activity_is_told_how_it_is_written(refused: Refused) -> None:
    assert "il s’écrit comme 94.91Z" in refused("explain", "9220", "--activity", "94")


def test_a_unit_counts_by_its_form_and_by_what_the_register_says(
    say: Say, vintage: Vintage, out: tuple[str, Path]
) -> None:
    siren, name = one(vintage, "basis = 9 AND NOT partial")  # form, indicator
    told = say("explain", siren, *out)
    assert f"{name} (SIREN {siren}), dans le millésime fictif-2026-11" in told
    assert "sa forme juridique est incluse" in told
    assert "l’indicateur ESS de Sirene dit oui" in told
    assert "se contredisent" not in told
    assert "Variantes qui la comptent\u202f: insee, loi-2014, large" in told
    spaced = f"{siren[:3]} {siren[3:6]}\u202f{siren[6:]}"
    assert say("explain", spaced, *out) == told
    assert say("explain", f"{siren}00014", *out) == told


def test_a_conflict_is_told(say: Say, vintage: Vintage, out: tuple[str, Path]) -> None:
    siren, _ = one(vintage, "conflict AND (basis & 16) > 0")  # the indicator says no
    told = say("explain", siren, *out)
    assert "l’indicateur ESS de Sirene dit non" in told
    assert "ces sources se contredisent" in told


def test_a_unit_that_only_the_list_names(say: Say, vintage: Vintage, out: tuple[str, Path]) -> None:
    siren, _ = one(vintage, "basis = 32")
    told = say("explain", siren, *out)
    assert "elle est dans la liste d’ESS France" in told
    assert "Variantes qui la comptent\u202f: loi-2014, large" in told
    assert "Variantes qui ne la comptent pas\u202f: insee" in told


def test_partial_diffusion_never_shows_a_name(
    say: Say, vintage: Vintage, out: tuple[str, Path]
) -> None:
    siren, name = one(vintage, "partial")
    assert name is None
    told = say("explain", siren, *out)
    assert told.startswith("Nom non diffusible (SIREN")
    assert "[ND]" not in told
    assert "fictive" not in told.split("\n")[0].replace("données fictives", "")


def test_every_establishment_of_a_unit_is_listed(
    say: Say, vintage: Vintage, out: tuple[str, Path]
) -> None:
    ((siren, count),) = duckdb.sql(
        f"SELECT siren, count(*) FROM '{vintage.registry}' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1"
    ).fetchall()
    told = say("explain", siren, *out)
    assert f"{count} établissements actifs" in told
    assert f"et {count - 20} autres." in told


def test_a_unit_that_is_not_there_is_told_what_it_means(
    say: Say, vintage: Vintage, out: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "aucune unité réelle n’y est" in say("explain", "552100554", *out)
    real = type(vintage.manifest)
    monkeypatch.setattr(real, "read", lambda folder: _as_real(vintage))
    assert "Ce silence ne prouve rien" in say("explain", "552100554", *out)
    assert "n’est pas la clé des autres" in say("explain", "552100555", *out)


def _as_real(vintage: Vintage) -> Manifest:
    return replace(vintage.manifest, fictitious=False)


def test_without_a_vintage_a_unit_cannot_be_explained(refused: Refused, tmp_path: Path) -> None:
    assert "maillage observatory build" in refused("explain", "552100554", "--out", tmp_path)
    unknown = refused("explain", "552100554", "--out", tmp_path, "--vintage", "1999-01")
    assert "Le millésime « 1999-01 » n’existe pas" in unknown


def test_the_list_has_variants_activities_and_categories(say: Say) -> None:
    told = say("list")
    assert "Variante loi-2014 [par défaut]" in told
    assert "94.92 " in told
    assert "Incluse (62 catégories)" in told
    assert "Hors champ" not in told
    assert "1000  Entrepreneur individuel" in say("list", "--status", "hors")


def test_an_editor_makes_an_own_perimeter(say: Say, refused: Refused, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    assert "maillage perimeter check" in say("copy", mine)
    assert "Il décide comme le livré." in say("check", mine)
    path = mine / "categories.csv"
    path.write_text(path.read_text("utf-8").replace(",ambigu,", ",inclus,"), "utf-8")
    told = say("check", mine)
    assert "69 inclus, 0 ambigu, 16 exclu, 175 hors" in told
    assert "9240 Congrégation\u202f: inclus, autre-organisme (livré\u202f: ambigu," in told
    assert "Statut\u202f: incluse" in say("explain", "9240", "--perimeter", mine)
    path.write_text("code;label\n", "utf-8")
    assert "il manque les colonnes « family », « status »" in refused("check", mine)
    assert "contient déjà" in refused("copy", mine)


def test_a_vintage_keeps_the_perimeter_that_made_it(tmp_path: Path, say: Say) -> None:
    copy_perimeter(tmp_path / "mine")
    path = tmp_path / "mine" / "categories.csv"
    text = path.read_text("utf-8").replace("Association déclarée,", "Association qui se déclare,")
    path.write_text(text, "utf-8")
    mine = load_perimeter(tmp_path / "mine")
    stock = write_stock(tmp_path / "stock", units=500, period="2026-11")
    request = BuildRequest(stock.legal_units, stock.establishments, tmp_path / "store", mine)
    build(request)
    vintage = Store(tmp_path / "store").current()
    assert vintage
    assert vintage.perimeter == mine
    siren, _ = one(vintage, "category = '9220'")
    assert "Association qui se déclare" in say("explain", siren, "--out", tmp_path / "store")


def test_the_perimeter_is_compared_with_the_indicator(say: Say, tmp_path: Path) -> None:
    stock = write_stock(tmp_path, units=2_000, period="2026-11")
    told = say("compare", stock.legal_units).splitlines()
    association = next(line for line in told if line.startswith("9220 "))
    assert re.search(r"inclus +\d+ +\d+ +\d+ +\d+ +\d+,\d\u202f% +\d+,\d\u202f%", association)
    assert told[-1].startswith("Total")
