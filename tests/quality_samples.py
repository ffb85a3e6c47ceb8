"""Sheets to measure, the pages that show them, and somebody to read them again."""

import re
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone
from factories import SOURCE, load, organisation

from maillage.apps.directory.models import Organisation
from maillage.apps.quality import actions
from maillage.apps.quality.models import Assessment

TODAY = date(2026, 11, 22)
OLD = {"id": "vieux", "title": "Page ancienne", "updated": "2021-11-04", "seen_on": "2026-11-22"}
DUE = "/relecture/echeances/"


def proven(uid: str, source: str = "guide", **fields: Any) -> dict[str, Any]:
    proof = {"source": source, "supports": ["name", *fields], "passage": "dit"}
    return organisation(uid, **fields, evidence=[proof])


def stock(*records: dict[str, Any], day: date | None = None) -> None:
    """Load these records and measure them."""
    if records:
        load(*records, sources=[SOURCE, OLD])
    actions.take_stock(today=day or timezone.localdate())


def row(uid: str) -> Assessment:
    return Assessment.objects.get(sheet__uid=uid)


def sheet(uid: str) -> Organisation:
    return Organisation.objects.get(uid=uid)


def text(response: Any) -> str:
    body = response.content.decode() if hasattr(response, "content") else str(response)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body.replace("\u202f", " ")))


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, response
    return text(response)


@pytest.fixture
def reviewer(client: Client) -> User:
    user = User.objects.create_user("lou", email="lou@example.org")
    user.groups.add(Group.objects.get(name="relecteur"))
    client.force_login(user)
    return user
