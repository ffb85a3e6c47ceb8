"""Making a free perimeter in a browser: with the keyboard, with the pointer, without JavaScript."""

from typing import Any

FORM = "/observatoire/perimetre/"


def _choose(page: Any, text: str) -> None:
    page.fill("#ajouter", "")
    page.type("#ajouter", text)
    page.wait_for_selector(".suggestions:not([hidden]) button")


def test_a_perimeter_is_made_from_the_keyboard(visit: Any) -> None:
    page = visit(FORM)
    page.fill("#nom", "Deux rives")
    _choose(page, "nancy")
    page.keyboard.press("Enter")
    assert "ajouté" in page.locator(".add [role=status]").inner_text()
    _choose(page, "vandoeuvre les n")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("[data-picked] input:checked").count() == 2
    assert page.evaluate("document.activeElement.id") == "ajouter"
    page.click("form.picking button.btn")
    page.wait_for_url("**/observatoire/perimetre/?communes=54395,54547&nom=Deux+rives")
    assert "Deux rives" in page.locator("h1").inner_text()


def test_what_is_picked_twice_is_there_once_and_may_be_left_out(visit: Any) -> None:
    page = visit(f"{FORM}?communes=54395,54547&modifier=1")
    _choose(page, "54395")
    page.click(".suggestions button")
    assert page.locator("[data-picked] input").count() == 2
    page.uncheck("input[value='commune:54547']")
    page.click("form.picking button.btn")
    page.wait_for_url("**/observatoire/perimetre/?communes=54395")


def test_escape_closes_the_answers(visit: Any) -> None:
    page = visit(FORM)
    _choose(page, "nancy")
    page.keyboard.press("Escape")
    assert page.locator(".add .suggestions").is_hidden()
    assert page.evaluate("document.activeElement.id") == "ajouter"


def test_without_javascript_the_page_proposes(browser: Any, portal: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(portal + FORM)
    page.fill("#ajouter", "vandoeuvre-les-nancy")
    page.fill("#liste", "Nancy")
    page.click("form.picking button.btn")
    page.check("input[value='commune:54547']")
    page.click("form.picking button.btn")
    assert page.url.endswith("?communes=54395,54547")
    context.close()
