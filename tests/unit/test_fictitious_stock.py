"""The fictitious stock: INSEE's layout, every case of the register, and nothing real."""

import csv
import json
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import pytest
from register_samples import ESTABLISHMENTS, LEGAL_UNITS, with_samples
from stdnum import luhn

from maillage.kernel.perimeter import LegalStatus, conflicts
from maillage.kernel.vocabularies import Family, SizeClass
from maillage.observatory.fictitious import Stock, write_stock
from maillage.observatory.perimeters import load_perimeter
from maillage.observatory.sources import cog

Ask = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Stock:
    return write_stock(tmp_path_factory.mktemp("stock"), seed=3, units=9_000, period="2026-11")


SHORT = """
CREATE VIEW u AS SELECT siren, denominationUniteLegale AS name, statutDiffusionUniteLegale AS shown,
    lpad(categorieJuridiqueUniteLegale::VARCHAR, 4, '0') AS category,
    activitePrincipaleUniteLegale AS activity, etatAdministratifUniteLegale AS state,
    economieSocialeSolidaireUniteLegale AS flag, nicSiegeUniteLegale AS seat,
    dateCreationUniteLegale AS created FROM units;
CREATE VIEW p AS SELECT siren, nic, siret, statutDiffusionEtablissement AS shown,
    trancheEffectifsEtablissement AS size, caractereEmployeurEtablissement AS declared,
    codeCommuneEtablissement AS commune, codePaysEtrangerEtablissement AS country,
    etatAdministratifEtablissement AS state, activitePrincipaleEtablissement AS activity,
    activitePrincipaleNAF25Etablissement AS new_activity, etablissementSiege AS is_seat FROM places;
"""


def asking(stock: Stock) -> Ask:
    """Return a function that asks SQL of a stock: `units`, `places`, `listed`, `u` and `p`."""
    engine = duckdb.connect()
    engine.execute(f"CREATE VIEW units AS FROM '{stock.legal_units}'")
    engine.execute(f"CREATE VIEW places AS FROM '{stock.establishments}'")
    engine.execute(
        "CREATE VIEW listed AS SELECT lpad(SIREN, 9, '0') AS siren, SIREN AS written"
        f" FROM read_csv('{stock.ess_list}', all_varchar = true)"
    )
    engine.execute(SHORT)
    return lambda query: engine.execute(query).fetchall()


@pytest.fixture(scope="module")
def ask(stock: Stock) -> Ask:
    return asking(stock)


def header(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as lines:
        return next(csv.reader(lines))


def header_of(ask: Ask, table: str) -> list[str]:
    return [row[0] for row in ask(f"DESCRIBE {table}")]


def test_it_has_the_columns_and_types_of_2026(ask: Ask) -> None:
    units = {row[0]: row[1] for row in ask("DESCRIBE units")}
    places = {row[0]: row[1] for row in ask("DESCRIBE places")}
    assert len(units) == 35
    assert len(places) == 54
    assert units["categorieJuridiqueUniteLegale"] == "BIGINT"
    assert units["dateDernierTraitementUniteLegale"] == "TIMESTAMP"
    assert units["unitePurgeeUniteLegale"] == places["etablissementSiege"] == "BOOLEAN"
    assert places["coordonneeLambertAbscisseEtablissement"] == "VARCHAR"
    assert list(units)[-1] == "activitePrincipaleNAF25UniteLegale"
    assert list(places)[-1] == "activitePrincipaleNAF25Etablissement"


@with_samples
def test_its_columns_stand_in_the_order_of_the_real_files(ask: Ask) -> None:
    added = {
        "societeMissionUniteLegale",
        "activitePrincipaleNAF25UniteLegale",
        "activitePrincipaleNAF25Etablissement",
    }
    for table, sample in (("units", LEGAL_UNITS), ("places", ESTABLISHMENTS)):
        ours = header_of(ask, table)
        assert [name for name in ours if name not in added] == header(sample)


def test_no_number_and_no_name_can_be_real(ask: Ask) -> None:
    numbers = ask("SELECT siren FROM units UNION ALL SELECT siret FROM places")
    assert not any(luhn.is_valid(number) for (number,) in numbers)
    assert {len(number) for (number,) in numbers} == {9, 14}
    names = ask(
        "SELECT denominationUniteLegale FROM units UNION SELECT enseigne1Etablissement FROM places"
        " UNION SELECT denominationUsuelleEtablissement FROM places"
        " UNION SELECT libelleVoieEtablissement FROM places"
        " UNION SELECT nomUniteLegale FROM units UNION SELECT sigleUniteLegale FROM units"
    )
    assert len(names) > 3000
    assert all(name in (None, "[ND]") or "ficti" in name.lower() for (name,) in names)


def test_each_establishment_has_its_unit_and_each_unit_one_seat(ask: Ask) -> None:
    ((seats, sirens),) = ask("SELECT count(*), count(DISTINCT siren) FROM p WHERE is_seat")
    assert ask("SELECT count(*), count(DISTINCT siren) FROM u") == [(seats, seats)]
    assert sirens == seats
    for wrong in (
        "p ANTI JOIN u USING (siren)",
        "p WHERE siret <> siren || nic",
        "u JOIN p USING (siren) WHERE is_seat AND nic <> seat",
        "(SELECT siret FROM p GROUP BY siret HAVING count(*) > 1)",
    ):
        assert ask(f"SELECT count(*) FROM {wrong}") == [(0,)], wrong


FLAGS = {"O": True, "N": False, None: None}


def test_every_legal_category_that_decides_is_met(ask: Ask) -> None:
    perimeter = load_perimeter()
    rows = ask(
        "SELECT DISTINCT category, activity, flag, listed.siren NOT NULL"
        " FROM u LEFT JOIN listed USING (siren)"
    )
    met = {category for category, *_ in rows}
    ambiguous = {
        one.code for one in perimeter.categories.values() if one.status is LegalStatus.AMBIGUOUS
    }
    assert met <= set(perimeter.categories)
    assert met >= ambiguous | {"9260", "9223", "5458", "6316", "8210", "9300", "8420", "6533"}
    bases = {
        (category, perimeter.basis(category, activity, FLAGS[flag], listed))
        for category, activity, flag, listed in rows
    }
    assert {conflicts(basis) for _, basis in bases} == {True, False}
    for variant in perimeter.variants.values():
        families = {perimeter.family(code) for code, basis in bases if variant.counts(basis)}
        expected = set(Family) - {Family.OTHER}
        if variant.id == "insee":
            expected -= {Family.COMMERCIAL}
        assert families >= expected, variant.id


@pytest.mark.parametrize(
    "case",
    [
        "u WHERE state = 'C'",
        "u WHERE flag = 'N'",
        "u WHERE shown = 'P' AND category = '9220'",
        "u WHERE name IS NULL AND category <> '1000'",
        "u WHERE activity = '94.91Z'",
        "u WHERE siren LIKE '0%'",
        "p WHERE state = 'F'",
        "p WHERE commune LIKE '751%'",
        "p WHERE commune LIKE '97%'",
        "p WHERE commune = '99998'",
        "p WHERE commune IS NULL AND country NOT NULL",
        "p WHERE size IS NULL AND declared = 'O'",
        "p WHERE size = 'NN' AND declared = 'O'",
        "p WHERE size = '01' AND declared = 'N'",
        "p WHERE size = '00'",
        "p WHERE declared IS NULL",
        "p WHERE new_activity NOT NULL",
        "p JOIN u USING (siren) WHERE p.shown = 'P' AND u.shown = 'O'",
        "p JOIN u USING (siren) WHERE u.state = 'C' AND p.state = 'A'",
        "listed JOIN u USING (siren) WHERE flag IS NULL",
        "listed WHERE length(written) < 9",
    ],
)
def test_every_case_of_the_register_is_there(ask: Ask, case: str) -> None:
    ((found,),) = ask(f"SELECT count(*) FROM {case}")
    assert found > 0


def test_former_codes_of_communes_are_met(ask: Ask) -> None:
    former = {code for code, _, current in cog.read()["former_communes"] if code != current}
    met = {code for (code,) in ask("SELECT DISTINCT commune FROM p")}
    assert met & former


def test_a_unit_of_partial_diffusion_shows_nothing(ask: Ask) -> None:
    hidden = ask(
        "SELECT DISTINCT denominationUniteLegale, nomUniteLegale, prenom1UniteLegale,"
        " libelleVoieEtablissement, enseigne1Etablissement, coordonneeLambertAbscisseEtablissement"
        " FROM units JOIN places USING (siren) WHERE statutDiffusionUniteLegale = 'P'"
    )
    assert {value for row in hidden for value in row} == {None, "[ND]"}


def test_sizes_and_activities_are_of_the_nomenclatures(ask: Ask) -> None:
    assert {size for (size,) in ask("SELECT DISTINCT size FROM p")} <= {*SizeClass, None}
    activities = {activity for (activity,) in ask("SELECT DISTINCT activity FROM p")}
    assert len(activities) > 40
    assert all(re.fullmatch(r"\d\d\.\d\d[A-Z]", activity) for activity in activities)


def test_grand_est_is_denser_and_the_ess_weighs_some_nine_percent(ask: Ask) -> None:
    grand_est = ("08", "10", "51", "52", "54", "55", "57", "67", "68", "88")
    ((share,),) = ask(f"SELECT avg((left(commune, 2) IN {grand_est})::INTEGER) FROM p")
    assert 0.14 < share < 0.26  # 8 % of the inhabitants
    perimeter = load_perimeter()
    law = perimeter.variants["loi-2014"]
    rows = ask(
        "SELECT category, u.activity, flag, count(*) FROM u JOIN p USING (siren)"
        " WHERE p.state = 'A' GROUP BY ALL"
    )
    counted = sum(n for c, a, flag, n in rows if law.counts(perimeter.basis(c, a, FLAGS[flag])))
    assert 0.07 < counted / sum(row[-1] for row in rows) < 0.14


def test_the_same_arguments_give_the_same_files(stock: Stock, tmp_path: Path) -> None:
    again = write_stock(tmp_path / "again", seed=3, units=9_000, period="2026-11")
    other = write_stock(tmp_path / "other", seed=4, units=9_000, period="2026-11")
    for name in ("legal_units", "establishments", "ess_list"):
        content = getattr(stock, name).read_bytes()
        assert getattr(again, name).read_bytes() == content
        assert getattr(other, name).read_bytes() != content


def test_a_csv_says_what_the_parquet_says(tmp_path: Path) -> None:
    stocks = [
        write_stock(tmp_path / kind, seed=5, units=300, period="2026-11", format=kind)
        for kind in ("parquet", "csv")
    ]
    parquet, text = map(asking, stocks)
    for table in ("units", "places"):
        everything = f"SELECT COLUMNS(*)::VARCHAR FROM {table} ORDER BY ALL"
        assert header_of(parquet, table) == header_of(text, table)
        assert len(parquet(everything)) == len(text(everything))
    for short in (
        "SELECT siren, name, activity, created FROM u ORDER BY siren",
        "FROM p ORDER BY siret",
    ):
        assert parquet(short) == text(short)


def test_a_year_later_it_is_the_same_world(stock: Stock, ask: Ask, tmp_path: Path) -> None:
    before = asking(write_stock(tmp_path, seed=3, units=9_000, period="2025-11"))
    who = "SELECT siren, category, name, created FROM u"
    earlier, later = set(before(who)), set(ask(who))
    assert earlier < later
    living = "SELECT siren FROM u WHERE state = 'A'"
    died = set(before(living)) - set(ask(living))
    assert 0 < len(died) < len(earlier) / 10
    sizes = "SELECT siret, size FROM p"
    assert set(before(sizes)) - set(ask(sizes))
    for question, month in ((before, "2025-11"), (ask, "2026-11")):
        ((latest,),) = question(
            "SELECT strftime(max(dateDernierTraitementUniteLegale), '%Y-%m') FROM units"
        )
        assert latest == month


def test_a_stock_of_one_unit_is_a_stock(tmp_path: Path) -> None:
    one = asking(write_stock(tmp_path, units=1, period="2020-02"))
    assert one("SELECT count(*) FROM units") == [(1,)]


def test_the_words_agree() -> None:
    words = json.loads((files("maillage.observatory.fictitious") / "words.json").read_text("utf-8"))
    assert {form for _, form in words["nouns"]} == {"m", "f", "mp", "fp"}
    assert all(set(adjective) == {"m", "f", "mp", "fp"} for adjective in words["adjectives"])
