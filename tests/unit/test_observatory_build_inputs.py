"""The stock as people have it: Parquet, CSV, ZIP, older layouts, and what is said of the rest."""

import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest
from stocks import (
    ESTABLISHMENT_COLUMNS,
    NEW_ESTABLISHMENT_COLUMNS,
    NEW_UNIT_COLUMNS,
    UNIT_COLUMNS,
    build_stock,
    establishment,
    unit,
    write_list,
    write_rows,
    write_stock,
)

from maillage.observatory.build import BuildRequest, build
from maillage.observatory.errors import StockError
from maillage.observatory.perimeters import load_perimeter
from maillage.observatory.sources.ess_france import read_list
from maillage.observatory.vintage import CUBE, Vintage

UNITS = [
    unit("000000001", name='ASSOCIATION "L\'ÉTÉ", NANCY', flag="O"),
    unit("000000002", category="5710", flag="N"),
    unit("012345678", name="SCOP", category="5458", activity="62.01Z"),
]
ESTABLISHMENTS = [
    establishment(
        "00000000100010", declared="O", size="01", dateCreationEtablissement="1999-12-31"
    ),
    establishment("00000000200018", etablissementSiege="false"),
    establishment(
        "01234567800015",
        coordonneeLambertAbscisseEtablissement="934512.25",
        coordonneeLambertOrdonneeEtablissement="6848001.5",
    ),
]


def build_files(folder: Path, units: Path, establishments: Path, **options: Any) -> Vintage:
    perimeter = load_perimeter()
    return build(BuildRequest(units, establishments, folder / "store", perimeter, **options))


def rows(vintage: Vintage) -> tuple[list[Any], list[Any]]:
    with duckdb.connect() as database:
        registry = database.execute(f"FROM '{vintage.registry}'").fetchall()
        return registry, database.execute(f"FROM '{vintage.folder / CUBE}'").fetchall()


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Any], list[Any]]:
    found = rows(build_stock(tmp_path_factory.mktemp("csv"), UNITS, ESTABLISHMENTS))
    assert [row[1] for row in found[0]] == ["00000000100010", "01234567800015"]
    return found


def parquet(file: Path, types: dict[str, str]) -> Path:
    """Turn a CSV into Parquet, some columns with a type; its name stays that of the CSV."""
    target = file.with_suffix(".parquet")
    casts = ", ".join(f"{name}::{type_} AS {name}" for name, type_ in types.items())
    columns = f"* REPLACE ({casts})" if casts else "*"
    source = f"read_csv('{file}', all_varchar = true, header = true)"
    with duckdb.connect() as database:
        database.execute(f"COPY (SELECT {columns} FROM {source}) TO '{target}'")
    return target.rename(file)


INSEE_TYPES = (
    {
        "categorieJuridiqueUniteLegale": "BIGINT",
        "dateDernierTraitementUniteLegale": "TIMESTAMP",
    },
    {"etablissementSiege": "BOOLEAN", "dateCreationEtablissement": "DATE"},
)


@pytest.mark.parametrize(
    "types",
    [
        INSEE_TYPES,
        ({}, {}),  # everything as text
        ({"siren": "BIGINT"}, {"siren": "BIGINT", "siret": "BIGINT"}),  # leading zeros lost
    ],
    ids=["insee", "text", "numbers"],
)
def test_parquet_is_known_by_its_content(
    types: tuple[dict[str, str], dict[str, str]], expected: object, tmp_path: Path
) -> None:
    files = write_stock(tmp_path, UNITS, ESTABLISHMENTS)
    vintage = build_files(
        tmp_path, *(parquet(file, one) for file, one in zip(files, types, strict=True))
    )
    assert rows(vintage) == expected


def test_a_zip_of_one_csv_is_read(expected: object, tmp_path: Path) -> None:
    packed = []
    for file in write_stock(tmp_path, UNITS, ESTABLISHMENTS):
        packed.append(file.with_suffix(".zip"))
        with zipfile.ZipFile(packed[-1], "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(file, f"{file.stem}_utf8.csv")
    vintage = build_files(tmp_path, *packed)
    assert rows(vintage) == expected
    assert vintage.manifest.inputs[0].file == "StockUniteLegale.zip"


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_are_recognised(delimiter: str, expected: object, tmp_path: Path) -> None:
    units = write_rows(tmp_path / "u.csv", UNIT_COLUMNS, UNITS, delimiter)
    establishments = write_rows(
        tmp_path / "e.csv", ESTABLISHMENT_COLUMNS, ESTABLISHMENTS, delimiter
    )
    assert rows(build_files(tmp_path, units, establishments)) == expected


def test_columns_may_come_in_another_order_and_in_greater_number(
    expected: object, tmp_path: Path
) -> None:
    units = write_rows(tmp_path / "u.csv", ["nouvelle", *reversed(UNIT_COLUMNS)], UNITS)
    columns = [name.upper() for name in reversed(ESTABLISHMENT_COLUMNS)]
    renamed = [{name.upper(): value for name, value in row.items()} for row in ESTABLISHMENTS]
    establishments = write_rows(tmp_path / "e.csv", [*columns, "nouvelle"], renamed)
    assert rows(build_files(tmp_path, units, establishments)) == expected


@pytest.mark.parametrize(
    ("without", "columns", "missing"),
    [
        ([], (35, 54), []),
        (NEW_UNIT_COLUMNS, (33, 54), []),
        (["activitePrincipaleNAF25Etablissement"], (35, 53), []),
        (NEW_ESTABLISHMENT_COLUMNS, (35, 48), ["Abscisse", "Ordonnee"]),
    ],
    ids=["today", "33", "53", "48"],
)
def test_layouts_of_several_years_are_read(
    without: list[str], columns: tuple[int, int], missing: list[str], tmp_path: Path
) -> None:
    vintage = build_stock(tmp_path, UNITS, ESTABLISHMENTS, without=without)
    manifest = vintage.manifest
    assert tuple(one.columns for one in manifest.inputs) == columns
    assert manifest.inputs[1].missing_columns == tuple(
        f"coordonneeLambert{axis}Etablissement" for axis in missing
    )
    assert manifest.counts["registry"] == 2


def test_naf_2025_stands_in_for_the_activity_that_has_gone(tmp_path: Path) -> None:
    """The day INSEE drops the column of NAF rev. 2, that of NAF 2025 is read."""
    rev2 = "activitePrincipaleUniteLegale", "activitePrincipaleEtablissement"
    new = [{**row, "activitePrincipaleNAF25UniteLegale": "84.11Z"} for row in UNITS]
    moved = [{**row, "activitePrincipaleNAF25Etablissement": "91.01Y"} for row in ESTABLISHMENTS]
    vintage = build_stock(tmp_path, new, moved, without=rev2)
    with duckdb.connect() as database:
        found = database.execute(f"SELECT DISTINCT activity, sector FROM '{vintage.registry}'")
        assert found.fetchall() == [("91.01Y", "arts-spectacles")]
    assert vintage.manifest.counts["registry.basis.excluded_activity"] == 2


def test_missing_columns_are_all_named(tmp_path: Path) -> None:
    gone = ["denominationUniteLegale", "economieSocialeSolidaireUniteLegale"]
    with pytest.raises(StockError) as refused:
        build_stock(tmp_path, UNITS, ESTABLISHMENTS, without=gone)
    message = str(refused.value)
    assert "il manque economieSocialeSolidaireUniteLegale, denominationUniteLegale" in message
    assert "StockUniteLegale.csv" in message
    assert "33 colonnes" in message


def test_files_given_one_for_the_other_are_recognised(tmp_path: Path) -> None:
    units, establishments = write_stock(tmp_path, UNITS, ESTABLISHMENTS)
    with pytest.raises(StockError, match="Échangez les deux"):
        build_files(tmp_path, establishments, units)


def test_a_stock_without_any_date_is_refused(tmp_path: Path) -> None:
    undated = [{**row, "dateDernierTraitementUniteLegale": ""} for row in UNITS]
    with pytest.raises(StockError, match="de quel mois"):
        build_stock(tmp_path, undated, ESTABLISHMENTS)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    units, establishments = write_stock(tmp_path, UNITS, ESTABLISHMENTS)
    with pytest.raises(StockError, match="n’existe pas"):
        build_files(tmp_path, units, tmp_path / "absent.parquet")
    for name, content in {
        "cut.parquet": b"PAR1" + b"\0" * 100,
        "cut.zip": b"PK\x03\x04" + b"\0" * 100,
        "ragged.csv": establishments.read_bytes() + b"un,deux\n",
        "empty.csv": b"",
    }.items():
        damaged = tmp_path / name
        damaged.write_bytes(content)
        with pytest.raises(StockError, match=name):
            build_files(tmp_path, units, damaged)
    several = tmp_path / "two.zip"
    with zipfile.ZipFile(several, "w") as archive:
        archive.write(units, "a.csv")
        archive.write(establishments, "b.csv")
    with pytest.raises(StockError, match="2 fichiers"):
        build_files(tmp_path, units, several)


@pytest.mark.parametrize(
    ("content", "sirens"),
    [
        ("SIREN,Nom\n5520242,A\n005520242,B\n", ["005520242"]),  # zeros lost, and twice
        ("Nom;SIREN\nÉté;123 456 789\n;;\n", ["123456789"]),
        ("\ufeffsiren\n123456789.0\n1234567890\n0\nabc\n", ["123456789"]),
        ('SIREN,Nom\n123456789,"sur\ndeux lignes"\n1,B\n', ["000000001", "123456789"]),
    ],
)
def test_the_list_of_ess_france_gets_its_zeros_back(
    content: str, sirens: list[str], tmp_path: Path
) -> None:
    for encoding in ("utf-8", "cp1252"):
        if encoding == "cp1252" and "\ufeff" in content:
            continue
        file = tmp_path / "liste.csv"
        file.write_text(content, encoding)
        assert list(read_list(file, file.name).sirens) == sirens


def test_a_list_that_is_not_one_is_refused(tmp_path: Path) -> None:
    file = write_list(tmp_path / "liste.csv", [])
    with pytest.raises(StockError, match="ne contient aucun numéro"):
        read_list(file, "liste.csv")
    file.write_text("Nom\nA\n", "utf-8")
    with pytest.raises(StockError, match="il manque la colonne SIREN"):
        read_list(file, "liste.csv")
