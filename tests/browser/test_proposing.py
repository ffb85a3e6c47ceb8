"""Proposing on a phone: fill, read again, go back, send, follow; nothing scrolls sideways."""

from collections.abc import Callable
from typing import Any

import pytest
from factories import load_rich, write_places

from maillage.apps.contributions.models import Proposal
from maillage.apps.contributions.proposing import guards

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]


def test_a_change_is_proposed_from_a_phone(
    live_server: Any, page: Any, axe: Callable[[Any], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guards, "QUICKEST", 0)
    write_places()
    load_rich()
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{live_server.url}/annuaire/la-fabrique-rose/")
    page.get_by_role("link", name="Proposer une modification").click()

    page.get_by_label("En bref").fill("Répare des vélos à Nancy.")
    page.get_by_label("Numéro").first.fill("12")
    page.get_by_role("button", name="Voir ce qui va changer").click()
    axe(page)  # with its errors
    assert page.get_by_label("En bref").input_value() == "Répare des vélos à Nancy."
    page.get_by_role("link", name="Téléphones").click()
    page.get_by_label("Numéro").first.fill("03 83 11 11 11")
    page.get_by_role("button", name="Voir ce qui va changer").click()

    assert page.locator("h1").inner_text() == "Relire avant d’envoyer"
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_role("button", name="Revenir et corriger").click()
    assert page.get_by_label("Numéro").first.input_value() == "03 83 11 11 11"
    page.get_by_role("button", name="Voir ce qui va changer").click()
    page.get_by_role("button", name="Envoyer ma proposition").click()

    assert page.locator("h1").inner_text() == "La Fabrique rose"
    assert page.get_by_text("votre proposition est bien arrivée").is_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    fields = Proposal.objects.get().changes.order_by("pk").values_list("field", flat=True)
    assert list(fields) == ["summary", "phones"]

    page.get_by_text("Retirer ma proposition").click()
    page.get_by_role("button", name="Oui, la retirer").click()
    assert page.get_by_text("Votre proposition est retirée.").is_visible()
