"""Budget checks: what a stated total says of its lines, whatever their order."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.kernel.budgets import Line, Outcome, Sum, Total, check, counted, outside, sums
from maillage.kernel.vocabularies import BudgetKind, Qualifier

OPERATING, INVESTMENT, OTHER = BudgetKind.OPERATING, BudgetKind.INVESTMENT, BudgetKind.OTHER


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def line(uid: str, amount: float | None, kind: BudgetKind = OPERATING, **more: object) -> Line:
    return Line(uid, kind, amount, **{"year": 2025, **more})  # type: ignore[arg-type]


class TestMeurtheEtMoselle:
    """The lines of 2025 as the network publishes them."""

    LINES = [
        line("energie", 28_000, INVESTMENT),
        line("aap-investissement", 33_000, INVESTMENT),
        line("ul-peel", 28_000),
        line("aap", 67_000),
        line("okote", 35_000),
        line("actions", 12_380),
        line("cress", 20_000),
        line("start-up", 45_000),
        line("cotisations", 12_000),
        line("rtes", None, part_of="cotisations"),
        line("florain", None, part_of="cotisations"),
        line("fal", 140_000, is_outside=True),
    ]
    TOTALS = [
        Total("investissement", 61_000, INVESTMENT, 2025),
        Total("fonctionnement", 219_380, OPERATING, 2025),
    ]

    def test_both_totals_agree_with_their_lines(self) -> None:
        found = [check(total, self.LINES, self.TOTALS) for total in self.TOTALS]
        assert [one.outcome for one in found] == [Outcome.AGREES, Outcome.AGREES]
        assert [(one.counted, one.of) for one in found] == [(61_000, 2), (219_380, 7)]
        assert found[1].sentence == "d’accord avec ses lignes"

    def test_what_is_outside_stays_outside(self) -> None:
        assert [one.id for one in outside(self.LINES)] == ["fal"]
        inside = [replace(one, is_outside=False) for one in self.LINES]
        found = check(self.TOTALS[1], inside)
        assert (found.outcome, found.difference) == (Outcome.DIFFERS, -140_000)

    def test_the_budget_is_the_sum_of_both_totals(self) -> None:
        assert sums(self.LINES, self.TOTALS) == [
            Sum(2025, None, 280_380, True, 9),
            Sum(2025, OPERATING, 219_380, True, 7),
            Sum(2025, INVESTMENT, 61_000, True, 2),
        ]

    def test_a_line_mistyped_is_a_difference_in_words(self) -> None:
        lines = [replace(one, amount=27_000) if one.id == "ul-peel" else one for one in self.LINES]
        assert plain(check(self.TOTALS[1], lines).sentence) == (
            "diffère de 1 000 € de ses lignes (218 380 € pour 219 380 € annoncés)"
        )


class TestGrandEst:
    """« 6,8 M€ réparti à 5,3 M€ en fonctionnement et 1,5 M€ en investissement », 2022."""

    WHOLE = Total("budget", 6_800_000, None, 2022)

    def test_a_total_without_kind_sums_all_kinds(self) -> None:
        lines = [
            line("fonctionnement", 5_300_000, year=2022),
            line("investissement", 1_500_000, INVESTMENT, year=2022),
        ]
        assert check(self.WHOLE, lines).outcome is Outcome.AGREES
        assert sums(lines, [self.WHOLE])[0] == Sum(2022, None, 6_800_000, True, 2)

    def test_or_the_totals_by_kind_when_there_are_no_lines(self) -> None:
        parts = [
            Total("fonctionnement", 5_300_000, OPERATING, 2022),
            Total("investissement", 1_500_000, INVESTMENT, 2022),
        ]
        found = check(self.WHOLE, [], [self.WHOLE, *parts])
        assert found.outcome is Outcome.AGREES
        assert found.sentence == "d’accord avec ses 2 totaux par section"
        short = check(self.WHOLE, [], [self.WHOLE, parts[0]])
        assert (short.outcome, short.difference) == (Outcome.DIFFERS, 1_500_000)

    def test_of_the_same_year_only(self) -> None:
        other = Total("fonctionnement", 6_800_000, OPERATING, 2021)
        assert check(self.WHOLE, [], [self.WHOLE, other]).outcome is Outcome.NO_BREAKDOWN


@pytest.mark.parametrize(
    ("lines", "outcome", "words"),
    [
        ([], Outcome.NO_BREAKDOWN, "pas de ventilation"),
        ([line("a", None)], Outcome.NO_BREAKDOWN, "pas de ventilation"),
        ([line("a", 10, year=None)], Outcome.NO_BREAKDOWN, "pas de ventilation"),
        ([line("a", 10, INVESTMENT)], Outcome.NO_BREAKDOWN, "pas de ventilation"),
        ([line("a", 10)], Outcome.AGREES, "d’accord avec sa ligne"),
        (
            [line("a", 4), line("b", None)],
            Outcome.UNVERIFIABLE,
            "ne peut pas être vérifié : une ligne n’a pas de montant",
        ),
        (
            [line("a", 4, qualifier=Qualifier.ABOUT)],
            Outcome.UNVERIFIABLE,
            "ne peut pas être vérifié : des montants sont approchés",
        ),
        (
            [line("a", 4)],
            Outcome.DIFFERS,
            "diffère de 6 € de sa ligne (4 € pour 10 € annoncés)",
        ),
        ([line("a", 10), line("b", 3, part_of="a")], Outcome.AGREES, "d’accord avec sa ligne"),
        ([line("a", 10, part_of="absente")], Outcome.AGREES, "d’accord avec sa ligne"),
    ],
)
def test_verdicts(lines: list[Line], outcome: Outcome, words: str) -> None:
    found = check(Total("t", 10, OPERATING, 2025), lines)
    assert found.outcome is outcome
    assert plain(found.sentence) == words


def test_cents_are_not_lost_in_binary_fractions() -> None:
    lines = [line(str(number), 0.1) for number in range(3)]
    assert check(Total("t", 0.3, OPERATING, 2025), lines).outcome is Outcome.AGREES


def test_a_sum_with_an_unknown_line_is_unknown() -> None:
    found = sums([line("a", 4), line("b", None), line("c", 7, OTHER, year=None)], [])
    assert [(one.year, one.kind, one.amount) for one in found] == [
        (2025, None, None),
        (2025, OPERATING, None),
        (None, None, 7),
        (None, OTHER, 7),
    ]
    assert not any(one.is_stated for one in found)


def test_lines_that_detail_each_other_end_nowhere() -> None:
    lines = [line("a", 1, part_of="b"), line("b", 2, part_of="a"), line("c", 3, part_of="c")]
    assert [one.id for one in counted(lines)] == ["c"]


AMOUNTS = st.none() | st.integers(0, 10**7) | st.floats(0, 10**6).map(lambda x: round(x, 2))


@st.composite
def budgets(draw: st.DrawFn) -> list[Line]:
    ids = [str(number) for number in range(draw(st.integers(0, 8)))]
    return [
        Line(
            uid,
            draw(st.sampled_from(BudgetKind)),
            draw(AMOUNTS),
            draw(st.sampled_from([None, 2024, 2025])),
            draw(st.sampled_from([None, Qualifier.ABOUT])),
            draw(st.booleans()),
            draw(st.sampled_from(["", *ids])),
        )
        for uid in ids
    ]


TOTALS = st.builds(
    Total,
    st.just("t"),
    st.integers(0, 10**7),
    st.sampled_from([None, *BudgetKind]),
    st.sampled_from([None, 2024, 2025]),
)


@given(budgets(), TOTALS, st.randoms())
def test_order_changes_nothing(lines: list[Line], total: Total, random: Random) -> None:
    mixed = random.sample(lines, len(lines))
    assert check(total, mixed) == check(total, lines)
    assert {(s.year, s.kind): s.amount for s in sums(mixed, [])} == {
        (s.year, s.kind): s.amount for s in sums(lines, [])
    }


@given(budgets(), TOTALS, AMOUNTS)
def test_what_is_outside_is_never_counted(
    lines: list[Line], total: Total, amount: float | None
) -> None:
    more = Line("hors", OPERATING, amount, total.year, None, True)
    detail = Line("hors-detail", OPERATING, amount, total.year, None, False, "hors")
    assert check(total, [*lines, more, detail]) == check(total, lines)


@given(budgets(), TOTALS, AMOUNTS)
def test_a_detail_is_never_counted_twice(
    lines: list[Line], total: Total, amount: float | None
) -> None:
    for parent in lines:
        detail = Line("detail", parent.kind, amount, parent.year, None, False, parent.id)
        assert check(total, [*lines, detail]) == check(total, lines)


@given(budgets(), TOTALS)
def test_a_difference_is_said_of_known_and_exact_amounts_only(
    lines: list[Line], total: Total
) -> None:
    found = check(total, lines)
    if found.outcome is Outcome.DIFFERS:
        assert not found.unknown
        assert not found.approximate
        assert found.difference != 0
    if found.outcome is Outcome.AGREES:
        assert found.difference == 0
