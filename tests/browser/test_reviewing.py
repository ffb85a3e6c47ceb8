"""The review desk by the keyboard, and on a phone: nothing is accepted by accident."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from factories import make, write_places
from harness_browser import until

from maillage.apps.contributions.actions import ProposedValue, propose
from maillage.apps.contributions.models import Proposal
from maillage.apps.directory.models import Organisation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]
NARROW = {"width": 360, "height": 740}


@pytest.fixture
def desk(live_server: Any, page: Any) -> Any:
    """Open the queue: three values for a sheet, then one for another."""
    write_places()
    alpha = make("alpha", summary="Répare des vélos à Nancy.", founded="2010")
    values = {"summary": "Répare des vélos à Metz.", "founded": "2011", "acronym": "ALF"}
    propose(sheet=alpha, values=[ProposedValue(*one, passage="à Metz") for one in values.items()])
    propose(sheet=make("beta"), values=[ProposedValue("summary", "Vend des livres.")])
    client = Client()
    client.force_login(User.objects.create_superuser("ada"))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.goto(f"{live_server.url}/relecture/")
    return page


def test_the_whole_queue_by_the_keyboard(desk: Any, axe: Callable[[Any], None]) -> None:
    axe(desk)
    for key in ("j", "o"):
        desk.keyboard.press(key)
    desk.wait_for_selector("[data-review]")
    axe(desk)
    for key in ("j", "a", "r"):  # the acronym is accepted; the summary is not
        desk.keyboard.press(key)
    desk.keyboard.type("Non.")
    desk.keyboard.press("Enter")  # to the next value, nothing being sent
    assert desk.locator("[data-count]").inner_text() == "Décidées\u202f: 2 sur 3"
    desk.keyboard.press("Shift+R")  # refuses the rest, which lacks a reason
    until(desk, "document.activeElement.validationMessage.startsWith('Dire pourquoi')")
    desk.keyboard.type("Inconnu.")
    axe(desk)
    desk.keyboard.press("Control+Enter")

    desk.wait_for_selector("h1:has-text('Beta')")
    alpha = Organisation.objects.get(uid="alpha")
    assert (alpha.acronym, alpha.summary) == ("ALF", "Répare des vélos à Nancy.")
    desk.keyboard.press("a")  # a single value: its button decides
    desk.wait_for_selector("text=Tout est relu.")
    assert Organisation.objects.get(uid="beta").summary == "Vend des livres."


def test_several_at_once_and_keys_off(desk: Any) -> None:
    for key in ("j", "x", "j", "x", "r"):
        desk.keyboard.press(key)
    desk.keyboard.type("Sans source.")
    desk.keyboard.press("Enter")  # leads to the button, which decides
    assert Proposal.objects.filter(state="refusee").count() == 0
    until(desk, "document.activeElement.value === 'refuser'")
    desk.keyboard.press("?")
    desk.get_by_label("Raccourcis d’une touche actifs").uncheck()
    desk.keyboard.press("/")
    assert desk.evaluate("document.activeElement.id") != "q"
    desk.get_by_role("button", name="Refuser").click()
    desk.wait_for_selector("text=2 propositions refusées.")


def test_on_a_phone(desk: Any, axe: Callable[[Any], None]) -> None:
    desk.set_viewport_size(NARROW)
    desk.emulate_media(color_scheme="dark")
    for _page in range(2):
        assert desk.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
        axe(desk)
        if desk.locator("[data-open]").count():
            desk.locator("[data-open]").first.click()
            desk.wait_for_selector("[data-review]")
