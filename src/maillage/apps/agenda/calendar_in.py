"""Reads an iCalendar file into records of events; everything wrong is gathered, in French.

What names people (organiser, attendees) is not read, and private entries are left out.
"""

import hashlib
import html
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import nh3

from maillage.apps.sheets.kinds import MAX_TEXT
from maillage.kernel.contacts import obfuscate_emails, parse_url
from maillage.kernel.recurrence import Recurrence
from maillage.kernel.vocabularies import EventState

LARGEST = 5_000_000  # bytes
MOST_EVENTS = 2_000
_STATES = {
    "CONFIRMED": EventState.CONFIRMED,
    "TENTATIVE": EventState.ANNOUNCED,
    "CANCELLED": EventState.CANCELLED,
}
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_NEEDED = ("UID", "DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID")


class CalendarError(Exception):
    """A calendar that cannot be imported; the message holds every problem, a line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(slots=True)
class ReadCalendar:
    """The records of a file, and how many entries were left out for being private."""

    records: list[dict[str, Any]] = field(default_factory=list)
    private: int = 0


def read(content: bytes, name: str, zone: ZoneInfo) -> ReadCalendar:
    """Return the events of a file; hours are moved to the zone. Raise `CalendarError`."""
    if len(content) > LARGEST:
        limit = LARGEST // 1_000_000
        raise CalendarError([f"{name} : le fichier dépasse {limit} Mo ; le couper en plusieurs."])
    try:
        text = content.decode("utf-8-sig")
        calendars = icalendar.Calendar.from_ical(text, multiple=True)
    except UnicodeDecodeError:
        message = "le fichier n’est pas en UTF-8 ; l’exporter de nouveau de l’agenda"
        raise CalendarError([f"{name} : {message}."]) from None
    except (ValueError, IndexError, KeyError) as error:
        message = f"ce n’est pas un fichier iCalendar lisible ({error}) ; l’exporter de nouveau"
        raise CalendarError([f"{name} : {message}."]) from None
    entries = [
        (one, calendar)
        for calendar in calendars
        if calendar.name == "VCALENDAR"
        for one in calendar.walk("VEVENT")
    ]
    if len(entries) < len(re.findall(r"^BEGIN:VEVENT", text, re.MULTILINE | re.IGNORECASE)):
        message = "le fichier iCalendar est coupé ou mal fermé ; l’exporter de nouveau"
        raise CalendarError([f"{name} : {message}."])
    if not entries:
        raise CalendarError([f"{name} : le fichier ne contient aucun événement (VEVENT)."])
    if len(entries) > MOST_EVENTS:
        raise CalendarError(
            [f"{name} : {len(entries)} événements, au plus {MOST_EVENTS} à la fois ; le couper."]
        )
    return _gather(entries, name, zone)


def _gather(entries: list[Any], name: str, zone: ZoneInfo) -> ReadCalendar:
    found, problems = ReadCalendar(), []
    masters: dict[str, dict[str, Any]] = {}
    moved: list[tuple[str, Any, str]] = []
    for number, (entry, calendar) in enumerate(entries, start=1):
        title = str(entry.get("SUMMARY", ""))[:60]
        where = f"{name}, événement n° {number}" + (f" (« {title} »)" if title else "")
        try:
            _check(entry)
            if str(entry.get("CLASS", "")).upper() in {"PRIVATE", "CONFIDENTIAL"}:
                found.private += 1
                continue
            uid = str(entry["UID"]).strip()
            if "RECURRENCE-ID" in entry:
                moved.append((uid, entry, where))
                continue
            if uid in masters:
                raise ValueError(f"l’UID « {uid} » est déjà pris : donner à chacun le sien")
            record = _record(entry, zone)
            if str(calendar.get("METHOD", "")).upper() == "CANCEL":
                record["state"] = EventState.CANCELLED.value
            masters[uid] = record
        except ValueError as error:
            problems.append(f"{where} : {error}.")
    for uid, entry, where in moved:
        try:
            _move(masters, uid, entry, zone)
        except ValueError as error:
            problems.append(f"{where} : {error}.")
    if problems:
        raise CalendarError(problems)
    found.records = list(masters.values())
    return found


def _check(entry: Any) -> None:
    broken = {str(one).upper(): message for one, message in entry.errors}
    for name in _NEEDED:
        if name in broken:
            raise ValueError(f"la propriété {name} n’est pas lisible ; la corriger ou la retirer")
    for name, use in (("UID", "son identifiant"), ("DTSTART", "son début")):
        if not str(entry.get(name, "")).strip():
            raise ValueError(f"il manque {use} ({name}) ; l’ajouter")
    if "EXRULE" in entry or isinstance(entry.get("RRULE"), list):
        raise ValueError("plusieurs règles de récurrence ne sont pas lues ; en garder une (RRULE)")


def _record(entry: Any, zone: ZoneInfo) -> dict[str, Any]:
    name = _text(entry.get("SUMMARY"), 300)
    if not name:
        raise ValueError("il manque un titre (SUMMARY) ; l’ajouter")
    uid = str(entry["UID"]).strip()
    if len(uid) > 300:
        raise ValueError("l’identifiant (UID) dépasse 300 signes ; le raccourcir")
    record: dict[str, Any] = {
        "type": "event",
        # The same entry is the same sheet, whenever it is read again.
        "id": f"evenement-ical-{hashlib.sha256(uid.encode()).hexdigest()[:16]}",
        "name": obfuscate_emails(name),
        "dates": [_date(entry, zone), *_more_dates(entry, zone)],
        "calendar_uid": uid,
    }
    if "RRULE" in entry:
        record["recurrence"] = _rule(entry["RRULE"], zone)
    if skipped := [_day(moment, zone) for moment in _moments(entry.get("EXDATE"))]:
        record["exceptions"] = sorted(set(skipped))
    if state := _STATES.get(str(entry.get("STATUS", "")).upper()):
        record["state"] = state.value
    if place := _text(entry.get("LOCATION"), 300):
        record["place"] = obfuscate_emails(place)
    if description := _text(entry.get("DESCRIPTION"), MAX_TEXT, lines=True):
        record["description"] = description
    if url := _url(str(entry.get("URL", ""))):
        record["links"] = [{"kind": "page", "url": url}]
    return record


def _date(entry: Any, zone: ZoneInfo) -> dict[str, Any]:
    """Return an entry's days and hours; the end of whole days is the day after the last."""
    start, end = _moment(entry, "DTSTART", zone), None
    if "DTEND" in entry:
        end = _moment(entry, "DTEND", zone)
        if isinstance(end, datetime) != isinstance(start, datetime):
            raise ValueError("le début et la fin doivent être deux jours, ou deux heures")
    elif "DURATION" in entry:
        end = start + entry["DURATION"].dt
    if end and end < start:
        raise ValueError(f"la fin ({end}) vient avant le début ({start}) ; corriger DTEND")
    if not isinstance(start, datetime):
        return _days(start, end - timedelta(days=1) if end and end > start else start)
    last = end or start
    value = {"time": f"{start:%H:%M}"}
    if end and end > start:
        value["end_time"] = f"{end:%H:%M}"
        if (end.hour, end.minute) == (0, 0):
            last = end - timedelta(minutes=1)
    elif end is None:
        last = start
    return _days(start.date(), last.date()) | value


def _days(first: date, last: date) -> dict[str, Any]:
    days = {"start": first.isoformat()}
    return days | ({"end": last.isoformat()} if last > first else {})


def _moment(entry: Any, name: str, zone: ZoneInfo) -> Any:
    return _local(entry[name], name, zone)


def _local(value: Any, name: str, zone: ZoneInfo) -> Any:
    """Return a day, or a moment in the portal's zone without it; floating ones are taken there."""
    moment = getattr(value, "dt", value)
    if not isinstance(moment, date):
        raise ValueError(f"la propriété {name} n’est pas une date ; la corriger")
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is None:
        known = getattr(value, "params", {}).get("TZID", "")
        if known:
            raise ValueError(
                f"le fuseau horaire « {known} » de {name} est inconnu ; "
                "l’écrire comme Europe/Paris, ou l’heure en UTC"
            )
        return moment
    return moment.astimezone(zone).replace(tzinfo=None)


def _moments(values: Any) -> list[Any]:
    if values is None:
        return []
    return [
        one for group in (values if isinstance(values, list) else [values]) for one in group.dts
    ]


def _day(value: Any, zone: ZoneInfo) -> str:
    moment = _local(value, "EXDATE", zone)
    return (moment.date() if isinstance(moment, datetime) else moment).isoformat()


def _more_dates(entry: Any, zone: ZoneInfo) -> list[dict[str, Any]]:
    found = []
    for value in _moments(entry.get("RDATE")):
        if isinstance(value.dt, tuple):
            raise ValueError("RDATE donne des périodes, qui ne sont pas lues ; écrire des jours")
        moment = _local(value, "RDATE", zone)
        is_timed = isinstance(moment, datetime)
        hours = {"time": f"{moment:%H:%M}"} if is_timed else {}
        day = moment.date() if is_timed else moment
        found.append(_days(day, day) | hours)
    return found


def _rule(value: Any, zone: ZoneInfo) -> str:
    text = value.to_ical().decode()
    # The end in UTC may be another day here.
    if match := re.search(r"UNTIL=(\d{8}T\d{6})Z", text):
        end = datetime.strptime(f"{match[1]}+0000", "%Y%m%dT%H%M%S%z").astimezone(zone)
        text = text.replace(match[0], f"UNTIL={end:%Y%m%d}")
    try:
        return Recurrence.parse(text).text
    except ValueError as error:
        raise ValueError(f"sa récurrence (RRULE) n’est pas comprise : {error}") from None


def _move(masters: dict[str, dict[str, Any]], uid: str, entry: Any, zone: ZoneInfo) -> None:
    """Apply what was said of one occurrence: another date instead, or none."""
    if (master := masters.get(uid)) is None:
        raise ValueError(f"il déplace une date de « {uid} », qui n’est pas dans le fichier")
    day = _day(entry["RECURRENCE-ID"], zone)
    master["exceptions"] = sorted({*master.get("exceptions", ()), day})
    if str(entry.get("STATUS", "")).upper() != "CANCELLED":
        master["dates"].append(_date(entry, zone))


def _text(value: Any, longest: int, *, lines: bool = False) -> str:
    text = str(value or "").replace("\r\n", "\n")
    if re.search(r"</?\w+[^>]*>", text):
        text = html.unescape(nh3.clean(re.sub(r"<br\s*/?>|</p>", "\n", text), tags=set()))
    text = _INVISIBLE.sub(" ", text).strip()
    text = text if lines else " ".join(text.split())
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _url(text: str) -> str:
    try:
        return parse_url(text)
    except ValueError:
        return ""
