"""The perimeter against the register's ESS indicator, on real samples (`pytest -s` shows it)."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from register_samples import FLAGGED_DIGITAL, LEGAL_CATEGORIES, LEGAL_UNITS, with_samples

from maillage.cli.console import say
from maillage.cli.perimeter import agreement_table
from maillage.kernel.perimeter import LegalStatus
from maillage.observatory.errors import StockError
from maillage.observatory.flag_comparison import Agreement, compare
from maillage.observatory.perimeters import load_perimeter

HEADER = (
    "siren,categorieJuridiqueUniteLegale,activitePrincipaleUniteLegale,"
    "economieSocialeSolidaireUniteLegale\n"
)


def show(lines: Iterable[str]) -> None:
    for line in lines:
        say(line)


def total(found: dict[str, Agreement]) -> Agreement:
    return sum(found.values(), start=Agreement())


@with_samples
def test_the_flagged_units_of_ten_digital_activities() -> None:
    """Every unit of this sample is flagged: the form finds all but the commercial companies."""
    perimeter = load_perimeter()
    found = compare(perimeter, [FLAGGED_DIGITAL])
    show(agreement_table(perimeter, found))
    assert total(found).units == 3375
    for code, one in found.items():
        included = perimeter.categories[code].status is LegalStatus.INCLUDED
        assert one.recall == (100 if included else 0), code
    by_form = {code for code, one in found.items() if one.recall}
    assert {"5458", "5460", "5560", "9220", "9230", "9260", "9300"} <= by_form
    recall = total(found).recall
    assert recall is not None
    assert 70 < recall < 80  # a fifth of digital ESS are commercial companies, SAS above all
    missed = sorted(found, key=lambda code: -found[code].other_yes)
    assert missed[:2] == ["5710", "5499"]
    # no form of the four families escapes, and none but companies and one GIP is missed
    assert {code[0] for code, one in found.items() if one.other_yes} <= set("3567")


@with_samples
def test_a_sample_of_the_whole_register() -> None:
    """Here the flag says no too, and is mostly empty: old and ceased units have none."""
    perimeter = load_perimeter()
    found = compare(perimeter, [LEGAL_UNITS])
    show(agreement_table(perimeter, found))
    whole = total(found)
    assert whole.units == 3999
    assert whole.recall == 100  # the six units flagged yes, cooperatives all
    assert whole.form_yes == 6
    precision = whole.precision
    assert precision is not None
    assert precision > 80
    assert whole.form_no == 1
    assert whole.other_no == 42


@with_samples
def test_every_legal_category_of_the_nomenclature_is_there() -> None:
    codes = [
        line.split(",")[0] for line in LEGAL_CATEGORIES.read_text("utf-8-sig").splitlines()[1:]
    ]
    assert sorted(codes) == sorted(load_perimeter().categories)


def test_what_the_form_and_the_flag_say_is_counted(tmp_path: Path) -> None:
    stock = tmp_path / "stock.csv"
    stock.write_text(
        HEADER
        + "1,9220,94.99Z,O\n2,9220,94.99Z,O\n3,9220,94.99Z,N\n4,9220,94.99Z,\n"
        + "5,9220,94.91Z,O\n6,9220,94.91Z,\n7,5710,62.01Z,O\n8,5710,62.01Z,\n9,0,64.30Z,\n"
    )
    found = compare(load_perimeter(), [stock, stock])
    assert found["9220"] == Agreement(4, 2, 2, 2, 0, 2)
    assert found["9220"].recall == pytest.approx(100 * 4 / 6)
    assert found["9220"].precision == pytest.approx(100 * 4 / 6)
    assert found["5710"].recall == 0
    assert found["5710"].precision is None
    assert found["0000"].units == 2  # a spreadsheet, or an integer column, drops its zeros
    assert total(found).units == 18


def test_a_file_that_is_not_a_stock_is_named(tmp_path: Path) -> None:
    for name, content in {
        "a.csv": "siren,nom\n1,x\n",
        "b.parquet": "not parquet",
        "c.csv": "",
    }.items():
        path = tmp_path / name
        path.write_text(content)
        with pytest.raises(StockError, match=name):
            compare(load_perimeter(), [path])
    with pytest.raises(StockError, match="n’existe pas"):
        compare(load_perimeter(), [tmp_path / "nowhere.csv"])
