"""The other forms of a list: JSON, CSV, GeoJSON and Atom, streamed whatever their length."""

import csv
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from maillage.apps.territories import queries as territories
from maillage.kernel.dates import french_day
from maillage.kernel.territories import TerritoryRef

from . import deadlines, indexing, queries
from .addresses import absolute
from .kinds import Parsed, is_known
from .listing import Listing, all_keys
from .models import Sheet
from .places import place_refs
from .records import public_record
from .types import SheetType

FEED_LENGTH = 50
_POSITIONS_AT_ONCE = 500
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)


def export(name: str, listing: Listing, request: HttpRequest, title: str) -> HttpResponse | None:
    """Return the whole query in the form of this name, or None where there is no such form."""
    own = listing.query.sheet_type.forms.get(name)
    make = own.make if own else _FORMS.get(name)
    return make(listing, request, title) if make else None


def sheets_of(listing: Listing) -> Iterator[Sheet]:
    """Yield every sheet that answers the query of a list, with its proofs."""
    return queries.stream(all_keys(listing.query))


def attachment(response: Any, listing: Listing, extension: str) -> Any:
    """Name the file that a browser keeps the response in, after the list."""
    name = f"{listing.query.sheet_type.path}.{extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _json(listing: Listing, request: HttpRequest, title: str) -> HttpResponse:
    def chunks() -> Iterator[str]:
        head = {"title": title, "url": absolute(request, listing.query.url(listing.base))}
        yield json.dumps(head, ensure_ascii=False)[:-1]
        yield f', "total": {listing.total}, "results": ['
        for position, sheet in enumerate(sheets_of(listing)):
            record = {"url": absolute(request, sheet.get_absolute_url()), **public_record(sheet)}
            yield (",\n" if position else "\n") + json.dumps(record, ensure_ascii=False)
        yield "\n]}\n"

    return StreamingHttpResponse(chunks(), content_type="application/json; charset=utf-8")  # type: ignore[return-value]


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def cell(text: str) -> str:
    """Return a CSV cell that no spreadsheet takes for a formula."""
    is_formula = text[:1] in {"=", "+", "-", "@", "\t", "\r"} and not _NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text


def csv_row(sheet_type: SheetType, sheet: Sheet) -> list[str]:
    """Return the values of a sheet as CSV cells: its type's fields, then what it derives.

    Dates and identifiers keep the form that sorts and joins: 2010-05, not « mai 2010 ».
    """
    fields = [
        cell(value if isinstance(one.kind, Parsed) else one.kind.flat(value))
        if is_known(value := one.value(sheet))
        else ""
        for one in sheet_type.fields
    ]
    return fields + [cell(read(sheet)) for read in sheet_type.derived.values()]


def _csv(listing: Listing, request: HttpRequest, title: str) -> HttpResponse:
    sheet_type = listing.query.sheet_type

    def rows() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield "\ufeff"  # without it, spreadsheets in French read accents wrongly
        yield writer.writerow(["id", "url", *sheet_type.field_names, *sheet_type.derived])  # type: ignore[misc]
        for sheet in sheets_of(listing):
            url = absolute(request, sheet.get_absolute_url())
            yield writer.writerow([sheet.uid, url, *csv_row(sheet_type, sheet)])  # type: ignore[misc]

    response = StreamingHttpResponse(rows(), content_type="text/csv; charset=utf-8")
    return attachment(response, listing, "csv")  # type: ignore[no-any-return]


def _geojson(listing: Listing, request: HttpRequest, title: str) -> HttpResponse:
    def chunks() -> Iterator[str]:
        yield '{"type": "FeatureCollection", "features": ['
        separator = "\n"
        batch: list[Sheet] = []
        for sheet in sheets_of(listing):
            batch.append(sheet)
            if len(batch) == _POSITIONS_AT_ONCE:
                for feature in _features(batch, request):
                    yield separator + json.dumps(feature, ensure_ascii=False)
                    separator = ",\n"
                batch = []
        for feature in _features(batch, request):
            yield separator + json.dumps(feature, ensure_ascii=False)
            separator = ",\n"
        yield "\n]}\n"

    response = StreamingHttpResponse(chunks(), content_type="application/geo+json; charset=utf-8")
    return attachment(response, listing, "geojson")  # type: ignore[no-any-return]


def _features(sheets: list[Sheet], request: HttpRequest) -> Iterator[dict[str, Any]]:
    """Yield the sheets that have a place; `precision` says what the point stands for."""
    places = {sheet.pk: place_refs(sheet)[:1] for sheet in sheets}
    positions = territories.positions({ref for refs in places.values() for ref in refs})
    for sheet in sheets:
        ref = next((ref for ref in places[sheet.pk] if ref in positions), "")
        if ref:
            point, kind = positions[ref], TerritoryRef.parse(ref).kind
            yield {
                "type": "Feature",
                "id": sheet.uid,
                "geometry": {"type": "Point", "coordinates": [point.lon, point.lat]},
                "properties": {
                    "name": sheet.name,
                    "summary": sheet.summary,
                    "url": absolute(request, sheet.get_absolute_url()),
                    "precision": _("centre %(of_the)s") % {"of_the": kind.of_the},
                },
            }


def _atom(listing: Listing, request: HttpRequest, title: str) -> HttpResponse:
    address = listing.query.url(listing.base)
    feed = Atom1Feed(
        title=title,
        link=absolute(request, address),
        feed_url=absolute(request, listing.query.url(listing.base, extra=[("format", "atom")])),
        description=listing.sentence,
        language="fr",
    )
    recent = replace(listing.query.search_query(limit=FEED_LENGTH), sort="recent")
    hits = indexing.ready().search(recent).hits
    for sheet in queries.of_hits(hits):
        url = absolute(request, sheet.get_absolute_url())
        feed.add_item(
            title=sheet.name,
            link=url,
            unique_id=f"urn:maillage:{sheet.uid}",
            description=sheet.summary,
            pubdate=sheet.created_at.astimezone(UTC),
            updateddate=sheet.updated_at.astimezone(UTC),
        )
    if listing.query.sheet_type.shows_deadlines:
        for one in deadlines.of_query(listing.query, timezone.localdate()):
            feed.add_item(
                title=f"{one.label}\u202f: {one.sheet.name} ({french_day(one.day)})",
                link=absolute(request, one.sheet.get_absolute_url()),
                unique_id=f"urn:maillage:{one.sheet.uid}:{one.day}",
                description=one.sheet.summary,
                pubdate=one.sheet.created_at.astimezone(UTC),
                updateddate=one.sheet.updated_at.astimezone(UTC),
            )
    return HttpResponse(
        feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )


_FORMS: dict[str, Callable[[Listing, HttpRequest, str], HttpResponse]] = {
    "json": _json,
    "csv": _csv,
    "geojson": _geojson,
    "atom": _atom,
}
