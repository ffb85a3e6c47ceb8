"""A reviewer at the desk, and what they review."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from maillage.apps.contributions.actions import ProposedValue, propose
from maillage.apps.contributions.models import Proposal
from maillage.apps.sheets.types import registry


@pytest.fixture
def reviewer(places: None) -> User:
    """Return somebody who reviews."""
    user = User.objects.create_user("lou", first_name="Lou", last_name="Petit")
    user.user_permissions.add(Permission.objects.get(codename="review_proposal"))
    return user


@pytest.fixture
def desk(client: Client, reviewer: User) -> Client:
    """Return a browser where the reviewer is signed in."""
    client.force_login(reviewer)
    return client


def proposed(sheet: Any, more: dict[str, Any] | None = None, **values: Any) -> Proposal:
    """Propose these values of a sheet, or a new organisation; `more` is for `propose` itself."""
    options: dict[str, Any] = {"sheet_type": registry["organisation"], **(more or {})}
    named = [ProposedValue(name, value) for name, value in values.items()]
    return propose(values=named, sheet=sheet, **options)


def page(client: Client, url: str) -> str:
    """Return the text of a page that must be there."""
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()
