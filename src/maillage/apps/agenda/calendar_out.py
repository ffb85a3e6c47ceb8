"""Events as iCalendar (RFC 5545), for any query: what agendas subscribe to.

A date known to the day is a whole-day or timed event. One known to the month or year spans it,
does not make anybody busy (TRANSP:TRANSPARENT) and says that the date is to be specified. An event
of which nothing is known but that it comes back has no place in a calendar, and is left out.
"""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.sheets import deadlines, kinds
from maillage.apps.sheets.addresses import absolute
from maillage.apps.sheets.calendars import END, deadline_entries, head
from maillage.apps.sheets.formats import attachment, sheets_of
from maillage.apps.sheets.listing import Listing
from maillage.kernel.contacts import obfuscate_emails
from maillage.kernel.periods import Period
from maillage.kernel.vocabularies import DatePrecision, EventState

from .fields import period_of
from .models import Event

_STATUS = {
    EventState.CONFIRMED: "CONFIRMED",
    EventState.ANNOUNCED: "TENTATIVE",
    EventState.CANCELLED: "CANCELLED",
}


def calendar(event: Event, url: str) -> bytes:
    """Return one event as a whole calendar."""
    entries = b"".join(one.to_ical() for one in components(event, url))
    return head(event.name) + _timezone().to_ical() + entries + END


def export(listing: Listing, request: HttpRequest, title: str) -> HttpResponse:
    """Return the events of a query as one calendar, streamed whatever its length."""

    def chunks() -> Iterator[bytes]:
        yield head(title)
        yield _timezone().to_ical()
        for sheet in sheets_of(listing):
            url = absolute(request, sheet.get_absolute_url())
            for component in components(sheet, url):  # type: ignore[arg-type]
                yield component.to_ical()
        yield from deadline_entries(
            deadlines.of_query(listing.query, timezone.localdate()), request
        )
        yield END

    response = StreamingHttpResponse(chunks(), content_type="text/calendar; charset=utf-8")
    return attachment(response, listing, "ics")  # type: ignore[no-any-return]


def _timezone() -> icalendar.Timezone:
    zone: icalendar.Timezone = icalendar.Timezone.from_tzinfo(_zone(), settings.TIME_ZONE)
    zone.pop("COMMENT", None)
    return zone


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def components(event: Event, url: str) -> Iterator[icalendar.Event]:
    """Yield an event as calendar entries: one for each date, the first with the rule."""
    schedule = event.schedule
    rule = schedule.rule if schedule.is_determined else None
    periods = list(schedule.dates)
    if schedule.rule and not rule:  # « depuis 2009 » is no date of its own
        periods = [one for one in periods if one.is_exact]
    by_day = {period_of(one): one for one in event.dates}
    if rule and not (periods and periods[0].precision is DatePrecision.DAY):
        # The rule has no first day: it starts in the year in which the event was written here.
        since = periods[0].first_day if periods else date(event.created_at.year, 1, 1)
        first = rule.next(schedule.anchor, since)
        periods = [*([first] if first else []), *periods[1:]]
    for position, period in enumerate(periods):
        entry = _entry(event, period, by_day.get(period, {}), url)
        entry.add("uid", _uid(event, period, position))
        if rule and position == 0:
            start = entry.decoded("dtstart")
            entry.add("rrule", icalendar.vRecur.from_ical(_rule_text(rule.text, start)))
            for day in schedule.without():
                moment = isinstance(start, datetime)
                entry.add("exdate", datetime.combine(day, start.timetz()) if moment else day)
        yield entry


def _uid(event: Event, period: Period, position: int) -> str:
    """Return the lasting name of an entry: the first date keeps the event's own."""
    own = event.calendar_uid or f"{uuid.uuid5(uuid.NAMESPACE_URL, f'urn:maillage:{event.uid}')}"
    return f"{own}-{period.start}" if position else own


def _entry(event: Event, period: Period, value: dict[str, Any], url: str) -> icalendar.Event:
    entry = icalendar.Event()
    entry.add("dtstamp", event.updated_at.astimezone(UTC))
    entry.add("last-modified", event.updated_at.astimezone(UTC))
    entry.add("created", event.created_at.astimezone(UTC))
    _add_days(entry, period, value)
    notes = [obfuscate_emails(text) for text in (event.summary, value.get("note", "")) if text]
    name = event.name
    if not period.is_exact:
        name = _("%(name)s (date à préciser)") % {"name": name}
        notes.append(_("Date à préciser : %(when)s.") % {"when": period.french})
    if not period.is_exact or period.is_whole:
        entry.add("transp", "TRANSPARENT")
    if event.state_term:
        entry.add("status", _STATUS[event.state_term])
    if event.is_cancelled:
        name = _("Annulé : %(name)s") % {"name": name}
    entry.add("summary", name)
    if notes:
        entry.add("description", "\n\n".join(notes))
    address = next((kinds.Address().text(one) for one in event.addresses), "")
    where = ", ".join(dict.fromkeys(filter(None, (event.place, address)))) or (
        _("En ligne") if event.online else ""
    )
    if where:
        entry.add("location", where)
    if event.kind_term:
        entry.add("categories", [event.kind_term.label])
    entry.add("url", url)
    return entry


def _add_days(entry: icalendar.Event, period: Period, value: dict[str, Any]) -> None:
    """Write the days; the end of whole days is the day after, as the standard wants."""
    if hour := value.get("time"):
        entry.add("dtstart", _moment(period.first_day, hour))
        if end := value.get("end_time"):
            last = _moment(period.last_day, end)
            if last <= _moment(period.first_day, hour):  # from 20:00 to 00:00
                last += timedelta(days=1)
            entry.add("dtend", last)
        return
    entry.add("dtstart", period.first_day)
    if period.last_day < date.max:
        entry.add("dtend", period.last_day + timedelta(days=1))


def _moment(day: date, hour: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(hour), _zone())


def _rule_text(text: str, start: date) -> str:
    """Return a rule whose end agrees with its start: in UTC where that one has an hour."""
    rule, sign, until = text.partition("UNTIL=")
    if not sign or not isinstance(start, datetime):
        return text
    end = datetime.combine(date.fromisoformat(until), time(23, 59, 59), start.tzinfo)
    return f"{rule}UNTIL={end.astimezone(UTC):%Y%m%dT%H%M%SZ}"
