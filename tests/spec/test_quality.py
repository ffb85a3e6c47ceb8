"""How true the portal stays: what sheets are worth, when they are due, who is asked."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from factories import load, make, organisation
from quality_samples import DUE, TODAY, page, proven, reviewer, row, sheet, stock

from maillage.apps.contributions.models import ReviewerScope
from maillage.apps.links.models import Address
from maillage.apps.quality import queries
from maillage.apps.quality.models import Assessment, QualityDay
from maillage.apps.sheets import actions as sheets
from maillage.apps.sheets import rhythm, upkeep
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import registry
from maillage.kernel.vocabularies import LinkState, ScopeKind

pytestmark = pytest.mark.usefixtures("places")
__all__ = ["reviewer"]


class TestRhythm:
    """Each type has its rhythm; a sheet that nobody has read counts from what its sources say."""

    def test_a_sheet_is_due_a_rhythm_after_its_review(self) -> None:
        one = make("alpha", reviewed_on="2026-01-10")
        assert rhythm.due_on(one, TODAY) == date(2027, 1, 10)

    def test_an_editors_own_date_wins(self) -> None:
        one = make("alpha", reviewed_on="2026-01-10", review_due="2026-02-01")
        assert rhythm.due_on(one, TODAY) == date(2026, 2, 1)

    def test_a_sheet_never_read_counts_from_its_newest_proof(self) -> None:
        stock(proven("alpha"), proven("beta", "vieux"))
        assert rhythm.due_on(sheet("alpha"), TODAY) == date(2027, 11, 22)
        # A page that tells its last update says no more than that, whenever we looked at it.
        assert rhythm.due_on(sheet("beta"), TODAY) == date(2022, 11, 4)

    def test_a_sheet_without_any_date_is_due_now(self) -> None:
        assert rhythm.due_on(make("alpha"), TODAY) == TODAY

    def test_dated_facts_and_what_is_over_are_never_due(self) -> None:
        assert registry["figure"].review_every is None
        over = registry["project"].model(name="x", type="project", ended="2020")
        assert rhythm.due_on(over, TODAY) is None
        assert rhythm.next_due(over, TODAY) is None

    def test_the_page_of_a_sheet_says_that_it_is_to_be_read_again(self, client: Client) -> None:
        stock(proven("beta", "vieux"))
        assert "pas encore relue : à revoir" in page(client, "/annuaire/beta/")


class TestPage:
    """`/qualite/` is public: it says what the sheets are worth, and leads to each of them."""

    def test_before_the_first_measure_it_says_so(self, client: Client) -> None:
        assert "n’a pas encore été mesurée" in page(client, "/qualite/")

    def test_it_counts_by_type_and_by_territory_and_each_cell_leads_to_its_sheets(
        self, client: Client
    ) -> None:
        stock(
            proven("alpha", located_in=["commune:54395"]),
            proven("beta", "vieux", located_in=["commune:57463"]),
            proven("gamma", acts_in=["pays:FR"]),
        )
        said = page(client, "/qualite/")
        assert "3 fiches : la note moyenne est de" in said
        assert "Grand Est" in said
        assert "Échelle nationale ou sans lieu" in said
        assert "1 fiche dont l’échéance de relecture est passée" in said
        listed = "/qualite/fiches/?type=organisation&territoire=region:44&critere=a-jour"
        assert (
            listed.replace("&", "&amp;")
            in client.get("/qualite/?type=organisation").content.decode()
        )
        one = page(client, listed)
        assert "Beta" in one
        assert "Alpha" not in one
        assert "À relire depuis le 4 novembre 2022." in one
        national = page(client, "/qualite/fiches/?territoire=national")
        assert "Gamma" in national
        assert "Beta" not in national

    def test_a_territory_is_told_by_its_parts(self, client: Client) -> None:
        stock(proven("alpha", located_in=["commune:54395"]), proven("b", acts_in=["region:44"]))
        region = page(client, "/qualite/?territoire=region:44")
        assert "2 fiches dans le Grand Est" in region
        assert "Meurthe-et-Moselle" in region
        assert "1 fiche à Nancy" in page(client, "/qualite/?territoire=commune:54395")
        assert client.get("/qualite/?lieu=Nancy&type=")["Location"].endswith(
            "?territoire=commune:54395"
        )

    def test_a_sheet_says_why_it_has_not_100(self, client: Client) -> None:
        stock(proven("alpha", summary="Répare des vélos.", roles=["lieu"]))
        said = page(client, "/qualite/fiches/")
        assert "Il manque : thèmes ; forme juridique ; liens" in said
        assert "situé à, adresses ou agit sur" in said
        load(organisation("nue"))
        stock()
        assert "Sans source : nom." in page(client, "/qualite/fiches/?critere=sourcee")

    def test_dead_links_count_until_somebody_finds_them_right(self, client: Client) -> None:
        make("alpha", links=[{"kind": "site", "url": "https://alpha.example/"}])
        Address.objects.filter(url="https://alpha.example/").update(state=LinkState.DEAD)
        stock()
        assert row("alpha").links == 0
        assert "Ne répond plus : https://alpha.example/." in page(
            client, "/qualite/fiches/?critere=liens"
        )
        assert "1 lien mort sur 1 fiche" in page(client, "/qualite/")
        for state, vouched in ((LinkState.DEAD, timezone.now()), (LinkState.REFUSED, None)):
            Address.objects.filter(uses__sheet__uid="alpha").update(state=state, vouched_at=vouched)
            stock()
            assert row("alpha").links == 100

    def test_links_never_checked_are_not_said_alive(self, client: Client) -> None:
        make("alpha", links=[{"kind": "site", "url": "https://alpha.example/"}])
        stock()
        assert row("alpha").links is None
        assert "aucun lien n’a encore été contrôlé" in page(client, "/qualite/")

    def test_what_is_withdrawn_leaves_the_page_at_once(
        self, client: Client, django_capture_on_commit_callbacks: Any
    ) -> None:
        stock(proven("alpha"), proven("beta"))
        one = sheet("beta")
        one.status = "archive"
        Sheet.objects.filter(uid="beta").update(status="archive")
        assert "Beta" not in page(client, "/qualite/fiches/")
        with django_capture_on_commit_callbacks(execute=True):
            sheets.save_sheet(sheet=one, by=None)
        assert not Assessment.objects.filter(sheet__uid="beta").exists()
        load(*(proven(f"org-{n}") for n in range(30)))
        stock()
        load(*(proven(f"org-{n}") | {"status": "archive"} for n in range(30)))
        assert "1 fiche" in page(client, "/qualite/fiches/")

    def test_the_figures_are_given_as_csv_and_json(self, client: Client) -> None:
        stock(proven("alpha", located_in=["commune:54395"]))
        data = client.get("/qualite/?format=json").json()
        assert [one["weight"] for one in data["criteria"]] == [30, 25, 20, 15, 10]
        assert data["results"][0]["sheets"] == 1
        assert data["results"][0]["links"] is None  # unknown is not zero
        table = client.get("/qualite/?format=csv").content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(table)))
        assert {one["territory"] for one in rows} >= {"", "region:44"}
        listed = client.get("/qualite/fiches/?format=csv").content.decode("utf-8-sig")
        assert next(csv.DictReader(io.StringIO(listed)))["id"] == "alpha"
        assert client.get("/qualite/?format=pdf").status_code == 404

    @pytest.mark.parametrize(
        ("query", "notice"),
        [
            ("type=rien", "« rien » n’est pas une valeur de « type »"),
            ("critere=x", "« x » n’est pas une valeur"),
            ("territoire=lune:1", "Aucun territoire ne répond à « lune:1 »"),
        ],
    )
    def test_what_is_malformed_is_set_aside_with_a_notice(
        self, client: Client, query: str, notice: str
    ) -> None:
        stock(proven("alpha"))
        assert notice in page(client, f"/qualite/fiches/?{query}")

    def test_a_page_that_the_list_does_not_have_is_a_404(self, client: Client) -> None:
        stock(proven("alpha"))
        for number in ("2", "x", "0"):
            assert client.get(f"/qualite/fiches/?page={number}").status_code == 404

    def test_queries_do_not_grow_with_the_sheets(
        self, client: Client, django_assert_max_num_queries: Any
    ) -> None:
        stock(*(proven(f"org-{n}", located_in=["commune:54395"]) for n in range(30)))
        for path in ("/qualite/", "/qualite/?territoire=region:44", "/qualite/fiches/"):
            client.get(path)
            with django_assert_max_num_queries(12):
                client.get(path)


class TestTrend:
    """The figures of a day are never written again, but the same day."""

    def test_days_follow_each_other_and_the_past_stays(self, client: Client) -> None:
        stock(proven("alpha", located_in=["commune:54395"]), day=date(2026, 11, 20))
        before = QualityDay.objects.get(type="", territory="")
        stock(proven("beta"), day=date(2026, 11, 21))
        stock(day=date(2026, 11, 21))
        days = [one.day for one in queries.trend("", "")]
        assert days == [date(2026, 11, 20), date(2026, 11, 21)]
        assert QualityDay.objects.get(pk=before.pk).sheets == before.sheets == 1
        said = page(client, "/qualite/")
        assert "20 novembre 2026" in said
        assert QualityDay.objects.get(day="2026-11-21", type="", territory="").sheets == 2

    def test_types_and_large_territories_keep_their_past_and_the_rest_only_the_last_day(
        self,
    ) -> None:
        for day in (20, 21):
            stock(proven("alpha", located_in=["commune:54395"]), day=date(2026, 11, day))
        past = QualityDay.objects.filter(day="2026-11-20")
        kept = set(past.order_by("pk").values_list("type", "territory"))
        assert kept == {
            *(("", ""), ("organisation", "")),
            *(("", "region:44"), ("", "departement:54")),
        }

    def test_maintenance_measures_once_a_day(self, data_dir: Any) -> None:
        make("alpha")
        now = timezone.now()
        done = [one.task.key for one in upkeep.maintain(now=now, only=["qualite"])]
        assert done == ["qualite"]
        assert queries.last_day() == timezone.localdate(now)


class TestDesk:
    """Sheets that are due come to those in charge of them, who confirm them in one click."""

    def test_the_desk_is_for_reviewers(self, client: Client) -> None:
        assert client.get(DUE).status_code == 302
        client.force_login(User.objects.create_user("nobody"))
        assert client.get(DUE).status_code == 403
        for path in (f"{DUE}vrai/", f"{DUE}rappel/alpha/"):
            assert client.post(path).status_code == 403
            assert client.get(path).status_code in (403, 405)

    def test_the_longest_overdue_come_first(self, client: Client, reviewer: User) -> None:
        make("beta")
        stock(proven("alpha", "vieux"), proven("zeta"))
        said = page(client, DUE)
        assert "2 fiches à relire" in said
        assert said.index("Alpha") < said.index("Beta")
        assert "jamais relue, dite vraie le 4 novembre 2021" in said
        assert "Zeta" not in said

    def test_those_to_come_are_shown_on_demand(self, client: Client, reviewer: User) -> None:
        day = timezone.localdate() - timedelta(days=345)
        make("alpha", reviewed_on=day.isoformat())
        stock()
        assert "Rien n’est à relire aujourd’hui." in page(client, DUE)
        assert "Alpha" in page(client, f"{DUE}?avance=30")
        assert "dans 20 jours" in page(client, f"{DUE}?avance=90")

    def test_a_reviewer_sees_what_they_are_in_charge_of(
        self, client: Client, reviewer: User
    ) -> None:
        stock(
            proven("nancy", "vieux", located_in=["commune:54395"]),
            proven("metz", "vieux", located_in=["commune:57463"]),
            proven("velo", "vieux", located_in=["commune:59350"], themes=["mobilite"]),
            proven("nulle-part", "vieux"),
        )
        assert "4 fiches à relire" in page(client, DUE)
        for kind, code in (("territoire", "departement:54"), ("theme", "mobilite")):
            ReviewerScope.objects.create(user=reviewer, kind=ScopeKind.of(kind), code=code)
        said = page(client, DUE)
        assert "3 fiches à relire" in said
        assert "Metz" not in said
        assert "4 fiches à relire" in page(client, f"{DUE}?charge=toutes")
        assert "1 fiche à relire" in page(client, f"{DUE}?theme=mobilite")
        assert "1 fiche à relire à Nancy" in page(client, f"{DUE}?territoire=commune:54395")

    def test_still_true_puts_the_next_review_off_and_history_says_who(
        self, client: Client, reviewer: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        stock(proven("alpha", "vieux"), proven("beta", "vieux"))
        before = row("alpha").score
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(f"{DUE}vrai/", {"seule": sheet("alpha").pk, "retour": DUE})
        assert answer["Location"] == DUE
        today = timezone.localdate()
        one = sheet("alpha")
        assert (one.reviewed_on, one.review_due) == (today, today + timedelta(days=365))
        version = one.history.first()
        assert version.history_user == reviewer
        assert version.history_change_reason == "Toujours vrai"
        assert row("alpha").score > before
        said = page(client, DUE)
        assert "« Alpha » est notée toujours vraie." in said
        assert "1 fiche à relire" in said

    def test_many_are_confirmed_at_once(self, client: Client, reviewer: User) -> None:
        stock(*(proven(f"org-{n}", "vieux") for n in range(3)))
        pks = [sheet(f"org-{n}").pk for n in range(2)]
        client.post(f"{DUE}vrai/", {"fiche": [*pks, "x", "999999"]})
        assert "2 fiches sont notées toujours vraies." in page(client, DUE)
        assert sheet("org-2").reviewed_on is None

    def test_nothing_ticked_changes_nothing_and_the_way_back_stays_here(
        self, client: Client, reviewer: User
    ) -> None:
        answer = client.post(f"{DUE}vrai/", {"retour": "https://ailleurs.example/"})
        assert answer["Location"] == DUE
        assert "rien n’a été noté" in page(client, DUE)

    def test_a_reviewer_sees_what_a_sheet_is_worth_beside_it_and_a_visitor_does_not(
        self, client: Client, reviewer: User
    ) -> None:
        stock(proven("alpha", "vieux"))
        assert "sur 100" in page(client, "/annuaire/alpha/")
        client.logout()
        assert "sur 100" not in page(client, "/annuaire/alpha/")

    def test_an_edited_sheet_is_measured_again_at_once(
        self, django_capture_on_commit_callbacks: Any
    ) -> None:
        stock(proven("alpha"))
        before = row("alpha").complete or 0
        one = sheet("alpha")
        one.summary = "Répare des vélos."
        with django_capture_on_commit_callbacks(execute=True):
            sheets.save_sheet(sheet=one, by=None)
        assert (row("alpha").complete or 0) > before

    def test_queries_do_not_grow_with_the_sheets(
        self, client: Client, reviewer: User, django_assert_max_num_queries: Any
    ) -> None:
        stock(*(proven(f"org-{n}", "vieux") for n in range(30)))
        client.get(DUE)
        with django_assert_max_num_queries(25):
            client.get(DUE)
