"""A territory beside what contains it, and beside itself at other times."""

from pathlib import Path

import pytest
from observatory_vintages import VARIANTS, Cell, write_vintage

from maillage.kernel.perimeter import Basis
from maillage.kernel.vocabularies import Family
from maillage.observatory.comparison import compare, evolution
from maillage.observatory.errors import VintageError
from maillage.observatory.geography import Geography
from maillage.observatory.vintage import Store

COG = Geography.load()


def cells(nancy: int) -> list[Cell]:
    ess = (Family.ASSOCIATION, Basis.LEGAL_FORM)
    return [
        Cell("54395", nancy, *ess),
        Cell("54395", 90),
        Cell("54547", 2, *ess),
        Cell("57463", 3, *ess),
        Cell("33063", 4, *ess),
    ]


def test_a_commune_is_compared_with_its_departement_its_region_and_france(tmp_path: Path) -> None:
    vintage = write_vintage(tmp_path, cells(10))
    found = compare(vintage, ["54395"], None, COG)
    assert [(one.ref, one.name, one.whole) for one in found] == [
        ("departement:54", "Meurthe-et-Moselle", True),
        ("region:44", "Grand Est", True),
        ("pays:FR", "France", True),
    ]
    assert [one.panorama.ess.establishments for one in found] == [12, 15, 19]
    assert compare(vintage, COG.communes("pays:FR"), None, COG) == ()


def test_a_territory_that_goes_beyond_what_it_is_compared_with_says_so(tmp_path: Path) -> None:
    straddling = COG.communes("epci:200070290")  # of two départements
    found = compare(write_vintage(tmp_path, cells(10)), straddling, None, COG)
    inside = set(straddling) <= set(COG.communes("departement:54"))
    assert [one.whole for one in found] == [inside, True, True]


def test_an_evolution_goes_from_the_oldest_to_the_newest(tmp_path: Path) -> None:
    for period, count in (("2026-11", 30), ("2025-11", 10), ("2026-05", 20)):
        write_vintage(tmp_path, cells(count), period=period)
    store = Store(tmp_path)
    found = evolution(store.vintages(), store.open("2026-05"), ["54395"], None)
    assert [(one.period, one.panorama.ess.establishments) for one in found] == [
        ("2025-11", 10),
        ("2026-05", 20),
        ("2026-11", 30),
    ]
    assert all(one.same_perimeter for one in found)


def test_made_up_vintages_stay_among_themselves(tmp_path: Path) -> None:
    true = write_vintage(tmp_path, cells(10), period="2026-11")
    made_up = write_vintage(tmp_path, cells(20), period="2026-10", fictitious=True)
    vintages = Store(tmp_path).vintages()
    for one in (true, made_up):
        found = evolution(vintages, one, ["54395"], None)
        assert [moment.panorama.vintage for moment in found] == [one.name]


def test_the_vintage_that_was_asked_for_stands_for_its_month(tmp_path: Path) -> None:
    asked = write_vintage(tmp_path, cells(10), digest="aaaaaaaa")
    write_vintage(tmp_path, cells(20), digest="bbbbbbbb")
    found = evolution(Store(tmp_path).vintages(), asked, ["54395"], None)
    assert [one.panorama.vintage for one in found] == [asked.name]


def test_another_perimeter_is_told_and_a_missing_variant_left_out(tmp_path: Path) -> None:
    write_vintage(tmp_path, cells(10), period="2025-11", checksum="b" * 64)
    write_vintage(tmp_path, cells(10), period="2026-05", variants=VARIANTS[1:])
    now = write_vintage(tmp_path, cells(10))
    vintages = Store(tmp_path).vintages()
    found = evolution(vintages, now, ["54395"], "insee")
    assert [(one.period, one.same_perimeter) for one in found] == [
        ("2025-11", False),
        ("2026-11", True),
    ]
    with pytest.raises(VintageError, match="insee"):
        evolution(vintages, now, ["54395"], "autre")


def test_a_vintage_whose_cube_is_lost_is_left_out_of_an_evolution(tmp_path: Path) -> None:
    older = write_vintage(tmp_path, cells(10), period="2025-11")
    now = write_vintage(tmp_path, cells(10))
    (older.folder / "cube" / "cells.npy").unlink()
    found = evolution(Store(tmp_path).vintages(), now, ["54395"], None)
    assert [one.period for one in found] == ["2026-11"]
