"""The pictures of figures."""

import re

from maillage.kernel.figures import Quantity, Scale
from maillage.website.figure_charts import bar, strip

SCALE = Scale(0, 200)


def test_without_a_scale_there_is_no_picture() -> None:
    assert strip(Quantity(3), None) == ""
    assert bar(Quantity(3), None) == ""


def test_a_value_is_a_dot_and_an_interval_a_line() -> None:
    dot = strip(Quantity(100), SCALE)
    assert re.findall(r'cx="([\d.]+)"', dot) == ["52.0"]
    assert "interval" not in dot
    line = strip(Quantity(50, value_max=150), SCALE, own=True)
    assert re.findall(r'cx="([\d.]+)"', line) == ["27.0", "77.0"]
    assert 'class="interval" d="M27.0 5H77.0"' in line
    assert 'class="strip own"' in line


def test_a_bar_starts_from_zero_and_shows_both_bounds() -> None:
    assert re.findall(r' width="([\d.]+)"', bar(Quantity(50, value_max=100), SCALE)) == [
        "50.0",
        "25.0",
    ]
    both = Scale(-50, 50)
    assert 'x="25.0" width="25.0"' in bar(Quantity(-25), both)


def test_pictures_are_hidden_from_who_reads_the_table() -> None:
    for picture in (strip(Quantity(1), SCALE), bar(Quantity(1), SCALE)):
        assert 'aria-hidden="true"' in picture
