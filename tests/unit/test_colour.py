"""Colours and their contrast (WCAG 2.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.kernel import colour

colours = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06X}")


@given(colours, colours)
def test_contrast_is_symmetric_and_bounded(one: str, other: str) -> None:
    ratio = colour.contrast(one, other)
    assert ratio == colour.contrast(other, one)
    assert 1 <= ratio <= 21 + 1e-9
    assert colour.contrast(one, one) == 1


def test_known_contrasts() -> None:
    assert colour.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert colour.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert colour.luminance("#FF0000") == pytest.approx(0.2126)


@given(colours)
def test_colours_read_back(text: str) -> None:
    assert colour.parse_colour(f" {text.lower()} ") == text


@pytest.mark.parametrize("text", ["", "0B6E6E", "#0B6", "#0B6E6", "#GGGGGG", "#0B6E6E}", "red"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="n’est pas une couleur"):
        colour.parse_colour(text)


@given(colours)
def test_a_colour_is_refused_exactly_below_the_limit(text: str) -> None:
    ratio = colour.contrast(text, colour.PAPER)
    if ratio >= colour.MINIMUM_TEXT_CONTRAST:
        colour.check_text_colour(text, colour.PAPER)
        return
    with pytest.raises(ValueError, match="plus foncée"):
        colour.check_text_colour(text, colour.PAPER)


def test_on_a_dark_ground_a_colour_must_be_lighter() -> None:
    with pytest.raises(ValueError, match="plus claire"):
        colour.check_text_colour("#222222", colour.DARK_GROUND)
