"""What counts as ESS, and why: the laws that hold for any perimeter."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.kernel.perimeter import (
    BASES,
    Basis,
    ExcludedActivity,
    LegalCategory,
    LegalStatus,
    Perimeter,
    Variant,
    conflicts,
)
from maillage.kernel.vocabularies import Family, Sector, SizeClass

INCLUDED, AMBIGUOUS = LegalStatus.INCLUDED, LegalStatus.AMBIGUOUS
STRICT = Variant("stricte", "Stricte", "", frozenset({INCLUDED}), True, False, False)
USUAL = Variant("usuelle", "Usuelle", "", frozenset({INCLUDED}), True, True, True)
WIDE = Variant("large", "Large", "", frozenset({INCLUDED, AMBIGUOUS}), False, True, True)
PERIMETER = Perimeter(
    id="essai",
    date="2026-11-01",
    label="Essai",
    description="",
    categories={
        one.code: one
        for one in (
            LegalCategory("9220", "Association déclarée", Family.ASSOCIATION, INCLUDED),
            LegalCategory("9240", "Congrégation", Family.OTHER, AMBIGUOUS),
            LegalCategory("5546", "SA de HLM", Family.COMMERCIAL, LegalStatus.EXCLUDED),
            LegalCategory("5710", "SAS", Family.COMMERCIAL, LegalStatus.OUTSIDE),
        )
    },
    activities=(ExcludedActivity("84.", "Administration publique"),),
    variants={one.id: one for one in (STRICT, USUAL, WIDE)},
    default="usuelle",
)
BASIS = st.integers(0, BASES - 1).map(Basis)


@pytest.mark.parametrize(
    ("category", "activity", "flag", "listed", "counted"),
    [
        ("9220", "88.10A", None, False, "stricte usuelle large"),
        ("9220", "88.10A", False, False, "stricte usuelle large"),  # a conflict, and counted
        ("9220", "84.11Z", None, False, "large"),
        ("9220", "84.11Z", True, False, "usuelle large"),
        ("9240", "94.91Z", None, False, "large"),
        ("9240", "94.91Z", True, False, "usuelle large"),
        ("5546", "68.20A", None, False, ""),
        ("5710", "62.01Z", None, False, ""),
        ("5710", "62.01Z", True, False, "usuelle large"),
        ("5710", "84.11Z", False, True, "usuelle large"),
        ("0000", "", None, False, ""),
    ],
)
def test_a_unit_counts_where_its_variant_takes_what_is_said_of_it(
    category: str, activity: str, flag: bool | None, listed: bool, counted: str
) -> None:
    basis = PERIMETER.basis(category, activity, flag, listed)
    assert [key for key, one in PERIMETER.variants.items() if one.counts(basis)] == counted.split()


@pytest.mark.parametrize(
    ("category", "activity", "flag", "listed", "disagree"),
    [
        ("9220", "88.10A", None, False, False),
        ("9220", "88.10A", True, True, False),
        ("9220", "88.10A", False, False, True),
        ("9220", "84.11Z", True, False, True),
        ("9220", "84.11Z", None, False, False),
        ("5710", "62.01Z", True, False, False),  # a company that the law adds: nothing denies it
        ("5710", "62.01Z", False, False, False),
        ("5710", "62.01Z", False, True, True),
    ],
)
def test_sources_disagree_when_one_denies_what_another_says(
    category: str, activity: str, flag: bool | None, listed: bool, disagree: bool
) -> None:
    assert conflicts(PERIMETER.basis(category, activity, flag, listed)) is disagree


@given(BASIS)
def test_a_wider_variant_never_loses_a_unit(basis: Basis) -> None:
    assert STRICT.counts(basis) <= USUAL.counts(basis) <= WIDE.counts(basis)


@given(BASIS, st.sampled_from([Basis.FLAG_YES, Basis.LISTED]))
def test_one_more_yes_never_takes_a_unit_out(basis: Basis, said: Basis) -> None:
    for variant in PERIMETER.variants.values():
        assert variant.counts(basis) <= variant.counts(basis | said)


@given(BASIS)
def test_nothing_counts_where_nothing_is_taken(basis: Basis) -> None:
    nothing = replace(STRICT, statuses=frozenset(), takes_flag=False, takes_list=False)
    assert not nothing.counts(basis)


def test_a_category_that_is_not_in_the_nomenclature_goes_with_the_others() -> None:
    assert PERIMETER.family("9220") is Family.ASSOCIATION
    assert PERIMETER.family("1234") is Family.OTHER


def test_a_division_is_in_one_sector() -> None:
    divisions = [division for sector in Sector for division in sector.divisions]
    assert len(divisions) == len(set(divisions))
    assert Sector.of_activity("88.10A") is Sector.SOCIAL_WORK
    assert Sector.of_activity("94.99Z") is Sector.OTHER
    assert Sector.of_activity("00.00Z") is Sector.OTHER
    assert Sector.of_activity("") is Sector.OTHER


def test_size_classes_follow_one_another() -> None:
    bounds = [(one.least, one.most) for one in SizeClass if one.least]
    for (_, most), (least, _) in pairwise(bounds):
        assert least == (most or 0) + 1
    assert [one for one in SizeClass if not one.is_employer] == [SizeClass.UNKNOWN, SizeClass.NONE]
