"""A real browser for the tests that need one: the system's Chromium, driven by Playwright."""

import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from harness_tools import without

PATIENCE = 30  # seconds, on a slow machine
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start the system's Chromium once for the run."""
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if program is None:
        without("Chromium (Debian: apt install chromium)")
    # Playwright's loop runs in this thread, which Django takes for asynchronous code
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """Open a page, in French; a script error, a refused or a missing resource fails the test.

    A page may itself answer 404 or 403: tests go there on purpose. What it loads may not.
    """
    context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris")
    tab = context.new_page()
    tab.set_default_timeout(1_000 * PATIENCE)  # milliseconds
    troubles: list[str] = []

    def note_console(message: Any) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            troubles.append(f"console: {message.text}")

    def note_response(response: Any) -> None:
        own = response.request.is_navigation_request() or response.url.endswith("/favicon.ico")
        if response.status >= (500 if own else 400):
            troubles.append(f"{response.status}: {response.url}")

    def note_failure(request: Any) -> None:
        if request.failure != "net::ERR_ABORTED":  # what is given up when the page is left
            troubles.append(f"no answer: {request.url}")

    tab.on("pageerror", lambda error: troubles.append(f"script error: {error}"))
    tab.on("console", note_console)
    tab.on("response", note_response)
    tab.on("requestfailed", note_failure)
    yield tab
    context.close()
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def axe() -> Callable[[Any], None]:
    """Return a check that axe-core finds no accessibility defect on a page (WCAG 2.2 AA)."""
    from axe_playwright_python.sync_playwright import Axe

    options = {
        "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        "resultTypes": ["violations"],  # to describe all that is right takes as long as to check
    }

    def check(tab: Any) -> None:
        results = Axe().run(tab, options=options)
        assert results.violations_count == 0, results.generate_report()

    return check


def until(page: Any, expression: str, argument: Any = None) -> None:
    """Wait until a page says so; Playwright's own wait evaluates text, which our policy forbids."""
    deadline = time.monotonic() + PATIENCE
    while not page.evaluate(expression, argument):
        assert time.monotonic() < deadline, f"never true: {expression}"
        page.wait_for_timeout(50)
