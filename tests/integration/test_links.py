"""Links: asked politely, judged over days, proposed to reviewers, never hidden."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from factories import load, organisation
from news_server import Site, serve

from maillage.apps.contributions.actions import Decision, decide
from maillage.apps.contributions.models import Proposal
from maillage.apps.directory.models import Organisation
from maillage.apps.links import actions, checking, queries
from maillage.apps.links.models import Address, LinkCheck, Use
from maillage.apps.sheets.actions import save_sheet
from maillage.apps.sheets.upkeep import TaskFailed, Upkeep
from maillage.kernel.vocabularies import LinkState, ProposalOrigin, ProposalState

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAGE = {"Content_Type": "text/html; charset=utf-8"}


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


def here(address: str) -> bool:
    """Allow this machine, which the policy of instances refuses."""
    return address == "127.0.0.1"


def links_to(uid: str, *urls: str, kind: str = "site", **fields: Any) -> dict[str, Any]:
    return organisation(uid, links=[{"kind": kind, "url": url} for url in urls], **fields)


def check(days: float = 0) -> checking.Checked:
    """Check what is due, so many days after the beginning of the story."""
    upkeep = Upkeep(NOW + timedelta(days=days))
    return checking.check(upkeep, policy=here, pause=0)


class Few(Upkeep):
    """A maintenance that has time for a few sites only."""

    def __init__(self, now: datetime, asked: int) -> None:
        super().__init__(now)
        self.left = asked

    def has_time(self) -> bool:
        self.left -= 1
        return self.left >= 0


def state(url: str) -> LinkState:
    return Address.objects.get(url=url).state_term


@pytest.fixture
def dead(places: None, site: Site) -> str:
    """Give the organisation alpha a page that answers, then dies; return its address."""
    url = site.give("/page", "<title>Aides</title>", **PAGE)
    load(links_to("alpha", url, f"{site.url}/vivant", located_in=["commune:54395"]))
    site.give("/vivant", "<title>Bonjour</title>", **PAGE)
    check()
    site.give("/page", status=404)
    for days in (1, 2, 4, 10):
        check(days)
    assert state(url) is LinkState.DEAD
    return url


@pytest.fixture
def reviewer(places: None, client: Client) -> Client:
    user = get_user_model().objects.create_user("ada", password="secret")
    user.user_permissions.add(Permission.objects.get(codename="review_proposal"))
    client.force_login(user)
    return client


# --- judging


def test_every_check_is_kept(dead: str) -> None:
    address = Address.objects.get(url=dead)
    found = list(address.checks.order_by("checked_at").values_list("state", "status"))
    assert found == [("repond", 200), *[("en-echec", 404)] * 4][: len(found)]
    assert len(found) >= 4
    assert address.answered_at == NOW
    assert address.failing_since == NOW + timedelta(days=1)


def test_nothing_is_asked_before_its_turn(places: None, site: Site) -> None:
    load(links_to("alpha", site.give("/page", "Bonjour", Content_Type="text/plain")))
    assert check().done == 1
    assert check(0.4).done == 0
    assert check(0.5).done == 1
    assert check(1.5).done == 0  # the second wait is three times the first
    assert check(2).done == 1


def test_only_what_readers_see_is_asked(places: None, site: Site) -> None:
    load(links_to("alpha", site.give("/brouillon"), status="brouillon"))
    assert check().due == 0
    guide = {"id": "guide", "title": "Guide", "url": site.give("/guide")}
    load(organisation("beta"), sources=[guide])
    assert check().done == 1
    assert Use.objects.get(source__isnull=False).address.url == f"{site.url}/guide"


def test_an_address_is_asked_once_for_all_its_sheets(places: None, site: Site) -> None:
    url = site.give("/page", "Bonjour", Content_Type="text/plain")
    load(links_to("alpha", url), links_to("beta", url))
    assert check().done == 1
    assert LinkCheck.objects.count() == 1
    assert Use.objects.filter(address__url=url).count() == 2


def test_a_feed_that_becomes_a_page_is_suspect(places: None, site: Site) -> None:
    url = site.give("/flux", "<title>Actualités</title>", **PAGE)
    load(links_to("alpha", url, kind="flux"))
    check()
    assert state(url) is LinkState.SUSPECT


def test_a_machine_cut_off_blames_no_site(places: None, site: Site) -> None:
    good = site.give("/page", "Bonjour", Content_Type="text/plain")
    load(links_to("alpha", good))
    check()
    load(links_to("beta", "http://127.0.0.1:9/", "http://127.0.0.1:9/autre"))
    Address.objects.filter(url=good).update(url="http://127.0.0.1:7/")  # it answers no longer
    load(links_to("alpha", "http://127.0.0.1:7/"))
    with pytest.raises(TaskFailed, match="internet"):
        check()
    assert LinkCheck.objects.count() == 1


def test_a_lone_silence_is_noted_when_a_witness_answers(places: None, site: Site) -> None:
    load(links_to("alpha", site.give("/page", "Bonjour", Content_Type="text/plain")))
    check()
    load(links_to("beta", "http://127.0.0.1:9/"))
    check()
    assert state("http://127.0.0.1:9/") is LinkState.FAILING


def test_a_check_cut_short_goes_on_where_it_was(places: None, site: Site) -> None:
    urls = [site.give(f"/{n}", "x", Content_Type="text/plain") for n in range(5)]
    load(links_to("alpha", *urls))
    upkeep = Few(NOW, asked=2)
    first = checking.check(upkeep, policy=here, pause=0)
    assert (first.due, first.done) == (5, 2)
    assert upkeep.was_cut
    assert "pour la prochaine fois : 3" in first.sentence
    assert check().done == 3
    assert LinkCheck.objects.count() == 5


# --- proposing


def test_a_dead_link_is_proposed_for_removal_and_never_hidden(client: Client, dead: str) -> None:
    proposal = Proposal.objects.get()
    assert (proposal.origin, proposal.state) == (ProposalOrigin.LINK, ProposalState.WAITING)
    [change] = proposal.changes.all()
    assert [link["url"] for link in change.old] == [dead, dead.replace("page", "vivant")]
    assert [link["url"] for link in change.new] == [dead.replace("page", "vivant")]
    assert "404" in change.ground
    assert "web.archive.org/web/20261122/" in proposal.comment
    page = client.get("/annuaire/alpha/").content.decode()
    assert f'href="{dead}"' in page
    assert "ne répond plus" in page
    assert f'href="https://web.archive.org/web/20261122/{dead}"' in page


def test_it_is_proposed_once(dead: str) -> None:
    for days in (30, 60, 90):
        check(days)
    assert Proposal.objects.count() == 1


def test_what_reviewers_refused_is_not_proposed_again(dead: str) -> None:
    user = get_user_model().objects.create_user("ada")
    proposal = Proposal.objects.get()
    [change] = proposal.changes.all()
    decide(proposal=proposal, decisions={change.pk: Decision(accept=False)}, by=user)
    for days in (30, 60):
        check(days)
    assert Proposal.objects.count() == 1


def test_a_link_that_answers_again_takes_its_proposal_back(site: Site, dead: str) -> None:
    site.give("/page", "<title>Aides</title>", **PAGE)
    check(40)
    assert state(dead) is LinkState.OK
    proposal = Proposal.objects.get()
    assert proposal.state == ProposalState.WITHDRAWN
    assert "répond de nouveau" in proposal.answer


def test_an_accepted_removal_leaves_nothing_to_check(dead: str) -> None:
    user = get_user_model().objects.create_user("ada")
    proposal = Proposal.objects.get()
    [change] = proposal.changes.all()
    decide(proposal=proposal, decisions={change.pk: Decision(accept=True)}, by=user)
    assert [link["url"] for link in Organisation.objects.get().links] == [f"{dead[:-4]}vivant"]
    assert not Address.objects.given().filter(url=dead).exists()
    assert Address.objects.filter(url=dead).exists()  # its checks are kept


def test_a_moved_page_is_proposed_with_its_new_address(places: None, site: Site) -> None:
    old = site.give("/ancien", status=301, Location="/nouveau/page")
    new = site.give("/nouveau/page", "<title>Aides</title>", **PAGE)
    load(links_to("alpha", old))
    check()
    assert state(old) is LinkState.REDIRECTED
    proposal = Proposal.objects.get()
    [change] = proposal.changes.all()
    assert change.new == [{"kind": "site", "url": new}]
    assert new in proposal.comment
    user = get_user_model().objects.create_user("ada")
    decide(proposal=proposal, decisions={change.pk: Decision(accept=True)}, by=user)
    assert Organisation.objects.get().links == change.new


def test_a_temporary_redirection_is_proposed_after_a_month(places: None, site: Site) -> None:
    with serve() as other:
        old = site.give("/ancien", status=302, Location=other.give("/la", "x"))
        load(links_to("alpha", old.replace("127.0.0.1", "localhost")))
        for days in (0, 1, 3, 8, 22):
            checking.check(Upkeep(NOW + timedelta(days=days)), policy=bool, pause=0)
        assert not Proposal.objects.exists()
        checking.check(Upkeep(NOW + timedelta(days=60)), policy=bool, pause=0)
        assert Proposal.objects.count() == 1


def test_a_home_page_instead_is_suspect_and_proposes_nothing(places: None, site: Site) -> None:
    url = site.give("/aides/fonds", status=301, Location="/")
    site.give("/", "<title>Accueil</title>", **PAGE)
    load(links_to("alpha", url))
    check()
    address = Address.objects.get(url=url)
    assert (address.state, address.reason) == ("suspect", "l’adresse mène à la page d’accueil")
    assert not Proposal.objects.exists()


def test_uses_follow_the_sheets(places: None) -> None:
    load(links_to("alpha", "http://a.example/1"))
    assert Use.objects.get().address.url == "http://a.example/1"
    sheet = Organisation.objects.get()
    sheet.links = [{"kind": "site", "url": "http://a.example/2"}]
    save_sheet(sheet=sheet, by=None)
    assert Use.objects.get().address.url == "http://a.example/2"
    Use.objects.all().delete()
    actions.note_all()
    assert Use.objects.get().address.url == "http://a.example/2"


# --- reviewing


def test_the_desk_is_for_reviewers(client: Client, dead: str) -> None:
    pk = Address.objects.get(url=dead).pk
    for path in ("/relecture/liens/", f"/relecture/liens/{pk}/"):
        assert client.get(path).status_code == 302
    assert client.post(f"/relecture/liens/{pk}/bonne/").status_code == 302
    assert Address.objects.get(url=dead).vouched_at is None
    client.force_login(get_user_model().objects.create_user("bob"))
    assert client.get("/relecture/liens/").status_code == 403


def test_the_desk_shows_what_to_look_at(reviewer: Client, dead: str) -> None:
    page = reviewer.get("/relecture/liens/").content.decode()
    assert dead in page
    assert "/vivant" not in page
    assert "Mort" in page
    assert "/annuaire/alpha/" in page
    assert "/vivant" in reviewer.get("/relecture/liens/?etat=repond").content.decode()
    nothing = reviewer.get("/relecture/liens/?type=evenement&q=rien").content.decode()
    assert "Aucun lien à montrer" in nothing
    assert dead in reviewer.get("/relecture/liens/?type=organisation&q=alpha").content.decode()


def test_malformed_queries_are_told(reviewer: Client, dead: str) -> None:
    page = reviewer.get("/relecture/liens/?etat=bof").content.decode()
    assert "bof" in page
    assert dead in page
    assert reviewer.get("/relecture/liens/?page=99").status_code == 404
    assert reviewer.get("/relecture/liens/?page=x").status_code == 404
    assert reviewer.get("/relecture/liens/999/").status_code == 404


def test_an_address_shows_its_checks(reviewer: Client, dead: str) -> None:
    pk = Address.objects.get(url=dead).pk
    page = reviewer.get(f"/relecture/liens/{pk}/").content.decode()
    assert page.count("En échec") >= 3
    assert "404" in page


def test_a_reviewer_may_find_it_right(reviewer: Client, site: Site, dead: str) -> None:
    pk = Address.objects.get(url=dead).pk
    data = {"retour": "type=organisation"}
    response = reviewer.post(f"/relecture/liens/{pk}/bonne/", data)
    assert response.headers["location"] == "/relecture/liens/?type=organisation"
    assert dead not in reviewer.get("/relecture/liens/").content.decode()
    assert "ne répond plus" not in reviewer.get("/annuaire/alpha/").content.decode()
    assert Proposal.objects.get().state == ProposalState.WITHDRAWN
    check(20)
    assert Address.objects.get(pk=pk).vouched_at  # still dead: nothing new to say
    site.give("/page", "<title>Aides</title>", **PAGE)
    check(80)
    assert Address.objects.get(pk=pk).vouched_at is None


def test_a_reviewer_may_have_it_checked_again(reviewer: Client, dead: str) -> None:
    pk = Address.objects.get(url=dead).pk
    reviewer.post(f"/relecture/liens/{pk}/encore/", {"retour": "//mal.example"})
    assert Address.objects.get(pk=pk).next_check is None
    assert check(10.1).done == 1


def test_a_fixed_number_of_queries(
    reviewer: Client, places: None, django_assert_max_num_queries: Any
) -> None:
    def queries_of() -> int:
        with django_assert_max_num_queries(60) as counted:
            assert reviewer.get("/relecture/liens/").status_code == 200
        return len(counted)

    load(links_to("un", "http://a.example/0"))
    Address.objects.update(state=LinkState.DEAD, since=NOW)
    few = queries_of()
    load(*(links_to(f"n{n}", f"http://a.example/{n}", "http://a.example/") for n in range(1, 9)))
    Address.objects.update(state=LinkState.DEAD, since=NOW)
    assert queries_of() == few


def test_only_dead_links_are_marked(dead: str) -> None:
    assert set(queries.dead_among([dead, f"{dead[:-4]}vivant", "http://autre.example/"])) == {dead}
