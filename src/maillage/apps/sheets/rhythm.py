"""When a sheet was last known to be true, and when it is to be read again."""

from datetime import date, timedelta

from maillage.kernel.dates import parse_partial_date

from .models import Evidence, Sheet
from .types import type_of


def last_known(sheet: Sheet) -> date | None:
    """Return the last day on which somebody, or a source, said what the sheet says.

    The day of its last review, or that of its newest proof where nobody has read it yet. Read
    sheets with their evidence and its sources first.
    """
    if sheet.reviewed_on:
        return sheet.reviewed_on
    return max((day for proof in sheet.evidence.all() if (day := _said_on(proof))), default=None)


def _said_on(proof: Evidence) -> date | None:
    """Return when a source said it: a page that tells its own last update says no more than that.

    A date of publication says nothing of the kind: the law of 1901 is in force.
    """
    if updated := proof.source.updated:
        return parse_partial_date(updated).last_day
    return proof.seen_on or proof.source.seen_on


def due_on(sheet: Sheet, today: date) -> date | None:
    """Return the day by which a sheet is to be read again, None for one that needs not be.

    An editor's own date wins over the rhythm of the type; without any date, it is now.
    """
    sheet_type = type_of(sheet)
    if sheet.review_due:
        return sheet.review_due
    if sheet_type.review_every is None or sheet_type.is_over(sheet, today):
        return None
    known = last_known(sheet)
    return known + timedelta(days=sheet_type.review_every) if known else today


def next_due(sheet: Sheet, today: date) -> date | None:
    """Return the date that a review made today puts off the next one to."""
    sheet_type = type_of(sheet)
    every = None if sheet_type.is_over(sheet, today) else sheet_type.review_every
    return today + timedelta(days=every) if every else None
