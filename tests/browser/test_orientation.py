"""Being guided in a browser: from the keyboard, without JavaScript, on paper."""

from typing import Any

BASE = "/orientation/"


def test_the_keyboard_goes_from_question_to_question(visit: Any) -> None:
    page = visit(BASE)
    page.focus("#lieu")
    page.keyboard.type("metz")
    page.wait_for_selector(".place .suggestions:not([hidden]) button")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("#lieu").startswith("Metz")
    page.keyboard.press("Enter")
    page.wait_for_url("**/orientation/?territoire=commune:57463#question")
    # The answer has been given: reading goes on at the next question.
    assert page.evaluate("document.activeElement.id") == "question"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/orientation/?territoire=commune:57463&etape=emergence#question")
    assert page.locator(".trail li").count() == 3
    page.go_back()
    assert page.locator(".trail b").all_inner_texts() == ["Metz (57)"]


def test_without_javascript_answers_are_given_and_changed(browser: Any, portal: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{portal}{BASE}")
    page.fill("#lieu", "saint-denis")
    page.click("button[value=creation]")
    page.click(".options button >> nth=0")
    assert "territoire=commune:" in page.url
    assert "etape=creation" in page.url
    page.click(".trail li:has-text('Étape') a:has-text('modifier')")
    page.click("button[value=transmission]")
    assert "etape=transmission" in page.url
    page.click("text=Je ne sais pas")
    assert page.url.endswith("nsp=profil#question")
    context.close()


def test_paper_has_the_answers_and_no_question(visit: Any) -> None:
    page = visit(f"{BASE}?territoire=commune:57463&etape=creation&profil=association")
    page.emulate_media(media="print")
    assert page.locator(".ask").is_hidden()
    assert page.locator(".trail b").first.is_visible()
    assert page.locator(".hit h4").first.is_visible()
    assert page.locator(".circle li").first.is_visible()
    page.emulate_media(media="screen")
