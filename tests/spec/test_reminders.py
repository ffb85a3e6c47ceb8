"""Whoever answers for an organisation may be asked, by a private link, if its sheet is true."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from quality_samples import DUE, page, proven, reviewer, sheet, stock, text

from maillage.apps.contributions.models import Proposal, SheetEditor
from maillage.apps.directory.models import Organisation
from maillage.apps.quality import reminders
from maillage.apps.quality.models import OptOut, Reminder
from maillage.apps.sheets.models import Sheet

pytestmark = pytest.mark.usefixtures("places")
__all__ = ["reviewer"]


class TestReminder:
    """Whoever answers for an organisation may be asked, by a private link, if its sheet is true."""

    @pytest.fixture
    def due(self) -> Organisation:
        email = {"address": "bonjour@alpha.example"}
        stock(proven("alpha", "vieux", summary="Répare des vélos.", emails=[email]))
        return sheet("alpha")

    @staticmethod
    def link() -> str:
        found = re.search(r"http://[^/]+(/rappel/[^/\s]+/)\n", str(mail.outbox[-1].body))
        assert found
        return found[1]

    def ask(self, one: Organisation) -> str:
        reminders.send(sheet=one, address="bonjour@alpha.example", now=timezone.now())
        return self.link()

    def test_a_reviewer_asks_the_organisation_and_its_answer_comes_back_by_itself(
        self, client: Client, reviewer: User, due: Organisation
    ) -> None:
        assert "Demander à l’organisation" in page(client, DUE)
        client.post(f"{DUE}rappel/alpha/")
        letter = mail.outbox[-1]
        assert letter.to == ["bonjour@alpha.example"]
        assert "Répare des vélos." in letter.body
        client.logout()
        assert "Répare des vélos." in page(client, self.link())
        assert sheet("alpha").reviewed_on is None  # looking is not answering
        assert "Merci" in text(client.post(self.link(), follow=True))
        assert sheet("alpha").reviewed_on == timezone.localdate()
        assert Reminder.objects.get().confirmed_at
        version = sheet("alpha").history.first()
        assert "répond l’organisation" in version.history_change_reason

    def test_changes_that_it_proposes_are_its_own_and_still_reviewed(
        self, client: Client, due: Organisation
    ) -> None:
        answer = client.post(self.ask(due), {"modifier": "oui"})
        assert answer["Location"] == reverse("contributions:change", args=("alpha",))
        assert client.session["parle_pour"] == "alpha"
        assert not Proposal.objects.exists()

    def test_a_link_is_of_one_sheet_and_nobody_can_make_one(
        self, client: Client, due: Organisation
    ) -> None:
        link = self.ask(due)
        for wrong in (f"{link[:-4]}aaa/", "/rappel/alpha/", "/rappel/x:y:z/"):
            assert client.get(wrong).status_code == 410
            assert client.post(wrong).status_code == 410
        Sheet.objects.filter(uid="alpha").update(status="archive")
        assert client.get(link).status_code == 410

    def test_a_link_ends(self, client: Client, due: Organisation, monkeypatch: Any) -> None:
        link = self.ask(due)
        monkeypatch.setattr(reminders, "VALID", timedelta(seconds=-1))
        assert client.get(link).status_code == 410

    def test_refusing_stops_them_all_and_a_look_does_not(self, due: Organisation) -> None:
        client = Client(enforce_csrf_checks=True)  # a mail program has no cookie
        stop = f"{self.ask(due)}arret/"
        assert mail.outbox[-1].extra_headers["List-Unsubscribe"].endswith(f"{stop}>")
        client.get(stop)
        assert not OptOut.objects.exists()
        client.post(stop, {"List-Unsubscribe": "One-Click"})
        with pytest.raises(reminders.NotReminded, match="ne plus recevoir"):
            reminders.send(sheet=due, address="Bonjour@Alpha.example ", now=timezone.now())

    def test_no_address_is_kept(self, due: Organisation) -> None:
        self.ask(due)
        assert "alpha.example" not in str(Reminder.objects.values().get())

    def test_the_same_address_is_not_asked_twice_in_sixty_days(self, due: Organisation) -> None:
        self.ask(due)
        with pytest.raises(reminders.NotReminded, match="déjà parti"):
            self.ask(due)
        later = timezone.now() + timedelta(days=61)
        reminders.send(sheet=due, address="bonjour@alpha.example", now=later)

    def test_only_people_who_speak_for_a_sheet_are_reminded_by_themselves(
        self, due: Organisation
    ) -> None:
        now = timezone.now()
        assert reminders.send_due(now=now) == "0 rappel envoyé."
        user = User.objects.create_user("ada", email="ada@alpha.example")
        SheetEditor.objects.create(user=user, sheet=due)
        assert reminders.send_due(now=now) == "1 rappel envoyé."
        assert mail.outbox[-1].to == ["ada@alpha.example"]
        assert reminders.send_due(now=now) == "0 rappel envoyé."
        for months in range(1, 12):  # somebody who never answers is left in peace
            reminders.send_due(now=now + timedelta(days=61 * months))
        assert len(mail.outbox) == reminders.MOST

    def test_old_reminders_are_forgotten_and_refusals_are_not(self, due: Organisation) -> None:
        self.ask(due)
        OptOut.objects.create(pk="x")
        assert reminders.purge(timezone.now()) == 0
        assert reminders.purge(timezone.now() + reminders.KEPT + timedelta(days=1)) == 1
        assert OptOut.objects.exists()
