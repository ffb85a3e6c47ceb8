"""Calendars in: every sort of entry, everything that may be wrong, and nobody's work lost."""

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from factories import load, organisation
from typer.testing import CliRunner

from maillage.apps.agenda import calendar_in
from maillage.apps.agenda.actions import ImportReport, import_calendar
from maillage.apps.agenda.calendar_in import CalendarError
from maillage.apps.agenda.models import Event
from maillage.apps.sheets import actions
from maillage.apps.sheets.exporting import export
from maillage.apps.sheets.loading import load as load_folder
from maillage.cli.main import app

ZONE = (
    "BEGIN:VTIMEZONE\nTZID:Paris\nBEGIN:STANDARD\nDTSTART:19701025T030000\n"
    "TZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD\n"
    "BEGIN:DAYLIGHT\nDTSTART:19700329T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n"
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
)


def entry(uid: str, *lines: str, start: str = "DTSTART;VALUE=DATE:20261126") -> str:
    """Return an entry; a line of `lines` may be any property."""
    title = "" if any(line.startswith("SUMMARY") for line in lines) else f"SUMMARY:{uid.title()}\n"
    body = "".join(f"{line}\n" for line in (start, *lines) if line)
    return f"BEGIN:VEVENT\nUID:{uid}\n{title}{body}END:VEVENT\n"


def calendar(*entries: str, head: str = "") -> bytes:
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:test\n{head}{''.join(entries)}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def take(*entries: str, head: str = "") -> ImportReport:
    """Import these entries from the source of tests."""
    content = calendar(*entries, head=head)
    return import_calendar(content=content, name="agenda.ics", source_uid="guide", by=None)


def refused(content: bytes) -> str:
    """Return what an import that writes nothing says."""
    before = Event.objects.count()
    with pytest.raises(CalendarError) as caught:
        import_calendar(content=content, name="agenda.ics", source_uid="guide", by=None)
    assert Event.objects.count() == before
    return str(caught.value)


@pytest.fixture(autouse=True)
def source(places: None) -> None:
    """Load an organisation, and the source that entries come from."""
    load(organisation("alpha"))


@pytest.mark.parametrize(
    ("lines", "start", "dates"),
    [
        ((), "DTSTART;VALUE=DATE:20261126", [{"start": "2026-11-26"}]),
        (
            ("DTEND;VALUE=DATE:20261128",),
            "DTSTART;VALUE=DATE:20261126",
            [{"start": "2026-11-26", "end": "2026-11-27"}],
        ),
        (
            ("DTEND:20261126T163000Z",),
            "DTSTART:20261126T083000Z",
            [{"start": "2026-11-26", "time": "09:30", "end_time": "17:30"}],
        ),
        (
            ("DURATION:PT1H30M",),
            "DTSTART;TZID=America/New_York:20261126T200000",
            [{"start": "2026-11-27", "time": "02:00", "end_time": "03:30"}],
        ),
        (
            ("DTEND;TZID=Europe/Paris:20261127T000000",),
            "DTSTART;TZID=Europe/Paris:20261126T200000",
            [{"start": "2026-11-26", "time": "20:00", "end_time": "00:00"}],
        ),
        ((), "DTSTART:20261126T093000", [{"start": "2026-11-26", "time": "09:30"}]),
        ((), "DTSTART;TZID=Paris:20260726T093000", [{"start": "2026-07-26", "time": "09:30"}]),
    ],
)
def test_days_and_hours(lines: tuple[str, ...], start: str, dates: list[dict[str, str]]) -> None:
    take(entry("forum@x", *lines, start=start), head=ZONE)
    assert Event.objects.get().dates == dates


def test_an_entry_becomes_a_draft_with_its_proof(client: Client) -> None:
    report = take(
        entry(
            "forum@x",
            "SUMMARY:Forum de l’ESS\\, édition 2026",
            "LOCATION:Nancy\\; halle",
            "DESCRIPTION:Une <b>journée</b><br>de rencontres",
            "URL:https://forum.example/",
            "STATUS:TENTATIVE",
            "ORGANIZER;CN=Ada Rose:mailto:ada@forum.example",
        )
    )
    assert report.created == ["Forum de l’ESS, édition 2026"]
    event = Event.objects.get()
    assert (event.status, event.state, event.place) == ("brouillon", "annonce", "Nancy; halle")
    assert event.description == "Une journée\nde rencontres"
    assert event.slug == "forum-de-l-ess-edition-2026"
    assert event.links == [{"kind": "page", "url": "https://forum.example/"}]
    proof = event.evidence.get()
    assert (proof.source.uid, proof.method) == ("guide", "importe")
    assert "dates" in proof.supports
    assert client.get(f"/agenda/{event.slug}/").status_code == 404
    assert "ada@" not in str(event.__dict__)


def test_recurring_entries_keep_their_rule_and_exceptions() -> None:
    take(
        entry(
            "mardis@x",
            "RRULE:FREQ=WEEKLY;UNTIL=20270131T225959Z",
            "EXDATE;TZID=Europe/Paris:20261201T180000,20261208T180000",
            start="DTSTART;TZID=Europe/Paris:20261124T180000",
        ),
        entry(
            "mardis@x",
            "RECURRENCE-ID;TZID=Europe/Paris:20261215T180000",
            start="DTSTART;TZID=Europe/Paris:20261216T180000",
        ),
    )
    event = Event.objects.get()
    assert event.recurrence == "FREQ=WEEKLY;UNTIL=20270131"
    assert event.exceptions == ["2026-12-01", "2026-12-08", "2026-12-15"]
    assert [one["start"] for one in event.dates] == ["2026-11-24", "2026-12-16"]


def test_cancelled_and_private_entries() -> None:
    report = take(
        entry("un@x", "STATUS:CANCELLED"),
        entry("deux@x", "CLASS:PRIVATE"),
        entry("trois@x", "RRULE:FREQ=WEEKLY"),
        entry("trois@x", "RECURRENCE-ID;VALUE=DATE:20261203", "STATUS:CANCELLED"),
    )
    assert report.private == 1
    assert Event.objects.get(calendar_uid="un@x").is_cancelled
    assert Event.objects.get(calendar_uid="trois@x").exceptions == ["2026-12-03"]
    assert not Event.objects.filter(calendar_uid="deux@x").exists()
    assert "1 privé, laissé de côté" in report.sentence


def test_imported_again_it_updates_what_nobody_touched() -> None:
    take(entry("un@x"), entry("deux@x"))
    assert take(entry("un@x"), entry("deux@x")).unchanged == ["Un@X", "Deux@X"]
    report = take(entry("un@x", "LOCATION:Metz"), entry("deux@x"))
    assert (report.updated, report.unchanged) == (["Un@X"], ["Deux@X"])
    assert Event.objects.get(calendar_uid="un@x").place == "Metz"
    assert Event.objects.count() == 2


def test_what_people_published_or_changed_is_kept() -> None:
    take(entry("un@x"), entry("deux@x"))
    for uid in ("un@x", "deux@x"):
        event = Event.objects.get(calendar_uid=uid)
        event.status = "publie"
        actions.save_sheet(sheet=event, by=None)
    report = take(entry("un@x", "LOCATION:Metz"), entry("deux@x"))
    assert (report.kept, report.unchanged) == (["Un@X"], ["Deux@X"])
    assert Event.objects.get(calendar_uid="un@x").place == ""
    assert "les relire" in report.sentence


def test_what_people_deleted_does_not_come_back() -> None:
    take(entry("un@x"))
    actions.delete_sheet(sheet=Event.objects.get())
    assert take(entry("un@x")).deleted == ["Un@X"]
    assert not Event.objects.exists()


def test_two_entries_of_one_name_have_two_addresses() -> None:
    take(entry("un@x", "SUMMARY:Atelier"), entry("deux@x", "SUMMARY:Atelier"))
    assert set(Event.objects.values_list("slug", flat=True)) == {"atelier", "atelier-2"}


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (entry("un@x", "DTEND;VALUE=DATE:20261120"), "vient avant le début"),
        (entry("un@x", "DTEND:20261126T100000Z"), "deux jours, ou deux heures"),
        (entry("un@x", start=""), "il manque son début (DTSTART)"),
        (entry("", start="DTSTART;VALUE=DATE:20261126"), "il manque son identifiant (UID)"),
        (entry("un@x", "SUMMARY:"), "il manque un titre (SUMMARY)"),
        (entry("un@x", "RRULE:FREQ=HOURLY"), "n’est pas comprise"),
        (entry("un@x", "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"), "en garder une"),
        (entry("un@x", start="DTSTART:demain"), "DTSTART n’est pas lisible"),
        (entry("un@x", start="DTSTART;TZID=Lune/Mer:20261126T100000"), "Lune/Mer"),
        (entry("un@x") + entry("un@x"), "déjà pris"),
        (entry("un@x", "RECURRENCE-ID;VALUE=DATE:20261126"), "n’est pas dans le fichier"),
    ],
)
def test_one_bad_entry_and_nothing_is_written(bad: str, said: str) -> None:
    message = refused(calendar(entry("bon@x"), bad))
    assert said in message
    assert "agenda.ics, événement n° " in message


def test_all_problems_are_told_at_once() -> None:
    message = refused(calendar(entry("un@x", start=""), entry("deux@x", "RRULE:FREQ=HOURLY")))
    assert message.count("\n") == 1
    assert "événement n° 1" in message
    assert "événement n° 2 (« Deux@X »)" in message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "aucun événement"),
        (b"bonjour", "iCalendar"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "aucun événement"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "iCalendar"),
        ("BEGIN:VCALENDAR\r\nX-É:1\r\nEND:VCALENDAR".encode("latin-1"), "UTF-8"),
    ],
)
def test_files_that_are_no_calendar(content: bytes, said: str) -> None:
    message = refused(content)
    assert said in message


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar_in, "MOST_EVENTS", 1)
    assert "au plus 1 à la fois" in refused(calendar(entry("un@x"), entry("deux@x")))
    monkeypatch.setattr(calendar_in, "LARGEST", 10)
    assert "dépasse" in refused(calendar(entry("un@x")))


def test_an_unknown_source_is_refused() -> None:
    with pytest.raises(CalendarError, match="La source « rien » n’existe pas"):
        import_calendar(content=calendar(entry("un@x")), name="a", source_uid="rien", by=None)


def test_what_goes_out_comes_in_again(client: Client) -> None:
    take(entry("mardis@x", "RRULE:FREQ=WEEKLY;BYDAY=TU", start="DTSTART:20261124T170000Z"))
    event = Event.objects.get()
    before = event.dates, event.recurrence
    event.status = "publie"
    actions.save_sheet(sheet=event, by=None)
    content = b"".join(client.get("/agenda/?format=ics").streaming_content)
    actions.delete_sheet(sheet=event)
    Event.history.all().delete()
    import_calendar(content=content, name="retour.ics", source_uid="guide", by=None)
    again = Event.objects.get()
    assert (again.dates, again.recurrence, again.calendar_uid) == (*before, "mardis@x")


def test_exported_records_load_again(tmp_path: Path) -> None:
    take(entry("un@x", "RRULE:FREQ=WEEKLY", "EXDATE;VALUE=DATE:20261203"))
    export(tmp_path / "out")
    assert load_folder(tmp_path / "out").unchanged.count(Event.objects.get().uid) == 1


@pytest.mark.ignore_template_errors
class TestInTheAdministration:
    """The same import, from a browser."""

    URL = "/admin/agenda/event/importer/"

    @pytest.fixture
    def editor(self, client: Client) -> Client:
        user = get_user_model().objects.create_superuser("ada", password="secret")
        client.force_login(user)
        return client

    def _send(self, editor: Client, content: bytes) -> object:
        from maillage.apps.sheets.models import Source

        file = SimpleUploadedFile("agenda.ics", content, "text/calendar")
        data = {"file": file, "source": Source.objects.get(uid="guide").pk}
        return editor.post(self.URL, data, follow=True)

    def test_a_file_is_imported(self, editor: Client) -> None:
        assert "Importer un agenda" in editor.get("/admin/agenda/event/").content.decode()
        response = self._send(editor, calendar(entry("un@x")))
        assert "1 brouillon créé" in response.content.decode()  # type: ignore[attr-defined]
        assert Event.history.first().history_user.username == "ada"

    def test_what_is_wrong_is_told(self, editor: Client) -> None:
        response = self._send(editor, calendar(entry("un@x", start="")))
        assert "il manque son début" in response.content.decode()  # type: ignore[attr-defined]
        assert not Event.objects.exists()

    def test_the_form_edits_dates(self, editor: Client) -> None:
        take(entry("un@x"))
        page = editor.get(f"/admin/agenda/event/{Event.objects.get().pk}/change/")
        assert 'name="dates-0-start"' in page.content.decode()

    def test_visitors_may_not(self, client: Client) -> None:
        assert client.get(self.URL).status_code == 302


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from maillage.cli import instance

    monkeypatch.setattr(instance, "open_instance", lambda *_, **__: tmp_path)
    path = tmp_path / "agenda.ics"
    path.write_bytes(calendar(entry("un@x")))
    run = CliRunner().invoke(app, ["agenda", "import", str(path), "--source", "guide"])
    assert "1 brouillon créé" in run.output
    run = CliRunner().invoke(app, ["agenda", "import", str(tmp_path / "x"), "--source", "guide"])
    assert "introuvable" in str(run.exception)
