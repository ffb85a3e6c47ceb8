"""The kiosque in a real browser: on another site, from the keyboard, without movement."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from harness_browser import until

QUERY = "fiches=annuaire&nombre=4"
SLIDES = f"/kiosque/vue/?{QUERY}&style=diaporama"
STYLES = ("liste", "grille", "diaporama", "carte")


@pytest.fixture
def foreign(portal: str) -> Iterator[Callable[[str], str]]:
    """Return a function that serves a page on another origin, which allows nothing but the
    portal's script and frame."""
    pages: list[str] = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages[-1].encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            policy = f"default-src 'none'; script-src {portal}; frame-src {portal}; img-src 'self'"
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()

    def served(html: str) -> str:
        pages.append(f"<!doctype html><html lang=fr><title>Ailleurs</title><h1>Ailleurs</h1>{html}")
        return f"http://127.0.0.1:{server.server_port}/"

    yield served
    server.shutdown()
    server.server_close()
    thread.join()


def _code(visit: Any, query: str) -> str:
    return str(visit(f"/kiosque/?{query}").input_value("#code-cadre"))


@pytest.mark.parametrize("style", STYLES)
def test_on_a_strict_foreign_page_the_frame_takes_its_height(
    visit: Any, page: Any, foreign: Callable[[str], str], style: str
) -> None:
    code = _code(visit, f"{QUERY}&style={style}")
    page.goto(foreign(code.replace(' height="', ' height="11" data-height="')))
    until(page, "Number(document.querySelector('iframe').height) > 100")
    frame = page.frames[-1]
    inside = frame.evaluate(
        "Math.ceil(document.querySelector('main').getBoundingClientRect().height)"
    )
    assert int(page.get_attribute("iframe", "height")) == inside
    before = inside
    page.set_viewport_size({"width": 340, "height": 700})
    page.evaluate("document.querySelector('iframe').width = 300")
    until(page, "before => Number(document.querySelector('iframe').height) !== before", before)
    assert frame.evaluate("document.documentElement.scrollWidth") <= 300
    assert page.context.cookies() == []


def test_messages_of_others_change_nothing(
    visit: Any, page: Any, foreign: Callable[[str], str]
) -> None:
    page.goto(foreign(_code(visit, QUERY)))
    until(page, "document.querySelector('iframe').contentWindow.length === 0")
    page.wait_for_load_state("networkidle")
    height = page.get_attribute("iframe", "height")
    page.evaluate("postMessage({type: 'maillage:hauteur', height: 5}, '*')")
    for wrong in ("{type: 'maillage:hauteur', height: '9px'}", "{height: 7}", "null"):
        page.frames[-1].evaluate(f"parent.postMessage({wrong}, '*')")
    page.wait_for_timeout(100)
    assert page.get_attribute("iframe", "height") == height


@pytest.mark.parametrize("style", STYLES)
def test_axe_finds_nothing_in_the_frame(visit: Any, axe: Callable[[Any], None], style: str) -> None:
    page = visit(f"/kiosque/vue/?{QUERY}&style={style}", width=600, height=800)
    page.emulate_media(reduced_motion="reduce")
    axe(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    axe(page)


def test_slides_turn_from_the_keyboard_and_say_where_they_are(visit: Any) -> None:
    page = visit(SLIDES)
    page.emulate_media(reduced_motion="reduce")
    place = page.locator("[data-place]")
    assert place.inner_text().startswith("1 / 4")
    page.focus("[data-step='1']")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('ul').scrollLeft > 100")
    assert place.inner_text().startswith("2 / 4")
    assert "Fiche 2 sur 4" in place.inner_text()
    page.focus("[data-step='-1']")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('[data-place]').innerText.startsWith('4 / 4')")
    for button in page.locator(".controls button").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 24
        assert button.get_attribute("aria-label")


def test_slides_that_play_stop_under_the_pointer_and_the_focus(visit: Any, page: Any) -> None:
    page.clock.install()
    visit(f"{SLIDES}&auto=1", width=600, height=500)
    where = "document.querySelector('[data-place]').innerText.split(' ')[0]"
    live = "document.querySelector('[data-place]').ariaLive"
    assert page.evaluate(live) == "off"
    page.clock.run_for(6_100)
    assert page.evaluate(where) == "2"
    # A scroll that ends late says where the list is: let this one end.
    until(page, "document.querySelector('ul').scrollLeft > 100")
    page.hover(".items")
    assert page.evaluate(live) == "polite"
    page.clock.run_for(20_000)
    assert page.evaluate(where) == "2"
    page.mouse.move(1, 1)
    page.mouse.move(599, 499)
    page.focus(".foot a")
    page.focus("li:nth-child(2) a")  # the link of another slide would bring that slide
    page.clock.run_for(20_000)
    assert page.evaluate(where) == "2"
    page.focus("[data-play]")
    page.keyboard.press("Enter")
    assert page.get_attribute("[data-play]", "aria-label") == "Faire défiler"
    page.keyboard.press("Enter")
    assert page.get_attribute("[data-play]", "aria-label") == "Mettre en pause"
    page.clock.run_for(6_100)
    assert page.evaluate(where) == "3"


def test_who_prefers_less_movement_gets_none(visit: Any, page: Any) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.clock.install()
    visit(f"{SLIDES}&auto=1")
    page.clock.run_for(20_000)
    assert page.locator("[data-place]").inner_text().startswith("1 / 4")
    assert page.get_attribute("[data-play]", "aria-label") == "Faire défiler"


def test_the_preview_and_the_code_follow_the_form(visit: Any) -> None:
    page = visit(f"/kiosque/?{QUERY}")
    page.focus("input[name=style][value=liste]")
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**style=grille**")
    assert "style=grille" in page.input_value("#code-cadre")
    page.wait_for_selector("iframe[src*='style=grille']")
    assert "Aperçu mis à jour" in page.locator("[data-said]").inner_text()
    page.fill("#k-adresse", f"{page.url.split('/kiosque')[0]}/annuaire/?role=financeur")
    page.keyboard.press("Enter")
    page.wait_for_url("**role=financeur**")
    assert page.locator("#k-role-financeur").is_checked()


def test_without_javascript_the_form_and_the_slides_still_serve(browser: Any, portal: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{portal}/kiosque/")
    page.check("input[name=style][value=diaporama]")
    page.click("form[data-kiosque-form] button")
    assert "style=diaporama" in page.url
    assert "style=diaporama" in page.input_value("#code-cadre")
    page.goto(portal + SLIDES)
    assert page.locator(".controls").is_hidden()
    assert page.locator("ul[tabindex='0'] h2 a").count() == 4
    context.close()


def test_a_link_to_a_block_is_reached_copied_and_said(visit: Any, page: Any, portal: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=portal)
    visit("/annuaire/recyclivre/")
    link = page.locator("#contact > .anchor")
    assert link.evaluate("one => getComputedStyle(one).opacity") == "0"
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert link.evaluate("one => getComputedStyle(one).opacity") == "1"
    box = link.bounding_box()
    assert min(box["width"], box["height"]) >= 24
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-anchor-said]:not(:empty)")
    assert page.url == f"{portal}/annuaire/recyclivre/#contact"
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_a_printed_page_has_its_notes_and_no_controls(visit: Any, portal: str) -> None:
    page = visit("/annuaire/recyclivre/")
    page.emulate_media(media="print")
    for hidden in (".nav", ".foot", ".anchor", "[data-print]", ".ev-body", "form"):
        assert not any(one.is_visible() for one in page.locator(hidden).all()), hidden
    assert page.locator(".passages li").first.is_visible()
    assert f"{portal}/annuaire/recyclivre/" in page.locator(".print-foot").inner_text()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
