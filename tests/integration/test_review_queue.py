"""The queue of the review desk: what waits, cut and sorted by its address, and for how long."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from factories import load, make, organisation
from review_desk import desk, page, proposed, reviewer

from maillage.apps.contributions.models import Proposal
from maillage.apps.directory.models import Organisation
from maillage.apps.sheets.types import registry

__all__ = ["desk", "reviewer"]
DAY = [{"start": "2027-05-01"}]


class TestQueue:
    """What waits, cut and sorted by its address."""

    @pytest.fixture(autouse=True)
    def three(self, reviewer: User) -> None:
        nancy = make("ecole", name="École de Nancy", located_in=["commune:54395"])
        load(
            organisation("velo", themes=["mobilite"], located_in=["commune:59350"]),
            {"type": "event", "id": "fete", "name": "Fête du vélo", "dates": DAY},
        )
        proposed(nancy, summary="Apprend.")
        proposed(Organisation.objects.get(uid="velo"), {"comment": "Un mot"}, summary="Répare.")
        event = registry["event"].model.objects.get(uid="fete")
        proposed(event, summary="Une fête.")
        old = timezone.now() - timedelta(days=40)
        Proposal.objects.filter(name="Velo").update(created_at=old)

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("", ["Velo", "École de Nancy", "Fête du vélo"]),
            ("?tri=nom", ["Fête du vélo", "Velo", "École de Nancy"]),
            ("?tri=recent", ["Fête du vélo", "École de Nancy", "Velo"]),
            ("?type=event", ["Fête du vélo"]),
            ("?q=ecole", ["École de Nancy"]),
            ("?q=MOT", ["Velo"]),
            ("?territoire=region:44", ["École de Nancy"]),
            ("?lieu=Lille", ["Velo"]),
            ("?theme=mobilite", ["Velo"]),
            ("?age=30", ["Velo"]),
            ("?voie=document", []),
            ("?etat=refusee", []),
            ("?etat=toutes&tri=ancien", ["Velo", "École de Nancy", "Fête du vélo"]),
        ],
    )
    def test_filters_and_orders(self, desk: Client, query: str, names: list[str]) -> None:
        queue = desk.get(f"/relecture/{query}").context["queue"]
        found = [row.proposal.name for row in queue.rows]
        assert sorted(found) == sorted(names) if query == "?tri=nom" else found == names

    def test_what_is_malformed_is_said(self, desk: Client) -> None:
        text = page(desk, "/relecture/?etat=rien&type=x&age=3&tri=z&lieu=xyzzy")
        assert text.count("ignorée") == 4
        assert "Aucun territoire ne répond" in text
        assert desk.get("/relecture/?page=9").status_code == 404

    def test_counts_are_those_of_the_filters(self, desk: Client) -> None:
        queue = desk.get("/relecture/?type=event").context["queue"]
        kinds = {one.value: one.count for one in queue.facets[0].options}
        assert kinds == {"event": 1, "organisation": 2}

    def test_as_many_queries_for_three_as_for_forty(self, desk: Client) -> None:
        page(desk, "/relecture/")
        with CaptureQueriesContext(connection) as few:
            page(desk, "/relecture/")
        for number in range(40):
            proposed(None, {"comment": "Nouvelle"}, name=f"Nouvelle {number}", summary="Oui")
        with CaptureQueriesContext(connection) as many:
            page(desk, "/relecture/")
        assert len(many) == len(few)

    def test_how_long_reviews_took(self, desk: Client, reviewer: User) -> None:
        for days, proposal in zip((1, 2, 5), Proposal.objects.order_by("pk"), strict=True):
            start = timezone.now() - timedelta(days=10)
            Proposal.objects.filter(pk=proposal.pk).update(
                state="acceptee", created_at=start, decided_at=start + timedelta(days=days)
            )
        text = page(desk, "/relecture/")
        assert (
            "3\u202fpropositions relues" in text.replace(" ", " ")
            or "3 propositions relues" in text
        )
        assert "la moitié en 2" in text.replace("\xa0", " ")
