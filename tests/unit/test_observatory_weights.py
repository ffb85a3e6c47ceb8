"""The weight of the ESS in many territories at once is what their panoramas say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from observatory_vintages import Cell, write_vintage

from maillage.kernel.perimeter import Basis
from maillage.kernel.vocabularies import Family
from maillage.observatory.geography import Geography
from maillage.observatory.panorama import compute
from maillage.observatory.vintage import Vintage
from maillage.observatory.weights import Weight, Weights

CODES = ["54395", "57463", "75101", "75102", "75056", "59355", "59350", "99999", "01001"]
BASES = [Basis(0), Basis.LEGAL_FORM, Basis.AMBIGUOUS_FORM, Basis.FLAG_YES]


@pytest.fixture(scope="module")
def vintage(tmp_path_factory: pytest.TempPathFactory) -> Vintage:
    """Write a vintage with arrondissements, a former commune and a code that nobody knows."""
    cells = [
        Cell(code, 1 + place * (1 + kind), Family.ASSOCIATION if basis else None, basis)
        for place, code in enumerate(CODES)
        for kind, basis in enumerate(BASES)
    ]
    return write_vintage(tmp_path_factory.mktemp("weights"), cells)


@given(st.lists(st.sampled_from(["54395", "57463", "75101", "75102", "59350", "01001", "88888"])))
@pytest.mark.parametrize("variant", ["insee", "large"])
def test_weights_are_those_of_the_panorama(
    vintage: Vintage, variant: str, codes: list[str]
) -> None:
    communes = sorted(set(codes))
    weights = Weights(vintage.cube, vintage.manifest.perimeter.variant(variant).bases)
    expected = compute(vintage, communes, variant)
    assert weights.of(communes) == Weight(
        expected.ess.establishments, expected.economy.establishments
    )


def test_a_commune_has_the_weight_of_its_arrondissements(vintage: Vintage) -> None:
    weights = Weights(vintage.cube, vintage.manifest.perimeter.variant("large").bases)
    paris = compute(vintage, ["75056"], "large")
    assert weights.of(["75056"]).economy == paris.economy.establishments
    assert weights.of(["75056"]).economy > weights.of(["75101", "75102"]).economy > 0


def test_all_of_france_is_the_sum_of_its_departements(vintage: Vintage) -> None:
    weights = Weights(vintage.cube, vintage.manifest.perimeter.variant("insee").bases)
    geography = Geography.load()
    parts = [ref for ref in geography.named if ref.startswith("departement:")]
    whole = weights.of(geography.communes("pays:FR"))
    assert whole.ess == sum(weights.of(geography.communes(ref)).ess for ref in parts)
    assert whole.share is not None


def test_nothing_weighs_nothing(vintage: Vintage) -> None:
    weights = Weights(vintage.cube, vintage.manifest.perimeter.variant("insee").bases)
    assert weights.of([]) == Weight(0, 0)
    assert weights.of(["88888"]).share is None
