"""The score of a sheet: pure, explained, and fair to what does not apply."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.apps.quality.score import WEIGHTS, Facts, Judgement, judge, score
from maillage.kernel.vocabularies import Criterion

TODAY = date(2026, 11, 22)
WHOLE = Facts(
    expected=4,
    claims=5,
    proofs=3,
    read=3,
    reviewed_on=date(2026, 5, 1),
    known_on=date(2026, 5, 1),
    due=date(2027, 5, 1),
    every=365,
    links=2,
)


def of(facts: Facts, criterion: Criterion) -> Judgement:
    return next(one for one in judge(facts, TODAY) if one.criterion is criterion)


def total(facts: Facts) -> int:
    return score(judge(facts, TODAY))


@st.composite
def facts(draw: Any) -> Facts:
    """Draw what may be known of a sheet."""
    expected, claims, proofs, links = (draw(st.integers(0, 8)) for _ in range(4))
    days = st.dates(date(2000, 1, 1), date(2040, 1, 1))
    return Facts(
        expected=expected,
        missing=("x",) * draw(st.integers(0, expected)),
        claims=claims,
        unproven=("x",) * draw(st.integers(0, claims)),
        proofs=proofs,
        read=draw(st.integers(0, proofs)),
        reviewed_on=draw(st.none() | days),
        due=draw(st.none() | days),
        every=draw(st.none() | st.integers(1, 2_000)),
        links=links,
        dead=("x",) * draw(st.integers(0, links)),
    )


def test_weights_make_a_hundred() -> None:
    assert sum(WEIGHTS.values()) == 100
    assert set(WEIGHTS) == set(Criterion)


@given(facts())
def test_a_score_is_from_0_to_100_and_whole_only_when_nothing_is_to_mend(known: Facts) -> None:
    judgements = judge(known, TODAY)
    assert 0 <= score(judgements) <= 100
    assert (score(judgements) == 100) == all(one.is_met for one in judgements)
    for one in judgements:
        assert one.reason.endswith(".")
        assert one.is_met == (one.percent in (None, 100))


@given(facts(), st.integers(0, 2_000))
def test_time_alone_never_betters_a_sheet(known: Facts, days: int) -> None:
    later = score(judge(known, TODAY + timedelta(days=days)))
    assert later <= total(known)


@given(facts())
def test_what_is_mended_never_lowers_the_score(known: Facts) -> None:
    assert total(replace(known, missing=known.missing[1:])) >= total(known)
    assert total(replace(known, unproven=known.unproven[1:])) >= total(known)
    if known.links:
        assert total(replace(known, dead=known.dead[1:])) >= total(known)
    if known.claims or known.due:
        assert total(replace(known, reviewed_on=TODAY)) >= total(known)


def test_a_sheet_that_lacks_nothing_has_100() -> None:
    assert total(WHOLE) == 100
    assert of(WHOLE, Criterion.REVIEWED).reason == "Relue le 1er mai 2026."


def test_the_score_is_the_mean_of_criteria_by_their_weights() -> None:
    half = replace(WHOLE, missing=("thèmes", "liens"))  # 50 % of 30 points
    assert total(half) == 85
    assert of(half, Criterion.COMPLETE).reason == "Il manque : thèmes ; liens."


def test_a_criterion_that_does_not_apply_counts_neither_way() -> None:
    bare = replace(WHOLE, links=0, missing=("thèmes", "liens"))
    assert of(bare, Criterion.LINKS).value is None
    assert total(bare) == round(100 * (90 - 15) / 90)
    assert score([]) == 100


@pytest.mark.parametrize(
    ("due", "percent"),
    [
        (date(2026, 11, 23), 100),
        (date(2026, 11, 22), 99),  # the day has come: almost nothing is lost yet
        (date(2026, 5, 24), 50),
        (date(2025, 11, 22), 0),
        (date(2010, 1, 1), 0),
    ],
)
def test_freshness_is_lost_little_by_little(due: date, percent: int) -> None:
    assert of(replace(WHOLE, due=due), Criterion.FRESH).percent == percent


def test_proofs_that_a_person_read_count_before_the_whole_sheet_is_read() -> None:
    partly = replace(WHOLE, reviewed_on=None, read=1)
    assert of(partly, Criterion.REVIEWED).percent == 33
    assert of(partly, Criterion.REVIEWED).reason == "1 preuve relue sur 3."


def test_a_reason_names_six_things_and_counts_the_others() -> None:
    many = replace(WHOLE, expected=8, missing=tuple("abcdefgh"))
    assert (
        of(many, Criterion.COMPLETE).reason == "Il manque : a ; b ; c ; d ; e ; f ; et 2 de plus."
    )
