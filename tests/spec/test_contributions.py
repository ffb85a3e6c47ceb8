"""What a proposal may do, from the moment it comes until it is published, refused or undone.

A proposal publishes nothing: somebody decides, value by value, and history says who and why.
"""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from factories import load, load_rich, make, organisation
from proposals import accepted, now, proposed, refusal

from maillage.apps.contributions.actions import (
    REMARK,
    Decision,
    ProposalError,
    Proposer,
    decide,
    undo,
    withdraw,
)
from maillage.apps.contributions.models import Proposal
from maillage.apps.directory.models import Organisation
from maillage.apps.sheets import actions as sheets
from maillage.apps.sheets import queries, records
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import registry
from maillage.kernel.vocabularies import ChangeState, ProposalState

pytestmark = pytest.mark.usefixtures("places")

SITE = {"kind": "site", "url": "https://alpha.example/"}
BLOG = {"kind": "site", "url": "https://blog.example/", "label": "Blog"}
ACCEPT, REFUSE = Decision(accept=True), Decision(accept=False, reason="Déjà dit ailleurs.")


class TestProposing:
    """Anybody proposes; nothing changes until somebody accepts."""

    def test_a_proposal_waits_and_changes_nothing(self) -> None:
        sheet = make("alpha", summary="Avant")
        proposal = proposed(sheet, summary="Après")
        assert now(sheet).summary == "Avant"
        assert proposal.state == ProposalState.WAITING
        change = proposal.changes.get()
        assert (change.field, change.old, change.new) == ("summary", "Avant", "Après")

    def test_several_proposals_may_wait_for_one_sheet(self) -> None:
        sheet = make("alpha")
        proposed(sheet, summary="Une")
        proposed(sheet, summary="Deux")
        assert sheet.proposals.count() == 2

    def test_values_that_the_sheet_has_already_are_left_out(self) -> None:
        sheet = make("alpha", summary="Avant", founded="2010")
        proposal = proposed(sheet, summary=" Avant ", founded="2011")
        assert [change.field for change in proposal.changes.all()] == ["founded"]

    def test_values_take_the_form_of_records(self) -> None:
        sheet = make("alpha")
        proposal = proposed(sheet, phones=[{"number": "03 83 00 00 00"}])
        assert proposal.changes.get().new == [{"number": "+33383000000"}]

    def test_an_empty_proposal_needs_a_comment(self) -> None:
        sheet = make("alpha", summary="Avant")
        assert "Rien ne change" in refusal(proposed, sheet, summary="Avant")
        proposal = proposed(sheet, {"comment": "Le téléphone ne répond plus."})
        assert not proposal.changes.exists()
        assert proposal.comment == "Le téléphone ne répond plus."

    def test_a_value_that_its_field_refuses_is_told_with_the_field(self) -> None:
        sheet = make("alpha")
        with pytest.raises(ProposalError) as caught:
            proposed(sheet, founded="hier", phones=[{"number": "quatre"}], summary="Bien")
        assert set(caught.value.by_field) == {"founded", "phones"}
        assert "ligne 1" in caught.value.by_field["phones"][0]
        assert not Proposal.objects.exists()

    def test_what_is_necessary_is_not_taken_away(self) -> None:
        assert "nécessaire" in refusal(proposed, make("alpha"), name="")

    def test_a_new_sheet_needs_a_name(self) -> None:
        assert "nom" in refusal(proposed, None, summary="Sans nom")
        proposal = proposed(None, name="Le Jardin")
        assert (proposal.is_new, proposal.name, proposal.sheet) == (True, "Le Jardin", None)
        assert not Organisation.objects.exists()

    def test_it_falls_to_whoever_is_in_charge_of_its_territories_and_themes(self) -> None:
        sheet = make("alpha", located_in=["commune:54395"], themes=["mobilite"])
        proposal = proposed(sheet, acts_in=["commune:57463"], themes=["mobilite", "reemploi"])
        codes = set(proposal.scopes.values_list("code", flat=True))
        assert {"commune:54395", "epci:245400676", "departement:54", "region:44"} <= codes
        assert {"commune:57463", "departement:57", "mobilite", "reemploi"} <= codes
        assert "departement:59" not in codes


class TestDeciding:
    """Each value is accepted or refused; what is accepted is published at once."""

    def test_what_is_accepted_is_published_and_the_rest_is_not(self, reviewer: User) -> None:
        sheet = make("alpha", summary="Avant")
        proposal = proposed(sheet, summary="Après", founded="2011")
        summary, founded = proposal.changes.order_by("pk")
        proposal = decide(
            proposal=proposal, decisions={summary.pk: ACCEPT, founded.pk: REFUSE}, by=reviewer
        )
        assert (now(sheet).summary, now(sheet).founded) == ("Après", "")
        assert proposal.state == ProposalState.PARTIAL
        assert proposal.decided_by == reviewer
        assert proposal.changes.get(field="founded").reason == "Déjà dit ailleurs."

    def test_values_may_go_on_waiting(self, reviewer: User) -> None:
        sheet = make("alpha")
        proposal = accepted(proposed(sheet, summary="Après", founded="2011"), reviewer, "summary")
        assert proposal.state == ProposalState.WAITING
        assert now(sheet).summary == "Après"
        proposal = accepted(proposal, reviewer, "founded")
        assert (proposal.state, now(sheet).founded) == (ProposalState.ACCEPTED, "2011")

    def test_a_reviewer_may_correct_a_value(self, reviewer: User) -> None:
        sheet = make("alpha")
        accepted(proposed(sheet, summary="Aprés"), reviewer, value="Après")
        assert now(sheet).summary == "Après"

    def test_a_value_may_be_removed(self, reviewer: User) -> None:
        sheet = make("alpha", summary="Faux", links=[SITE])
        accepted(proposed(sheet, summary="", links=[]), reviewer)
        assert (now(sheet).summary, now(sheet).links) == ("", [])

    def test_history_says_who_accepted_and_which_proposal(self, reviewer: User) -> None:
        sheet = make("alpha")
        proposer = Proposer(name="Ada Rose")
        proposal = accepted(proposed(sheet, {"proposer": proposer}, summary="Après"), reviewer)
        version = now(sheet).history.first()
        assert version.history_user == reviewer
        assert version.history_change_reason == f"Proposition n° {proposal.pk} : En bref"

    def test_a_remark_is_answered(self, reviewer: User) -> None:
        proposal = proposed(make("alpha"), {"comment": "Fermée depuis mai."})
        proposal = decide(proposal=proposal, decisions={REMARK: ACCEPT}, by=reviewer, answer="Vu.")
        assert (proposal.state, proposal.answer) == (ProposalState.ACCEPTED, "Vu.")

    def test_of_two_reviewers_the_second_is_told(self, reviewer: User) -> None:
        proposal = proposed(make("alpha"), summary="Après")
        seen_by_both = Proposal.objects.get(pk=proposal.pk)
        accepted(proposal, reviewer)
        assert "déjà close" in refusal(accepted, seen_by_both, reviewer)

    def test_a_new_sheet_is_made_once_whole(self, reviewer: User) -> None:
        proposal = proposed(None, name="Le Jardin", located_in=["commune:54395"])
        proposal = accepted(proposal, reviewer)
        sheet = Organisation.objects.get()
        assert (proposal.sheet_id, sheet.uid, sheet.slug) == (sheet.pk, "le-jardin", "le-jardin")
        assert sheet.is_public
        assert sheet.located_in == ["commune:54395"]

    def test_a_new_sheet_without_what_its_type_asks_for_is_refused(self, reviewer: User) -> None:
        proposal = proposed(None, {"sheet_type": registry["figure"]}, name="Emplois", value=12)
        assert "nécessaire" in refusal(accepted, proposal, reviewer)
        assert not Sheet.objects.exists()
        assert Proposal.objects.get().is_waiting

    def test_it_cannot_name_what_does_not_exist(self, reviewer: User) -> None:
        proposal = proposed(make("alpha"), located_in=["commune:99999"])
        assert "n’est pas un territoire connu" in refusal(accepted, proposal, reviewer)

    def test_a_sheet_deleted_meanwhile_leaves_only_refusal(self, reviewer: User) -> None:
        sheet = make("alpha")
        proposal = proposed(sheet, summary="Après")
        sheets.delete_sheet(sheet=now(sheet))
        assert "n’existe plus" in refusal(accepted, proposal, reviewer)
        change = proposal.changes.get()
        proposal = decide(proposal=proposal, decisions={change.pk: REFUSE}, by=reviewer)
        assert proposal.state == ProposalState.REFUSED


class TestWhatChangedMeanwhile:
    """A proposal says what it changes, not what the sheet must be."""

    def test_what_others_added_to_a_list_stays(self, reviewer: User) -> None:
        sheet = make("alpha", links=[SITE])
        first = proposed(sheet, links=[SITE, BLOG])
        second = proposed(sheet, links=[{**SITE, "label": "Accueil"}])
        accepted(first, reviewer)
        accepted(second, reviewer)
        assert now(sheet).links == [{**SITE, "label": "Accueil"}, BLOG]

    def test_another_field_is_no_conflict(self, reviewer: User) -> None:
        sheet = make("alpha")
        first, second = proposed(sheet, summary="Une"), proposed(sheet, founded="2011")
        accepted(first, reviewer)
        accepted(second, reviewer)
        assert (now(sheet).summary, now(sheet).founded) == ("Une", "2011")

    def test_the_same_value_changed_otherwise_is_accepted_on_purpose(self, reviewer: User) -> None:
        sheet = make("alpha")
        first, second = proposed(sheet, summary="Une"), proposed(sheet, summary="Deux")
        accepted(first, reviewer)
        assert "a changé depuis" in refusal(accepted, second, reviewer)
        assert now(sheet).summary == "Une"
        accepted(second, reviewer, over=True)
        assert now(sheet).summary == "Deux"

    def test_two_who_propose_the_same_agree(self, reviewer: User) -> None:
        sheet = make("alpha")
        first, second = proposed(sheet, summary="Une"), proposed(sheet, summary="Une")
        accepted(first, reviewer)
        assert accepted(second, reviewer).state == ProposalState.ACCEPTED


class TestUndoing:
    """What was accepted by mistake is taken back, and what came after it stays."""

    def test_what_was_replaced_comes_back_and_the_evidence_goes(self, reviewer: User) -> None:
        sheet = make("alpha", summary="Avant", links=[SITE])
        source = {"source_title": "Bilan"}
        proposal = accepted(proposed(sheet, source, summary="Après", links=[BLOG]), reviewer)
        proposal = undo(proposal=proposal, by=reviewer, reason="Mauvaise organisation.")
        assert (now(sheet).summary, now(sheet).links) == ("Avant", [SITE])
        assert not now(sheet).evidence.exists()
        assert proposal.state == ProposalState.UNDONE
        assert {one.state for one in proposal.changes.all()} == {ChangeState.UNDONE}
        reason = now(sheet).history.first().history_change_reason
        assert reason == f"Proposition n° {proposal.pk} annulée : Mauvaise organisation."

    def test_what_changed_since_stays(self, reviewer: User) -> None:
        sheet = make("alpha", links=[SITE])
        first = accepted(proposed(sheet, summary="Une", links=[SITE, BLOG]), reviewer)
        other = {"kind": "autre", "url": "https://other.example/"}
        accepted(proposed(now(sheet), summary="Deux", links=[SITE, BLOG, other]), reviewer)
        first = undo(proposal=first, by=reviewer, reason="Erreur.")
        assert (now(sheet).summary, now(sheet).links) == ("Deux", [SITE, other])
        assert "cette valeur est restée" in first.changes.get(field="summary").reason

    def test_a_sheet_that_it_made_is_archived(self, reviewer: User) -> None:
        proposal = accepted(proposed(None, name="Le Jardin"), reviewer)
        undo(proposal=proposal, by=reviewer, reason="Canular.")
        assert Organisation.objects.get().status == "archive"

    def test_a_sheet_deleted_since_is_not_made_again(self, reviewer: User) -> None:
        proposal = accepted(proposed(None, name="Le Jardin"), reviewer)
        sheets.delete_sheet(sheet=Organisation.objects.get())
        proposal = Proposal.objects.get()
        assert "n’existe plus" in refusal(undo, proposal=proposal, by=reviewer, reason="Canular.")
        assert not Sheet.objects.exists()

    def test_undoing_needs_a_reason_and_something_accepted(self, reviewer: User) -> None:
        proposal = proposed(make("alpha"), summary="Après")
        assert "acceptée" in refusal(undo, proposal=proposal, by=reviewer, reason="Erreur.")
        accepted(proposal, reviewer)
        assert "pourquoi" in refusal(undo, proposal=proposal, by=reviewer, reason=" ")
        undo(proposal=proposal, by=reviewer, reason="Erreur.")
        assert "acceptée" in refusal(undo, proposal=proposal, by=reviewer, reason="Erreur.")


class TestWithdrawing:
    """Whoever proposed may take it back as long as nobody has decided."""

    def test_a_proposal_is_withdrawn(self, reviewer: User) -> None:
        proposal = withdraw(proposal=proposed(make("alpha"), summary="Après"))
        assert proposal.state == ProposalState.WITHDRAWN
        assert "déjà close" in refusal(accepted, proposal, reviewer)

    def test_what_is_published_stays(self, reviewer: User) -> None:
        sheet = make("alpha")
        proposal = accepted(proposed(sheet, summary="Après", founded="2011"), reviewer, "summary")
        assert withdraw(proposal=proposal).state == ProposalState.PARTIAL
        assert (now(sheet).summary, now(sheet).founded) == ("Après", "")
        assert "déjà close" in refusal(withdraw, proposal=proposal)


class TestLetters:
    """Whoever gave an address is told when the proposal comes, is decided, is undone."""

    def test_the_proposer_is_told(
        self, reviewer: User, django_capture_on_commit_callbacks: Any, settings: Any
    ) -> None:
        settings.MAILLAGE_BASE_URL = "https://ess.example"
        who = Proposer(name="Ada", email="ada@fabrique.example")
        with django_capture_on_commit_callbacks(execute=True):
            proposal = proposed(make("alpha"), {"proposer": who}, summary="Une", founded="2011")
        summary, founded = proposal.changes.order_by("pk")
        decisions = {summary.pk: ACCEPT, founded.pk: REFUSE}
        with django_capture_on_commit_callbacks(execute=True):
            decide(proposal=proposal, decisions=decisions, by=reviewer, answer="Merci & à bientôt")
        with django_capture_on_commit_callbacks(execute=True):
            undo(proposal=proposal, by=reviewer, reason="Erreur.")
        first, second, third = mail.outbox
        assert {letter.to[0] for letter in mail.outbox} == {"ada@fabrique.example"}
        assert f"https://ess.example{proposal.get_absolute_url()}" in first.body
        assert "En bref\u202f: Acceptée" in second.body
        assert "Refusée (Déjà dit ailleurs.)" in second.body
        assert "Merci & à bientôt" in second.body
        assert "Erreur." in third.body
        assert "n’est plus publiée" in third.subject

    def test_nobody_is_written_to_without_an_address(
        self, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            proposed(make("alpha"), summary="Une")
        assert mail.outbox == []


def test_an_accepted_sheet_is_exported_and_read_back(reviewer: User) -> None:
    """What came by a proposal is a record like another."""
    load_rich()
    sheet = Organisation.objects.get(uid="fabrique-rose")
    accepted(proposed(sheet, {"source_title": "Bilan"}, labels=["ESUS", "RTES"]), reviewer)
    whole = next(queries.everything("organisation", ["fabrique-rose"]))
    assert not records.clean(records.to_record(whole), registry["organisation"]).problems
    assert load(organisation("autre")).created == ["autre"]
