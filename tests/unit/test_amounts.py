"""Numbers read and written as French readers do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.kernel.amounts import (
    canonical,
    french_number,
    numbers_in,
    parse_number,
    with_unit,
)

NUMBERS = st.integers(-(10**12), 10**12) | st.floats(-1e9, 1e9).map(lambda one: round(one, 3))


@given(NUMBERS)
def test_what_is_written_is_read_back(number: float) -> None:
    assert parse_number(french_number(canonical(number))) == canonical(number)


@given(st.integers(0, 10**9))
def test_a_written_number_is_found_in_a_sentence(number: int) -> None:
    assert number in numbers_in(f"près de {french_number(number)} personnes")


@given(st.text())
def test_any_text_can_be_searched(text: str) -> None:
    assert all(isinstance(number, int | float) for number in numbers_in(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 234,5", 1234.5),
        ("1\u202f234", 1234),
        ("12,0", 12),
        ("-3", -3),
        ("−3,5", -3.5),
        ("11.4", 11.4),
    ],
)
def test_both_decimal_signs_are_read(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["", "douze", "1,2,3", "12 €", "1e5", "٣", "9" * 20])
def test_what_is_no_number_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match="nombre"):
        parse_number(text)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e15])
def test_numbers_without_end_are_refused(number: float) -> None:
    with pytest.raises(ValueError, match="trop grand"):
        canonical(number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("28000€ de soutien", 28_000),
        ("28 000€ UL", 28_000),
        ("28.000 personnes", 28_000),
        ("6,8 M€ réparti", 6_800_000),
        ("3,2 milliards pour", 3_200_000_000),
        ("près de 1,1 milliard", 1.1),
        ("11,4 %", 11.4),
        ("une quarantaine d’acteurs", 40),
        ("sept lauréats", 7),
        ("0,15 ETP", 0.15),
    ],
)
def test_numbers_are_found_as_documents_write_them(text: str, number: float) -> None:
    assert number in numbers_in(text)


def test_a_number_is_not_found_inside_another() -> None:
    assert numbers_in("207 824 personnes") == {207_824}


def test_units_stand_where_french_puts_them() -> None:
    assert with_unit(11.4, "%") == "11,4\u202f%"
    assert with_unit(61_000, "€") == "61\u202f000\u202f€"
    assert with_unit(23, "projets") == "23\u00a0projets"
    assert with_unit(23, "") == "23"
