"""The hours of a clause: due, done, left, and what each would work."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.kernel.clauses import FULL_TIME, Contract, Progress


def test_hours_are_a_share_of_the_labour() -> None:
    assert Contract(Decimal(5), labour_hours=Decimal(10_000)).due == 500
    # 1 M€, 40 % of wages at 40 € an hour: 10,000 hours.
    contract = Contract(Decimal(5), None, Decimal(1_000_000), Decimal(40), Decimal(40))
    assert (contract.labour, contract.due) == (10_000, 500)
    assert Contract(Decimal(7), labour_hours=Decimal(101)).due == 8


@pytest.mark.parametrize(
    "contract",
    [
        Contract(),
        Contract(Decimal(5)),
        Contract(labour_hours=Decimal(100)),
        Contract(Decimal(5), price=Decimal(10), labour_pct=Decimal(40), hour_cost=Decimal(0)),
    ],
)
def test_what_is_not_known_gives_no_hours(contract: Contract) -> None:
    assert contract.due is None


def test_what_is_left_is_shared_between_people_and_months() -> None:
    progress = Progress(Decimal(7_500), Decimal(1_500), people=10, months=12)
    assert (progress.left, progress.done_pct, progress.each_month) == (6_000, 20, 50)
    assert progress.fewest_people == 4
    assert not progress.too_many
    assert Progress(Decimal(7_500), people=1, months=12).too_many
    assert Decimal("151.67") == FULL_TIME


def test_a_clause_that_is_met_says_by_how_much() -> None:
    progress = Progress(Decimal(100), Decimal(130))
    assert (progress.left, progress.beyond, progress.done_pct) == (0, 30, 130)
    assert (progress.each_month, progress.fewest_people) == (None, None)
    assert Progress(Decimal(0)).done_pct is None


@given(st.integers(1, 10**6), st.integers(1, 500), st.integers(1, 60))
def test_the_fewest_people_are_just_enough(due: int, people: int, months: int) -> None:
    fewest = Progress(Decimal(due), people=people, months=months).fewest_people
    assert fewest is not None
    assert fewest * months * FULL_TIME >= due
    assert (fewest - 1) * months * FULL_TIME < due
