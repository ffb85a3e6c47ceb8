"""The declaration of the event: fields, filters, page, calendars."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maillage.apps.sheets import kinds
from maillage.apps.sheets.types import (
    ACTIVITY,
    CONTACT,
    IDENTITY,
    THEME_FACET,
    Facet,
    Field,
    Form,
    Section,
    SheetType,
    Span,
    common_fields,
)
from maillage.kernel.vocabularies import EventKind, EventState

from . import calendar_out
from .fields import EventDate, parse_day, rule
from .models import Event

# Keys of the index: the months in which an event may take place, and how well its date is known.
MONTH_KEY = "mois-possible"
PRECISION_KEY = "precision"

_COMMON = common_fields()
_WHEN = Section("when", _("Quand et où"))

FIELDS = (
    _COMMON["name"],
    _COMMON["summary"],
    Field("dates", _("Dates"), kinds.Many(item=EventDate()), "when"),
    Field("recurrence", _("Revient"), rule(), "when"),
    Field("exceptions", _("Sauf le"), kinds.Many(item=kinds.Parsed(parse=parse_day)), "when"),
    Field("recurrence_note", _("Rythme"), kinds.Kind(longest=300), "when", "body"),
    Field("state", _("Confirmation"), kinds.Term(vocabulary=EventState), "when"),
    Field("place", _("Lieu"), kinds.Kind(longest=300), "when", "body"),
    Field("online", _("En ligne"), kinds.Flag(), "when"),
    Field("addresses", _("Adresses"), kinds.Many(item=kinds.Address()), "when", "body"),
    _COMMON["located_in"],
    Field("kind", _("Genre"), kinds.Term(vocabulary=EventKind), "activity", "keywords"),
    Field(
        "organisers",
        _("Organisé par"),
        kinds.Many(item=kinds.Reference(to=("organisation",))),
        "activity",
        inverse=_("Organise"),
    ),
    Field(
        "series",
        _("Édition de"),
        kinds.Reference(to=("event",)),
        "activity",
        inverse=_("Éditions"),
    ),
    _COMMON["description"],
    _COMMON["themes"],
    _COMMON["acts_in"],
    _COMMON["links"],
    Field("calendar_uid", _("Identifiant d’agenda (UID)"), kinds.Kind(longest=300), "exchange"),
)


def _span(event: Event) -> Span | None:
    return event.schedule.span(timezone.localdate())


def _is_over(event: Event, today: date) -> bool:
    span = event.schedule.span(today)
    return span is not None and span[1] < today


def _precision(event: Event) -> tuple[str]:
    return (event.schedule.precision(timezone.localdate()).value,)


_ATTENDANCE = {True: "OnlineEventAttendanceMode", False: "OfflineEventAttendanceMode"}


def _jsonld(event: Event) -> dict[str, Any]:
    """Describe an event with schema.org's terms; a date is as exact as it is known."""
    current = event.current
    address = next((kinds.Address().text(one) for one in event.addresses), "")
    place = {"@type": "Place", "name": event.place, "address": address}
    status = "EventCancelled" if event.is_cancelled else "EventScheduled"
    described = {
        "@type": "Event",
        "name": event.name,
        "description": event.summary,
        "startDate": str(current.start) if current else "",
        "endDate": str(current.end or "") if current else "",
        "eventStatus": f"https://schema.org/{status}",
        "location": {key: value for key, value in place.items() if value}
        if event.place or address
        else None,
        "eventAttendanceMode": f"https://schema.org/{_ATTENDANCE[True]}" if event.online else "",
        "sameAs": [link["url"] for link in event.links],
    }
    return {key: value for key, value in described.items() if value}


EVENT = SheetType(
    key="event",
    model=Event,
    path="agenda",
    menu=_("Agenda"),
    label=_("rendez-vous"),
    plural=_("rendez-vous"),
    lead=_("Salons, conférences, ateliers, mois de l’ESS : ce qui vient, et ce qui a eu lieu."),
    file_folder="agenda",
    review_every=90,
    is_over=_is_over,
    expected=(
        *(("summary",), ("kind",), ("organisers",), ("links",)),
        ("place", "addresses", "located_in", "online"),
    ),
    fields=FIELDS,
    sections=(_WHEN, ACTIVITY, CONTACT, IDENTITY),
    facets=(
        Facet(
            "genre",
            _("Genre"),
            EventKind,
            lambda event: (event.kind,) if event.kind else (),
            is_open=True,
        ),
        THEME_FACET,
    ),
    card_template="agenda/card.html",
    detail_template="agenda/event_detail.html",
    asked_first=("name", "dates", "place", "located_in", "summary", "organisers", "links"),
    left_to_editors=("recurrence", "exceptions", "calendar_uid"),
    list_template="agenda/event_list.html",
    jsonld=_jsonld,
    left_out_of_cards=("description", "themes", "links", "organisers"),
    span=_span,
    default_sort="date",
    shows_deadlines=True,
    index_keys={MONTH_KEY: lambda event: event.schedule.months(), PRECISION_KEY: _precision},
    forms={"ics": Form("iCal", "text/calendar", calendar_out.export)},
)
