"""The build on INSEE's real samples (`pytest -s` prints what it counts)."""

import csv
from pathlib import Path

import pytest
from register_samples import ESTABLISHMENTS, FLAGGED_DIGITAL, LEGAL_UNITS, with_samples
from stocks import build_stock, establishment, unit
from unit.naive_observatory import build as build_naively
from unit.test_observatory_build_naive import read

from maillage.cli.console import say
from maillage.kernel.perimeter import LegalStatus
from maillage.observatory.build import BuildRequest, build
from maillage.observatory.perimeters import load_perimeter
from maillage.observatory.vintage import Vintage

COLUMNS = (
    "categorieJuridiqueUniteLegale",
    "activitePrincipaleUniteLegale",
    "economieSocialeSolidaireUniteLegale",
    "denominationUniteLegale",
)


@pytest.fixture(scope="module")
def vintage(tmp_path_factory: pytest.TempPathFactory) -> Vintage:
    store = tmp_path_factory.mktemp("samples")
    return build(BuildRequest(LEGAL_UNITS, ESTABLISHMENTS, store, load_perimeter()))


@with_samples
def test_the_samples_are_read_as_they_are(vintage: Vintage) -> None:
    """33 columns of 2022 and 53 of 2024: two vintages of the layout, side by side."""
    units, establishments = vintage.manifest.inputs
    assert (units.rows, units.columns) == (3999, 33)
    assert (establishments.rows, establishments.columns) == (299, 53)
    counts = vintage.manifest.counts
    for name, count in counts.items():
        say(f"{name:40} {count}")
    assert (counts["legal_units.active"], counts["establishments.active"]) == (342, 15)
    # 14 of a form of the ESS, 5 private bodies of an unclear one; the six flagged are among them
    assert (counts["units"], counts["units.ambiguous.9900"]) == (19, 5)
    assert (counts["units.basis.legal_form"], counts["units.basis.flag_yes"]) == (14, 6)
    assert (counts["units.ceased"], counts["units.conflict.form_denied"]) == (11, 1)
    assert all(check.ok for check in vintage.manifest.checks)


@with_samples
def test_both_builds_agree_on_the_samples(vintage: Vintage) -> None:
    naive = build_naively(LEGAL_UNITS, ESTABLISHMENTS, load_perimeter())
    found = read(vintage)
    assert found.registry == naive.registry
    assert found.cube == naive.cube


@with_samples
def test_every_unit_that_the_register_flags_is_registered(tmp_path: Path) -> None:
    """3,375 real units flagged O in digital activities, given an establishment each."""
    with FLAGGED_DIGITAL.open(encoding="utf-8", newline="") as lines:
        sample = list(csv.DictReader(lines))
    vintage = build_stock(
        tmp_path,
        [unit(one["siren"], **{name: one[name] for name in COLUMNS}) for one in sample],
        [establishment(f"{one['siren']}00011", activity=one[COLUMNS[1]]) for one in sample],
    )
    counts = vintage.manifest.counts
    assert counts["registry"] == counts["registry.variant.loi-2014"] == 3375
    assert counts["registry.basis.flag_yes"] == 3375
    assert counts["registry.conflict"] == 0
    # the legal form says it of three units in four; the others are companies, and one GIP
    by_family = {
        name.rpartition(".")[2]: count
        for name, count in counts.items()
        if name.startswith("registry.variant.loi-2014.")
    }
    assert by_family == {
        "association": 2365,
        "cooperative": 210,
        "fondation": 4,
        "societe-commerciale-ess": 794,
        "autre-organisme": 2,
    }
    categories = load_perimeter().categories
    by_form = sum(categories[one[COLUMNS[0]]].status is LegalStatus.INCLUDED for one in sample)
    assert counts["registry.variant.insee"] == counts["registry.basis.legal_form"] == by_form
