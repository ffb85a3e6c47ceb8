"""SIREN, SIRET and RNA numbers."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from maillage.kernel.identifiers import parse_rna, parse_siren, parse_siret

digits = st.text("0123456789", min_size=8, max_size=8)


@given(digits)
def test_a_siren_is_its_digits_and_their_key(eight: str) -> None:
    number = eight + luhn.calc_check_digit(eight)
    assert parse_siren(f"{number[:3]} {number[3:6]} {number[6:]}") == number
    assert parse_siren(parse_siren(number)) == number
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    with pytest.raises(ValueError, match="SIREN"):
        parse_siren(wrong)


@given(digits, st.text("0123456789", min_size=4, max_size=4))
def test_a_siret_begins_with_a_siren(eight: str, office: str) -> None:
    siren = eight + luhn.calc_check_digit(eight)
    number = siren + office + luhn.calc_check_digit(siren + office)
    assert parse_siret(number) == number
    assert parse_siren(parse_siret(number)[:9]) == siren


def test_the_post_office_has_its_own_key() -> None:
    # Insee: the sum of the digits of La Poste's establishments is a multiple of five.
    assert parse_siret("356 000 000 09075") == "35600000009075"


@pytest.mark.parametrize("text", ["W543000123", "w543000123", "W 543 000 123", "W9C1000123"])
def test_rna_numbers(text: str) -> None:
    number = parse_rna(text)
    assert parse_rna(number) == number
    assert number.startswith("W")
    assert len(number) == 10


@pytest.mark.parametrize("parse", [parse_siren, parse_siret, parse_rna])
@pytest.mark.parametrize("text", ["", "0", "abc", "W54300012", "7328293201"])
def test_other_texts_are_refused_in_french(parse: Callable[[str], str], text: str) -> None:
    with pytest.raises(ValueError, match="n’est pas un numéro"):
        parse(text)


@pytest.mark.parametrize("parse", [parse_siren, parse_siret, parse_rna])
@given(text=st.text())
def test_any_text_is_read_or_refused(parse: Callable[[str], str], text: str) -> None:
    try:
        number = parse(text)
    except ValueError:
        return
    assert parse(number) == number
    assert number.isascii()
