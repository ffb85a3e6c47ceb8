"""Establishments as CSV and JSON, streamed (docs/formats/establishments.md)."""

import csv
import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.apps.sheets.addresses import absolute
from maillage.apps.sheets.formats import cell
from maillage.kernel.establishments import RegisteredEstablishment
from maillage.kernel.vocabularies import SizeClass
from maillage.observatory.geography import Named
from maillage.observatory.manifest import Manifest
from maillage.observatory.sources import naf

from . import store
from .asked import Asked, BadChoice
from .registry_listing import RegistryListing, index_of

LIMIT = 50_000  # establishments in a file: beyond, the vintage's registry.parquet is the way
FORMATS = ("csv", "json")


def source(manifest: Manifest) -> str:
    """Return the credit that goes with every establishment, and whether it is made up."""
    if manifest.fictitious:
        return _("Données fictives, à la forme de Sirene")
    return _("Insee, Sirene, Licence Ouverte 2.0")


def record(
    one: RegisteredEstablishment, asked: Asked, request: HttpRequest, names: Mapping[str, Named]
) -> dict[str, str | float | bool | list[str] | None]:
    """Return what is published of an establishment; `names` are those of communes by reference."""
    one = one.withheld()
    place = names.get(f"commune:{one.commune}")
    size = SizeClass.get(one.size)
    address = reverse("observatory:establishment", args=[one.siret])
    return {
        "siret": one.siret,
        "siren": one.siren,
        "name": one.name or None,
        "acronym": one.acronym or None,
        "sign": one.sign or None,
        "diffusion": "partielle" if one.partial else "ouverte",
        "family": one.family,
        "legal_category": one.category,
        "activity": one.activity or None,
        "activity_label": naf.label(one.activity) or None,
        "sector": one.sector,
        "size": one.size,
        "size_label": size.label if size else None,
        "declared_employer": one.declared,
        "headquarters": one.headquarters,
        "created": one.created or None,
        "address": one.address or None,
        "postal_code": one.postal_code or None,
        "commune": one.commune or None,
        "commune_name": place.name if place else None,
        "lat": one.lat,
        "lon": one.lon,
        "position": None if one.lat is None else "commune" if one.approximate else "adresse",
        "basis": one.basis,
        "sources_disagree": one.conflict,
        "variants": list(one.variants),
        "url": absolute(request, f"{address}{asked.query()}"),
    }


def answer(listing: RegistryListing, request: HttpRequest, name: str) -> StreamingHttpResponse:
    """Return the whole search in a form; raise `BadChoice` for one that does not exist."""
    if name not in FORMATS:
        raise BadChoice(
            _("Le format « %(asked)s » n’existe pas. Formats : %(known)s.")
            % {"asked": name[:20], "known": ", ".join(FORMATS)}
        )
    text = _csv(listing, request) if name == "csv" else _json(listing, request)
    mime = "text/csv" if name == "csv" else "application/json"
    response = StreamingHttpResponse(text, content_type=f"{mime}; charset=utf-8")
    if name == "csv":
        manifest = listing.query.asked.vintage.manifest
        made_up = "fictif-" if manifest.fictitious else ""
        file = f"{made_up}etablissements-ess-{manifest.period}.csv"
        response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def _records(listing: RegistryListing, request: HttpRequest) -> Iterator[dict[str, Any]]:
    asked, names = listing.query.asked, store.geography().named
    for one in index_of(asked.vintage).every(listing.query.question(), LIMIT):
        yield record(one, asked, request, names)


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _csv(listing: RegistryListing, request: HttpRequest) -> Iterator[str]:
    writer = csv.writer(_Echo())
    asked = listing.query.asked
    credit = [asked.vintage.name, asked.variant, source(asked.vintage.manifest)]
    example = record(RegisteredEstablishment("0" * 14), asked, request, {})
    yield "\ufeff"  # spreadsheets in French want the mark
    yield writer.writerow([*example, "vintage", "variant", "source"])  # type: ignore[misc]
    for row in _records(listing, request):
        yield writer.writerow([*map(_written, row.values()), *credit])  # type: ignore[misc]


def _written(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "oui" if value else "non"
        case list():
            return " ".join(value)
    return cell(str(value))


def _json(listing: RegistryListing, request: HttpRequest) -> Iterator[str]:
    query = listing.query
    manifest = query.asked.vintage.manifest
    head = {
        "title": listing.sentence,
        "url": absolute(request, query.url(listing.list_base)),
        "source": source(manifest),
        "fictitious": manifest.fictitious,
        "vintage": manifest.name,
        "variant": query.asked.variant,
        "total": listing.total,
        "limit": LIMIT,
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "results": ['
    for position, row in enumerate(_records(listing, request)):
        yield (",\n" if position else "\n") + json.dumps(row, ensure_ascii=False)
    yield "\n]}\n"
