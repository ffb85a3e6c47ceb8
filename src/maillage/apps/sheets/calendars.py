"""What every iCalendar file (RFC 5545) of the portal has: its frame, and deadlines in it."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, timedelta

import icalendar
from django.http import HttpRequest
from django.utils.translation import gettext as _

from .addresses import absolute
from .deadlines import Deadline

END = b"END:VCALENDAR\r\n"


def head(title: str) -> bytes:
    """Return the beginning of a calendar, up to its first entry."""
    found = icalendar.Calendar()
    found.add("version", "2.0")
    found.add("prodid", "-//Maillage//Agenda//FR")
    found.add("x-wr-calname", title)
    text: bytes = found.to_ical()
    return text.removesuffix(END)


def deadline_entries(deadlines: Iterable[Deadline], request: HttpRequest) -> Iterator[bytes]:
    """Yield deadlines as entries of a whole day, which make nobody busy."""
    for one in deadlines:
        name = f"urn:maillage:{one.sheet.uid}:{one.day}"
        entry = icalendar.Event()
        entry.add("uid", str(uuid.uuid5(uuid.NAMESPACE_URL, name)))
        entry.add("dtstamp", one.sheet.updated_at.astimezone(UTC))
        entry.add("last-modified", one.sheet.updated_at.astimezone(UTC))
        entry.add("dtstart", one.day)
        entry.add("dtend", one.day + timedelta(days=1))
        entry.add("transp", "TRANSPARENT")
        entry.add("summary", f"{one.label}\u202f: {one.sheet.name}")
        if one.sheet.summary:
            entry.add("description", one.sheet.summary)
        entry.add("categories", [_("Échéance")])
        entry.add("url", absolute(request, one.sheet.get_absolute_url()))
        yield entry.to_ical()
