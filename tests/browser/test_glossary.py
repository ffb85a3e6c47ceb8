"""The definition of a term: it comes with the pointer or the focus, stays, and can be put away."""

from typing import Any

import pytest

PAGE = "/comprendre/histoire/"


@pytest.fixture
def term(visit: Any) -> Any:
    page = visit(PAGE, width=1280, height=900)
    return page.locator(".term").first


def test_it_opens_under_the_pointer_and_can_be_pointed_at(term: Any) -> None:
    tooltip = term.locator("[role=tooltip]")
    assert tooltip.is_hidden()
    term.locator("a").hover()
    assert tooltip.is_visible()
    tooltip.hover()
    assert tooltip.is_visible()


def test_it_opens_with_the_focus_and_describes_the_link(term: Any) -> None:
    link = term.locator("a")
    link.focus()
    tooltip = term.locator("[role=tooltip]")
    assert tooltip.is_visible()
    assert link.get_attribute("aria-describedby") == tooltip.get_attribute("id")


def test_escape_puts_it_away_until_the_next_time(term: Any) -> None:
    link, tooltip = term.locator("a"), term.locator("[role=tooltip]")
    link.focus()
    term.page.keyboard.press("Escape")
    assert tooltip.is_hidden()
    assert link.evaluate("link => link === document.activeElement")
    link.blur()
    link.focus()
    assert tooltip.is_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_it_stays_inside_the_window(visit: Any, width: int) -> None:
    page = visit(PAGE, width=width, height=900)
    for link in page.locator(".term > a").all():
        link.focus()
        box = link.locator("xpath=..").locator("[role=tooltip]").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert page.evaluate("document.documentElement.scrollWidth") == width
