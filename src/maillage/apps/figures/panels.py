"""What the page of any sheet shows of the figures that are about it."""

from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import type_of

from . import queries


def read(sheet: Sheet) -> list[queries.PartFigures] | None:
    """Return the figures of a sheet by item of its page, or None; figures have none themselves."""
    if type_of(sheet).key in {"figure", "indicator"}:
        return None
    return queries.of_subject(sheet) or None
