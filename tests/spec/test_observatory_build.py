"""How a vintage is made from the national register, on stocks small enough to count by hand."""

from pathlib import Path
from typing import Any

import duckdb
import pytest
from stocks import Row, build_stock, establishment, unit

from maillage.kernel.perimeter import Basis
from maillage.kernel.vocabularies import Family, Sector, SizeClass
from maillage.observatory.vintage import CUBE, Vintage

FAMILIES = ["", *(family.value for family in Family)]


def registry(vintage: Vintage, *columns: str) -> dict[str, Any]:
    """Return the registry by SIRET: one column's value, or the values of several."""
    with duckdb.connect() as database:
        found = database.execute(
            f"SELECT siret, {', '.join(columns)} FROM '{vintage.registry}'"
        ).fetchall()
    return {row[0]: row[1] if len(columns) == 1 else row[1:] for row in found}


def cube(vintage: Vintage) -> list[tuple[Any, ...]]:
    """Return the cells in words: commune, family, basis, sector, size class, mark, number."""
    sectors, sizes = list(Sector), list(SizeClass)
    with duckdb.connect() as database:
        cells = database.execute(f"FROM '{vintage.folder / CUBE}'").fetchall()
    return [
        (place, FAMILIES[family], basis, sectors[sector].value, sizes[size].value, "ON?"[mark], n)
        for place, family, basis, sector, size, mark, n in cells
    ]


def test_what_makes_a_unit_ess_is_kept_beside_it(tmp_path: Path) -> None:
    """The legal category, the register's indicator and ESS France's list each leave their bit."""
    units = [
        unit("000000001", category="9220"),  # an association
        unit("000000002", category="9220", flag="O"),
        unit("000000003", category="9220", flag="N"),  # the indicator denies it
        unit("000000004", category="9220", activity="84.11Z"),  # public administration
        unit("000000005", category="9150"),  # ambiguous
        unit("000000006", category="5710", flag="O"),  # a company of the ESS
        unit("000000007", category="5710"),  # any company
        unit("000000008", category="5710", flag="N"),
        unit("000000009", category="5710"),  # ESS France lists it
    ]
    vintage = build_stock(
        tmp_path,
        units,
        [establishment(f"{one['siren']}00011") for one in units],
        listed=["000000009"],
    )
    found = registry(vintage, "family", "basis", "conflict")
    assert {siret[8]: row for siret, row in found.items()} == {
        "1": ("association", Basis.LEGAL_FORM, False),
        "2": ("association", Basis.LEGAL_FORM | Basis.FLAG_YES, False),
        "3": ("association", Basis.LEGAL_FORM | Basis.FLAG_NO, True),
        "4": ("association", Basis.LEGAL_FORM | Basis.EXCLUDED_ACTIVITY, False),
        "5": ("association", Basis.AMBIGUOUS_FORM, False),
        "6": ("societe-commerciale-ess", Basis.FLAG_YES, False),
        "9": ("societe-commerciale-ess", Basis.LISTED, False),
    }
    counts = vintage.manifest.counts
    assert counts["registry"] == 7
    assert counts["registry.variant.insee"] == 3  # 1, 2, 3: forms less excluded activities
    assert counts["registry.variant.loi-2014"] == 5  # and 6, 9: the indicator, the list
    assert counts["registry.variant.large"] == 7  # and 4, 5: whatever the activity, ambiguous too
    assert counts["registry.variant.loi-2014.societe-commerciale-ess"] == 2
    assert counts["registry.conflict"] == counts["registry.conflict.form_denied"] == 1
    assert counts["registry.ambiguous.9150"] == 1


def test_the_cube_counts_the_whole_economy(tmp_path: Path) -> None:
    """Each active establishment is in one cell; what is not in the registry has no family."""
    units = [unit("000000001"), unit("000000002", category="1000"), unit("000000003")]
    nancy: dict[str, str] = {"commune": "54395", "activity": "85.20Z", "size": "12"}
    establishments: list[Row] = [
        establishment("00000000100010", **nancy, declared="O"),
        establishment("00000000100028", **nancy, declared="O"),
        establishment("00000000100036", **nancy, declared="N"),
        establishment("00000000200018", **nancy, declared="O"),
        establishment("00000000200026", **nancy, declared="O", state="F"),  # closed
        establishment("00000000300016", commune="67482", activity="85.20Z"),
        establishment("99999999900014", commune="67482", activity="01.11Z"),  # no such unit
    ]
    vintage = build_stock(tmp_path, units, establishments)
    assert cube(vintage) == [
        ("54395", "", 0, "enseignement", "12", "O", 1),
        ("54395", "association", 1, "enseignement", "12", "O", 2),
        ("54395", "association", 1, "enseignement", "12", "N", 1),
        ("67482", "", 0, "agriculture", "NN", "?", 1),
        ("67482", "association", 1, "enseignement", "NN", "?", 1),
    ]
    counts = vintage.manifest.counts
    assert (counts["establishments"], counts["establishments.active"]) == (7, 6)
    assert all(check.ok for check in vintage.manifest.checks)


def test_partial_diffusion_hides_names_addresses_and_positions(tmp_path: Path) -> None:
    """It may be asked for the unit or for the establishment; what is counted stays counted."""
    street = {
        "numeroVoieEtablissement": "12",
        "indiceRepetitionEtablissement": "B",
        "typeVoieEtablissement": "RUE",
        "libelleVoieEtablissement": "DES SŒURS MACARONS",
        "codePostalEtablissement": "54000",
        "coordonneeLambertAbscisseEtablissement": "934512.25",
        "coordonneeLambertOrdonneeEtablissement": "6848001.5",
        "enseigne1Etablissement": "LE LOCAL",
    }
    hidden = dict.fromkeys(street, "[ND]")
    vintage = build_stock(
        tmp_path,
        [
            unit("000000001", name="LES VOISINS", sigleUniteLegale="LV"),
            unit("000000002", name="MARIE DURAND", sigleUniteLegale="MD", diffusion="P"),
            unit("000000003", name="[ND]", diffusion="P"),
        ],
        [
            establishment("00000000100010", **street),
            establishment("00000000100028", **street, diffusion="P"),
            establishment("00000000200018", **street),
            establishment("00000000300016", **hidden, diffusion="P"),
        ],
    )
    found = registry(
        vintage, "name", "acronym", "sign", "address", "postal_code", "x", "y", "partial"
    )
    assert found["00000000100010"] == (
        "LES VOISINS", "LV", "LE LOCAL", "12 B RUE DES SŒURS MACARONS", "54000",
        934512.25, 6848001.5, False,
    )  # fmt: skip
    nothing = (None, None, None, None)
    assert found["00000000100028"] == (*nothing, "54000", None, None, True)
    assert found["00000000200018"] == (*nothing, "54000", None, None, True)
    assert found["00000000300016"] == (*nothing, None, None, None, True)
    assert vintage.manifest.counts["registry.partial"] == 3


def test_natural_persons_are_never_named(tmp_path: Path) -> None:
    """Their names stand in columns that are not read; a trade name of the unit is public."""
    person = {"nomUniteLegale": "DURAND", "prenom1UniteLegale": "MARIE", "nomUsageUniteLegale": "D"}
    vintage = build_stock(
        tmp_path,
        [
            unit("000000001", category="1000", flag="O", **person),
            unit("000000002", flag="O", **person, denominationUsuelle1UniteLegale="L'ATELIER"),
        ],
        [establishment("00000000100010"), establishment("00000000200018")],
    )
    assert registry(vintage, "name") == {"00000000100010": None, "00000000200018": "L'ATELIER"}
    for file in vintage.folder.rglob("*.parquet"):
        assert b"DURAND" not in file.read_bytes()


def test_what_the_stock_says_oddly_is_counted_and_reported(tmp_path: Path) -> None:
    """Active establishments of ceased units, abroad, in communes that do not exist."""
    vintage = build_stock(
        tmp_path,
        [unit("000000001", state="C"), unit("000000002", diffusion="P")],
        [
            establishment("00000000100010"),
            establishment("00000000200018", commune=""),
            establishment("00000000200026", commune="00999"),
            establishment("00000000200034", commune="69381"),  # an arrondissement of Lyon
            establishment("99999999900014", commune=""),
        ],
    )
    counts = vintage.manifest.counts
    assert (counts["units"], counts["units.ceased"], counts["units.partial"]) == (2, 1, 1)
    assert counts["registry.ceased_units"] == 1
    assert (counts["establishments.abroad"], counts["registry.abroad"]) == (2, 1)
    assert counts["registry.unknown_commune"] == counts["communes.unknown"] == 1
    assert registry(vintage, "commune")["00000000200018"] is None


@pytest.mark.parametrize(
    ("nomenclature", "activity", "sector"),
    [
        ("NAFRev2", "85.31Z", "enseignement"),
        ("NAF2025", "85.31Y", "enseignement"),
        ("", "85.31Z", "enseignement"),
        ("NAF1993", "85.3K", "divers"),  # which was social work without accommodation
        ("NAP", "85.31", "divers"),
    ],
)
def test_codes_of_former_nomenclatures_are_not_read_as_todays(
    nomenclature: str, activity: str, sector: str, tmp_path: Path
) -> None:
    """INSEE has not recoded every old establishment: NAF 1993 and NAP have other divisions."""
    vintage = build_stock(
        tmp_path,
        [unit("000000001")],
        [establishment("00000000100010", nomenclature=nomenclature, activity=activity)],
    )
    known = activity if sector != "divers" else None
    assert registry(vintage, "sector", "activity") == {"00000000100010": (sector, known)}


def test_the_manifest_tells_where_everything_comes_from(tmp_path: Path) -> None:
    """Anybody can verify that two vintages were made from the same files."""
    vintage = build_stock(
        tmp_path,
        [unit("000000001"), unit("000000002", dateDernierTraitementUniteLegale="2026-10-31T09:00")],
        [establishment("00000000100010")],
        listed=["000000001", "000000002", "000000001"],
    )
    manifest = vintage.manifest
    assert manifest.name.startswith("2026-11-")  # the month of the last change
    assert (manifest.period, manifest.title) == ("2026-11", "Sirene, novembre 2026")
    assert manifest.perimeter.default == "loi-2014"
    assert [(one.role, one.rows, one.columns) for one in manifest.inputs] == [
        ("legal_units", 2, 35),
        ("establishments", 1, 54),
        ("ess_list", 3, 3),
    ]
    assert all(len(one.sha256) == 64 for one in manifest.inputs)
    assert manifest.counts["ess_list"] == 2
    assert manifest.engine.startswith("DuckDB")
    assert manifest.files["registry.parquet"] == vintage.registry.stat().st_size
    assert vintage.is_whole()
