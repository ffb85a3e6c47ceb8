"""How long review takes: nearest ranks, classes, words."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.apps.contributions.reviewing.pace import Pace, in_words

DURATIONS = st.lists(st.timedeltas(timedelta(0), timedelta(days=400)), min_size=1, max_size=30)


def days(*numbers: float) -> Pace:
    return Pace.of([timedelta(days=number) for number in numbers])


def test_half_and_nine_in_ten_were_reviewed_within() -> None:
    pace = days(9, 1, 2, 3, 4, 5, 6, 7, 8, 50)
    assert (pace.median, pace.ninth_decile) == (timedelta(days=5), timedelta(days=9))


def test_one_review_is_both() -> None:
    assert days(3).median == days(3).ninth_decile == timedelta(days=3)


def test_classes_begin_with_their_first_day() -> None:
    assert days(0, 0.9, 1, 2.9, 3, 7, 30, 300).classes() == [2, 2, 1, 1, 2]


@given(DURATIONS, st.integers(1, 100))
def test_at_least_that_part_was_reviewed_within(durations: list[timedelta], percent: int) -> None:
    pace = Pace.of(durations)
    within = sum(one <= pace.within(percent) for one in durations)
    assert within * 100 >= percent * pace.count
    assert sum(pace.classes()) == pace.count


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (timedelta(minutes=59), "moins d’une heure"),
        (timedelta(hours=1), "1 heure"),
        (timedelta(hours=23, minutes=59), "23 heures"),
        (timedelta(days=1), "1 jour"),
        (timedelta(days=59), "59 jours"),
        (timedelta(days=60), "2 mois"),
    ],
)
def test_a_duration_in_words(duration: timedelta, words: str) -> None:
    assert in_words(duration) == words
