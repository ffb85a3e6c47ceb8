"""Where the values that came by a proposal say that they come from."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from factories import make
from proposals import accepted, now, proposed

from maillage.apps.contributions.actions import (
    Decision,
    ProposedValue,
    Proposer,
    decide,
    propose,
    undo,
)
from maillage.apps.contributions.models import SheetEditor, Snapshot
from maillage.apps.sheets.models import Evidence, Source
from maillage.kernel.vocabularies import ProposalOrigin

pytestmark = pytest.mark.usefixtures("places")

SITE = {"kind": "site", "url": "https://alpha.example/"}
BLOG = {"kind": "site", "url": "https://blog.example/", "label": "Blog"}


class TestEvidence:
    """What is published through a proposal says where it comes from, when somebody said it."""

    def test_the_source_given_becomes_a_source(self, reviewer: User) -> None:
        sheet = make("alpha", links=[SITE])
        source = {"source_title": "Bilan 2025", "source_url": "https://bilan.example/"}
        accepted(proposed(sheet, source, founded="2011", links=[SITE, BLOG]), reviewer)
        row = now(sheet).evidence.get()
        assert (row.source.title, row.source.url) == ("Bilan 2025", "https://bilan.example/")
        assert row.supports == ["founded", "links=https://blog.example/"]
        assert (row.status, row.method) == ("relu", "saisi")

    def test_a_source_known_already_is_cited_again(self, reviewer: User) -> None:
        sheet = make("alpha")
        for founded in ("2011", "2012"):
            proposal = proposed(sheet, {"source_url": "https://bilan.example/"}, founded=founded)
            accepted(proposal, reviewer)
        assert Source.objects.filter(url="https://bilan.example/").count() == 1

    def test_without_source_the_proposal_itself_is_cited(self, reviewer: User) -> None:
        sheet = make("alpha")
        accepted(proposed(sheet, founded="2011"), reviewer)
        row = now(sheet).evidence.get()
        assert row.source.title == "Propositions reçues sur ce site, relues par l’équipe"
        assert row.supports == ["founded"]

    def test_the_reviewer_may_say_where_it_was_checked(self, reviewer: User) -> None:
        sheet = make("alpha")
        proposal = proposed(sheet, founded="2011")
        decisions = {proposal.changes.get().pk: Decision(True)}
        source = "Statuts, https://alpha.example/statuts"
        decide(proposal=proposal, decisions=decisions, by=reviewer, source=source)
        row = now(sheet).evidence.get()
        assert (row.source.title, row.source.url) == ("Statuts", "https://alpha.example/statuts")

    def test_what_the_passage_holds_to_the_letter_is_not_deduced(self, reviewer: User) -> None:
        sheet = make("alpha")
        snapshot = Snapshot.objects.create(sha256="0" * 64, title="Guide")
        values = [
            ProposedValue("acronym", "LFR", passage="LFR, née en 2011", ground="Sigle"),
            ProposedValue("legal_form", "association", passage="loi 1901", ground="Statut cité"),
        ]
        origin = ProposalOrigin.INTAKE
        accepted(propose(values=values, sheet=sheet, snapshot=snapshot, origin=origin), reviewer)
        found = now(sheet).evidence.order_by("passage").values_list("passage", "inferred")
        assert list(found) == [("LFR, née en 2011", ""), ("loi 1901", "Statut cité")]

    def test_what_a_document_says_keeps_its_passage(self, reviewer: User) -> None:
        sheet = make("alpha")
        snapshot = Snapshot.objects.create(
            sha256="0" * 64, title="Guide", origin="https://guide.example/"
        )
        value = ProposedValue("founded", "2011", passage="née en 2011", line=12, ground="Année")
        proposal = propose(
            values=[value], sheet=sheet, snapshot=snapshot, origin=ProposalOrigin.INTAKE
        )
        accepted(proposal, reviewer)
        row = now(sheet).evidence.get()
        assert (row.passage, row.line, row.method) == ("née en 2011", 12, "extrait")
        assert row.source.title == "Guide"

    def test_what_the_organisation_says_of_itself_is_confirmed(self, reviewer: User) -> None:
        sheet, owner = make("alpha"), User.objects.create_user("ada")
        SheetEditor.objects.create(user=owner, sheet=sheet)
        proposal = proposed(sheet, {"proposer": Proposer(user=owner)}, founded="2011")
        assert proposal.is_own
        accepted(proposal, reviewer)
        row = now(sheet).evidence.get()
        assert (row.status, row.source.title) == ("confirme", "Déclaration de Alpha")

    def test_what_vouched_for_the_former_value_no_longer_vouches_for_the_new(
        self, reviewer: User
    ) -> None:
        proof = {"source": "guide", "supports": ["name", "founded"]}
        sheet = make("alpha", founded="2010", evidence=[proof])
        proposal = accepted(proposed(sheet, founded="2011"), reviewer)
        assert Evidence.objects.get(source__uid="guide").supports == ["name", "founded=2010"]
        undo(proposal=proposal, by=reviewer, reason="Erreur.")
        assert Evidence.objects.get().supports == ["name", "founded"]

    def test_what_is_taken_out_of_a_list_leaves_no_trace_on_the_page(
        self, reviewer: User, client: Client
    ) -> None:
        names = ["people=Ada Rose", "people=Bob"]
        both = {"source": "guide", "supports": names, "line": 3}
        one = {"source": "guide", "supports": ["people=Ada Rose"], "passage": "Ada Rose"}
        sheet = make("alpha", people=[{"name": "Ada Rose"}, {"name": "Bob"}], evidence=[both, one])
        proposal = accepted(proposed(sheet, people=[{"name": "Bob"}]), reviewer)
        page = client.get(sheet.get_absolute_url()).content.decode()
        assert "Valeur non retenue" not in page
        assert [row.supports for row in now(sheet).evidence.all()] == [["people=Bob"]]
        undo(proposal=proposal, by=reviewer, reason="Elle y est encore.")
        assert now(sheet).people == [{"name": "Ada Rose"}, {"name": "Bob"}]
        first, second = now(sheet).evidence.all()
        assert (first.line, set(first.supports)) == (3, set(names))
        assert (second.passage, second.supports) == ("Ada Rose", ["people=Ada Rose"])
