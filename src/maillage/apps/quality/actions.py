"""Writes of quality: what sheets are worth, the figures of the day, « toujours vrai »."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.sheets import actions as sheets_actions
from maillage.apps.sheets import rhythm
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.queries import chunks, own_rows
from maillage.apps.sheets.types import registry
from maillage.kernel.progress import Progress, quiet
from maillage.kernel.vocabularies import PublicationStatus

from . import facts, scopes, score, wording
from .models import Assessment, QualityDay
from .selection import COLUMNS
from .tallies import Tallies

_CHUNK = 500
FEW = 20  # sheets written at once that are measured at once
_WRITTEN = (
    *("type", "score", *COLUMNS.values(), "dead_links"),
    *("known_on", "due", "found", "scopes"),
)
# The rows whose history is kept: types everywhere, and the large territories, all types together.
_HISTORY = Q(territory="") | (
    Q(type="")
    & (
        Q(territory__startswith="region:")
        | Q(territory__startswith="departement:")
        | Q(territory=scopes.NATIONAL)
    )
)


def take_stock(
    *, today: date, progress: Progress = quiet, goes_on: Callable[[], bool] = lambda: True
) -> str:
    """Measure every published sheet, and keep the figures of the day; return a French sentence.

    A day has one set of figures: taken again the same day, it replaces it. `goes_on` is asked
    between two lots; where it says no, what was measured is kept and the day waits for the next.
    """
    total = Sheet.objects.public().count()
    tallies, done = Tallies(), 0
    for lot in _lots():
        if not goes_on():
            return _("%(done)d fiches mesurées sur %(total)d.") % {"done": done, "total": total}
        for row, concerned in measure(sheets=lot, today=today):
            tallies.add(row, scopes.territories_of(concerned), today)
        done += len(lot)
        progress(_("Qualité"), done, total)
    _keep(tallies.days(today), today)
    return wording.counted(done, _("fiche mesurée."), _("fiches mesurées."))


def _lots() -> Iterator[list[Sheet]]:
    for sheet_type in registry.values():
        rows = sheet_type.model.objects.public().prefetch_related("evidence__source").order_by("pk")
        lot: list[Sheet] = []
        for sheet in rows.iterator(chunk_size=_CHUNK):
            lot.append(sheet)
            if len(lot) == _CHUNK:
                yield lot
                lot = []
        if lot:
            yield lot


@transaction.atomic
def measure(*, sheets: Sequence[Sheet], today: date) -> list[tuple[Assessment, list[str]]]:
    """Write what published sheets, read with their evidence, are worth; return it with scopes.

    Rows that would not change are left alone: most days, nearly all.
    """
    pks = [sheet.pk for sheet in sheets]
    known = Assessment.objects.in_bulk(pks)
    checked, concerned = facts.checked_links(pks), scopes.of_sheets(sheets)
    found = []
    for sheet in sheets:
        row = Assessment(
            sheet_id=sheet.pk,
            type=sheet.type,
            known_on=rhythm.last_known(sheet),
            due=rhythm.due_on(sheet, today),
            found=facts.found(sheet, checked.get(sheet.pk, {})),
            scopes=scopes.text(concerned[sheet.pk]),
        )
        judgements = score.judge(facts.of_row(row, in_words=False), today)
        row.score, row.dead_links = score.score(judgements), len(row.found["dead"])
        for one in judgements:
            setattr(row, COLUMNS[one.criterion], one.percent)
        found.append((row, concerned[sheet.pk]))
    Assessment.objects.bulk_create(
        [row for row, _scopes in found if _values(row) != _values(known.get(row.sheet_id))],
        batch_size=200,
        update_conflicts=True,
        unique_fields=["sheet"],
        update_fields=_WRITTEN,
    )
    return found


def _values(row: Assessment | None) -> list[Any]:
    return [getattr(row, name) for name in _WRITTEN] if row else []


@transaction.atomic
def _keep(days: Sequence[QualityDay], today: date) -> None:
    Assessment.objects.exclude(sheet__status=PublicationStatus.PUBLISHED).delete()
    QualityDay.objects.filter(day=today).delete()
    QualityDay.objects.filter(day__lt=today).exclude(_HISTORY).delete()
    QualityDay.objects.bulk_create(days, batch_size=400)


@transaction.atomic
def confirm(
    *, sheets: Iterable[Sheet], by: AbstractBaseUser | None, today: date, reason: str = ""
) -> int:
    """Note that what these sheets say is still true today; return how many there were.

    The next review is put off by the rhythm of each type. History says who, and `reason` why.
    """
    keys = {(sheet.pk, sheet.type) for sheet in sheets}
    found = own_rows(keys)
    for sheet in found:
        sheet.reviewed_on, sheet.review_due = today, rhythm.next_due(sheet, today)
        sheets_actions.save_sheet(sheet=sheet, by=by, reason=reason or _("Toujours vrai"))
    return len(found)


def follow(sheets: Sequence[Sheet]) -> None:
    """Measure again, once the transaction is committed, the few sheets that it wrote.

    Many at once, as a load writes them, wait for the next stock; withdrawn ones do not.
    """
    if len(sheets) > FEW:
        for chunk in chunks([one.pk for one in sheets if not one.is_public]):
            Assessment.objects.filter(sheet__in=chunk).delete()
    else:
        keys = [(sheet.pk, sheet.type) for sheet in sheets]
        # A function with a name: Django tells it when it fails.
        transaction.on_commit(lambda: measure_again(keys), robust=True)


def measure_again(keys: Sequence[tuple[int, str]]) -> None:
    """Write what these sheets are worth now; those no longer published are worth nothing."""
    today = timezone.localdate()
    for key, sheet_type in registry.items():
        if pks := [pk for pk, kind in keys if kind == key]:
            rows = sheet_type.model.objects.public().filter(pk__in=pks).order_by("pk")
            found = list(rows.prefetch_related("evidence__source"))
            gone = set(pks) - {sheet.pk for sheet in found}
            Assessment.objects.filter(pk__in=gone).delete()
            measure(sheets=found, today=today)
