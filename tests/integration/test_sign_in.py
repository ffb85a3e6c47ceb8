"""Signing in by e-mail, roles, and the people who speak for an organisation."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.db.models import Q
from django.test import Client
from factories import load, make, organisation

from maillage.apps.contributions.members import accounts, roles
from maillage.apps.contributions.models import Proposal, ProposalScope, ReviewerScope, SheetEditor
from maillage.apps.contributions.permissions import in_charge, sheets_in_charge
from maillage.apps.contributions.proposing import guards
from maillage.apps.directory.models import Organisation
from maillage.cli.demo import reviewer_link

pytestmark = pytest.mark.django_db
PATH = "/contribuer/connexion/"


def ask(client: Client, address: str, **more: str) -> Any:
    return client.post(PATH, {"address": address, **more})


def link() -> str:
    """Return the path of the link in the last letter."""
    found = re.search(r"http://testserver(/contribuer/connexion/\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


def who(client: Client) -> str:
    page = client.get("/contribuer/").content.decode()
    found = re.search(r'<span class="soft">([^<]*)</span> <button', page)
    return found[1] if found else ""


def reviewer(name: str = "lou", **fields: Any) -> User:
    user = User.objects.create_user(name, f"{name}@ici.example", **fields)
    user.groups.add(Group.objects.get(name=roles.REVIEWER))
    return user


def test_a_link_opens_the_door_once(client: Client) -> None:
    User.objects.create_user("ada", "ada@ici.example", first_name="Ada")
    ask(client, "ADA@ici.example", suite="/relecture/")
    assert mail.outbox[0].to == ["ada@ici.example"]
    path = link()
    assert who(client) == ""
    assert "Entrer en tant que" in client.get(path).content.decode()
    assert who(client) == ""  # opening it is not entering
    assert client.post(path.split("?")[0], {"suite": "/relecture/"})["Location"] == "/relecture/"
    assert who(client) == "Ada"
    other = Client()
    assert other.post(path).status_code == 410
    assert "Ce lien n’ouvre plus" in other.get(path).content.decode()


def test_a_link_is_good_for_half_an_hour(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    User.objects.create_user("ada", "ada@ici.example")
    ask(client, "ada@ici.example")
    now = datetime.now()  # noqa: DTZ005  (as the generator of tokens counts)

    def later(minutes: int) -> None:
        then = now + timedelta(minutes=minutes)
        monkeypatch.setattr(accounts.LinkTokens, "_now", lambda self: then)

    later(29)
    assert client.get(link()).status_code == 200
    later(31)
    assert client.get(link()).status_code == 410


def test_the_answer_does_not_tell_who_has_an_account(client: Client) -> None:
    User.objects.create_user("ada", "ada@ici.example")
    pages = [ask(client, address) for address in ("ada@ici.example", "bob@ici.example")]
    texts = [page.content.decode().replace("ada@", "bob@") for page in pages]
    assert [page.status_code for page in pages] == [200, 200]
    assert texts[0] == texts[1]
    assert len(mail.outbox) == 2


def test_a_new_address_becomes_a_contributor_when_its_link_is_used(client: Client) -> None:
    ask(client, "bob@ici.example")
    path = link()
    client.get(path)
    assert not User.objects.exists()
    client.post(path)
    user = User.objects.get()
    assert (user.email, user.has_usable_password()) == ("bob@ici.example", False)
    assert [group.name for group in user.groups.all()] == ["contributeur"]
    assert Client().post(path).status_code == 410


def test_a_closed_account_gets_no_way_in(client: Client) -> None:
    User.objects.create_user("ada", "ada@ici.example", is_active=False)
    ask(client, "ada@ici.example")
    assert client.post(link()).status_code == 410
    assert User.objects.count() == 1


def test_false_links_and_foreign_returns_lead_nowhere(client: Client) -> None:
    for path in ("MQ/abc-def/", "nouveau/x:y/", "%C3%A9/x/", "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA/a-b/"):
        assert client.get(PATH + path).status_code in (404, 410), path
    User.objects.create_user("ada", "ada@ici.example")
    for away in ("https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)"):
        path = "/contribuer/connexion/{}/{}/".format(*accounts.key_for(User.objects.get()))
        assert client.post(path, {"suite": away})["Location"] == "/contribuer/"


def test_a_box_is_not_flooded_with_letters(client: Client) -> None:
    for _time in range(guards.LETTERS_TO_ONE.most):
        ask(client, "ada@ici.example")
    page = ask(client, "Ada@ici.example").content.decode()
    assert "réessayez dans 15 minutes" in page.replace("\xa0", " ")
    assert len(mail.outbox) == guards.LETTERS_TO_ONE.most


def test_a_mail_server_that_is_down_is_told(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_letter: object, **_more: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(accounts, "send_mail", down)
    assert "Le courriel n’a pas pu partir" in ask(client, "ada@ici.example").content.decode()


def test_the_desk_is_for_reviewers(client: Client) -> None:
    assert client.get("/relecture/")["Location"] == f"{PATH}?suite=%2Frelecture%2F"
    client.force_login(User.objects.create_user("ada"))
    assert client.get("/relecture/").status_code == 403
    client.force_login(reviewer())
    assert client.get("/relecture/").status_code == 200


def test_every_instance_has_the_three_roles() -> None:
    roles.keep()  # again: nothing is made twice
    names = Group.objects.order_by("name").values_list("name", flat=True)
    assert set(names) >= {"administrateur", "contributeur", "relecteur"}
    granted = Group.objects.get(name="administrateur").permissions
    assert granted.filter(codename="change_organisation").exists()
    assert not granted.filter(codename__in=["change_group", "delete_user"]).exists()


def test_an_administrator_does_not_become_superuser(client: Client) -> None:
    admin = User.objects.create_user("adm", is_staff=True)
    admin.groups.add(Group.objects.get(name=roles.ADMINISTRATOR))
    boss = User.objects.create_superuser("boss", "boss@ici.example")
    client.force_login(admin)
    own = client.get(f"/admin/auth/user/{admin.pk}/change/").content.decode()
    assert 'name="is_superuser"' not in own
    assert 'name="groups"' in own
    page = client.get(f"/admin/auth/user/{boss.pk}/change/").content.decode()
    assert 'name="email"' not in page
    assert client.get(f"/admin/auth/user/{boss.pk}/password/").status_code == 403


def test_an_organisation_gets_its_editor_by_e_mail(client: Client, places: None) -> None:
    make("alpha", name="Alpha\nCompagnie")
    path = "/contribuer/fiche/alpha/editeurs/"
    assert client.get(path).status_code == 302
    client.force_login(reviewer())
    client.post(path, {"address": "ada@alpha.example"})
    editor = SheetEditor.objects.get()
    assert (editor.user.email, editor.sheet.uid) == ("ada@alpha.example", "alpha")
    invited = Client()
    assert invited.post(link())["Location"] == "/contribuer/fiche/alpha/"
    assert "/contribuer/fiche/alpha/" in invited.get("/contribuer/").content.decode()
    client.post(path, {"retirer": str(editor.pk)})
    assert not SheetEditor.objects.exists()


def test_a_reviewer_is_in_charge_of_territories_and_themes(places: None) -> None:
    load(
        organisation("nancy", located_in=["commune:54395"]),
        organisation("metz", located_in=["commune:57463"], themes=["mobilite"]),
        organisation("lille", located_in=["commune:59350"]),
        organisation("nulle-part"),
    )
    user = reviewer()

    def sheets() -> set[str]:
        return set(
            Organisation.objects.filter(sheets_in_charge(user))
            .order_by("uid")
            .values_list("uid", flat=True)
        )

    assert (in_charge(user), sheets()) == (Q(), {"nancy", "metz", "lille", "nulle-part"})
    ReviewerScope.objects.create(user=user, kind="territoire", code="departement:54")
    assert sheets() == {"nancy", "nulle-part"}
    ReviewerScope.objects.create(user=user, kind="theme", code="mobilite")
    assert sheets() == {"nancy", "metz", "nulle-part"}

    for code in ("departement:54", "departement:59", ""):
        proposal = Proposal.objects.create(type="organisation", name=code or "partout")
        if code:
            ProposalScope.objects.create(proposal=proposal, kind="territoire", code=code)
    found = Proposal.objects.filter(in_charge(user)).order_by("name")
    assert [one.name for one in found] == ["departement:54", "partout"]


def test_the_demonstration_has_a_reviewer_whom_its_terminal_lets_in(client: Client) -> None:
    for _time in range(2):
        path = reviewer_link("http://127.0.0.1:8000/").removeprefix("http://127.0.0.1:8000")
        assert client.post(path)["Location"] == "/relecture/"
        assert client.get("/relecture/").status_code == 200
    assert not User.objects.get().has_usable_password()
