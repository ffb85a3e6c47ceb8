"""Reads of quality: the figures of the last day, their trend, the sheets that they count."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Max, Q, QuerySet

from maillage.apps.sheets.models import Sheet
from maillage.kernel.vocabularies import PublicationStatus

from . import scopes
from .models import Assessment, QualityDay
from .selection import COLUMNS, Selection


@dataclass(frozen=True, slots=True)
class Point:
    """The mean score of a day."""

    day: date
    score: float


def last_day() -> date | None:
    """Return the day of the last figures, None where there are none yet."""
    found: date | None = QualityDay.objects.aggregate(last=Max("day"))["last"]
    return found


def figures(day: date, sheet_type: str, territory: str) -> QualityDay | None:
    """Return the figures of a type (« » for all) in a territory (« » for everywhere)."""
    return QualityDay.objects.filter(day=day, type=sheet_type, territory=territory).first()


def by_type(day: date, territory: str) -> list[QualityDay]:
    """Return the figures of each type in a territory."""
    rows = QualityDay.objects.filter(day=day, territory=territory).exclude(type="")
    return list(rows.order_by("type"))


def by_territory(day: date, sheet_type: str, parts: Collection[str] | None) -> list[QualityDay]:
    """Return the figures of a type in each of these territories, None for the régions."""
    rows = QualityDay.objects.filter(day=day, type=sheet_type).order_by("territory")
    if parts is None:
        return list(rows.filter(Q(territory__startswith="region:") | Q(territory=scopes.NATIONAL)))
    return list(rows.filter(territory__in=list(parts)))


def trend(sheet_type: str, territory: str) -> list[Point]:
    """Return the mean score day after day, in order of time."""
    rows = QualityDay.objects.filter(type=sheet_type, territory=territory).order_by("day")
    return [Point(*row) for row in rows.values_list("day", "score")]


def worst_first(selection: Selection) -> QuerySet[Assessment]:
    """Return the rows of a selection, what most needs mending first; `with_sheets` reads them."""
    rows = Assessment.objects.filter(selection.condition())
    if selection.criterion:
        return rows.order_by(COLUMNS[selection.criterion], "score", "pk")
    return rows.order_by("score", "pk")


def due_before(day: date) -> QuerySet[Assessment]:
    """Return the rows of published sheets to read again before a day, the longest overdue first.

    Not those that somebody has read since they were measured.
    """
    unread = Q(sheet__reviewed_on=None) | Q(sheet__reviewed_on__lt=F("due"))
    public = Q(sheet__status=PublicationStatus.PUBLISHED)
    return Assessment.objects.filter(unread, public, due__lte=day).order_by("due", "pk")


def with_sheets(rows: QuerySet[Assessment], start: int, end: int) -> list[Assessment]:
    """Return some of these rows, in order, with their sheets; those withdrawn since are left out.

    The keys come first: a database sorts them much faster than whole rows.
    """
    keys = list(rows.values_list("pk", flat=True)[start:end])
    public = Assessment.objects.filter(sheet__status=PublicationStatus.PUBLISHED)
    found = public.select_related("sheet").in_bulk(keys)
    return [found[pk] for pk in keys if pk in found]


def of_sheet(sheet: Sheet) -> Assessment | None:
    """Return what a sheet was found to be worth, None where it was not measured yet."""
    return Assessment.objects.filter(sheet=sheet.pk).first()
