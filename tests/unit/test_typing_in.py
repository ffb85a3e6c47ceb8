"""What people type in forms comes back as what it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.kernel.contacts import obfuscate_emails, restore_emails
from maillage.kernel.dates import parse_partial_date, parse_written_date

YEARS = st.integers(1000, 9999)


@given(st.one_of(st.dates().filter(lambda day: day.year > 999).map(str), YEARS.map(str)))
def test_a_date_in_words_is_read_as_it_was(text: str) -> None:
    known = parse_partial_date(text)
    assert parse_written_date(known.french) == parse_written_date(text) == known


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("31/05/2010", "2010-05-31"),
        ("1.5.2010", "2010-05-01"),
        ("05/2010", "2010-05"),
        (" Mai  2010 ", "2010-05"),
        ("1er août 1851", "1851-08-01"),
        ("sept. 2024", "2024-09"),
        ("12 fevrier 2024", "2024-02-12"),
        ("1844", "1844"),
    ],
)
def test_dates_as_people_write_them(written: str, known: str) -> None:
    assert str(parse_written_date(written)) == known


@pytest.mark.parametrize(
    "text", ["jui 2010", "ma 2010", "31/02/2010", "13/2010", "hier", "", "2010-5"]
)
def test_what_is_no_date_says_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="par exemple 2010, mai 2010 ou 31/05/2010"):
        parse_written_date(text)


@given(st.text(st.sampled_from("ab@. \n<-"), max_size=40))
def test_an_address_that_was_shielded_is_given_back(text: str) -> None:
    assert restore_emails(obfuscate_emails(text)) == text
