"""Everything is reached and done from the keyboard."""

import re
from typing import Any

from harness_browser import until


def _focused(page: Any, expression: str) -> Any:
    return page.evaluate(f"document.activeElement.{expression}")


def test_the_first_stop_skips_to_the_content(visit: Any) -> None:
    page = visit("/annuaire/")
    page.keyboard.press("Tab")
    assert _focused(page, "className") == "skip"
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert _focused(page, "id") == "contenu"


def test_a_filter_applies_itself_and_keeps_the_focus(visit: Any) -> None:
    page = visit("/annuaire/")
    before = page.locator("h1").inner_text()
    page.focus("#f-role-financeur")
    page.keyboard.press("Space")
    page.wait_for_url("**/annuaire/?role=financeur")
    until(page, "before => document.querySelector('h1').innerText !== before", before)
    assert _focused(page, "id") == "f-role-financeur"
    assert page.locator("[data-said]").inner_text() == page.locator("h1").inner_text()
    page.go_back()
    until(page, "before => document.querySelector('h1').innerText === before", before)
    assert not page.locator("#f-role-financeur").is_checked()


def test_a_proof_opens_and_says_where_it_comes_from(visit: Any) -> None:
    page = visit("/annuaire/recyclivre/")
    mark = page.locator(".ev summary").first
    box = mark.bounding_box()
    assert box["width"] >= 24
    assert box["height"] >= 24
    mark.focus()
    page.keyboard.press("Enter")
    assert "ligne" in page.locator(".ev[open] .ev-body").inner_text()


def test_markers_are_named_wide_enough_and_open_from_the_keyboard(visit: Any) -> None:
    page = visit("/carte/")
    markers = page.locator(".marker")
    assert markers.count() > 3
    for marker in markers.all():
        assert marker.get_attribute("aria-label")
        assert marker.get_attribute("tabindex") == "0"
        assert min(marker.bounding_box()["width"], marker.bounding_box()["height"]) >= 24
    page.locator(".marker:not(.cluster)").first.focus()
    page.keyboard.press("Enter")
    until(page, "document.activeElement.matches('[data-goal]')")
    page.keyboard.press("Escape")
    until(page, "document.activeElement.matches('.marker')")


def test_the_view_of_the_map_is_in_its_address(visit: Any) -> None:
    page = visit("/carte/")
    page.locator(".leaflet-control-zoom-in").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"bbox=[^&]+&zoom="))
    view = "() => [...document.querySelectorAll('.marker')].map(m => m.ariaLabel).sort().join('|')"
    page.wait_for_load_state("networkidle")
    seen = page.evaluate(view)
    assert seen
    page.reload()
    page.wait_for_selector("[data-map-said]:not(:empty)")
    assert page.evaluate(view) == seen


def test_suggestions_are_walked_with_the_arrows(visit: Any) -> None:
    page = visit("/annuaire/")
    page.focus("#recherche-site")
    page.keyboard.type("nanc")
    page.wait_for_selector("[data-suggestions] a")
    page.keyboard.press("ArrowDown")
    assert _focused(page, "tagName") == "A"
    page.keyboard.press("Escape")
    assert _focused(page, "id") == "recherche-site"
    assert page.locator("[data-suggestions]").is_hidden()


def test_the_theme_is_chosen_and_kept_without_a_cookie(visit: Any) -> None:
    page = visit("/")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.focus("[data-theme-toggle]")
    page.keyboard.press("Enter")
    assert page.evaluate(ground) != light
    assert page.get_attribute("[data-theme-toggle]", "aria-pressed") == "true"
    page.reload()
    assert page.evaluate(ground) != light
    assert page.context.cookies() == []
