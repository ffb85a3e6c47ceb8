"""The rule editor with script: what is typed is checked at once, a step keeps the page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from factories import load, write_places
from harness_browser import until

from maillage.apps.support.models import Case, Scheme

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]

QUESTIONS = [
    {"id": "ess", "kind": "boolean", "label": "ESS", "question": "Dans l’ESS ?"},
    {"id": "cout-projet", "kind": "number", "label": "Coût", "question": "Combien ?", "unit": "€"},
]
RULE = {"all": [{"fact": "cout-projet", "op": "le", "value": 20_000}]}


@pytest.fixture
def editor(live_server: Any, page: Any) -> Any:
    """Open the editor of a scheme that has one case."""
    write_places()
    record = {"type": "scheme", "id": "coup-de-pouce", "name": "Coup de pouce", "kind": "aide"}
    load({**record, "versions": [{"id": "v1", "conditions": RULE}]}, questions=QUESTIONS)
    case = {"date": "2026-01-01", "facts": "cout-projet=20000", "verdict": "eligible"}
    Case.objects.create(scheme="coup-de-pouce", **case)
    client = Client()
    client.force_login(User.objects.create_superuser("ada"))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    scheme = Scheme.objects.get()
    page.goto(f"{live_server.url}/admin/support/scheme/{scheme.pk}/regle/")
    return page


def test_what_is_typed_is_checked_at_once(editor: Any, axe: Callable[[Any], None]) -> None:
    axe(editor)
    assert "1 cas réussit" in editor.inner_text("#verification .verdict")
    editor.fill("#r-0-value", "10000")
    editor.wait_for_selector("#verification .verdict.bad")
    assert "Échoue" in editor.inner_text("#verification .runs")
    editor.fill("#r-0-value", "30000")
    editor.wait_for_selector("#verification .verdict.good")
    # Nothing has been written.
    assert Scheme.objects.get().versions[0]["conditions"] == RULE


def test_a_step_keeps_what_is_typed_and_leads_to_the_new_field(editor: Any) -> None:
    editor.fill("#r-0-label", "Petit projet")
    editor.get_by_role("button", name="Ajouter une ligne", exact=True).click()
    until(editor, "document.activeElement.id === 'r-1-fact'")
    assert editor.input_value("#r-0-label") == "Petit projet"
    editor.select_option("#r-1-fact", "ess")
    editor.wait_for_selector("#r-1-value")
    assert editor.locator("#r-1-value option").all_inner_texts() == ["—", "oui", "non"]
