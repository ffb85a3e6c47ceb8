"""Dates known to the year, the month or the day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.kernel.dates import PartialDate, parse_partial_date

days = st.dates()
partial = st.builds(
    lambda day, depth: PartialDate(*(day.year, day.month, day.day)[:depth]),
    days,
    st.integers(1, 3),
)


@given(partial)
def test_the_text_form_reads_back(known: PartialDate) -> None:
    assert parse_partial_date(str(known)) == known


@given(partial, partial)
def test_dates_sort_as_their_texts_do(one: PartialDate, other: PartialDate) -> None:
    assert (one < other) == (str(one) < str(other))
    assert (one <= other) or (one > other)


@given(days, days)
def test_whole_days_sort_as_days(one: date, other: date) -> None:
    left, right = (PartialDate(day.year, day.month, day.day) for day in (one, other))
    assert (left < right) == (one < other)


def test_a_year_sorts_before_its_months() -> None:
    assert PartialDate(2010) < PartialDate(2010, 5) < PartialDate(2010, 5, 1) < PartialDate(2010, 6)


@pytest.mark.parametrize(
    ("text", "french"),
    [
        ("2010", "2010"),
        ("2010-05", "mai 2010"),
        ("2010-08-01", "1er août 2010"),
        ("2010-02-28", "28 février 2010"),
    ],
)
def test_dates_in_words(text: str, french: str) -> None:
    assert parse_partial_date(text).french == french


@pytest.mark.parametrize(
    "text",
    ["", "10", "2010-5", "2010-13", "2010-00", "2011-02-29", "2010/05", "2010-05-31T00", "0000",
     "２０１０", "-2010", "2010-", "vers 2010"],
)  # fmt: skip
def test_anything_else_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match=r"écrire l’année \(2010\)"):
        parse_partial_date(text)
