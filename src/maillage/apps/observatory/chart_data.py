"""Charts as data: what each line says and how long its bars are. Templates draw them.

The same chart is a table with bars on a page, a picture alone (SVG) and an embed on other sites.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from maillage.kernel.vocabularies import Family, Sector, SizeClass
from maillage.observatory.panorama import Panorama

Value = float | int | None


class Tone(StrEnum):
    """What the bars of a column are about: it gives their colour."""

    ESS = "ess"
    EMPLOYERS = "employers"
    ECONOMY = "economy"


class Unit(StrEnum):
    """How a column's figures are written."""

    COUNT = "count"
    PERCENT = "percent"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures; one with `bar` is drawn too, all those drawn on one scale."""

    label: str
    unit: Unit = Unit.COUNT
    bar: bool = False
    tone: Tone = Tone.ESS


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a chart: one value a column, None where it is unknown.

    `family` gives its symbol and colour, `own` marks the territory that the page is about.
    """

    label: str
    values: tuple[Value, ...]
    family: str = ""
    url: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its title and its description; `head` heads the column of labels."""

    key: str
    title: str
    description: str
    head: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

    @property
    def drawn(self) -> tuple[int, ...]:
        """Return the positions of the columns that have bars."""
        return tuple(place for place, column in enumerate(self.columns) if column.bar)

    @property
    def longest(self) -> float:
        """Return the value of the longest bar, never 0."""
        found = [line.values[place] or 0 for line in self.lines for place in self.drawn]
        return max(found, default=0) or 1

    @property
    def framed_height(self) -> int:
        """Return a height in pixels that holds the chart alone at 600 pixels of width."""
        return 220 + len(self.lines) * (46 + 14 * len(self.drawn))


def families(panorama: Panorama) -> Chart:
    """Return the establishments of each family, and those that say they employ."""
    known = {one.family: one for one in panorama.families}
    total = panorama.ess.establishments
    return Chart(
        "familles",
        _("Familles de l’ESS"),
        _("Établissements actifs par famille juridique"),
        _("Famille"),
        (
            Column(_("Établissements"), bar=True),
            Column(_("Part"), Unit.PERCENT),
            Column(_("Employeurs")),
        ),
        tuple(
            Line(
                str(family.label),
                (one.establishments, _percent(one.establishments, total), one.declared),
                family=family.value,
            )
            for family in Family
            if (one := known.get(family)) and one.establishments
        ),
    )


def sectors(panorama: Panorama) -> Chart:
    """Return how the ESS and the whole economy spread over the sectors."""
    ess, economy = panorama.ess, panorama.economy
    lines = [
        Line(
            str(sector.label),
            (
                _percent(own, ess.establishments),
                _percent(everybody, economy.establishments),
                _percent(own, everybody),
            ),
        )
        for sector in Sector
        if (everybody := economy.sectors.get(sector, 0)) or ess.sectors.get(sector, 0)
        for own in (ess.sectors.get(sector, 0),)
    ]
    lines.sort(key=lambda line: -(line.values[0] or 0))
    return Chart(
        "secteurs",
        _("Secteurs d’activité"),
        _("Part de chaque secteur dans l’ESS et dans toute l’économie ; poids de l’ESS en chacun"),
        _("Secteur"),
        (
            Column(_("ESS"), Unit.PERCENT, bar=True),
            Column(_("Toute l’économie"), Unit.PERCENT, bar=True, tone=Tone.ECONOMY),
            Column(_("Poids de l’ESS"), Unit.PERCENT),
        ),
        tuple(lines),
    )


# Sirene's sixteen classes are too many for a picture: those from 50 employees on are put together.
_SIZES: tuple[tuple[str, tuple[SizeClass, ...]], ...] = (
    ("", (SizeClass.FROM_1,)),
    ("", (SizeClass.FROM_3,)),
    ("", (SizeClass.FROM_6,)),
    ("", (SizeClass.FROM_10,)),
    ("", (SizeClass.FROM_20,)),
    ("50 à 249 salariés", (SizeClass.FROM_50, SizeClass.FROM_100, SizeClass.FROM_200)),
    ("250 salariés ou plus", tuple(SizeClass)[tuple(SizeClass).index(SizeClass.FROM_250) :]),
)


def sizes(panorama: Panorama) -> Chart:
    """Return how employers spread over the size classes, in the ESS and in the whole economy.

    Those without employees, most of them, would leave nothing to see of the others.
    """
    ess, economy = panorama.ess, panorama.economy
    lines = []
    for label, classes in _SIZES:
        own = sum(ess.sizes.get(one, 0) for one in classes)
        everybody = sum(economy.sizes.get(one, 0) for one in classes)
        lines.append(
            Line(
                label or str(classes[0].label),
                (
                    _percent(own, ess.statistical),
                    _percent(everybody, economy.statistical),
                    own,
                ),
            )
        )
    return Chart(
        "tailles",
        _("Taille des établissements"),
        _("Part de chaque tranche parmi les établissements qui ont des salariés au 31 décembre"),
        _("Tranche d’effectifs"),
        (
            Column(_("ESS"), Unit.PERCENT, bar=True),
            Column(_("Toute l’économie"), Unit.PERCENT, bar=True, tone=Tone.ECONOMY),
            Column(_("Établissements de l’ESS")),
        ),
        tuple(lines),
    )


@dataclass(frozen=True, slots=True)
class Placed:
    """A panorama and the name under which a chart shows it."""

    label: str
    panorama: Panorama
    url: str = ""


def comparison(placed: Sequence[Placed], *, title: str = "", own: bool = False) -> Chart:
    """Return the share of the ESS in territories; `own` marks the first, that the page is about."""
    return Chart(
        "comparaison",
        title or _("Ce que pèse l’ESS"),
        _("Part de l’ESS dans les établissements, chez les employeurs et dans les emplois estimés"),
        _("Territoire"),
        (
            Column(_("Établissements"), Unit.PERCENT, bar=True),
            Column(_("Employeurs"), Unit.PERCENT, bar=True, tone=Tone.EMPLOYERS),
            Column(_("Emplois estimés"), Unit.PERCENT),
        ),
        tuple(
            Line(
                one.label,
                (one.panorama.share, one.panorama.declared_share, one.panorama.jobs_share),
                url=one.url,
                own=own and one is placed[0],
            )
            for one in placed
        ),
    )


def side_by_side(placed: Sequence[Placed]) -> list[Chart]:
    """Return territories compared: their weights, their numbers, their families."""
    weights = comparison(placed)
    numbers = Chart(
        "nombres",
        _("Combien ils sont"),
        _("Établissements de l’ESS, ceux qui se déclarent employeurs, et emplois estimés"),
        _("Territoire"),
        _number_columns(),
        tuple(
            Line(
                one.label,
                _numbers(one.panorama),
                url=one.url,
            )
            for one in placed
        ),
    )
    spread = Chart(
        "composition",
        _("Leurs familles"),
        _("Part de chaque famille dans les établissements de l’ESS"),
        _("Territoire"),
        tuple(Column(str(family.label), Unit.PERCENT) for family in Family),
        tuple(Line(one.label, tuple(_shares(one.panorama)), url=one.url) for one in placed),
    )
    return [weights, numbers, spread]


def _number_columns() -> tuple[Column, ...]:
    return (
        Column(_("Établissements"), bar=True),
        Column(_("Employeurs")),
        Column(_("Emplois estimés")),
    )


def _numbers(panorama: Panorama) -> tuple[int, int, int]:
    """Return what stands under `_number_columns`."""
    ess = panorama.ess
    return ess.establishments, ess.declared, ess.jobs.estimate


def _shares(panorama: Panorama) -> Iterator[float | None]:
    known = {one.family: one.establishments for one in panorama.families}
    for family in Family:
        yield _percent(known.get(family, 0), panorama.ess.establishments)


def evolution(steps: Sequence[Placed]) -> Chart:
    """Return the establishments of the ESS in each vintage, the oldest first."""
    counts = [one.panorama.ess.establishments for one in steps]
    before = [None, *counts]
    return Chart(
        "evolution",
        _("D’un millésime à l’autre"),
        _("Établissements de l’ESS dans chaque millésime, selon la même variante"),
        _("Millésime"),
        (
            Column(_("Établissements"), bar=True),
            Column(_("Évolution"), Unit.CHANGE),
            Column(_("Part de l’économie"), Unit.PERCENT),
        ),
        tuple(
            Line(
                one.label,
                (count, _change(past, count), one.panorama.share),
                url=one.url,
                own=one is steps[-1],
            )
            for one, count, past in zip(steps, counts, before, strict=False)
        ),
    )


def variants(found: Sequence[Placed], chosen: str) -> Chart:
    """Return what each variant of the perimeter counts, with those that employ and the jobs."""
    return Chart(
        "variantes",
        _("Selon ce que l’on compte"),
        _("Établissements selon chaque variante du périmètre de l’ESS"),
        _("Variante"),
        _number_columns(),
        tuple(
            Line(
                one.label,
                _numbers(one.panorama),
                url=one.url,
                own=one.panorama.variant == chosen,
            )
            for one in found
        ),
    )


def _percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def _change(past: int | None, now: int) -> float | None:
    return 100 * (now - past) / past if past else None
