"""Conventions in the French open-data layout for subventions.

Columns and codes: *Socle commun des données locales*, « Subventions », version 2.0.0, made from the
decree 2017-779 of 5 May 2017 and the order of 17 November 2017. What a source does not say stays
empty, also where the layout wants a value: an invented one would be worse than a line to complete.
"""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from maillage.apps.sheets import queries
from maillage.apps.sheets.formats import attachment, cell, sheets_of
from maillage.apps.sheets.listing import Listing
from maillage.apps.sheets.models import Sheet

COLUMNS = (
    *("nomAttribuant", "idAttribuant", "dateConvention", "referenceDecision", "nomBeneficiaire"),
    *("idBeneficiaire", "objet", "montant", "nature", "conditionsVersement"),
    *("datesPeriodeVersement", "idRAE", "notificationUE", "pourcentageSubvention"),
)
_LONGEST_OBJECT = 256
_WHOLE_DAY = len("2017-06-27")
_AT_ONCE = 200


def export(listing: Listing, request: HttpRequest, title: str) -> HttpResponse:
    """Return the conventions of the projects of a list, a line each."""
    response = StreamingHttpResponse(_lines(listing), content_type="text/csv; charset=utf-8")
    return attachment(response, listing, "subventions.csv")  # type: ignore[no-any-return]


def _lines(listing: Listing) -> Iterator[str]:
    yield _line(dict.fromkeys(COLUMNS, ""), header=True)
    batch: list[Any] = []
    for project in sheets_of(listing):
        if project.conventions:  # type: ignore[attr-defined]
            batch.append(project)
        if len(batch) == _AT_ONCE:
            yield from _batch(batch)
            batch = []
    yield from _batch(batch)


def _batch(projects: list[Any]) -> Iterator[str]:
    mentioned = [one.target for project in projects for one in project.mentions.all()]
    keys = {(one.pk, one.type) for one in mentioned if one.is_public}
    parties = {one.uid: one for one in queries.own_rows(keys)}
    for project in projects:
        for convention in project.conventions:
            yield _line(row(project, convention, parties))


def row(project: Any, convention: dict[str, Any], parties: dict[str, Sheet]) -> dict[str, str]:
    """Return a convention as the columns that are known.

    The funder is the convention's own, else the project's only supporter; likewise the beneficiary
    among its carriers. Payment, nature and share of the grant are in no source so far.
    """
    funder = parties.get(convention.get("funder") or _only(project.supporters))
    beneficiary = parties.get(convention.get("beneficiary") or _only(project.carriers))
    signed = convention.get("signed", "")
    return dict.fromkeys(COLUMNS, "") | {
        "nomAttribuant": funder.name if funder else "",
        "idAttribuant": getattr(funder, "siret", ""),
        "dateConvention": signed if len(signed) == _WHOLE_DAY else "",
        "referenceDecision": convention.get("reference", ""),
        "nomBeneficiaire": beneficiary.name if beneficiary else "",
        "idBeneficiaire": getattr(beneficiary, "siret", ""),
        "objet": (convention.get("label") or project.name)[:_LONGEST_OBJECT],
        "montant": str(convention.get("amount", "")),
        "nature": "aide en numéraire" if "amount" in convention else "",
    }


def _only(uids: list[str]) -> str:
    return uids[0] if len(uids) == 1 else ""


def _line(values: dict[str, str], *, header: bool = False) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS if header else [cell(values[name]) for name in COLUMNS])
    return buffer.getvalue()
