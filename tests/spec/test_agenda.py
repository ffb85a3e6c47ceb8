"""What the agenda promises its readers: dates as they are known, what comes first, nothing lost."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.utils import timezone
from factories import load, organisation

from maillage.apps.agenda import listing
from maillage.apps.agenda.models import Event

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def today(places: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Stop the calendar on 22 November 2026."""
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    listing._moved_on.clear()
    yield
    listing._moved_on.clear()


def event(uid: str, *dates: str, **fields: Any) -> dict[str, Any]:
    """Return the record of an event; a date is `start` or `start/end`."""
    values = [dict(zip(("start", "end"), one.split("/"), strict=False)) for one in dates]
    given = {"dates": values} if values else {}
    return {"type": "event", "id": uid, "name": uid.replace("-", " ").title(), **given, **fields}


def groups(client: Client, query: str = "") -> dict[str, list[str]]:
    """Return the names of the events of a list, by group of time."""
    listing = client.get(f"/agenda/{query}").context["listing"]
    return {one.title: [card.sheet.uid for card in one.cards] for one in listing.groups}


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return str(response.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


class TestADateIsAsExactAsItIsKnown:
    """« Mai ou juin 2022 » stays so: no day is invented."""

    @pytest.mark.parametrize(
        ("record", "words"),
        [
            (event("alpha", "2025-11-07/2025-11-08"), "Du 7 au 8 novembre 2025"),
            (event("alpha", "2022-05/2022-06"), "Mai ou juin 2022"),
            (event("alpha", "2022"), "En 2022"),
            (event("alpha", recurrence="FREQ=YEARLY;BYMONTH=11"), "Chaque année en novembre"),
            (event("alpha", recurrence="FREQ=YEARLY"), "Chaque année"),
            (event("alpha"), "Date à préciser"),
            (event("alpha", recurrence_note="Régulièrement"), "Régulièrement"),
            (
                event("alpha", "2026-11-24", recurrence="FREQ=WEEKLY"),
                "Chaque mardi, prochain rendez-vous le 24 novembre 2026",
            ),
        ],
    )
    def test_in_words(self, client: Client, record: dict[str, Any], words: str) -> None:
        load(record)
        assert words in text(client, "/agenda/")
        assert words in text(client, "/agenda/alpha/")

    def test_hours_are_said_when_they_are_known(self, client: Client) -> None:
        dates = [{"start": "2026-11-26", "time": "9h30", "end_time": "17:00"}]
        load(event("alpha", dates=dates))
        assert "Le 26 novembre 2026 de 9 h 30 à 17 h" in text(client, "/agenda/")

    def test_a_cancelled_event_says_so(self, client: Client) -> None:
        load(event("alpha", "2026-12-05", state="annule"))
        assert "Annulé" in text(client, "/agenda/")
        assert "Annulé" in text(client, "/agenda/alpha/")

    def test_editions_lead_to_their_series_and_back(self, client: Client) -> None:
        load(event("village"), event("village-2025", "2025", series="village"))
        assert "Éditions" in text(client, "/agenda/village/")
        assert "/agenda/village-2025/" in text(client, "/agenda/village/")
        assert 'href="/agenda/village/"' in text(client, "/agenda/village-2025/")


class TestWhatComesIsFirst:
    """Soonest first, then what waits for a date, then the past, which stays."""

    def test_the_order_of_time(self, client: Client) -> None:
        load(
            event("past", "2019-04-02"),
            event("older", "2018"),
            event("soon", "2026-11-26"),
            event("later", "2027-05"),
            event("today", "2026-11-20/2026-11-22"),
            event("weekly", "2026-01-05", recurrence="FREQ=WEEKLY"),
            event("month", recurrence="FREQ=YEARLY;BYMONTH=11"),
            event("yearly", recurrence="FREQ=YEARLY"),
            event("unknown"),
            event("this-year", "2026"),
        )
        found = groups(client)
        assert list(found) == ["À venir", "Dates à préciser", "Passés"]
        assert found["À venir"] == ["month", "today", "weekly", "soon", "later"]
        assert set(found["Dates à préciser"]) == {"yearly", "unknown", "this-year"}
        assert found["Passés"] == ["past", "older"]

    def test_pages_go_on_from_one_group_to_the_next(self, client: Client) -> None:
        load(
            *(event(f"coming-{n:02}", f"2027-01-{n:02}") for n in range(1, 16)),
            *(event(f"past-{n:02}", f"2020-01-{n:02}") for n in range(1, 16)),
        )
        first, second = groups(client), groups(client, "?page=2")
        assert [len(names) for names in first.values()] == [15, 5]
        assert list(second) == ["Passés"]
        assert first["Passés"] + second["Passés"] == [f"past-{n:02}" for n in range(15, 0, -1)]
        assert client.get("/agenda/?page=3").status_code == 404

    def test_a_recurring_event_moves_on_with_the_day(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        load(
            event("weekly", "2026-11-24", recurrence="FREQ=WEEKLY"),
            event("sessions", "2026-11-23", "2027-03-01"),
            event("soon", "2026-11-26"),
        )
        assert groups(client)["À venir"] == ["sessions", "weekly", "soon"]
        monkeypatch.setattr(timezone, "localdate", lambda *_: date(2026, 11, 25))
        assert groups(client)["À venir"] == ["soon", "weekly", "sessions"]

    def test_filters_and_words_keep_the_groups(self, client: Client) -> None:
        load(
            event("alpha", "2026-12-01", kind="salon", located_in=["commune:54395"]),
            event("beta", "2026-12-02", kind="atelier", located_in=["commune:57463"]),
            event("gamma", "2020-12-02", kind="salon", located_in=["commune:54395"]),
        )
        assert groups(client, "?genre=salon") == {"À venir": ["alpha"], "Passés": ["gamma"]}
        assert groups(client, "?territoire=departement:57") == {"À venir": ["beta"]}
        assert groups(client, "?q=gamma&tri=date") == {"Passés": ["gamma"]}
        found = client.get("/agenda/?q=alpha").context["listing"]
        assert [card.sheet.uid for card in found.cards] == ["alpha"]

    def test_nothing_found_says_what_to_do(self, client: Client) -> None:
        assert "Aucune fiche ne répond" in text(client, "/agenda/?q=zzzzqq")


class TestAMonthIsACalendar:
    """Each day has its events; what lasts, or has no day yet, stands apart."""

    @pytest.fixture(autouse=True)
    def events(self) -> None:
        load(
            event("forum", "2026-11-26/2026-11-27", themes=["mobilite"]),
            event("mardis", "2026-11-03", recurrence="FREQ=WEEKLY"),
            event("mois", recurrence="FREQ=YEARLY;BYMONTH=11"),
            event("expo", "2026-10-10/2026-12-10"),
            event("flou", "2026-11"),
            event("annee", "2026"),
            event("autre", "2026-12-01"),
        )

    def test_days_spells_and_vague_dates(self, client: Client) -> None:
        month = client.get("/agenda/mois/2026-11/").context["month"]
        days = {
            day.date.day: [one.event.uid for one in day.occurrences]
            for week in month.weeks
            for day in week
            if day.is_inside
        }
        assert len(days) == 30
        assert days[26] == days[27] == ["forum"]
        assert [day for day, found in days.items() if "mardis" in found] == [3, 10, 17, 24]
        assert {one.event.uid for one in month.long} == {"mois", "expo"}
        assert {one.event.uid for one in month.vague} == {"flou", "annee"}
        assert month.total == 6

    def test_recurring_events_are_in_the_months_of_other_years(self, client: Client) -> None:
        month = client.get("/agenda/mois/2031-11/").context["month"]
        assert [one.event.uid for one in month.long] == ["mois"]
        assert client.get("/agenda/mois/2031-12/").context["month"].total == 1

    def test_filters_hold_from_month_to_month(self, client: Client) -> None:
        response = client.get("/agenda/mois/2026-11/?theme=mobilite")
        assert response.context["month"].total == 1
        assert response.context["next"] == (
            "décembre 2026",
            "/agenda/mois/2026-12/?theme=mobilite",
        )
        assert response.context["list_url"] == "/agenda/?theme=mobilite"

    def test_the_year_turns(self, client: Client) -> None:
        context = client.get("/agenda/mois/2027-01/").context
        assert context["previous"][0] == "décembre 2026"
        assert client.get("/agenda/mois/2026-12/").context["next"][0] == "janvier 2027"

    @pytest.mark.parametrize("path", ["2026-13", "2026-00", "0001-01", "2026-1", "9999-12"])
    def test_other_months_do_not_exist(self, client: Client, path: str) -> None:
        assert client.get(f"/agenda/mois/{path}/").status_code == 404

    def test_an_empty_month_says_so(self, client: Client) -> None:
        assert "Aucun rendez-vous connu ce mois-ci" in text(
            client, "/agenda/mois/1999-01/?theme=mobilite"
        )


def calendar(client: Client, query: str = "") -> dict[str, Any]:
    """Return the entries of a list as calendars read them, by title."""
    response = client.get(f"/agenda/?format=ics{query}")
    assert response["Content-Type"].startswith("text/calendar")
    read = icalendar.Calendar.from_ical(b"".join(response.streaming_content))
    assert not [one.errors for one in read.walk("VEVENT") if one.errors]
    return {str(one["SUMMARY"]): one for one in read.walk("VEVENT")}


class TestAnyListIsACalendar:
    """The same query, as iCalendar."""

    def test_days_are_whole_and_do_not_end_too_late(self, client: Client) -> None:
        load(event("forum", "2026-11-26/2026-11-27", place="Nancy ; halle, 2", state="confirme"))
        entry = calendar(client)["Forum"]
        assert entry["DTSTART"].dt == date(2026, 11, 26)
        assert entry["DTEND"].dt == date(2026, 11, 28)
        assert entry["STATUS"] == "CONFIRMED"
        assert entry["LOCATION"] == "Nancy ; halle, 2"
        assert entry["DTSTAMP"].dt == Event.objects.get().updated_at.replace(microsecond=0)
        assert "TRANSP" not in entry

    def test_hours_have_their_zone(self, client: Client) -> None:
        dates = [{"start": "2026-11-26", "time": "20:00", "end_time": "00:00"}]
        load(event("forum", dates=dates))
        entry = calendar(client)["Forum"]
        assert entry["DTSTART"].params["TZID"] == "Europe/Paris"
        assert entry["DTEND"].dt.isoformat() == "2026-11-27T00:00:00+01:00"

    def test_a_month_spans_it_and_says_that_the_day_is_unknown(self, client: Client) -> None:
        load(event("forum", "2026-11"))
        entry = calendar(client)["Forum (date à préciser)"]
        assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (date(2026, 11, 1), date(2026, 12, 1))
        assert entry["TRANSP"] == "TRANSPARENT"
        assert "Date à préciser : en novembre 2026" in entry["DESCRIPTION"]

    def test_rules_are_kept(self, client: Client) -> None:
        load(
            event("mardis", "2026-11-03", recurrence="FREQ=WEEKLY", exceptions=["2026-11-10"]),
            event("mois", recurrence="FREQ=YEARLY;BYMONTH=11"),
            event("vague", recurrence="FREQ=YEARLY"),
        )
        found = calendar(client)
        assert found["Mardis"]["RRULE"].to_ical() == b"FREQ=WEEKLY"
        assert [one.dt for one in found["Mardis"]["EXDATE"].dts] == [date(2026, 11, 10)]
        assert found["Mois"]["DTSTART"].dt.month == 11
        assert found["Mois"]["DTEND"].dt.month == 12
        assert "Vague" not in found

    def test_names_last(self, client: Client) -> None:
        load(event("forum", "2026-11-26", "2027-11-26"))
        response = client.get("/agenda/?format=ics")
        read = icalendar.Calendar.from_ical(b"".join(response.streaming_content))
        first, second = (str(one["UID"]) for one in read.walk("VEVENT"))
        assert first != second
        again = client.get("/agenda/forum.ics").content
        assert [str(one["UID"]) for one in icalendar.Calendar.from_ical(again).walk("VEVENT")] == [
            first,
            second,
        ]

    def test_it_follows_the_filters(self, client: Client) -> None:
        load(event("forum", "2026-11-26", kind="salon"), event("autre", "2026-11-26"))
        assert set(calendar(client, "&genre=salon")) == {"Forum"}

    def test_a_long_line_comes_back_whole(self, client: Client) -> None:
        summary = "Été, « printemps »; virgules, points-virgules ; " * 8
        load(event("forum", "2026-11-26", summary=summary.strip()))
        assert calendar(client)["Forum"]["DESCRIPTION"] == summary.strip()


class TestOrganisersKnowTheirEvents:
    """An organisation's page names what it organises."""

    def test_both_ways(self, client: Client) -> None:
        load(organisation("cress"), event("forum", "2026-11-26", organisers=["cress"]))
        assert "/annuaire/cress/" in text(client, "/agenda/forum/")
        page = text(client, "/annuaire/cress/")
        assert "Organise" in page
        assert "/agenda/forum/" in page
