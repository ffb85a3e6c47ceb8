"""What every page is, whatever is on it: French, ours alone, accessible in any theme and width."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit


def test_a_page_is_ours_alone_and_axe_finds_nothing(
    visit: Any, page: Any, axe: Callable[[Any], None], path: str
) -> None:
    """One visit for all of it, widths included: loading a page costs more than looking at it."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    visit(path, width=1280, height=900)
    assert {urlsplit(url).hostname for url in asked} == {"127.0.0.1"}
    html = page.request.get(page.url).text()
    assert " style=" not in html
    assert " onclick=" not in html
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.title()
    page.emulate_media(reduced_motion="reduce")  # no colour is caught half-way
    # What is folded is part of the page.
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    axe(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 800})
    axe(page)
    for width in (320, 390, 768):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") == width, "scrolls sideways"


def test_reduced_motion_moves_nothing(visit: Any) -> None:
    page = visit("/")
    page.emulate_media(reduced_motion="reduce")
    durations = page.evaluate(
        "[...document.querySelectorAll('body *')].map(e => getComputedStyle(e).transitionDuration)"
    )
    assert set(durations) == {"0s"}
