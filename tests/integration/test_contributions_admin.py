"""The administrators' view of contributions, and what is forgotten in time."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from factories import make

from maillage.apps.contributions import retention
from maillage.apps.contributions.actions import (
    Decision,
    ProposedValue,
    Proposer,
    decide,
    propose,
)
from maillage.apps.contributions.models import (
    Attempt,
    Proposal,
    ReviewerScope,
    SheetEditor,
    Snapshot,
)

# Django's own templates leave variables undefined.
pytestmark = [pytest.mark.usefixtures("places"), pytest.mark.ignore_template_errors]
NOW = timezone.now()
LONG_AGO = NOW - timedelta(days=366)


def proposal(**options: Any) -> Proposal:
    """Propose a summary for a sheet of its own."""
    who = Proposer(name="Ada Rose", email="ada@fabrique.example")
    sheet = make(f"alpha-{Proposal.objects.count()}")
    return propose(values=[ProposedValue("summary", "Après")], sheet=sheet, proposer=who, **options)


def test_every_page_opens(admin_client: Client, admin_user: User) -> None:
    waiting = proposal()
    SheetEditor.objects.create(user=admin_user, sheet=waiting.sheet)
    snapshot = Snapshot.objects.create(sha256="0" * 64, title="Guide", compressed=b"x")
    for path in (
        "proposal/", "proposal/?q=ada", f"proposal/{waiting.pk}/change/",
        "snapshot/", f"snapshot/{snapshot.pk}/change/",
        "reviewerscope/", "reviewerscope/add/", "sheeteditor/", "sheeteditor/add/", "keptapart/",
    ):  # fmt: skip
        assert admin_client.get(f"/admin/contributions/{path}").status_code == 200, path


def test_proposals_are_only_read_there(admin_client: Client) -> None:
    waiting = proposal()
    address = f"/admin/contributions/proposal/{waiting.pk}/change/"
    assert admin_client.post(address, {"state": "acceptee"}).status_code == 403
    assert admin_client.get("/admin/contributions/proposal/add/").status_code == 403
    assert Proposal.objects.get().is_waiting


@pytest.mark.parametrize(
    ("kind", "code", "message"),
    [
        ("territoire", "departement:54", ""),
        ("theme", "mobilite", ""),
        ("territoire", "Nancy", "territoire connu"),
        ("theme", "departement:54", "pas un thème"),
    ],
)
def test_a_charge_exists(
    admin_client: Client, admin_user: User, kind: str, code: str, message: str
) -> None:
    data = {"user": admin_user.pk, "kind": kind, "code": code}
    response = admin_client.post("/admin/contributions/reviewerscope/add/", data)
    assert ReviewerScope.objects.exists() is not bool(message)
    assert message in ("" if response.status_code == 302 else response.content.decode())


class TestRetention:
    """What is over time is forgotten, and nothing else."""

    def test_names_and_addresses_go_a_year_after_the_decision(self, admin_user: User) -> None:
        recent, decided, never = proposal(), proposal(comment="Vu sur place."), proposal()
        change = decided.changes.get()
        decide(proposal=decided, decisions={change.pk: Decision(True)}, by=admin_user)
        Proposal.objects.filter(pk__in=(decided.pk, never.pk)).update(created_at=LONG_AGO)
        assert retention.purge(NOW).proposers == 1, "what was decided today is kept a year more"
        Proposal.objects.filter(pk=decided.pk).update(decided_at=LONG_AGO)
        assert retention.purge(NOW).proposers == 1
        for one in (decided, never):
            one.refresh_from_db()
            assert (one.author_name, one.author_email) == ("", "")
        assert decided.comment == "Vu sur place."
        recent.refresh_from_db()
        assert recent.author_email == "ada@fabrique.example"

    def test_documents_lose_their_bytes_and_keep_their_hash(self) -> None:
        for number, received in enumerate((LONG_AGO, NOW)):
            one = Snapshot.objects.create(sha256=str(number) * 64, compressed=b"x", reading=b"y")
            Snapshot.objects.filter(pk=one.pk).update(received_at=received)
        retention.purge(NOW)
        old, new = Snapshot.objects.order_by("received_at")
        assert (old.content, old.reading, old.sha256) == (None, None, "0" * 64)
        assert bytes(new.compressed) == b"x"

    def test_attempts_go_after_a_day(self) -> None:
        for age in (timedelta(hours=23), timedelta(hours=25)):
            one = Attempt.objects.create(form="proposition", visitor="0")
            Attempt.objects.filter(pk=one.pk).update(made_at=NOW - age)
        assert retention.overdue(NOW).attempts == 1
        assert retention.purge(NOW).attempts == 1
        assert retention.purge(NOW) == retention.Purged()
        assert Attempt.objects.count() == 1
