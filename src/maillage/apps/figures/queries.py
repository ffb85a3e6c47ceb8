"""Reads of figures: of a subject, of an indicator, of a territory, and beside each other."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from maillage.apps.sheets import indexing, kinds, listing
from maillage.apps.sheets import queries as sheets
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.published import Published
from maillage.apps.sheets.types import type_of
from maillage.kernel.figures import Scale, scale
from maillage.search.query import SheetQuery

from .models import Figure, Indicator

# A page shows so many figures and links to the list of all.
SHOWN = 80
# A sheet that more figures describe than this is no sheet of ours: its page stays short.
MOST_OF_A_SHEET = 80


@dataclass(frozen=True, slots=True)
class Comparison:
    """Figures side by side, with the scale of their picture; none where all say the same."""

    figures: list[Figure]
    scale: Scale | None
    title: str = ""
    # The figure whose page this is, among them.
    own: int = 0
    url: str = ""

    @property
    def units(self) -> str:
        """Return the unit that all share."""
        return self.figures[0].indicator_unit or ""

    @property
    def range(self) -> str:
        """Return what the picture covers, in words."""
        return self.scale.words(self.units) if self.scale else ""

    @property
    def many_sources(self) -> bool:
        """Tell whether more than one source speaks."""
        return len({figure.source_name for figure in self.figures}) > 1


@dataclass(frozen=True, slots=True)
class PartFigures:
    """The figures of an item of a sheet's page, or of the sheet itself when `part` is empty."""

    part: str
    label: str
    figures: list[Figure]
    # The sheet has more figures than its page shows: said after the last ones.
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """What a figure describes: a sheet, and the item of its page if it is one's."""

    sheet: Sheet
    part: str
    label: str

    @property
    def url(self) -> str:
        """Return the address of the sheet, at its figures on this item."""
        anchor = f"#chiffres-{self.part}" if self.part else ""
        return f"{self.sheet.get_absolute_url()}{anchor}"


@dataclass(frozen=True, slots=True)
class TerritoryFigures:
    """The figures of a territory: several values of an indicator together, then the others.

    `of_sheets` are those that describe an organisation or a policy there.
    """

    compared: list[Comparison]
    single: list[Figure]
    of_sheets: list[Figure]
    total: int
    url: str
    # How many more concern its parts.
    inside: int = 0


@dataclass(frozen=True, slots=True)
class IndicatorFigures:
    """The figures of an indicator, those that share a denominator together."""

    tables: list[Comparison] = field(default_factory=list)
    total: int = 0
    url: str = ""

    @property
    def is_cut(self) -> bool:
        """Tell whether there are more than the page shows."""
        return self.total > sum(len(table.figures) for table in self.tables)


def find(uids: Collection[str]) -> dict[str, Figure]:
    """Return the public figures with these identifiers, by identifier."""
    rows = Figure.objects.public().filter(uid__in=uids).order_by("pk")
    return {figure.uid: figure for figure in rows}


def of_subject(sheet: Sheet) -> list[PartFigures]:
    """Return the figures of a sheet: its own, then those of each item of its page, in its order."""
    found = Figure.objects.public().filter(subject=sheet.uid).order_by("indicator", "name", "pk")
    parts: dict[str, list[Figure]] = {}
    rows = _placed(found[: MOST_OF_A_SHEET + 1])
    for figure in rows[:MOST_OF_A_SHEET]:
        parts.setdefault(figure.part, []).append(figure)
    labels = _labels(sheet)
    order = ["", *labels, *sorted(parts.keys() - labels.keys())]
    shown = [part for part in dict.fromkeys(order) if part in parts]
    return [
        PartFigures(
            part,
            labels.get(part, ""),
            parts[part],
            is_cut=part == shown[-1] and len(rows) > MOST_OF_A_SHEET,
        )
        for part in shown
    ]


def _labels(sheet: Sheet) -> dict[str, str]:
    """Return the titles of the items of a sheet's page by the identifiers that figures use."""
    labels: dict[str, str] = {}
    for declared in type_of(sheet).fields:
        if not (isinstance(declared.kind, kinds.Many) and declared.is_known(sheet)):
            continue
        for item in declared.value(sheet):
            if isinstance(item, dict) and "id" in item:
                titles = (item.get(name) for name in ("label", "name", "title"))
                labels.setdefault(item["id"], next(filter(None, titles), ""))
    return labels


def about(figure: Figure) -> About | None:
    """Return what a figure describes, or None where it has no public subject."""
    found = Sheet.objects.public().filter(uid=figure.subject).order_by("pk").first()
    if not (figure.subject and found):
        return None
    if not figure.part:
        return About(found, "", "")
    own = sheets.own_rows([(found.pk, found.type)])
    return About(found, figure.part, _labels(own[0]).get(figure.part, "") if own else "")


def comparison(figure: Figure) -> Comparison | None:
    """Return the figure beside the others that speak of the same thing, or None without any.

    The same indicator, for the same subject and item; or, where one of the two describes the
    territory itself, for the same territory. They are shown side by side, never merged.
    """
    others = Figure.objects.public().filter(indicator=figure.indicator).exclude(pk=figure.pk)
    found: dict[int, Figure] = {}
    if figure.subject:
        same = others.filter(subject=figure.subject, subject_part=figure.subject_part)
        found |= {one.pk: one for one in same.order_by("name", "pk")[:SHOWN]}
    if figure.located_in:
        zones = tuple(f"ici:{ref}" for ref in figure.located_in)
        hits = _hits({"indicateur": (figure.indicator,), indexing.ZONE: zones}, SHOWN).hits
        near = (one for one in sheets.of_hits(hits) if isinstance(one, Figure))
        found |= {one.pk: one for one in near if not (one.subject and figure.subject)}
    found.pop(figure.pk, None)
    if not found:
        return None
    return _compared([figure, *found.values()], own=figure.pk)


def of_indicator(indicator: Indicator) -> IndicatorFigures:
    """Return an indicator's figures, a table for each denominator, by territory and period.

    Those whose denominator is no other's share a last table, without a scale.
    """
    rows = Figure.objects.public().filter(indicator=indicator.uid)
    groups: dict[str, list[Figure]] = {}
    found = _placed(rows.order_by("denominator", "per", "name", "pk")[:SHOWN])
    for figure in _by_place(found):
        groups.setdefault(_base(figure), []).append(figure)
    tables = [
        _compared(figures, title=title, from_zero=True)
        for title, figures in sorted(groups.items(), key=lambda group: -len(group[1]))
        if len(figures) > 1
    ]
    alone = [figure for figure in found if len(groups[_base(figure)]) == 1]
    if alone:
        tables.append(Comparison(_by_place(alone), None))
    return IndicatorFigures(tables, rows.count(), _list_url(indicateur=indicator.uid))


def _base(figure: Figure) -> str:
    """Return what the figure is reported to: figures compare when it is the same."""
    return f"{figure.denominator} {figure.per}".strip()


def _by_place(figures: Iterable[Figure]) -> list[Figure]:
    return sorted(figures, key=lambda one: (one.place_label, one.period_start, one.name))


def of_territory(ref: str) -> TerritoryFigures | None:
    """Return the figures placed in a territory by name; None where none concerns it."""
    here = _hits({indexing.ZONE: (f"ici:{ref}",)}, SHOWN)
    inside = _hits({indexing.ZONE: (f"dans:{ref}",)}, 1).total
    if not inside:
        return None
    found = [figure for figure in sheets.of_hits(here.hits) if isinstance(figure, Figure)]
    groups: dict[str, list[Figure]] = {}
    for figure in found:
        if not figure.subject:
            groups.setdefault(figure.indicator, []).append(figure)
    beside = [figures for figures in groups.values() if len(figures) > 1]
    return TerritoryFigures(
        [_compared(figures, title=figures[0].indicator_name or "") for figures in beside],
        [figures[0] for figures in groups.values() if len(figures) == 1],
        [figure for figure in found if figure.subject],
        here.total,
        _list_url(territoire=ref),
        inside - here.total,
    )


def published(ref: str, indicators: Collection[str]) -> list[Published]:
    """Return the figures of a whole territory for some indicators, none of a sheet there.

    At most `SHOWN`, by name: no territory has so many.
    """
    here = _hits({indexing.ZONE: (f"ici:{ref}",), "indicateur": tuple(indicators)}, SHOWN)
    found = Figure.objects.public().in_bulk([hit.pk for hit in here.hits])
    return [
        Published(
            figure.indicator,
            figure.name,
            figure.quantity,
            figure.source_name,
            figure.get_absolute_url(),
            figure.obsolete,
        )
        for figure in found.values()
        if figure.value is not None and not figure.subject and ref in figure.located_in
    ]


def _hits(facets: dict[str, tuple[str, ...]], limit: int) -> Any:
    asked = SheetQuery(types=("figure",), facets=facets, sort="name", limit=limit, count_facets=())
    return indexing.ready().search(asked)


def _list_url(**parameters: str) -> str:
    return reverse("sheets:figure-list", query=parameters)


def _placed(figures: Iterable[Figure]) -> list[Figure]:
    """Return figures with the names of their territories, read at once."""
    found = list(figures)
    listing.cards_of(list(found))
    return found


def _compared(
    figures: list[Figure], *, title: str = "", own: int = 0, from_zero: bool = False
) -> Comparison:
    found = scale(figure.quantity for figure in figures)
    if found and from_zero:
        found = Scale(min(0.0, found.start), max(0.0, found.stop))
    return Comparison(figures, found, title, own)
