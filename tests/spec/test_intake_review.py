"""A document comes in, and proposals come out: only what the sheets do not say, with its passage.

Nothing is published: each proposal waits for somebody.
"""

from typing import Any

import pytest
from factories import load, organisation

from maillage.apps.contributions.actions import Decision, decide
from maillage.apps.contributions.documents.intaking import (
    Report,
    plan,
    propose_all,
    propose_candidates,
    receive,
)
from maillage.apps.contributions.documents.pairing import Fate, Pairing
from maillage.apps.contributions.models import Change, Proposal, Snapshot
from maillage.apps.directory.models import Organisation
from maillage.apps.sheets.models import Sheet
from maillage.intake.bounded import Reading, read_here
from maillage.intake.gathering import Received
from maillage.kernel.vocabularies import ChangeState, ProposalOrigin, ProposalState

pytestmark = pytest.mark.usefixtures("places")

HEADER = "Nom;SIRET;Adresse;Code postal;Ville;Téléphone;E-mail;Site web\n"
LAC = (
    "Les Ateliers du Lac;73282932000074;12 rue du Lac;57000;Metz;03 66 72 61 01;"
    "contact@lac.example;www.lac.example\n"
)
PRE = "La Fabrique du Pré;;4 rue Haute;54000;Nancy;03 83 11 22 33;;http://pre.example\n"


def table(*rows: str) -> Reading:
    return read_here(Received((HEADER + "".join(rows)).encode(), "annuaire.csv"))


def page(text: str) -> Reading:
    return read_here(Received(text.encode(), "page.md"))


def brought(reading: Reading, **options: Any) -> Report:
    """Receive a document and propose what it brings."""
    data = reading.dump()
    snapshot = receive(received=Received(data, reading.origin), reading=reading)
    return propose_candidates(snapshot=snapshot, reading=reading, **options)


def only(reading: Reading) -> Pairing:
    [found] = plan(reading).pairings
    return found


def proposed(report: Report) -> dict[str, Change]:
    """Return the changes of the only proposal of a report by field."""
    [proposal] = report.proposals
    return {one.field: one for one in proposal.changes.all()}


@pytest.fixture
def lac() -> Sheet:
    load(
        organisation(
            "ateliers-du-lac",
            name="Les Ateliers du Lac",
            siret="73282932000074",
            located_in=["commune:57463"],
            phones=[{"number": "+33366726101", "label": "Accueil"}],
            links=[{"kind": "site", "url": "https://lac.example/"}],
            addresses=[{"street": "12, rue du Lac", "city": "Metz", "commune": "57463"}],
        )
    )
    return Sheet.objects.get(uid="ateliers-du-lac")


class TestNew:
    """What no sheet is."""

    def test_a_new_sheet_has_each_value_with_its_passage_its_line_and_its_reason(self) -> None:
        changes = proposed(brought(table(LAC)))
        phone = changes["phones"]
        assert (phone.new, phone.passage, phone.line) == (
            [{"number": "+33366726101"}],
            "03 66 72 61 01",
            2,
        )
        assert "Téléphone" in phone.ground
        assert phone.key == "+33366726101"

    def test_nothing_is_published(self) -> None:
        [proposal] = brought(table(LAC)).proposals
        assert (proposal.state, proposal.origin) == (
            ProposalState.WAITING,
            ProposalOrigin.INTAKE,
        )
        assert not Sheet.objects.exists()

    def test_the_territory_is_found_by_postal_code_and_town(self) -> None:
        changes = proposed(brought(table(LAC)))
        assert changes["located_in"].new == ["commune:57463"]
        assert changes["addresses"].new[0]["commune"] == "57463"
        cedex = LAC.replace("57000;Metz", "57036;METZ CEDEX 1")
        assert only(table(cedex)).draft.values["located_in"] == ["commune:57463"]

    def test_a_postal_code_that_contradicts_the_town_gives_no_territory(self) -> None:
        assert "located_in" not in only(table(LAC.replace("57000", "54000"))).draft.values

    def test_what_no_field_holds_is_kept_in_the_comment(self) -> None:
        [proposal] = brought(table(LAC.replace("03 66 72 61 01", "12"))).proposals
        assert "« 12 »" in proposal.comment
        [figure] = brought(page("Le réseau compte 1 250 bénévoles en 2024.")).proposals
        assert "bénévoles" in figure.comment
        assert "Indicateur" in figure.comment  # which must be chosen before it is accepted

    def test_accepting_it_makes_the_sheet_with_its_evidence(self, admin_user: Any) -> None:
        [proposal] = brought(table(LAC)).proposals
        decisions = {one.pk: Decision(True) for one in proposal.changes.all()}
        decide(proposal=proposal, decisions=decisions, by=admin_user)
        sheet = Organisation.objects.get(name="Les Ateliers du Lac")
        assert sheet.phones == [{"number": "+33366726101"}]
        proof = sheet.evidence.get(supports=["phones=+33366726101"])
        assert (proof.passage, proof.line, proof.method) == ("03 66 72 61 01", 2, "extrait")
        assert only(table(LAC)).fate is Fate.SAME


class TestKnown:
    """What the sheets say already, or nearly."""

    def test_the_same_values_written_otherwise_are_no_news(self, lac: Sheet) -> None:
        found = only(table(LAC.replace("contact@lac.example", "")))
        assert (found.fate, found.sheet) == (Fate.SAME, Organisation.objects.get())
        assert {one.field.name for one in found.known} >= {"phones", "links", "addresses"}

    def test_only_what_is_new_is_proposed_and_the_rest_of_a_list_stays(self, lac: Sheet) -> None:
        row = LAC.replace("03 66 72 61 01", "03 87 00 00 01")
        [proposal] = brought(table(row)).proposals
        assert proposal.sheet == lac
        changes = {one.field: one.new for one in proposal.changes.all()}
        assert changes == {
            "phones": [{"number": "+33366726101", "label": "Accueil"}, {"number": "+33387000001"}],
            "emails": [{"address": "contact@lac.example"}],
        }

    def test_a_likely_sheet_is_to_be_confirmed(self, lac: Sheet) -> None:
        row = "Atelier du lac;;;;;;neuf@lac.example;\n"
        [proposal] = brought(table(row)).proposals
        assert proposal.sheet == lac
        assert "à confirmer" in proposal.comment

    def test_a_figure_that_quotes_the_line_is_the_same_whatever_its_name(self) -> None:
        indicator = {
            "type": "indicator",
            "id": "ind-benevoles",
            "name": "Bénévoles",
            "unit": "personnes",
            "measure": "nombre",
        }
        figure = {
            "type": "figure",
            "id": "chiffre-benevoles",
            "name": "Personnes qui donnent de leur temps au réseau",
            "indicator": "ind-benevoles",
            "value": 1250,
            "evidence": [
                {"source": "guide", "line": 9, "passage": "1 250 bénévoles", "supports": ["value"]}
            ],
        }
        load(indicator, figure)
        assert only(page("Le réseau compte 1 250 bénévoles en 2024.")).fate is Fate.SAME
        assert only(page("Le réseau compte 1 300 bénévoles en 2024.")).fate is Fate.NEW
        assert only(page("Le festival réunit 1 250 spectateurs.")).fate is Fate.NEW


class TestOwners:
    """People and budget lines belong to somebody."""

    SHEET = (
        "# Metz\n\n**Type de collectivité** : Commune\n\n**Nombre d’habitants** : 117 890\n\n"
        "## Budget\n\nBudget de fonctionnement 2020 : 5 000 €\n\n"
        "## Contacts\n\nÉlue : Jeanne Morel, conseillère déléguée à l’ESS\n"
    )

    def test_they_go_to_the_authority_under_whose_title_they_stand(self) -> None:
        found = plan(page(self.SHEET))
        policy = next(one.draft for one in found.pairings if one.draft.type.key == "policy")
        assert policy.values["people"][0]["name"] == "Jeanne Morel"
        lines = [*policy.values.get("budgets", ()), *policy.values.get("totals", ())]
        assert [line["amount"] for line in lines] == [5000]
        assert policy.values["acts_in"] == ["commune:57463"]
        assert found.loose == []

    def test_the_lines_just_above_name_it_where_nothing_is_a_title(self) -> None:
        text = "Association Le Pré\n12 rue Haute 54000 Nancy\nPrésidente : Jeanne Morel\n"
        [found] = plan(page(text)).pairings
        assert [one["name"] for one in found.draft.values["people"]] == ["Jeanne Morel"]

    def test_without_one_they_are_left_to_be_placed_by_hand(self) -> None:
        found = plan(page("Jeanne Morel, présidente du conseil"))
        assert [one.candidate.type for one in found.loose] == ["person"]
        assert "Jeanne Morel" in found.loose[0].text


class TestTwice:
    """The same thing is not proposed twice."""

    def test_from_the_same_document(self) -> None:
        assert len(brought(table(LAC, PRE)).proposals) == 2
        again = brought(table(LAC, PRE))
        assert (again.proposals, len(again.before)) == ([], 2)
        assert Snapshot.objects.count() == 1

    def test_from_its_next_version_which_only_brings_what_is_new(self) -> None:
        brought(table(LAC))
        later = brought(table(LAC, PRE))
        assert later.new == ["La Fabrique du Pré"]
        assert Snapshot.objects.count() == 2

    def test_nor_what_was_refused(self, lac: Sheet, admin_user: Any) -> None:
        [proposal] = brought(table(LAC)).proposals
        refused = {one.pk: Decision(False, reason="Erreur") for one in proposal.changes.all()}
        decide(proposal=proposal, decisions=refused, by=admin_user)
        assert only(table(LAC)).fate is Fate.REFUSED
        # What it did not say then is proposed, and nothing else.
        row = LAC.replace("www.lac.example", "www.lac.example http://blog-du-lac.example")
        assert set(proposed(brought(table(row)))) == {"links"}

    def test_nor_what_a_reviewer_corrected(self, admin_user: Any) -> None:
        [proposal] = brought(table(LAC)).proposals
        decisions = {
            one.pk: Decision(True, value=[{"number": "+33387000001"}])
            if one.field == "phones"
            else Decision(True)
            for one in proposal.changes.all()
        }
        decide(proposal=proposal, decisions=decisions, by=admin_user)
        assert not only(table(LAC)).is_proposable


class TestChoices:
    """A person says what each draft is."""

    def test_a_new_sheet_another_one_or_nothing(self, lac: Sheet) -> None:
        reading = table(LAC, PRE)
        found = {one.draft.name: one.number for one in plan(reading).pairings}
        choices = {found["Les Ateliers du Lac"]: "new", found["La Fabrique du Pré"]: "skip"}
        [proposal] = brought(reading, choices=choices).proposals
        assert (proposal.name, proposal.is_new) == ("Les Ateliers du Lac", True)
        [other] = brought(reading, choices={found["La Fabrique du Pré"]: str(lac.pk)}).proposals
        assert other.sheet == lac


def test_a_long_document_is_looked_at_by_parts_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("maillage.apps.contributions.documents.intaking.MOST", 2)
    rows = [f"Structure {name};;;;;;;\n" for name in ("Alpha", "Bravo", "Celta", "Delta", "Ecla")]
    reading = table(*rows)
    first, last = plan(reading), plan(reading, part=3)
    assert (len(first.pairings), first.next_part, first.total) == (2, 2, 5)
    assert (len(last.pairings), last.next_part) == (1, None)
    snapshot = receive(received=Received(b"x", "annuaire.csv"), reading=reading)
    assert len(propose_all(snapshot=snapshot, reading=reading).proposals) == 5


def test_the_document_is_kept_with_its_hash_and_what_was_read_of_it() -> None:
    received = Received((HEADER + LAC).encode(), "annuaire.csv")
    reading = read_here(received)
    snapshot = receive(received=received, reading=reading, title="Annuaire de Metz")
    snapshot.refresh_from_db()
    assert (snapshot.content, str(snapshot)) == (received.data, "Annuaire de Metz")
    assert snapshot.reading is not None
    assert Reading.load(bytes(snapshot.reading)) == reading
    [proposal] = propose_candidates(snapshot=snapshot, reading=reading).proposals
    assert proposal.snapshot == snapshot
    assert {one.state for one in proposal.changes.all()} == {ChangeState.WAITING}
    assert Proposal.objects.get() == proposal
