"""Proposals made and decided in a few words, for the tests of contributions."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from maillage.apps.contributions.actions import (
    Decision,
    ProposalError,
    ProposedValue,
    decide,
    propose,
)
from maillage.apps.contributions.models import Proposal
from maillage.apps.directory.models import Organisation
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import registry


@pytest.fixture
def reviewer() -> User:
    """Return somebody who decides."""
    return User.objects.create_user("lou", first_name="Lou", last_name="Petit")


def proposed(sheet: Sheet | None, more: dict[str, Any] | None = None, **values: Any) -> Proposal:
    """Propose these values of an organisation, or a new one; `more` is for `propose` itself."""
    options: dict[str, Any] = {"sheet_type": registry["organisation"], **(more or {})}
    named = [ProposedValue(name, value) for name, value in values.items()]
    return propose(values=named, sheet=sheet, **options)


def accepted(proposal: Proposal, by: User, *fields: str, **options: Any) -> Proposal:
    """Accept these fields of a proposal, all when none is named."""
    changes = proposal.changes.filter(field__in=fields) if fields else proposal.changes.all()
    pks = changes.order_by("pk").values_list("pk", flat=True)
    return decide(proposal=proposal, decisions={pk: Decision(True, **options) for pk in pks}, by=by)


def now(sheet: Sheet) -> Organisation:
    """Return an organisation as the database has it."""
    return Organisation.objects.get(pk=sheet.pk)


def refusal(call: Any, *args: Any, **options: Any) -> str:
    """Return why a call is refused."""
    with pytest.raises(ProposalError) as caught:
        call(*args, **options)
    return " ".join(caught.value.messages)
