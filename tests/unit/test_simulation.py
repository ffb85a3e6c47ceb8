"""What is paid by person and month, for people who stay: counted even where no amount is known."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.kernel.rules.scheme import parse_scheme
from maillage.kernel.rules.simulation import Stay, earned, filled, items

STEPS = [{"min": 5, "max": 22}, {"min": 23, "max": 72}]


def offers(*, flat: int | None = None, low: int | None = None, high: int | None = None) -> tuple:
    """A scheme like Paris' « Premières heures »: made-up amounts, real steps."""
    sums = [{} if one is None else {"amount": one} for one in (flat, low, high)]
    month = {
        "id": "mois",
        "label": "Forfait",
        "instrument": "prime",
        "per": "mois-personne",
        "lines": [
            {
                "id": "forfait",
                "label": "Forfait mensuel",
                "if": {"fact": "heures-mois", "op": "ge", "value": 1},
                **sums[0],
            },
            {
                "id": "palier",
                "label": "Palier",
                "on": "heures-mois",
                "tiers": [{**step, **one} for step, one in zip(STEPS, sums[1:], strict=True)],
            },
        ],
    }
    bonus = {
        "id": "retour",
        "label": "Prime de retour à l’emploi",
        "instrument": "prime",
        "per": "personne",
        "lines": [
            {
                "id": "prime",
                "label": "Prime",
                "if": {"fact": "retour-emploi", "op": "eq", "value": True},
                "amount": 300,
            }
        ],
    }
    record = {
        "id": "s",
        "name": "S",
        "kind": "aide",
        "versions": [{"id": "v", "offers": [month, bonus]}],
    }
    return parse_scheme(record).versions[0].offers


def stay(hours: object, people: int = 1, months: int = 1, *, back: bool = False) -> Stay:
    facts = {"heures-mois": Decimal(str(hours)), "retour-emploi": back}
    return Stay(people, months, facts)


@pytest.mark.parametrize(
    ("hours", "least", "most"),
    [
        (0, 0, 0),
        (1, 100, 100),
        (4, 100, 100),  # the steps begin at 5 h
        (5, 150, 150),
        (22, 150, 150),
        (22.5, 150, 220),  # between the steps, the rule says nothing
        (23, 220, 220),
        (72, 220, 220),
        (73, 100, 220),
    ],
)
def test_a_month_is_worth_its_step(hours: float, least: int, most: int) -> None:
    found = earned(offers(flat=100, low=50, high=120), stay(hours))
    assert (found.whole.low, found.whole.high) == (least, most)


def test_months_and_people_multiply_and_a_bonus_counts_once_for_each() -> None:
    found = earned(offers(flat=100, low=50, high=120), stay(10, people=3, months=6, back=True))
    assert found.each.low == 6 * 150 + 300
    assert found.whole.low == found.whole.high == 3 * 1_200
    assert [(due.item.label, due.low) for due in found.due] == [
        ("Forfait mensuel", 18),
        ("Palier (de 5 à 22)", 18),
        ("Prime", 3),
    ]


def test_what_nobody_published_is_counted_and_has_no_amount() -> None:
    found = earned(offers(), stay(10, people=2, months=4))
    assert (found.whole.low, found.whole.high) == (0, None)
    assert [due.low for due in found.due] == [8, 8]
    assert [item.key for item in items(offers()) if item.amount is None] == [
        "mois.forfait",
        "mois.palier.1",
        "mois.palier.2",
    ]


def test_amounts_of_an_agreement_fill_what_is_missing_and_nothing_else() -> None:
    given_ = {"mois.forfait": Decimal(80), "mois.palier.1": Decimal(20), "retour.prime": Decimal(1)}
    agreed = [filled(one, given_) for one in offers()]
    assert earned(agreed, stay(10, months=2, back=True)).whole.low == 2 * 100 + 300
    some = earned(agreed, stay(30))
    assert (some.whole.low, some.whole.high) == (80, None)


def test_an_offer_that_only_says_that_it_pays_is_one_item() -> None:
    bonus = {
        "id": "prime",
        "label": "Prime",
        "instrument": "prime",
        "per": "personne",
        "if": {"fact": "retour-emploi", "op": "eq", "value": True},
    }
    version = {"id": "v", "offers": [bonus]}
    scheme = parse_scheme({"id": "s", "name": "S", "kind": "aide", "versions": [version]})
    rules = scheme.versions[0].offers
    assert [item.key for item in items(rules)] == ["prime"]
    agreed = [filled(one, {"prime": Decimal(250)}) for one in rules]
    assert earned(agreed, stay(10, 2, 6, back=True)).whole.low == 500
    assert earned(agreed, stay(10, 2, 6)).whole.high == 0
    assert not earned(rules, stay(10)).due


def test_a_ceiling_holds_for_each_person() -> None:
    found = earned(offers(flat=100, low=50, high=120), stay(10, 4, 12), cap=Decimal(1_000))
    assert found.capped
    assert found.whole.low == 4_000


def test_between_two_steps_both_may_be_due() -> None:
    found = earned(offers(), stay("22.5", people=2, months=3))
    assert [(due.low, due.high) for due in found.due[1:]] == [(0, 6), (0, 6)]
    above = earned(offers(), stay(80))
    assert [(due.item.key, due.low, due.high) for due in above.due[1:]] == [("mois.palier.2", 0, 1)]


@given(st.integers(0, 100), st.integers(1, 50), st.integers(1, 24))
def test_the_whole_is_the_sum_of_its_people(hours: int, people: int, months: int) -> None:
    rules = offers(flat=100, low=50, high=120)
    together = earned(rules, stay(hours, people, months))
    alone = earned(rules, stay(hours, 1, months))
    assert together.whole.high == alone.whole.high * people
    assert [due.high for due in together.due] == [due.high * people for due in alone.due]
