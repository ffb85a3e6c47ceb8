"""Charts of the observatory: what they say, how they are drawn, how a map is cut into classes."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from panoramas import panorama

from maillage.apps.observatory import chart_data, parts, wording
from maillage.apps.observatory.chart_data import Chart, Column, Line, Placed, Unit
from maillage.kernel.vocabularies import Family, SizeClass
from maillage.observatory.panorama import Jobs
from maillage.website import observatory_charts, observatory_svg

BARS = Chart(
    "essai",
    "Titre <b>",
    "Ce que c’est",
    "Quoi",
    (Column("Nombre", bar=True), Column("Part", Unit.PERCENT), Column("Change", Unit.CHANGE)),
    (
        Line("Un & deux", (10, 25.0, -3.25), family="cooperative"),
        Line("Trois", (5, None, 2), url="/x?a&b", own=True),
        Line("Inconnu", (None, 0.0, 0)),
    ),
)


def test_a_chart_is_a_table_whose_longest_bar_fills_the_line() -> None:
    html = str(observatory_charts.chart(BARS))
    assert html.count("<tr") == 4
    assert '<rect width="100.00"' in html
    assert '<rect width="50.00"' in html
    assert html.count("<rect") == 2  # what is unknown has no bar
    assert "Titre &lt;b&gt;" in html
    assert 'href="/x?a&amp;b"' in html
    assert "style=" not in html
    for said in ("25,0\u202f%", "−3,3\u202f%", "+2,0\u202f%", "–"):
        assert said in html


def test_a_picture_alone_says_everything_and_needs_nothing() -> None:
    text = observatory_svg.alone(BARS, place="Ici", source="Source : x", warning="Données fictives")
    root = ElementTree.fromstring(str(text))
    said = " ".join(root.itertext())
    for words in ("Titre <b> – Ici", "Un & deux", "Données fictives", "Source\u202f: x", "10"):
        assert words in said
    assert not re.search(r"style=|href|class=|<script|url\(", str(text))


@pytest.mark.parametrize("count", range(2, 61))
def test_one_in_has_that_many_knots_one_of_them_full(count: int) -> None:
    html = str(observatory_charts.one_in(count))
    assert html.count("<circle") == count
    assert html.count('class="here"') == 1


def test_charts_of_a_panorama_add_up() -> None:
    found = panorama(1_000)
    families = chart_data.families(found)
    assert sum(line.values[0] or 0 for line in families.lines) == 1_000
    assert [line.family for line in families.lines] == [one.value for one in Family]
    sectors = chart_data.sectors(found)
    for place in sectors.drawn:
        assert sum(line.values[place] or 0 for line in sectors.lines) == pytest.approx(100)
    sizes = chart_data.sizes(found)
    employers = [size for size in SizeClass if size.is_employer]
    assert sum(line.values[2] or 0 for line in sizes.lines) == sum(
        found.ess.sizes[size] for size in employers
    )


def test_an_empty_territory_has_charts_without_figures() -> None:
    nothing = panorama(0)
    for chart in (chart_data.families(nothing), chart_data.sectors(nothing)):
        assert observatory_charts.chart(chart)
    assert wording.headline(nothing, "à Nancy").startswith("À Nancy, aucun établissement")


def test_evolution_gives_the_change_from_one_vintage_to_the_next() -> None:
    steps = [Placed(str(year), panorama(count)) for year, count in enumerate((100, 110, 99))]
    changes = [line.values[1] for line in chart_data.evolution(steps).lines]
    assert changes == [None, pytest.approx(10), pytest.approx(-10)]


@pytest.mark.parametrize(
    ("jobs", "said"),
    [
        (Jobs(10, 20, 15), "de 10\u00a0à\u00a020 emplois"),
        (Jobs(10_000, None, 12_000), "au moins 10\u202f000 emplois"),
        (Jobs(1, 1, 1), "1 emploi"),
        (Jobs(0, 0, 0), "0 emploi"),
    ],
)
def test_jobs_are_never_one_bare_number(jobs: Jobs, said: str) -> None:
    assert wording.jobs(jobs) == said


@pytest.mark.parametrize(
    ("share", "n"), [(9.1, 11), (50, None), (0.4, None), (0, None), (None, None)]
)
def test_one_in_n_only_where_it_is_clearer_than_a_percentage(
    share: float | None, n: int | None
) -> None:
    assert wording.one_in(share) == n


@given(st.lists(st.floats(0, 100), max_size=60))
def test_classes_of_a_map_cover_every_value_once(shares: list[float]) -> None:
    classes = parts.classes(shares)
    assert sum(one.count for one in classes) == len(shares)
    assert len(classes) <= parts.STEPS
    assert all(before.high < after.low for before, after in pairwise(classes))
    for one in classes:
        assert one.count == sum(one.low <= share <= one.high for share in shares)
