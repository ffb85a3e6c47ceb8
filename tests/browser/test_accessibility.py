"""No defect that axe can see, on any page, in any theme, on any screen."""

from collections.abc import Callable
from typing import Any


def test_axe_finds_nothing(visit: Any, axe: Callable[[Any], None], path: str) -> None:
    page = visit(path, width=1280, height=900)
    page.emulate_media(reduced_motion="reduce")  # no colour is caught half-way
    # What is folded is part of the page.
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    axe(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 800})
    axe(page)


def test_each_page_has_one_title_of_first_level_and_a_language(visit: Any, path: str) -> None:
    page = visit(path)
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.title()


def test_reduced_motion_moves_nothing(visit: Any) -> None:
    page = visit("/")
    page.emulate_media(reduced_motion="reduce")
    durations = page.evaluate(
        "[...document.querySelectorAll('body *')].map(e => getComputedStyle(e).transitionDuration)"
    )
    assert set(durations) == {"0s"}
