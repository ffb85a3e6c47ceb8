"""A published figure in words, and on its scale."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.kernel.figures import Quantity, Scale, agreed, period, scale
from maillage.kernel.vocabularies import Qualifier

numbers = st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: round(value, 2))
quantities = st.builds(
    Quantity,
    numbers,
    st.sampled_from(["emplois", "%", "€", "m²", "mois"]),
    st.none() | numbers,
    st.none() | st.sampled_from(list(Qualifier)),
)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("quantity", "sentence"),
    [
        (Quantity(25_000, "€", qualifier=Qualifier.ABOUT), "environ 25 000 €"),
        (Quantity(824, "citoyens", qualifier=Qualifier.OVER), "plus de 824 citoyens"),
        (Quantity(90_000, "associations", 105_000), "de 90 000 à 105 000 associations"),
        (
            Quantity(20, "personnes", 40, Qualifier.ABOUT),
            "environ 20 à 40 personnes",
        ),
        (
            Quantity(11.4, "%", denominator="de l’emploi salarié régional", period_start="2022"),
            "11,4 % de l’emploi salarié régional (2022)",
        ),
        (Quantity(2, "fois", denominator="croissance totale"), "2 fois (croissance totale)"),
        (Quantity(1.5, "€", denominator="pour 1 € de l’État"), "1,5 € pour 1 € de l’État"),
        (Quantity(4_000, "associations", per="par an"), "4 000 associations par an"),
        (Quantity(15, "€", per="par mois"), "15 € par mois"),
        (Quantity(0, "%"), "0 %"),
        (Quantity(7), "7"),
        (Quantity(10, "ans", period_note="depuis dix ans"), "10 ans (depuis dix ans)"),
        (
            Quantity(3, "contrats", period_start="2022", period_note="crise du Covid"),
            "3 contrats (2022, crise du Covid)",
        ),
    ],
)  # fmt: skip
def test_a_figure_reads_as_a_sentence(quantity: Quantity, sentence: str) -> None:
    assert plain(quantity.sentence) == sentence


@pytest.mark.parametrize(
    ("unit", "value", "expected"),
    [
        ("emplois salariés", 1, "emploi salarié"),
        ("heures", 1.5, "heure"),
        ("heures", 2, "heures"),
        ("jours", -1, "jour"),
        ("fois", 1, "fois"),
        ("mois", 1, "mois"),
        ("personnes sans emploi", 0, "personne sans emploi"),
        ("ETP", 0.6, "ETP"),
        ("voix", 1, "voix"),
        ("", 1, ""),
    ],
)
def test_a_unit_agrees_with_its_number(unit: str, value: float, expected: str) -> None:
    assert agreed(unit, value) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("", "", ""),
        ("2022", "", "2022"),
        ("2022", "2022", "2022"),
        ("2019", "2021", "de 2019 à 2021"),
        ("2019-04", "2020-08", "d’avril 2019 à août 2020"),
        ("2019-02", "2021", "de février 2019 à 2021"),
        ("2019-04-02", "2019-05-01", "du 2 avril 2019 au 1er mai 2019"),
        ("", "2030", "jusqu’en 2030"),
        ("", "2030-05-03", "jusqu’au 3 mai 2030"),
    ],
)
def test_a_period_in_words(start: str, end: str, expected: str) -> None:
    assert period(start, end) == expected


def test_an_undated_figure_stays_undated() -> None:
    undated = Quantity(10, period_note="depuis dix ans")
    assert (undated.span, undated.years) == (None, [])


def test_the_days_and_years_of_a_period() -> None:
    dated = Quantity(10, period_start="2019-04", period_end="2021")
    assert dated.span == (date(2019, 4, 1), date(2021, 12, 31))
    assert dated.years == ["2019", "2020", "2021"]
    assert Quantity(10, period_end="2020").years == ["2020"]


@pytest.mark.parametrize(("start", "end"), [("2021", "2019"), ("2021-06", "2021-02")])
def test_days_follow_each_other_even_when_a_source_swaps_them(start: str, end: str) -> None:
    span = Quantity(1, period_start=start, period_end=end).span
    assert span is not None
    assert span[0] <= span[1]


@given(quantities)
def test_the_pieces_make_the_amount_and_repeat_nothing(quantity: Quantity) -> None:
    assert plain(" ".join(filter(None, quantity.pieces))) == plain(quantity.amount)
    assert quantity.sentence == quantity.amount


@given(st.lists(quantities, min_size=1, max_size=6))
def test_a_scale_holds_every_value(found: list[Quantity]) -> None:
    own = scale(found)
    bounds = {bound for quantity in found for bound in quantity.bounds}
    assert (own is None) == (len(bounds) == 1)
    if own:
        assert all(-1e-9 <= own.place(bound) <= 1 + 1e-9 for bound in bounds)
        assert own.place(min(bounds)) == 0


def test_nothing_has_no_scale() -> None:
    assert scale([]) is None


def test_a_scale_in_words() -> None:
    assert plain(Scale(10, 13.5).words("%")) == "de 10 à 13,5 %"
