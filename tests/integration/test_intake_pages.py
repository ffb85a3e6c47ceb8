"""The desk's pages of documents: what is given there, what comes out, what is refused."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from factories import load

from maillage.apps.contributions.documents.intaking import receive
from maillage.apps.contributions.models import Proposal, Snapshot
from maillage.intake import bounded
from maillage.intake.errors import IntakeError
from maillage.intake.gathering import Received

pytestmark = pytest.mark.usefixtures("places")

TEXT = (
    "# Nos membres\n\n<script>alert(1)</script>\n\n"
    "- [Fabrique du Pré](http://pre.example) : un tiers-lieu\n"
)
INTAKE = "/relecture/document/"


def told(response: Any) -> str:
    """Return the words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def given(client: Client, **fields: Any) -> Any:
    return client.post(INTAKE, fields)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read documents in this process: the one of their own takes its time to start."""

    def read(received: Received) -> Any:
        return received, bounded.read_here(received)

    monkeypatch.setattr("maillage.apps.contributions.documents.intake_views.read_received", read)


class TestGiving:
    """A text, a file or an address, read in a process of its own."""

    def test_a_text_is_kept_looked_at_then_queued_then_reviewed(self, admin_client: Client) -> None:
        response = given(admin_client, texte=TEXT, titre="Membres", adresse="https://a.example/m")
        snapshot = Snapshot.objects.get()
        address = reverse("contributions:document", args=(snapshot.pk,))
        assert (response.status_code, response["Location"]) == (302, address)
        assert (snapshot.title, snapshot.origin) == ("Membres", "https://a.example/m")
        page = admin_client.get(address)
        assert "1 fiche nouvelle" in told(page)
        assert "Fabrique du Pré" in told(page)
        assert not Proposal.objects.exists()  # looking writes nothing
        queued = admin_client.post(address, {"action": "proposer"}, follow=True)
        assert "1 proposition en file de relecture" in told(queued)
        proposal = Proposal.objects.get()
        review = admin_client.get(reverse("contributions:review", args=(proposal.pk,)))
        line = reverse("contributions:document_text", args=(snapshot.pk,))
        assert f"{line}?ligne=5#l5" in review.content.decode()

    @pytest.mark.usefixtures("at_once")
    def test_a_file_is_read_by_what_it_is(self, admin_client: Client) -> None:
        table = SimpleUploadedFile("a.csv", "Nom;Ville\nLa Fabrique;Metz\n".encode("cp1252"))
        given(admin_client, fichier=table)
        snapshot = Snapshot.objects.get()
        assert (snapshot.origin, snapshot.media_type) == ("a.csv", "text/csv")

    @pytest.mark.usefixtures("at_once")
    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({}, "Coller un texte"),
            ({"adresse": "pre.example"}, "commence par http"),
            ({"adresse": "http://127.0.0.1:9/"}, "adresse interne au réseau"),
            ({"fichier": SimpleUploadedFile("a.pdf", b"%PDF-1.4 rien")}, "PDF est abîmé"),
            ({"fichier": SimpleUploadedFile("a.txt", b"x" * 20_000_001)}, "dépasse 20 Mo"),
            ({"texte": "é" * 1_400_000}, "Le texte collé dépasse 2,6 Mo"),
            ({"texte": "a", "fichier": SimpleUploadedFile("a.txt", b"b")}, "pas les deux"),
        ],
    )
    def test_what_cannot_be_read_is_told_and_what_was_typed_stays(
        self, admin_client: Client, fields: dict[str, Any], said: str
    ) -> None:
        response = given(admin_client, **fields)
        assert response.status_code == 400
        assert said in told(response)
        assert fields.get("adresse", "") in response.content.decode()
        assert not Snapshot.objects.exists()

    def test_it_is_for_reviewers_and_protected(
        self, client: Client, admin_user: Any, django_user_model: Any
    ) -> None:
        assert client.get(INTAKE).status_code == 302
        client.force_login(admin_user)
        assert client.get(INTAKE).status_code == 200
        client.force_login(django_user_model.objects.create_user("lou"))
        assert client.get(INTAKE).status_code == 403
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(admin_user)
        assert strict.post(INTAKE, {"texte": TEXT}).status_code == 403


class TestDocument:
    """The page of a document, and its text."""

    @pytest.fixture
    def snapshot(self) -> Snapshot:
        received = Received(TEXT.encode(), "Membres")
        return receive(received=received, reading=bounded.read_here(received))

    def test_its_text_is_shown_without_its_markup_and_passages_marked(
        self, admin_client: Client, snapshot: Snapshot
    ) -> None:
        page = admin_client.get(
            reverse("contributions:document_text", args=(snapshot.pk,)), {"ligne": "5"}
        ).content.decode()
        assert "<script>alert" not in page
        assert "<mark>Fabrique du Pré</mark>" in page
        assert re.search(r'<li id="l5" class=" ?target">', page)

    def test_a_person_may_choose_to_propose_nothing(
        self, admin_client: Client, snapshot: Snapshot
    ) -> None:
        address = reverse("contributions:document", args=(snapshot.pk,))
        admin_client.post(address, {"action": "proposer", "choix-0": "skip"})
        assert not Proposal.objects.exists()

    def test_what_a_new_sheet_must_have_is_chosen_there(self, admin_client: Client) -> None:
        load(
            {
                "type": "indicator",
                "id": "ind-benevoles",
                "name": "Bénévoles",
                "unit": "bénévoles",
                "measure": "nombre",
            }
        )
        received = Received("Le réseau compte 1 250 bénévoles en 2024.".encode(), "Page")
        snapshot = receive(received=received, reading=bounded.read_here(received))
        address = reverse("contributions:document", args=(snapshot.pk,))
        assert "Bénévoles (bénévoles)" in told(admin_client.get(address))
        chosen = {"manque-0-indicator": "ind-benevoles", "manque-0-value": "9", "manque-x-y": "z"}
        admin_client.post(address, {"action": "proposer", **chosen})
        changes = dict(Proposal.objects.get().changes.values_list("field", "new"))
        assert (changes["indicator"], changes["value"]) == ("ind-benevoles", 1250)

    def test_it_is_forgotten_unless_something_comes_from_it(
        self, admin_client: Client, snapshot: Snapshot
    ) -> None:
        address = reverse("contributions:document", args=(snapshot.pk,))
        admin_client.post(address, {"action": "proposer"})
        assert "il est gardé" in told(
            admin_client.post(address, {"action": "oublier"}, follow=True)
        )
        Proposal.objects.all().delete()
        admin_client.post(address, {"action": "oublier"})
        assert not Snapshot.objects.exists()

    def test_once_its_bytes_are_gone_what_came_from_it_is_still_told(
        self, admin_client: Client, snapshot: Snapshot
    ) -> None:
        address = reverse("contributions:document", args=(snapshot.pk,))
        admin_client.post(address, {"action": "proposer"})
        Snapshot.objects.update(compressed=None, reading=None)
        assert "Fabrique du Pré" in told(admin_client.get(address))
        assert admin_client.get(f"{address}texte/").status_code == 404

    @pytest.mark.parametrize("part", ["0", "2", "x", "99999999"])
    def test_a_part_that_is_not_is_not_found(
        self, admin_client: Client, snapshot: Snapshot, part: str
    ) -> None:
        address = reverse("contributions:document", args=(snapshot.pk,))
        assert admin_client.get(address, {"partie": part}).status_code == 404


def _asked(folder: Path, monkeypatch: pytest.MonkeyPatch, **said: Any) -> None:
    """Do here what the process of a document does."""
    monkeypatch.setattr(bounded, "_limit", lambda longest: None)
    job = {"name": "a", "media_type": None, "contact": "", "is_address": False, "longest": 1}
    (folder / "data").write_bytes(b"a")
    (folder / "job").write_text(json.dumps(job | said))
    bounded._child(folder)


class TestBounds:
    """A document that is slow, or huge once unfolded, costs a message."""

    def test_a_reading_is_given_up_after_its_time(self) -> None:
        slow = Received(
            ("Association Le Pré, 12 rue Haute 54000 Nancy.\n\n" * 50_000).encode(), "a"
        )
        with pytest.raises(IntakeError, match="plus de 1\u202fs"):
            bounded.read_received(slow, longest=1)

    def test_a_child_that_dies_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(bounded, "_run", lambda folder, longest: None)
        with pytest.raises(IntakeError, match="mémoire"):
            bounded.read_received(Received(b"a", "a"))

    def test_what_stands_at_an_address_is_kept_with_what_was_read_of_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        data = b"<html><h1>Membres</h1><p>Bonjour"
        fetched = Received(data, "https://a.example/fin", "text/html")
        monkeypatch.setattr(bounded, "_fetched", lambda url, contact: fetched)
        _asked(tmp_path, monkeypatch, name="https://a.example/debut", is_address=True)
        received, reading = bounded._results(tmp_path)
        assert (received.data, received.name) == (data, "https://a.example/fin")
        assert [line.text for line in reading.lines] == ["Membres", "Bonjour"]

    def test_it_may_not_take_all_the_memory(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def hungry(received: Received) -> Any:
            raise MemoryError

        monkeypatch.setattr(bounded, "read_here", hungry)
        _asked(tmp_path, monkeypatch)
        with pytest.raises(IntakeError, match="mémoire"):
            bounded._results(tmp_path)

    def test_no_more_than_two_documents_are_read_at_once(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bounded, "_PATIENCE", 0.01)
        with bounded._turn, bounded._turn, pytest.raises(IntakeError, match="réessayer"):
            bounded.read_received(Received(b"a", "a"))
