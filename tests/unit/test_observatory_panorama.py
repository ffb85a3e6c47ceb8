"""Panoramas agree with a count by hand, whatever the cells, the communes and the variant."""

from collections import Counter
from collections.abc import Iterable
from itertools import combinations, pairwise
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from observatory_vintages import VARIANTS, Cell, write_cube, write_vintage

from maillage.kernel.perimeter import Basis, conflicts
from maillage.kernel.vocabularies import EmployerMark, Family, Sector, SizeClass
from maillage.observatory import cube
from maillage.observatory.cube import Cube
from maillage.observatory.errors import VintageError
from maillage.observatory.geography import Geography
from maillage.observatory.jobs import Jobs, usual
from maillage.observatory.panorama import Panorama, compute
from maillage.observatory.vintage import Vintage

# 01003 was merged into 01165; Paris has arrondissements; the last two are in no known commune.
CODES = ("54395", "54547", "57463", "01003", "01165", "75119", "75120", "75056", "99100", "")
COMMUNES = ("54395", "54547", "57463", "01165", "75056")
NAMES = [variant.id for variant in VARIANTS]

BASES = [Basis(value) for value in (1, 2, 5, 9, 10, 17, 32)]
Stock = tuple[list[Cell], Vintage]


def drawn(seed: int) -> list[Cell]:
    """Return random cells; the first stock has none."""
    dice = Random(seed)
    return [
        Cell(
            dice.choice(CODES),
            dice.randint(1, 5_000),
            family,
            dice.choice(BASES) if family else Basis(0),
            dice.choice(list(Sector)),
            dice.choice(list(SizeClass)),
            dice.choice(list(EmployerMark)),
        )
        for family in dice.choices([None, *Family], k=20 * seed)
    ]


@pytest.fixture(scope="module")
def stocks(tmp_path_factory: pytest.TempPathFactory) -> list[Stock]:
    """Six random stocks, packed once: Hypothesis chooses among them, and what to ask."""
    store = tmp_path_factory.mktemp("random")
    return [(cells := drawn(seed), write_vintage(store / str(seed), cells)) for seed in range(6)]


which = st.integers(0, 5)
subsets = st.sets(st.sampled_from(COMMUNES))


@pytest.fixture(scope="module")
def vintage(tmp_path_factory: pytest.TempPathFactory) -> Vintage:
    """A few establishments in Nancy, Paris, a former commune and abroad."""
    association = (Family.ASSOCIATION, Basis.LEGAL_FORM, Sector.SPORT)
    ambiguous = (Family.MUTUAL, Basis.AMBIGUOUS_FORM, Sector.FINANCE)
    cells = [
        Cell("54395", 30, *association, SizeClass.UNKNOWN, EmployerMark.NO),
        Cell("54395", 2, *association, SizeClass.FROM_10, EmployerMark.YES),
        Cell("54395", 1, *ambiguous, SizeClass.FROM_100, EmployerMark.YES),
        Cell("54395", 67, size=SizeClass.FROM_1),
        Cell("54547", 4, size=SizeClass.FROM_10000),
        Cell("75119", 5, *association),
        Cell("75120", 6),
        Cell("75056", 1),
        Cell("01003", 3, *association),
        Cell("01165", 4),
        Cell("99100", 8, *association),
        Cell("", 9),
    ]
    return write_vintage(tmp_path_factory.mktemp("store"), cells)


def by_hand(cells: Iterable[Cell], codes: set[str], variant: str) -> dict[str, object]:
    """Count without anything of the package but its vocabularies."""
    counts = next(one for one in VARIANTS if one.id == variant).counts
    here = [cell for cell in cells if cell.commune in codes]
    kept = [cell for cell in here if cell.family and counts(cell.basis)]

    def total(cells: Iterable[Cell]) -> int:
        return sum(cell.n for cell in cells)

    def whole(cells: list[Cell]) -> tuple[object, ...]:
        employers = [cell for cell in cells if cell.size.least]
        opened = any(cell.size is SizeClass.FROM_10000 for cell in cells)
        return (
            total(cells),
            total(cell for cell in cells if cell.declared is EmployerMark.YES),
            total(employers),
            sum(cell.n * (cell.size.least or 0) for cell in employers),
            None if opened else sum(cell.n * (cell.size.most or 0) for cell in employers),
            round(sum(cell.n * usual(cell.size) for cell in cells)),
        )

    sectors: Counter[Sector] = Counter()
    sizes: Counter[SizeClass] = Counter()
    for cell in kept:
        sectors[cell.sector] += cell.n
        sizes[cell.size] += cell.n
    ambiguous = [cell for cell in here if Basis.AMBIGUOUS_FORM in cell.basis]
    contested = [cell for cell in here if conflicts(cell.basis)]
    return {
        "ess": whole(kept),
        "economy": whole(here),
        "sectors": {one: sectors[one] for one in Sector},
        "sizes": {one: sizes[one] for one in SizeClass},
        "families": [whole([c for c in kept if c.family is one]) for one in Family],
        "form": (total(ambiguous), total(c for c in ambiguous if c in kept)),
        "conflict": (total(contested), total(c for c in contested if c in kept)),
    }


def flat(panorama: Panorama) -> dict[str, object]:
    def whole(one: object) -> tuple[object, ...]:
        jobs: Jobs = one.jobs  # type: ignore[attr-defined]
        counts = (one.establishments, one.declared, one.statistical)  # type: ignore[attr-defined]
        return (*counts, jobs.least, jobs.most, jobs.estimate)

    doubt = panorama.ambiguity
    return {
        "ess": whole(panorama.ess),
        "economy": whole(panorama.economy),
        "sectors": dict(panorama.ess.sectors),
        "sizes": dict(panorama.ess.sizes),
        "families": [whole(one) for one in panorama.families],
        "form": (doubt.form, doubt.form_counted),
        "conflict": (doubt.conflict, doubt.conflict_counted),
    }


@given(which, subsets, st.sampled_from(NAMES))
def test_a_panorama_is_what_one_counts_by_hand(
    stocks: list[Stock], chosen: int, communes: set[str], variant: str
) -> None:
    cells, vintage = stocks[chosen]
    raw = set(communes)
    raw |= {"01003"} if "01165" in communes else set()
    raw |= {"75119", "75120"} if "75056" in communes else set()
    assert flat(compute(vintage, communes, variant)) == by_hand(cells, raw, variant)


@given(which, subsets, st.sampled_from(NAMES))
def test_a_union_is_the_sum_of_its_parts(
    stocks: list[Stock], chosen: int, part: set[str], variant: str
) -> None:
    _, vintage = stocks[chosen]
    parts = [compute(vintage, one, variant) for one in (part, set(COMMUNES) - part)]
    union = compute(vintage, COMMUNES, variant)
    for field in ("establishments", "declared", "statistical"):
        for name in ("ess", "economy"):
            of_parts = sum(getattr(getattr(one, name), field) for one in parts)
            assert getattr(getattr(union, name), field) == of_parts
    assert union.ess.jobs.least == sum(one.ess.jobs.least for one in parts)
    assert abs(union.ess.jobs.estimate - sum(one.ess.jobs.estimate for one in parts)) <= 1
    for sector in Sector:
        assert union.ess.sectors[sector] == sum(one.ess.sectors[sector] for one in parts)


@given(which, subsets)
def test_each_establishment_of_the_ess_is_in_one_family_one_sector_one_size(
    stocks: list[Stock], chosen: int, communes: set[str]
) -> None:
    for variant in NAMES:
        found = compute(stocks[chosen][1], communes, variant)
        total = found.ess.establishments
        assert sum(one.establishments for one in found.families) == total
        assert sum(found.ess.sectors.values()) == total
        assert sum(found.ess.sizes.values()) == total
        assert sum(found.economy.sectors.values()) == found.economy.establishments


@given(which, subsets)
def test_each_variant_is_within_the_next(
    stocks: list[Stock], chosen: int, communes: set[str]
) -> None:
    counts = [compute(stocks[chosen][1], communes, name).ess for name in NAMES]
    for narrow, wide in pairwise(counts):
        assert narrow.establishments <= wide.establishments
        assert all(narrow.sectors[one] <= wide.sectors[one] for one in Sector)
        assert narrow.jobs.estimate <= wide.jobs.estimate


def test_what_is_counted_in_advance_changes_nothing(stocks: list[Stock], tmp_path: Path) -> None:
    """Départements and France are added up when packing: with any geography, or none."""
    _, vintage = stocks[5]
    cube.pack(vintage.folder / "cube.parquet", tmp_path, Geography("", {}))
    plain = Cube.open(tmp_path)
    for size in range(len(COMMUNES) + 1):
        for communes in combinations(COMMUNES, size):
            assert np.array_equal(plain.histogram(communes), vintage.cube.histogram(communes))


def test_arrondissements_are_parts_of_their_commune(vintage: Vintage) -> None:
    def count(*codes: str) -> int:
        return compute(vintage, codes).economy.establishments

    assert count("75119") == 5
    assert count("75120") == 6
    assert count("75119", "75120") == 11
    assert count("75056") == count("75056", "75119") == 12


def test_a_former_commune_is_its_present_one(vintage: Vintage) -> None:
    for codes in (["01003"], ["01165"], ["01003", "01165"]):
        found = compute(vintage, codes)
        assert (found.ess.establishments, found.economy.establishments) == (3, 7)


def test_a_code_that_nobody_knows_counts_for_nothing(vintage: Vintage) -> None:
    assert compute(vintage, ["00000", "zz"]).economy.establishments == 0
    assert compute(vintage, []).share is None


def test_france_is_all_known_communes_without_the_rest(vintage: Vintage) -> None:
    france = Geography.load().communes("pays:FR")
    assert compute(vintage, france).economy.establishments == 123
    assert compute(vintage, ["99100", ""]).economy.establishments == 17


def test_the_default_variant_is_the_perimeters(vintage: Vintage) -> None:
    found = compute(vintage, ["54395"])
    assert found.variant == "loi-2014"
    assert found.vintage == "2026-11-0123abcd"
    assert found.ess.establishments == 32
    assert found.share == 32.0
    assert found.declared_share == pytest.approx(100 * 2 / 3)
    assert not found.fictitious


def test_what_hangs_on_ambiguous_forms(vintage: Vintage) -> None:
    for variant, counted in (("insee", 0), ("large", 1)):
        doubt = compute(vintage, ["54395"], variant).ambiguity
        assert (doubt.form, doubt.form_counted, doubt.form_declared) == (1, counted, 1)
        assert doubt.form_jobs == Jobs(100, 199, 141)
        assert doubt.conflict == 0


def test_an_unknown_variant_is_refused_with_the_known_ones(vintage: Vintage) -> None:
    with pytest.raises(VintageError, match=r"« tout » .* insee, loi-2014, large"):
        compute(vintage, ["54395"], "tout")


def test_jobs_are_an_interval_and_an_estimate(vintage: Vintage) -> None:
    found = compute(vintage, ["54395"]).ess
    assert found.jobs == Jobs(least=20, most=38, estimate=28)  # two of 10 to 19, 13.8 each
    assert found.statistical == 2


def test_the_open_class_leaves_no_upper_bound(vintage: Vintage) -> None:
    assert compute(vintage, ["54547"]).economy.jobs == Jobs(40_000, None, 40_000)


@pytest.mark.parametrize("size", SizeClass)
def test_an_estimate_lies_in_its_class_below_the_middle(size: SizeClass) -> None:
    if size.least and size.most:
        assert size.least <= usual(size) <= (size.least + size.most) / 2
    else:
        assert usual(size) == (size.least or 0)


def test_a_damaged_cube_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(VintageError, match="maillage observatory build"):
        Cube.open(tmp_path)
    write_cube(tmp_path / "cube.parquet", [Cell("54395")])
    cube.pack(tmp_path / "cube.parquet", tmp_path)
    (tmp_path / "cells.npy").write_bytes(b"no array")
    with pytest.raises(VintageError, match="endommagé"):
        Cube.open(tmp_path)


def test_the_cube_is_mapped_not_read(vintage: Vintage) -> None:
    """Worker processes share the pages of the file."""
    found = vintage.cube._cells
    while not isinstance(found, np.memmap):
        assert isinstance(found, np.ndarray)
        found = found.base
    assert found.mode == "r"
