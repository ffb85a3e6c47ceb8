# ruff: noqa: SIM905
"""Two builds written apart, one in SQL and one in plain Python, agree on random stocks."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import duckdb
import pytest
from stocks import Row, build_stock, establishment, unit
from unit.naive_observatory import Built, build

from maillage.kernel.perimeter import Perimeter
from maillage.observatory.perimeters import load_perimeter
from maillage.observatory.stages import REGISTRY_TYPES
from maillage.observatory.vintage import CUBE, Vintage

CATEGORIES = (
    "9220 9220 9220 9223 9150 9240 6100 5710 5499 1000 8420 5560 6316 7210 0000 4321".split()
)
ACTIVITIES = [
    "88.10A",
    "94.99Z",
    "84.11Z",
    "94.11Z",
    "94.20Z",
    "01.11Z",
    "00.00Z",
    "",
    "9",
    "64.19Z",
]
NOMENCLATURES = ["NAFRev2"] * 6 + ["NAFRev1", "NAF1993", "NAP", ""]
SIZES = ["", "NN", "NN", "00", "01", "02", "11", "42", "53", "99"]
NAMES = ["", "", "[ND]", "LES AMIS DE L'ŒUVRE", 'DIT "LE FOYER", ASSOCIATION']
COMMUNES = ["54395", "54395", "67482", "2A004", "75111", "", "[ND]"]
DIFFUSIONS = ["O", "O", "O", "P"]


def random_stock(seed: int) -> tuple[list[Row], list[Row], list[str]]:
    """Return legal units, establishments (some without their unit), and listed SIREN."""
    dice = Random(seed)
    pick = dice.choice
    sirens = [f"{number:09}" for number in sorted(dice.sample(range(1, 2000), 120))]
    units = [
        unit(
            siren,
            category=pick(CATEGORIES),
            flag=pick(["O", "N", "", ""]),
            state=pick("AAC"),
            diffusion=pick(DIFFUSIONS),
            activity=pick(ACTIVITIES),
            nomenclature=pick(NOMENCLATURES),
            name=pick(NAMES),
            denominationUsuelle1UniteLegale=pick(NAMES),
            sigleUniteLegale=pick(["", "", "ADIL", "[ND]"]),
        )
        for siren in sirens
    ]
    sirets = sorted({f"{pick([*sirens, '999999999'])}{dice.randrange(99):05}" for _ in range(300)})
    establishments = [
        establishment(
            siret,
            state=pick("AAAF"),
            diffusion=pick(DIFFUSIONS),
            commune=pick(COMMUNES),
            activity=pick(ACTIVITIES),
            nomenclature=pick(NOMENCLATURES),
            size=pick(SIZES),
            declared=pick(["O", "N", "", "X"]),
            etablissementSiege=pick(["true", "false"]),
            dateCreationEtablissement=pick(["", "1901-07-01", "2020-02-29"]),
            enseigne1Etablissement=pick(NAMES),
            denominationUsuelleEtablissement=pick(NAMES),
            numeroVoieEtablissement=pick(["", "12", "[ND]"]),
            indiceRepetitionEtablissement=pick(["", "", "B"]),
            typeVoieEtablissement=pick(["", "RUE"]),
            libelleVoieEtablissement=pick(["", "DE L'ÉCOLE", "[ND]"]),
            codePostalEtablissement=pick(["", "54000", "[ND]"]),
            coordonneeLambertAbscisseEtablissement=pick(["", "[ND]", "934512.25"]),
            coordonneeLambertOrdonneeEtablissement=pick(["", "[ND]", "6848001.5"]),
        )
        for siret in sirets
    ]
    dice.shuffle(establishments)
    return units, establishments, dice.sample(sirens, 15)


def read(vintage: Vintage) -> Built:
    """Return the rows of a vintage, in the order of its files."""
    with duckdb.connect() as database:
        found = database.execute(f"FROM '{vintage.registry}'").fetchall()
        cells = database.execute(f"FROM '{vintage.folder / CUBE}'").fetchall()
    cube: Counter[tuple[str, int, int, int, int, int]] = Counter()
    for *cell, n in cells:
        assert n > 0
        assert tuple(cell) not in cube
        cube[tuple(cell)] = n  # type: ignore[index]
    assert list(cube) == sorted(cube)
    return Built([dict(zip(REGISTRY_TYPES, row, strict=True)) for row in found], cube)


def own_perimeter() -> Perimeter:
    """An editor's perimeter whose only variant takes neither ambiguous forms nor the flag."""
    shipped = load_perimeter()
    variant = replace(shipped.variants["insee"], id="strict")
    return replace(shipped, variants={"strict": variant}, default="strict")


@pytest.mark.parametrize("perimeter", [load_perimeter(), own_perimeter()], ids=["shipped", "own"])
@pytest.mark.parametrize("seed", range(4))
def test_both_builds_agree(seed: int, perimeter: Perimeter, tmp_path: Path) -> None:
    units, establishments, listed = random_stock(seed)
    vintage = build_stock(tmp_path, units, establishments, listed=listed, perimeter=perimeter)
    expected = build(
        tmp_path / "stock" / "StockUniteLegale.csv",
        tmp_path / "stock" / "StockEtablissement.csv",
        perimeter,
        listed,
    )
    found = read(vintage)
    assert len(expected.registry) > 30
    assert found.registry == expected.registry
    assert found.cube == expected.cube
