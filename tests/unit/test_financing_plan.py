"""The financing plan adds up what is decided, and says what does not hold."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.kernel.rules.plan import Cost, Own, Pick, Plan, Severity, Weight, citizens_for, plan
from maillage.kernel.rules.scheme import Scheme, parse_scheme
from maillage.kernel.vocabularies import Expense, Instrument, MatchingActor

EUROS = st.decimals(min_value=1, max_value=10**7, places=2)


def scheme(uid: str = "aide", *offers: dict, **fields: object) -> Scheme:
    return parse_scheme(
        {
            "id": uid,
            "name": uid.title(),
            "kind": "financement",
            "versions": [{"id": "v1", "offers": list(offers)}],
            **fields,
        }
    )


def pick(asked: object = None, *, uid: str = "aide", offer: dict, **fields: object) -> Pick:
    one = scheme(uid, {"id": "o", "label": "", **offer}, **fields)
    asked = None if asked is None else Decimal(str(asked))
    return Pick(one, one.versions[0].offers[0], asked)


def made(*picks: Pick, cost: int = 20_000, own: int = 0, expense: Expense | None = None) -> Plan:
    return plan(
        [Cost("Travaux", Decimal(cost), expense)],
        [Own("Apport", Decimal(own))] if own else [],
        picks,
        {},
    )


def messages(one: Plan) -> str:
    return " / ".join(finding.message for finding in one.findings)


MATCHING = {
    "instrument": "abondement",
    "max": 15_000,
    "cofunding": [
        {"actor": "citoyens", "share": 1},
        {"actor": "collectivites", "share": 1},
        {"actor": "entreprises", "share": 1},
    ],
}


def test_what_is_left_to_find_is_what_nobody_named() -> None:
    loan = pick(10_000, offer={"instrument": "pret-honneur", "min": 5_000, "max": 30_000})
    found = made(loan, pick(offer={"instrument": "subvention"}, uid="autre"), own=3_000)
    assert (found.total_cost, found.found, found.to_find) == (20_000, 13_000, 7_000)
    assert found.undecided == 1
    assert not found.balanced
    assert not found.findings


def test_a_euro_of_citizens_unlocks_a_euro_of_each_other() -> None:
    found = made(pick(15_000, offer=MATCHING))
    assert found.resources[0].citizens == 5_000
    assert [share.amount for share in found.resources[0].shares] == [5_000] * 3
    assert citizens_for(found.resources[0].pick.offer, Decimal(9_000)) == 3_000
    assert not found.findings
    assert "plafond de 15" in messages(made(pick(15_001, offer=MATCHING)))


def test_one_euro_of_the_departement_waits_for_one_and_a_half_of_the_region() -> None:
    offer = {
        "instrument": "abondement",
        "cofunding": [{"actor": "departement", "share": 1}, {"actor": "region", "share": 1.5}],
    }
    resource = made(pick(10_000, offer=offer)).resources[0]
    assert [share.amount for share in resource.shares] == [4_000, 6_000]
    assert resource.citizens is None


@pytest.mark.parametrize(
    ("asked", "said"),
    [(4_999, "minimum de 5"), (5_000, ""), (30_000, ""), (30_001, "plafond de 30")],
)
def test_a_loan_has_a_floor_and_a_ceiling(asked: int, said: str) -> None:
    found = made(
        pick(asked, offer={"instrument": "pret-honneur", "min": 5_000, "max": 30_000}), cost=40_000
    )
    assert said in messages(found)
    assert bool(found.findings) == bool(said)


def test_a_guarantee_brings_no_money_and_needs_a_loan() -> None:
    guarantee = pick(
        offer={"instrument": "garantie", "max": 45_000, "coverage_pct": 50}, uid="garantie"
    )
    alone = made(guarantee)
    assert alone.found == 0
    assert [one.severity for one in alone.findings] == [Severity.WARNING]
    loan = pick(12_000, offer={"instrument": "microcredit"})
    both = made(guarantee, loan)
    assert both.resources[0].covers == 6_000
    assert not both.findings
    assert (
        made(guarantee, pick(200_000, offer={"instrument": "pret"})).resources[0].covers == 45_000
    )


def test_what_is_repaid_each_month_says_whether_interest_counts() -> None:
    free = made(pick(12_000, offer={"instrument": "pret-honneur", "duration_months": 60}))
    assert (free.monthly, free.resources[0].interest_known) == (200, True)
    unsaid = made(pick(12_000, offer={"instrument": "pret", "duration_months": 60}))
    assert (unsaid.monthly, unsaid.resources[0].interest_known) == (200, False)
    rate = {"instrument": "pret", "duration_months": 12, "interest_rate": 12}
    # 1,000 € over 12 months at 1 % a month: 88.85 € by any table of annuities.
    assert made(pick(1_000, offer=rate)).monthly == Decimal("88.85")


def test_what_may_not_be_held_together_is_said_once() -> None:
    one = pick(1_000, offer={"instrument": "subvention"}, cumulation={"forbidden_with": ["autre"]})
    other = pick(
        1_000,
        uid="autre",
        offer={"instrument": "subvention"},
        cumulation={"forbidden_with": ["aide"]},
    )
    assert messages(made(one, other)).count("ne se cumulent pas") == 1
    assert not made(one).findings
    assert "deux fois" in messages(made(one, one))


def test_gifts_are_held_to_the_cost_and_to_the_share_of_a_scheme() -> None:
    half = pick(12_000, offer={"instrument": "subvention"}, cumulation={"max_share_pct": 50})
    assert "60" in messages(made(half))
    assert not made(half, cost=24_000).findings
    assert "dépassent ce que coûte" in messages(made(half, cost=1_000))


def test_a_scheme_that_pays_for_jobs_does_not_pay_for_walls() -> None:
    jobs = pick(5_000, offer={"instrument": "prime"}, expenses=["emploi"])
    assert "ne paie que" in messages(made(jobs, expense=Expense.INVESTMENT))
    assert not made(jobs, expense=Expense.JOB).findings
    assert not made(jobs).findings  # nobody says what the cost is: unknown is not no


@given(st.lists(EUROS, max_size=5), st.lists(EUROS, max_size=5))
def test_costs_are_found_left_or_exceeded(costs: list[Decimal], own: list[Decimal]) -> None:
    found = plan(
        [Cost("c", value) for value in costs],
        [Own("o", value, Instrument.LOAN) for value in own],
        [],
        {},
    )
    assert found.total_cost == found.found + found.to_find - found.excess
    assert not (found.to_find and found.excess)
    assert found.of(Weight.LENT) == found.found


@given(EUROS, st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_shares_pay_for_the_whole_to_a_cent_each(total: Decimal, shares: list[int]) -> None:
    offer = {
        "instrument": "abondement",
        "cofunding": [
            {"actor": actor.value, "share": share}
            for actor, share in zip(MatchingActor, shares, strict=False)
        ],
    }
    parts = made(pick(total, offer=offer)).resources[0].shares
    assert 0 <= sum(part.amount for part in parts) - total < Decimal("0.01") * len(parts)
