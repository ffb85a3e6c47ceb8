"""The review desk as reviewers use it: the queue, a proposal beside its sheet, the decisions."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from factories import load, make
from review_desk import desk, page, proposed, reviewer
from web_forms import fields

from maillage.apps.contributions.actions import Proposer
from maillage.apps.contributions.models import Proposal, ReviewerScope
from maillage.apps.directory.models import Organisation
from maillage.apps.sheets import actions as sheets
from maillage.apps.sheets import indexing
from maillage.apps.sheets.types import registry
from maillage.kernel.vocabularies import ChangeState, ProposalState

__all__ = ["desk", "reviewer"]
pytestmark = pytest.mark.usefixtures("places")
DAY = [{"start": "2027-05-01"}]


def now(sheet: Any) -> Organisation:
    return Organisation.objects.get(pk=sheet.pk)


def pks(proposal: Proposal) -> dict[str, int]:
    return dict(proposal.changes.order_by("pk").values_list("field", "pk"))


def sent(client: Client, proposal: Proposal, url: str = "", **data: Any) -> Any:
    return client.post(url or f"/relecture/{proposal.pk}/", data)


class TestAccess:
    """The desk is for reviewers, each in their charge."""

    def test_visitors_sign_in_first(self, client: Client) -> None:
        assert "connexion" in client.get("/relecture/").headers["Location"]

    def test_members_who_do_not_review_are_refused(self, client: Client) -> None:
        client.force_login(User.objects.create_user("ada"))
        assert client.get("/relecture/").status_code == 403

    def test_a_reviewer_sees_first_and_decides_only_what_is_in_charge(
        self, desk: Client, reviewer: User
    ) -> None:
        ReviewerScope.objects.create(user=reviewer, kind="territoire", code="departement:54")
        here = proposed(make("nancy", located_in=["commune:54395"]), summary="Ici")
        there = proposed(make("lille", located_in=["commune:59350"]), summary="Là")
        text = page(desk, "/relecture/")
        assert "1 proposition attend" in text
        assert f"/relecture/{here.pk}/" in text
        assert f"/relecture/{there.pk}/" not in text
        assert f"/relecture/{there.pk}/" in page(desk, "/relecture/?charge=toutes")
        assert "n’est pas de votre charge" in page(desk, f"/relecture/{there.pk}/")
        assert sent(desk, there, verdict="accepter").status_code == 403
        desk.post("/relecture/lot/", {"proposition": there.pk, "verdict": "accepter"})
        assert now(there.sheet).summary == ""


class TestDeciding:
    """Value by value, with a reason; what is done leads to the next proposal."""

    def test_accept_one_refuse_the_other(self, desk: Client) -> None:
        sheet = make("alpha", summary="Avant", founded="2010")
        proposal = proposed(sheet, summary="Après", founded="2011")
        own = pks(proposal)
        answer = sent(
            desk,
            proposal,
            **{
                f"choix-{own['summary']}": "accepter",
                f"choix-{own['founded']}": "refuser",
                f"motif-{own['founded']}": "Statuts de 2010.",
                "reponse": "Merci !",
            },
        )
        assert answer.headers["Location"] == "/relecture/"
        assert (now(sheet).summary, now(sheet).founded) == ("Après", "2010")
        proposal.refresh_from_db()
        assert (proposal.state, proposal.answer) == (ProposalState.PARTIAL, "Merci !")
        text = page(desk, f"/relecture/{proposal.pk}/")
        assert "Statuts de 2010." in text
        assert "par Lou Petit" in text

    def test_a_refusal_says_why(self, desk: Client) -> None:
        proposal = proposed(make("alpha"), summary="Après")
        answer = sent(desk, proposal, verdict="refuser")
        assert answer.status_code == 409
        assert "dire pourquoi" in answer.content.decode()
        sent(desk, proposal, verdict="refuser", reponse="Sans source.")
        proposal.refresh_from_db()
        assert proposal.state == ProposalState.REFUSED

    def test_a_value_is_corrected_before_it_is_published(self, desk: Client) -> None:
        sheet = make("alpha")
        proposal = proposed(sheet, founded="2011")
        name = f"valeur-{pks(proposal)['founded']}"
        answer = sent(desk, proposal, verdict="accepter", **{name: "l’an dernier"})
        assert answer.status_code == 409
        assert "l’an dernier" in answer.content.decode()  # what was typed is not lost
        sent(desk, proposal, verdict="accepter", **{name: "2012"})
        assert now(sheet).founded == "2012"

    def test_the_form_as_it_is_shown_corrects_nothing(self, desk: Client) -> None:
        load({"type": "event", "id": "fete", "name": "Fête", "dates": DAY})
        phone = {"number": "+33383111111", "label": "Accueil"}
        themes = ["mobilite", "culture", "sport"]  # another order than that of the boxes
        proposal = proposed(
            make("alpha"), phones=[phone], located_in=["commune:54395"], themes=themes
        )
        online = proposed(registry["event"].model.objects.get(uid="fete"), online=True)
        for one in (proposal, online):
            assert f"/relecture/{one.pk}/" in page(desk, "/relecture/")
            data = fields(page(desk, f"/relecture/{one.pk}/"))
            desk.post(f"/relecture/{one.pk}/", data | {"verdict": ["accepter"]})
        sheet = now(proposal.sheet)
        assert (sheet.phones, sheet.located_in) == ([phone], ["commune:54395"])
        assert sheet.themes == themes
        assert registry["event"].model.objects.get(uid="fete").online

    def test_a_box_more_keeps_the_order_of_the_others(self, desk: Client) -> None:
        proposal = proposed(make("alpha"), themes=["mobilite", "culture"])
        data = fields(page(desk, f"/relecture/{proposal.pk}/"))
        data[f"valeur-{pks(proposal)['themes']}"].append("sport")
        desk.post(f"/relecture/{proposal.pk}/", data | {"verdict": ["accepter"]})
        assert now(proposal.sheet).themes == ["mobilite", "culture", "sport"]

    def test_the_rest_waits(self, desk: Client) -> None:
        proposal = proposed(make("alpha"), summary="Après", founded="2011")
        answer = sent(desk, proposal, **{f"choix-{pks(proposal)['summary']}": "accepter"})
        assert answer.headers["Location"] == f"/relecture/{proposal.pk}/"
        assert now(proposal.sheet).summary == "Après"
        assert Proposal.objects.get().is_waiting

    def test_nothing_chosen_is_said(self, desk: Client) -> None:
        proposal = proposed(make("alpha"), summary="Après")
        answer = sent(desk, proposal)
        assert answer.status_code == 409
        assert "Choisir d’abord" in answer.content.decode()

    def test_a_remark_is_answered(self, desk: Client) -> None:
        proposal = proposed(make("alpha"), {"comment": "Le téléphone ne répond plus."})
        assert "Le téléphone ne répond plus." in page(desk, f"/relecture/{proposal.pk}/")
        sent(desk, proposal, verdict="accepter", reponse="Retiré, merci.")
        proposal.refresh_from_db()
        assert (proposal.state, proposal.answer) == (ProposalState.ACCEPTED, "Retiré, merci.")

    def test_the_next_of_the_same_queue_comes(self, desk: Client) -> None:
        sheet = make("alpha")
        first, second, third = (proposed(sheet, summary=text) for text in ("Une", "Deux", "Trois"))
        url = f"/relecture/{second.pk}/?tri=recent"
        assert "2 sur 3" in page(desk, url).replace("\xa0", " ")
        answer = sent(desk, second, url, verdict="accepter")
        assert answer.headers["Location"] == f"/relecture/{first.pk}/?tri=recent"
        text = page(desk, answer.headers["Location"])
        assert f"/relecture/{third.pk}/" in text
        assert ">acceptée</a>" in text  # what was decided is said, with the way back to it

    def test_two_reviewers_at_once(self, desk: Client) -> None:
        proposal = proposed(make("alpha"), summary="Après")
        sent(desk, proposal, verdict="refuser", reponse="Non.")
        answer = sent(desk, proposal, verdict="accepter")
        assert answer.status_code == 409
        assert "déjà close" in answer.content.decode()


class TestConflicts:
    """What was changed meanwhile is never replaced by accident."""

    @pytest.fixture
    def proposal(self) -> Proposal:
        sheet = make("alpha", summary="Avant", founded="2010")
        found = proposed(sheet, summary="Après", founded="2011")
        sheet.summary = "Entre-temps"
        sheets.save_sheet(sheet=sheet, by=None)
        return found

    def test_it_is_explained_with_the_three_values(self, desk: Client, proposal: Proposal) -> None:
        text = page(desk, f"/relecture/{proposal.pk}/")
        assert "Accepter remplacera la valeur d’aujourd’hui" in text
        for words in ("Avant", "Entre-temps", "Après"):
            assert words in text

    def test_accepting_all_leaves_it_aside(self, desk: Client, proposal: Proposal) -> None:
        sent(desk, proposal, verdict="accepter")
        sheet = now(proposal.sheet)
        assert (sheet.summary, sheet.founded) == ("Entre-temps", "2011")
        assert proposal.changes.get(field="summary").state == ChangeState.WAITING

    def test_it_is_replaced_on_purpose(self, desk: Client, proposal: Proposal) -> None:
        review = desk.get(f"/relecture/{proposal.pk}/").context["page"]
        one = next(one for one in review.fields if one.change.field == "summary")
        choice = {f"choix-{one.change.pk}": "accepter", f"vu-{one.change.pk}": one.seen}
        other = now(proposal.sheet)
        other.summary = "Encore autre chose"
        sheets.save_sheet(sheet=other, by=None)
        assert sent(desk, proposal, **choice).status_code == 409  # this, nobody has seen
        choice[f"vu-{one.change.pk}"] = next(
            one.seen
            for one in desk.get(f"/relecture/{proposal.pk}/").context["page"].fields
            if one.change.field == "summary"
        )
        sent(desk, proposal, **choice)
        assert now(proposal.sheet).summary == "Après"

    def test_lists_are_merged_and_it_is_said(self, desk: Client) -> None:
        site, blog, wiki = (
            {"kind": "site", "url": f"https://{name}.example/"} for name in ("site", "blog", "wiki")
        )
        sheet = make("beta", links=[site])
        proposal = proposed(sheet, links=[site, blog])
        sheet.links = [site, wiki]
        sheets.save_sheet(sheet=sheet, by=None)
        text = page(desk, f"/relecture/{proposal.pk}/")
        assert "garde ce qui a été changé entre-temps" in text
        sent(desk, proposal, verdict="accepter")
        assert now(sheet).links == [site, wiki, blog]


class TestSeveralAtOnce:
    """A page of the queue in one go."""

    def test_accept_those_that_can_be(self, desk: Client) -> None:
        alpha, beta = make("alpha", summary="Avant"), make("beta")
        contested, simple = proposed(alpha, summary="Après"), proposed(beta, summary="Oui")
        alpha.summary = "Entre-temps"
        sheets.save_sheet(sheet=alpha, by=None)
        data = {"proposition": [contested.pk, simple.pk], "verdict": "accepter"}
        text = desk.post("/relecture/lot/?tri=nom", data, follow=True).content.decode()
        assert "1 proposition acceptée." in text
        assert (now(alpha).summary, now(beta).summary) == ("Entre-temps", "Oui")
        contested.refresh_from_db()
        assert contested.is_waiting

    def test_a_refusal_says_why(self, desk: Client) -> None:
        proposal = proposed(make("alpha"), summary="Après")
        data = {"proposition": [proposal.pk, "x"], "verdict": "refuser"}
        text = desk.post("/relecture/lot/", data, follow=True).content.decode()
        assert "dire pourquoi" in text
        text = desk.post(
            "/relecture/lot/", data | {"motif": "Doublon."}, follow=True
        ).content.decode()
        assert "1 proposition refusée." in text
        proposal.refresh_from_db()
        assert proposal.answer == "Doublon."

    def test_what_may_exist_already_is_left_aside(self, desk: Client) -> None:
        make("roue", name="La Roue")
        twin, new = proposed(None, name="La Roue"), proposed(None, name="Le Guidon")
        data = {"proposition": [twin.pk, new.pk], "verdict": "accepter"}
        text = desk.post("/relecture/lot/", data, follow=True).content.decode()
        assert "1 proposition acceptée." in text
        assert "existe peut-être déjà (La Roue)" in text
        assert Organisation.objects.filter(name="La Roue").count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_the_index_follows_once(self, desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        sheets_of = (make("alpha"), make("beta"))
        ticked = [proposed(sheet, summary="Oui").pk for sheet in sheets_of]
        followed: list[set[str]] = []
        monkeypatch.setattr(indexing, "catch_up", lambda uids=(): followed.append(set(uids)))
        desk.post("/relecture/lot/", {"proposition": ticked, "verdict": "accepter"})
        assert followed == [{"alpha", "beta"}]

    def test_nothing_ticked_is_said(self, desk: Client) -> None:
        text = desk.post("/relecture/lot/", {"verdict": "accepter"}, follow=True).content.decode()
        assert "Cocher d’abord" in text


class TestUndoing:
    """What was accepted can be put back, with a reason."""

    def test_it_comes_back(self, desk: Client) -> None:
        sheet = make("alpha", summary="Avant")
        proposal = proposed(sheet, summary="Après")
        sent(desk, proposal, verdict="accepter")
        url = f"/relecture/{proposal.pk}/annuler/"
        assert sent(desk, proposal, url).status_code == 409
        sent(desk, proposal, url, motif="Erreur.")
        assert now(sheet).summary == "Avant"
        assert "Erreur." in page(desk, f"/relecture/{proposal.pk}/")


class TestNewSheets:
    """A new sheet, and the one that it may be already."""

    def test_it_is_published(self, desk: Client) -> None:
        proposal = proposed(None, {"proposer": Proposer("Zoé")}, name="La Roue", summary="Vélos.")
        assert "Zoé" in page(desk, f"/relecture/{proposal.pk}/")
        sent(desk, proposal, verdict="accepter")
        assert desk.get("/annuaire/la-roue/").status_code == 200

    def test_it_joins_the_sheet_that_exists(self, desk: Client) -> None:
        site = {"kind": "site", "url": "https://roue.example/"}
        blog = {"kind": "site", "url": "https://blog.example/"}
        sheet = make("roue", name="La Roue", summary="Vélos.", links=[site])
        proposal = proposed(None, name="La Roue", summary="Vélos !", links=[site, blog])
        assert "existe peut-être déjà" in page(desk, f"/relecture/{proposal.pk}/")
        url = f"/relecture/{proposal.pk}/rattacher/"
        assert sent(desk, proposal, url, fiche="rien").status_code == 409
        sent(desk, proposal, url, fiche=sheet.uid)
        proposal.refresh_from_db()
        assert (proposal.sheet_id, proposal.is_new) == (sheet.pk, False)
        assert set(pks(proposal)) == {"summary", "links"}  # the name is the same
        sent(desk, proposal, verdict="accepter")
        assert (now(sheet).summary, now(sheet).links) == ("Vélos !", [site, blog])

    def test_a_proposal_that_does_not_exist(self, desk: Client) -> None:
        assert desk.get("/relecture/999/").status_code == 404


def test_a_sheet_that_is_gone_is_still_answered(desk: Client) -> None:
    sheet = make("alpha")
    proposal = proposed(sheet, summary="Après")
    sheets.delete_sheet(sheet=sheet)
    assert "fiche disparue" in page(desk, "/relecture/")
    assert page(desk, f"/relecture/{proposal.pk}/")
    assert sent(desk, proposal, verdict="accepter").status_code == 409
    sent(desk, proposal, verdict="refuser", reponse="La fiche n’existe plus.")
    assert Proposal.objects.get().state == ProposalState.REFUSED


def test_a_page_varies_only_for_who_signed_in(client: Client, reviewer: User) -> None:
    """Shared caches keep one copy for all visitors; reviewers find their desk on every page."""
    sheet = make("alpha")
    seen = client.get(sheet.get_absolute_url())
    assert "Cookie" not in seen.get("Vary", "")
    assert "/relecture/" not in seen.content.decode()
    client.force_login(reviewer)
    assert 'href="/relecture/"' in client.get(sheet.get_absolute_url()).content.decode()
