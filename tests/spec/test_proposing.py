"""How somebody proposes, without an account: they fill, read again, send, and follow.

Nothing is published, nothing typed is lost, and robots stay outside.
"""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from factories import load, load_rich, make, organisation, rich
from web_forms import fields

from maillage.apps.contributions.actions import Decision, decide
from maillage.apps.contributions.models import Attempt, Proposal, SheetEditor
from maillage.apps.contributions.proposing import guards
from maillage.apps.directory.models import Organisation
from maillage.apps.sheets import actions as sheets
from maillage.apps.sheets.types import registry
from maillage.kernel.vocabularies import ProposalState

pytestmark = pytest.mark.usefixtures("places", "unhurried")
CHANGE = "/contribuer/fiche/fabrique-rose/"
NEW = "/contribuer/annuaire/"


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test send a form at once: nobody fills one in less than a few seconds."""
    monkeypatch.setattr(guards, "QUICKEST", 0)


def send(client: Client, path: str, action: str = "envoyer", **changes: Any) -> Any:
    """Fill the form of a page as a browser does, and send it."""
    return client.post(path, {**fields(client.get(path), **changes), "action": action})


def proposed(field: str) -> Any:
    return Proposal.objects.get().changes.get(field=field).new


# A change


def test_the_page_of_a_sheet_and_each_list_lead_to_the_forms(client: Client) -> None:
    load_rich()
    page = client.get("/annuaire/la-fabrique-rose/").content.decode()
    assert CHANGE in page
    assert f"{CHANGE}signaler/" in page
    assert NEW in client.get("/annuaire/").content.decode()
    assert f"{NEW}?nom=zzzzqq" in client.get("/annuaire/?q=zzzzqq").content.decode()


def test_a_form_sent_back_untouched_changes_nothing(client: Client) -> None:
    load_rich()
    answer = send(client, CHANGE)
    assert answer.status_code == 422
    assert "Rien ne change encore" in answer.content.decode()
    assert not Proposal.objects.exists()


def test_a_change_is_read_again_then_sent_then_followed(client: Client) -> None:
    load_rich()
    shown = send(client, CHANGE, "apercu", fiche__acronym="FR", comment="Le sigle a changé.")
    page = shown.content.decode()
    assert "<del>LFR</del>" in page
    assert "<ins>FR</ins>" in page
    assert "Le sigle a changé." in page
    assert not Proposal.objects.exists()

    sent = client.post(CHANGE, {**fields(shown), "action": "envoyer"}, follow=True)
    proposal = Proposal.objects.get()
    assert sent.redirect_chain == [(f"/contribuer/suivi/{proposal.token}/", 302)]
    assert "<ins>FR</ins>" in sent.content.decode()
    assert proposed("acronym") == "FR"
    assert Organisation.objects.get(uid="fabrique-rose").acronym == "LFR"


def test_going_back_from_the_preview_loses_nothing(client: Client) -> None:
    load_rich()
    shown = send(client, CHANGE, "apercu", fiche__acronym="FR", source="leur site")
    back = fields(client.post(CHANGE, {**fields(shown), "action": "corriger"}))
    assert (back["fiche-acronym"], back["source"]) == (["FR"], ["leur site"])


def test_people_write_names_dates_and_addresses_as_they_speak(client: Client) -> None:
    load_rich()
    send(
        client,
        CHANGE,
        fiche__located_in="Nancy (54)\r\nmeurthe et moselle",
        fiche__founded="mai 2011",
        fiche__links__1__url="nouveau.example/page",
        fiche__phones__0__number="03 83 11 11 11",
        fiche__addresses__0__street="3, rue Neuve",
    )
    assert proposed("located_in") == ["commune:54395", "departement:54"]
    assert proposed("founded") == "2011-05"
    assert proposed("links")[1] == {"kind": "site", "url": "https://nouveau.example/page"}
    assert proposed("phones")[0] == {"number": "+33383111111", "label": "Accueil"}
    # The commune that places the address stays, since only the street changed.
    assert proposed("addresses")[0] == rich()["addresses"][0] | {"street": "3, rue Neuve"}


def test_an_address_that_moves_finds_its_commune_again(client: Client) -> None:
    load_rich()
    moved = {"fiche__addresses__0__postal_code": "57000", "fiche__addresses__0__city": "Metz"}
    send(client, CHANGE, **moved)
    assert proposed("addresses")[0]["commune"] == "57463"


def test_what_cannot_be_understood_is_told_beside_its_box(client: Client) -> None:
    load_rich()
    wrong = {
        "fiche__located_in": "Xyzzyx",
        "fiche__phones__0__number": "12",
        "fiche__links__1__label": "Sans adresse",
        "fiche__founded": "naguère",
        "fiche__summary": "Écrire à moi@ici.example",
        "author_email": "moi",
    }
    answer = send(client, CHANGE, "apercu", **wrong)
    page = answer.content.decode()
    for message in (
        "« Xyzzyx »",
        "Ligne 1, « Numéro »",
        "Ligne 2, « Adresse web » : cette case est à remplir.",
        "« naguère » n’est pas une date",
        "Une adresse électronique va dans une case à elle",
        "« moi » n’est pas une adresse électronique",
    ):
        assert message in page.replace("\u202f", " ").replace("\xa0", " "), message
    kept = fields(answer)
    assert {name: kept[name.replace("__", "-")] for name in wrong} == {
        name: [value] for name, value in wrong.items()
    }


def test_no_address_stands_in_the_form_as_robots_read_it(client: Client) -> None:
    load_rich(description="Écrire à bonjour@fabrique.example")
    page = client.get(CHANGE).content.decode()
    assert "bonjour@fabrique.example" not in page
    send(client, CHANGE, fiche__description="Écrire à bonjour [arobase] fabrique.example, ou venir")
    assert proposed("description") == "Écrire à bonjour@fabrique.example, ou venir"


def test_what_somebody_else_changed_meanwhile_is_not_undone(client: Client) -> None:
    load_rich()
    page = client.get(CHANGE)
    sheet = Organisation.objects.get(uid="fabrique-rose")
    sheet.acronym, sheet.phones = "ROSE", [*sheet.phones, {"number": "+33383222222"}]
    sheets.save_sheet(sheet=sheet, by=None)
    typed = fields(page, fiche__siren="552100554", fiche__phones__1__number="")
    client.post(CHANGE, {**typed, "action": "envoyer"})
    names = Proposal.objects.get().changes.order_by("pk").values_list("field", flat=True)
    assert sorted(names) == ["phones", "siren"]
    numbers = [one["number"] for one in proposed("phones")]
    assert numbers == ["+33383000000", "+33383222222"]


def test_a_word_is_enough_to_report_an_error(client: Client) -> None:
    load_rich()
    path = f"{CHANGE}signaler/"
    assert "Écrivez ce qu’il faut corriger" in send(client, path).content.decode()
    send(client, path, comment="Le téléphone sonne dans le vide.")
    proposal = Proposal.objects.get()
    assert (proposal.comment, proposal.changes.count()) == ("Le téléphone sonne dans le vide.", 0)


def test_the_source_is_a_page_or_words(client: Client) -> None:
    load_rich()
    path = f"{CHANGE}signaler/"
    send(client, path, comment="a", source="leur site, https://fabrique.example/contact")
    send(client, path, comment="b", source="j’y travaille")
    known = Proposal.objects.order_by("pk").values_list("source_title", "source_url")
    assert list(known) == [
        ("leur site", "https://fabrique.example/contact"),
        ("j’y travaille", ""),
    ]


def test_a_name_or_an_address_asks_for_an_agreement(client: Client) -> None:
    load_rich()
    path = f"{CHANGE}signaler/"
    told = {"comment": "a", "author_name": "Ada", "author_email": "ada@ici.example"}
    assert "Cochez cette case" in send(client, path, **told).content.decode()
    send(client, path, **told, consent="on")
    proposal = Proposal.objects.get()
    assert (proposal.author_name, proposal.author_email) == ("Ada", "ada@ici.example")


# A new sheet


def test_a_name_is_enough_for_a_new_sheet(client: Client) -> None:
    assert "ne peut pas rester vide" in send(client, NEW, "apercu").content.decode()
    send(client, NEW, fiche__name="Le Tiers-Lieu du Canal")
    proposal = Proposal.objects.get()
    assert (proposal.is_new, proposal.name) == (True, "Le Tiers-Lieu du Canal")
    assert not Organisation.objects.exists()


def test_a_search_that_finds_nothing_gives_its_words_to_the_form(client: Client) -> None:
    page = client.get(NEW, {"nom": "Le Tiers-Lieu du Canal"})
    assert fields(page)["fiche-name"] == ["Le Tiers-Lieu du Canal"]


def test_a_sheet_that_may_be_there_already_is_shown_before_sending(client: Client) -> None:
    load(
        organisation("canal", name="Tiers-Lieu du Canal"),
        organisation("secret", name="Le tiers lieu du canal", status="brouillon"),
    )
    page = send(client, NEW, "apercu", fiche__name="Le tiers-lieu du canal").content.decode()
    assert 'href="/contribuer/fiche/canal/"' in page
    assert "secret" not in page


def test_another_sheet_is_named_by_its_name(client: Client) -> None:
    load(organisation("reseau-velo", name="Réseau Vélo"))
    path = "/contribuer/projets/"
    wrong = send(client, path, "apercu", fiche__name="Atelier", fiche__carriers="Résau").content
    assert "Résau" in wrong.decode()
    send(client, path, fiche__name="Atelier", fiche__carriers="réseau vélo")
    assert proposed("carriers") == ["reseau-velo"]


def test_every_type_has_its_form(client: Client) -> None:
    for known in registry.values():
        assert client.get(f"/contribuer/{known.path}/").status_code == 200, known.key
    assert client.get("/contribuer/rien/").status_code == 404
    assert client.get("/contribuer/fiche/rien/").status_code == 404


# Robots, and those who hurry


def test_the_box_that_people_do_not_see_stays_empty(client: Client) -> None:
    load_rich()
    answer = send(client, f"{CHANGE}signaler/", comment="Bonjour", website="https://spam.example")
    assert answer.status_code == 422
    assert not Proposal.objects.exists()
    again = fields(answer)
    assert (again["comment"], again["website"]) == (["Bonjour"], [""])
    assert client.post(f"{CHANGE}signaler/", {**again, "action": "envoyer"}).status_code == 302


def test_a_form_sent_too_fast_or_too_late_is_kept_to_be_sent_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_rich()
    path = f"{CHANGE}signaler/"
    monkeypatch.setattr(guards, "QUICKEST", 60)
    assert "très rapide" in send(client, path, comment="Bonjour").content.decode()
    monkeypatch.setattr(guards, "QUICKEST", 0)
    monkeypatch.setattr(guards, "OLDEST", -1)
    late = send(client, path, comment="Bonjour")
    assert "ouverte depuis longtemps" in late.content.decode()
    monkeypatch.setattr(guards, "OLDEST", 60)
    assert client.post(path, {**fields(late), "action": "envoyer"}).status_code == 302


def test_the_button_pressed_twice_sends_once(client: Client) -> None:
    load_rich()
    path = f"{CHANGE}signaler/"
    typed = {**fields(client.get(path), comment="Bonjour"), "action": "envoyer"}
    first, second = client.post(path, typed), client.post(path, typed)
    assert first["Location"] == second["Location"]
    assert Proposal.objects.count() == 1


def test_too_many_at_once_are_told_to_wait_and_keep_their_words(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_rich()
    monkeypatch.setattr(guards, "PROPOSALS", guards.Limit("proposition", 1, 3600))
    path = f"{CHANGE}signaler/"
    send(client, path, comment="Un")
    answer = send(client, path, comment="Deux")
    assert "réessayez dans 60 minutes" in answer.content.decode().replace("\xa0", " ")
    assert fields(answer)["comment"] == ["Deux"]
    assert Proposal.objects.count() == 1
    # Nobody's network address is kept.
    assert all("127.0.0.1" not in one.visitor for one in Attempt.objects.order_by("pk"))
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert send(elsewhere, path, comment="Trois").status_code == 302


def test_what_is_too_long_is_refused_and_kept(client: Client) -> None:
    load_rich()
    long = "a" * 6_000
    answer = send(client, f"{CHANGE}signaler/", comment=long)
    assert "5000" in answer.content.decode()
    assert fields(answer)["comment"] == [long]


# Afterwards


def test_who_proposed_may_take_it_back(client: Client) -> None:
    load_rich()
    send(client, f"{CHANGE}signaler/", comment="Bonjour")
    proposal = Proposal.objects.get()
    path = f"/contribuer/suivi/{proposal.token}/"
    page = client.get(path)
    assert (page["X-Robots-Tag"], page["Referrer-Policy"]) == ("noindex", "same-origin")
    assert "no-store" in page["Cache-Control"]
    client.post(path, {"retirer": "oui"})
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WITHDRAWN
    assert "Retirer ma proposition" not in client.get(path).content.decode()
    assert client.get("/contribuer/suivi/rien/").status_code == 404


def test_a_letter_gives_the_address_to_follow(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    load_rich()
    with django_capture_on_commit_callbacks(execute=True):
        told = {"author_email": "ada@ici.example", "consent": "on"}
        send(client, f"{CHANGE}signaler/", comment="Bonjour", **told)
    assert Proposal.objects.get().get_absolute_url() in mail.outbox[0].body


def test_the_editor_of_an_organisation_proposes_in_its_name(client: Client) -> None:
    sheet = make("alpha")
    user = User.objects.create_user("ada", "ada@ici.example", first_name="Ada")
    SheetEditor.objects.create(user=user, sheet=sheet)
    client.force_login(user)
    page = client.get("/contribuer/").content.decode()
    assert "/contribuer/fiche/alpha/" in page
    send(client, "/contribuer/fiche/alpha/", fiche__summary="Fait du pain.")
    proposal = Proposal.objects.get()
    assert (proposal.is_own, proposal.author) == (True, user)
    assert proposal.get_absolute_url() in client.get("/contribuer/").content.decode()


def test_public_pages_are_the_same_for_a_member(client: Client) -> None:
    load_rich()
    before = [client.get(path).content for path in ("/annuaire/", "/annuaire/la-fabrique-rose/")]
    client.force_login(User.objects.create_user("ada"))
    after = [client.get(path).content for path in ("/annuaire/", "/annuaire/la-fabrique-rose/")]
    assert before == after


def test_the_answer_comes_on_the_same_page(client: Client) -> None:
    load_rich()
    send(client, CHANGE, fiche__acronym="FR", fiche__founded="mai 2011")
    proposal = Proposal.objects.get()
    decisions = {
        one.pk: Decision(one.field == "acronym", "" if one.field == "acronym" else "Non daté.")
        for one in proposal.changes.order_by("pk")
    }
    decide(proposal=proposal, decisions=decisions, by=None, answer="Merci pour le sigle !")
    page = client.get(proposal.get_absolute_url()).content.decode().replace("\u202f", " ")
    for text in ("Acceptée en partie", "Merci pour le sigle !", "Non daté.", "<ins>FR</ins>"):
        assert text in page, text


@pytest.mark.parametrize(
    "hostile",
    ["\x00", "\ud800", "<script>alert(1)</script>", "-1", "é" * 9_000, "commune:", "::", "1e999"],
)
def test_hostile_values_are_refused_or_kept_as_text(client: Client, hostile: str) -> None:
    load_rich()
    hostile = hostile.encode("utf-8", "replace").decode()
    typed = fields(client.get(CHANGE))
    kept = {"stamp": typed["stamp"], "action": ["apercu"]}
    everywhere = {name: [hostile] for name in typed}
    answer = client.post(CHANGE, {**everywhere, **kept})
    assert answer.status_code == 422
    assert "<script>alert" not in answer.content.decode()
    assert client.post(CHANGE, {**everywhere, "action": "envoyer"}).status_code == 422
    assert not Proposal.objects.exists()
