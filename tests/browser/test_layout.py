"""No JavaScript, paper, a light front page, the instance's own colour."""

from collections.abc import Iterator
from typing import Any

import pytest

HOME_BYTES = 100_000


@pytest.fixture
def plain(browser: Any) -> Iterator[Any]:
    """Open a page without JavaScript."""
    context = browser.new_context(locale="fr-FR", java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_the_front_page_is_light(visit: Any, page: Any) -> None:
    finished: list[Any] = []
    page.on("requestfinished", lambda request: finished.append(request))
    visit("/").wait_for_load_state("networkidle")
    sizes = [request.sizes() for request in finished]
    total = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
    assert 5_000 < total <= HOME_BYTES


def test_without_javascript_a_filter_is_a_plain_form(plain: Any, portal: str) -> None:
    plain.set_viewport_size({"width": 1280, "height": 900})
    plain.goto(f"{portal}/annuaire/")
    plain.check("#f-role-financeur")
    plain.click(".filters button")
    assert "role=financeur" in plain.url
    assert plain.locator(".chip", has_text="Financeur").count() == 1


def test_without_javascript_filters_unfold_on_a_phone(plain: Any, portal: str) -> None:
    plain.set_viewport_size({"width": 390, "height": 800})
    plain.goto(f"{portal}/annuaire/")
    assert not plain.locator("#f-role-financeur").is_visible()
    plain.click(".fold > summary")
    assert plain.locator("#f-role-financeur").is_visible()


def test_without_javascript_the_map_is_a_picture_with_links(plain: Any, portal: str) -> None:
    plain.goto(f"{portal}/carte/")
    assert plain.locator("svg.carte a.pin").count() > 3
    assert plain.locator("[data-map]").is_hidden()
    assert plain.locator(".card").count() > 3


def test_without_javascript_an_address_can_be_read_but_not_harvested(
    plain: Any, portal: str
) -> None:
    plain.goto(f"{portal}/annuaire/recyclivre/")
    assert "[arobase]" in plain.locator("[data-email]").first.inner_text()
    assert "lille@recyclivre.com" not in plain.content()


def test_with_javascript_it_is_a_link(visit: Any) -> None:
    page = visit("/annuaire/recyclivre/")
    assert page.locator("[data-email] a[href='mailto:lille@recyclivre.com']").count() > 0


def test_a_printed_sheet_is_a_document_with_its_address(visit: Any, portal: str) -> None:
    page = visit("/annuaire/recyclivre/")
    page.emulate_media(media="print")
    assert page.locator(".nav").is_hidden()
    assert page.locator(".theme").is_hidden()
    assert f"{portal}/annuaire/recyclivre/" in page.locator(".print-foot").inner_text()


def test_the_instance_chooses_its_accent(visit: Any, portal: str) -> None:
    page = visit("/")
    style = page.request.get(f"{portal}/identite.css").text()
    assert "--accent-light" in style
    accent = page.evaluate(
        "getComputedStyle(document.documentElement).getPropertyValue('--accent')"
    )
    assert accent.strip().lower() == "#0b6e6e"
