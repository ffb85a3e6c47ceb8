"""Two sheets made one, by a person on a phone: readable, reachable, nothing hidden."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from factories import load, organisation, write_places

from maillage.apps.directory.models import Organisation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]


def test_from_the_queue_to_one_sheet(
    live_server: Any, page: Any, axe: Callable[[Any], None]
) -> None:
    write_places()
    site = {"kind": "site", "url": "https://fabrique.example/" + "a" * 60}
    load(
        organisation("fabrique-rose", name="La Fabrique rose", founded="2010", links=[site]),
        organisation("scop-rose", name="SCOP Fabrique rose", founded="2009", summary="Des vélos."),
    )
    client = Client()
    client.force_login(User.objects.create_superuser("ada"))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    own = {"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}
    page.context.add_cookies([own])
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{live_server.url}/relecture/doublons/")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320

    page.get_by_role("link", name="Comparer").click()
    page.get_by_text("champs que seule l’une").click()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.get_by_role("group", name="Création").get_by_label("Prendre").check()
    page.get_by_role("button", name="Fusionner").click()

    page.wait_for_selector("text=est fusionnée dans")
    kept = Organisation.objects.get()
    assert (kept.uid, kept.founded, kept.summary) == ("fabrique-rose", "2009", "Des vélos.")
    axe(page)
