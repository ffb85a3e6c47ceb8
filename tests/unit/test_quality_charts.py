"""Pictures of quality: a bar, and a line with its figures."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from maillage.website.quality_charts import gauge, trend


@dataclass(frozen=True)
class Point:
    day: date
    score: float


def test_a_gauge_of_the_unknown_is_nothing() -> None:
    assert gauge(None) == ""
    assert 'width="0.0"' in gauge(0)


def test_one_day_makes_no_trend() -> None:
    assert trend([Point(date(2026, 1, 1), 50)], title="Note") == ""


@given(st.lists(st.tuples(st.integers(0, 900), st.floats(0, 100)), min_size=2, max_size=50))
def test_a_line_stays_inside_its_frame(drawn: list[tuple[int, float]]) -> None:
    days = dict(drawn)
    points = [Point(date(2024, 1, 1) + timedelta(days=day), days[day]) for day in sorted(days)]
    if len(points) < 2:
        return
    drawing = trend(points, title="Note")
    knots = re.search(r'class="thread" d="M([^"]+)"', drawing)
    assert knots
    for knot in knots[1].split("L"):
        x, y = map(float, knot.split(","))
        assert 36 <= x <= 706
        assert 15.9 <= y <= 150.1


def test_a_trend_gives_its_figures_one_a_month_when_they_are_many() -> None:
    points = [Point(date(2026, 1, 1) + timedelta(days=n), 50 + n / 10) for n in range(90)]
    drawing = trend(points, title="Note <moyenne>")
    assert drawing.count('<th scope="row">') == 3
    assert "Note &lt;moyenne&gt;" in drawing
    assert "De 50 sur 100" in drawing
