"""Deadlines of calls: for the agenda, and as a calendar for any query on schemes."""

from dataclasses import replace
from datetime import date
from itertools import chain

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.sheets import indexing, queries
from maillage.apps.sheets.calendars import END, deadline_entries, head
from maillage.apps.sheets.deadlines import Deadline
from maillage.apps.sheets.formats import attachment, sheets_of
from maillage.apps.sheets.list_query import ListQuery
from maillage.apps.sheets.listing import Listing
from maillage.apps.sheets.types import registry
from maillage.kernel.vocabularies import OpeningState
from maillage.search.query import SheetQuery

from .models import Scheme

KEY = "scheme"
_MOST = 200
_MOST_MOVED = 5_000
# The day on which the states of this index were brought up to date, by index.
_moved_on: dict[str, date] = {}


def of_query(query: ListQuery, first: date, last: date) -> list[Deadline]:
    """Return the deadlines of the schemes that answer the words, themes and place of a query."""
    catch_up(timezone.localdate())
    themes = query.selected.get("theme", ())
    own = ListQuery(
        registry[KEY],
        query.text,
        {"theme": themes} if themes else {},
        query.territory,
        wide=True,
        since=first,
        until=last,
    )
    search = replace(own.search_query(limit=_MOST), count_facets=(), sort="oldest", highlight=False)
    found = queries.of_hits(indexing.ready().search(search).hits)
    return [one for scheme in found if (one := deadline(scheme))]  # type: ignore[arg-type]


def deadline(scheme: Scheme) -> Deadline | None:
    """Return the next deadline of a scheme, or None."""
    day = scheme.opening.deadline
    return Deadline(scheme, day, _("Clôture des candidatures")) if day else None


def catch_up(today: date) -> None:
    """Tell the index what the day has changed: what has opened, and what has closed.

    The state of a scheme follows the day, not a change of its sheet. Like the mending of a stale
    index, this writes the index only, once a day a process.
    """
    index = str(indexing.engine())
    if _moved_on.get(index) == today:
        return
    day = today.toordinal()
    base = SheetQuery(types=(KEY,), limit=_MOST_MOVED, highlight=False)
    upcoming = {"ouverture": (OpeningState.UPCOMING.value,)}
    moved = {
        hit.uid
        for asked in (replace(base, facets=upcoming), replace(base, since=1, over_on=day))
        for hit in indexing.ready().search(asked).hits
    }
    if moved:
        indexing.catch_up(moved)
    _moved_on.clear()
    _moved_on[index] = today


def export(listing: Listing, request: HttpRequest, title: str) -> HttpResponse:
    """Return the deadlines of a query as one calendar (RFC 5545), streamed."""
    found = (one for sheet in sheets_of(listing) if (one := deadline(sheet)))  # type: ignore[arg-type]
    chunks = chain((head(title),), deadline_entries(found, request), (END,))
    response = StreamingHttpResponse(chunks, content_type="text/calendar; charset=utf-8")
    return attachment(response, listing, "ics")  # type: ignore[no-any-return]
