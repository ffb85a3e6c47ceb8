"""The page of quality: one answer, what makes it up, what to mend first, where."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import SheetType, registry
from maillage.apps.territories import queries as territories
from maillage.kernel.amounts import french_number
from maillage.kernel.vocabularies import Criterion

from . import facts, queries, scopes, wording
from .models import Assessment, QualityDay
from .score import WEIGHTS, Judgement, judge
from .selection import COLUMNS, Selection
from .tallies import COUNTS

FIRST = 5  # sheets to mend that the page itself shows
MOST_LINES = 8  # territories shown before the others are folded
_TO_MEND = {
    Criterion.COMPLETE: gettext_lazy("à compléter"),
    Criterion.SOURCED: gettext_lazy("à sourcer"),
    Criterion.REVIEWED: gettext_lazy("à faire relire par une personne"),
    Criterion.FRESH: gettext_lazy("dont l’échéance de relecture est passée"),
    Criterion.LINKS: gettext_lazy("avec un lien mort"),
}


@dataclass(frozen=True, slots=True)
class Share:
    """A criterion over many sheets: the mean percentage, and the sheets that do not meet it."""

    criterion: Criterion
    mean: float | None
    short: int
    url: str

    @property
    def weight(self) -> int:
        """Return how much the criterion counts, of 100."""
        return WEIGHTS[self.criterion]

    @property
    def to_mend(self) -> str:
        """Return what follows « 12 fiches » for those that do not meet it."""
        return str(_TO_MEND[self.criterion])

    @property
    def gain(self) -> float:
        """Return how many points of the mean score mending them all would give."""
        return 0 if self.mean is None else self.weight * (100 - self.mean) / 100


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: a type or a territory, its figures, and where each cell leads."""

    key: str
    label: str
    url: str
    list_url: str
    figures: QualityDay
    shares: list[Share]

    @property
    def age(self) -> str:
        """Return the median age in words."""
        return wording.age(self.figures.age)


@dataclass(frozen=True, slots=True)
class ToMend:
    """A sheet to mend: its score and what does not let it be 100."""

    sheet: Sheet
    sheet_type: SheetType
    row: Assessment
    judgements: list[Judgement]

    @classmethod
    def of(cls, row: Assessment, today: date) -> "ToMend":
        """Lay out a row with its sheet."""
        return cls(row.sheet, registry[row.type], row, judge(facts.of_row(row), today))

    @property
    def lacking(self) -> list[Judgement]:
        """Return the criteria that it does not wholly meet, what would give most points first."""
        short = [one for one in self.judgements if not one.is_met]
        return sorted(short, key=lambda one: -one.weight * (1 - (one.value or 0)))


@dataclass(frozen=True)
class QualityPage:
    """What `/qualite/` shows of a selection on the last day that was measured."""

    selection: Selection
    day: date | None

    @cached_property
    def own(self) -> QualityDay | None:
        """Return the figures of the whole selection; None where nothing answers to it."""
        if self.day is None:
            return None
        return queries.figures(self.day, self.selection.type_key, self.selection.scope)

    @cached_property
    def sentence(self) -> str:
        """Return the answer: « 297 fiches, notées 61 sur 100 en moyenne »."""
        if self.own is None:
            return _("Qualité des données")
        plural = self.selection.sheet_type.plural if self.selection.sheet_type else _("fiches")
        label = self.selection.sheet_type.label if self.selection.sheet_type else _("fiche")
        what = f"{plural if self.own.sheets > 1 else label} {self.selection.place}".strip()
        message = _("%(count)s %(what)s : la note moyenne est de %(score)d sur 100")
        return message % {
            "count": french_number(self.own.sheets),
            "what": what,
            "score": round(self.own.score),
        }

    @cached_property
    def age(self) -> str:
        """Return the median age in words."""
        return wording.age(self.own.age if self.own else None)

    @cached_property
    def shares(self) -> list[Share]:
        """Return the criteria, the one whose mending would give most points first."""
        found = _shares(self.own, self.selection) if self.own else []
        return sorted(found, key=lambda one: -one.gain)

    @cached_property
    def first(self) -> list[ToMend]:
        """Return the sheets that most need mending."""
        today = timezone.localdate()
        rows = queries.with_sheets(queries.worst_first(self.selection), 0, FIRST)
        return [one for row in rows if (one := ToMend.of(row, today)).lacking]

    @cached_property
    def trend(self) -> list[queries.Point]:
        """Return the mean score day after day; what is not kept has no trend."""
        return queries.trend(self.selection.type_key, self.selection.scope)

    @cached_property
    def by_type(self) -> list[Line]:
        """Return a line for each type, the most numerous first; none where one is chosen."""
        if self.day is None or self.selection.sheet_type:
            return []
        rows = [
            one for one in queries.by_type(self.day, self.selection.scope) if one.type in registry
        ]
        lines = (
            self._line(row, str(registry[row.type].plural), sheet_type=registry[row.type])
            for row in rows
        )
        return sorted(lines, key=lambda line: -line.figures.sheets)

    @cached_property
    def by_territory(self) -> list[Line]:
        """Return a line for each part of the territory chosen, régions where there is none."""
        if self.day is None or self.selection.is_national:
            return []
        territory = self.selection.territory
        parts = {one.ref for one in territories.parts(territory)} if territory else None
        rows = queries.by_territory(self.day, self.selection.type_key, parts)
        known = territories.find_many({one.territory for one in rows} - {scopes.NATIONAL})
        lines = []
        for row in rows:
            if row.territory == scopes.NATIONAL:
                national = Selection(is_national=True).label
                lines.append(self._line(row, national, is_national=True))
            elif place := known.get(row.territory):
                lines.append(self._line(row, place.name, territory=place))
        return sorted(lines, key=lambda line: -line.figures.sheets)

    @cached_property
    def main_territories(self) -> list[Line]:
        """Return the lines of territories that stand on the page, those of most sheets."""
        return self.by_territory[: MOST_LINES if len(self.by_territory) > MOST_LINES + 2 else None]

    @cached_property
    def other_territories(self) -> list[Line]:
        """Return the lines of territories that the page folds."""
        return self.by_territory[len(self.main_territories) :]

    def _line(self, row: QualityDay, label: str, **changes: Any) -> Line:
        chosen = replace(self.selection, criterion=None, **changes)
        return Line(
            row.type if "sheet_type" in changes else row.territory,
            label[:1].upper() + label[1:],
            chosen.url(reverse("quality:home")),
            chosen.url(reverse("quality:sheets")),
            row,
            _shares(row, chosen),
        )

    @cached_property
    def chips(self) -> list[tuple[str, str]]:
        """Return what is chosen, each with the address without it."""
        base, found = reverse("quality:home"), []
        if self.selection.sheet_type:
            plural = str(self.selection.sheet_type.plural)
            found.append((plural.capitalize(), self.selection.url(base, sheet_type=None)))
        if self.selection.scope:
            url = self.selection.url(base, territory=None, is_national=False)
            found.append((self.selection.label, url))
        return found

    @cached_property
    def list_url(self) -> str:
        """Return the address of all the sheets counted."""
        return self.selection.url(reverse("quality:sheets"))

    @cached_property
    def formats(self) -> list[tuple[str, str]]:
        """Return the other forms of the tables."""
        base = reverse("quality:home")
        return [(name.upper(), self.selection.url(base, ("format", name))) for name in FORMATS]


FORMATS = ("csv", "json")


def _shares(row: QualityDay, chosen: Selection) -> list[Share]:
    base = reverse("quality:sheets")
    return [
        Share(
            criterion,
            getattr(row, column),
            getattr(row, COUNTS[column]),
            chosen.url(base, criterion=criterion),
        )
        for criterion, column in COLUMNS.items()
    ]


def list_sentence(selection: Selection, total: int) -> str:
    """Return the title of the list of a selection: « 12 fiches à compléter à Nancy »."""
    if selection.sheet_type:
        what = str(selection.sheet_type.plural if total > 1 else selection.sheet_type.label)
    else:
        what = _("fiches") if total > 1 else _("fiche")
    parts = [french_number(total), what]
    if selection.criterion:
        parts.append(str(_TO_MEND[selection.criterion]))
    return " ".join(filter(None, [*parts, selection.place]))


def to_mend(rows: Iterable[Assessment], today: date) -> list[ToMend]:
    """Lay out rows with their sheets."""
    return [ToMend.of(row, today) for row in rows]
