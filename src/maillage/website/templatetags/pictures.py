"""Charts, meshes and small maps for templates."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from maillage.apps.territories import queries
from maillage.apps.territories.models import Territory
from maillage.kernel.territories import TerritoryKind
from maillage.website import (
    atlas,
    charts,
    comparison_cells,
    comparison_charts,
    cover_charts,
    figure_charts,
    funnel_charts,
    observatory_charts,
    observatory_map,
    observatory_svg,
    plan_charts,
    quality_charts,
    scale_charts,
)

register = template.Library()

LOCATOR_WIDTH = 320
# The régions of the COG that a map of France shows in their place.
METROPOLITAN = ("11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94")


@register.simple_tag
def bars(facet: Any, description: str = "") -> SafeString:
    """Draw the values of a facet as bars in a table; families get their symbol and colour."""
    of_family = facet.name == "famille"
    return charts.bars(
        (
            charts.Bar(option.label, option.count, option.url, option.value if of_family else "")
            for option in facet.options
        ),
        title=facet.label,
        description=description,
    )


@register.simple_tag
def figure_strip(figure: Any, comparison: Any) -> SafeString:
    """Draw where a figure stands among those that it is compared with."""
    own = figure.pk == comparison.own
    return figure_charts.strip(figure.quantity, comparison.scale, own=own)


@register.simple_tag
def figure_bar(figure: Any, comparison: Any) -> SafeString:
    """Draw a figure as a bar on the scale of those that it is compared with."""
    return figure_charts.bar(figure.quantity, comparison.scale)


@register.simple_tag
def relations_mesh(groups: Any) -> SafeString:
    """Draw the mesh of a sheet's relations, beside the list that says the same in words.

    One or two ties make no mesh: the list is enough.
    """
    ties = sum(len(group.items) for group in groups)
    return charts.mesh_of_relations(ties) if ties > 2 else mark_safe("")


@register.simple_tag
def cover(sheet: Any) -> SafeString:
    """Show the picture of a sheet's cover, or draw one; either is decorative."""
    if name := getattr(sheet, "cover", ""):
        return format_html(
            '<img class="cover" src="{}couvertures/{}" alt="" width="120" height="160" '
            'loading="lazy">',
            settings.MEDIA_URL,
            name,
        )
    return cover_charts.drawn_cover(sheet)


@register.simple_tag
def funnel(stages: Any) -> SafeString:
    """Draw the steps of a pipeline, beside the list that gives their numbers."""
    described = " ; ".join(f"{stage.words} {stage.label}" for stage in stages)
    return funnel_charts.funnel([stage.value for stage in stages], description=described)


@register.simple_tag
def locator(place: Territory) -> SafeString | str:
    """Draw where a territory lies: its contour, or its point, among the départements of its region.

    What belongs to no single region is drawn among the regions; the country has no picture.
    """
    if place.term is TerritoryKind.COUNTRY:
        return ""
    revision = queries.revision()
    ground = _region(place, revision)
    if ground is None:
        return ""
    own = atlas.plate(
        place.kind, (place.code,), width=LOCATOR_WIDTH, frame=ground.frame, revision=revision
    )
    point = {} if own else {"lon": place.lon, "lat": place.lat}
    return charts.locator(
        ground.frame,
        ground.areas.values(),
        title=_("Situation de %(name)s") % {"name": place.name},
        own=own.areas.values() if own else (),
        **point,
    )


def _region(place: Territory, revision: tuple[int, str]) -> atlas.Plate | None:
    """Return the départements of a territory's region, or all regions of metropolitan France."""
    kinds = (TerritoryKind.REGION, TerritoryKind.FORMER_REGION)
    kind, codes = TerritoryKind.REGION, METROPOLITAN
    if place.region_code and place.term not in kinds:
        rows = Territory.objects.filter(kind=TerritoryKind.DEPARTEMENT).order_by("code")
        own = rows.filter(region_code=place.region_code).values_list("code", flat=True)
        kind, codes = TerritoryKind.DEPARTEMENT, tuple(own)
    return atlas.plate(kind, codes, width=LOCATOR_WIDTH, revision=revision)


@register.simple_tag
def amount_bar(share: float | None, kind: str) -> SafeString:
    """Draw a budget line's amount, in percent of the page's largest; nothing where unknown."""
    segments = [] if share is None else [comparison_charts.Segment(share, kind)]
    return comparison_charts.bar(segments, 100)


@register.simple_tag
def compared_cell(cell: Any, label: str) -> SafeString:
    """Show a value of a comparison with its source marks."""
    return comparison_cells.cell(cell, label)


@register.simple_tag
def compared_bars(chart: Any) -> SafeString:
    """Draw an indicator of several authorities as bars in a table."""
    return comparison_charts.compared_bars(
        (
            comparison_charts.ComparedBar(
                row.label,
                row.text,
                [comparison_charts.Segment(size, code) for code, size in row.segments],
                row.url,
                row.note,
            )
            for row in chart.rows
        ),
        title=chart.title,
        description=chart.description,
    )


@register.simple_tag
def panorama_chart(chart: Any, *, titled: bool = True) -> SafeString:
    """Draw a chart of the observatory as a table with bars."""
    return observatory_charts.chart(chart, titled=titled)


@register.simple_tag
def panorama_svg(chart: Any, *, place: str, source: str, warning: str = "") -> SafeString:
    """Draw a chart of the observatory as an SVG file that stands alone."""
    return observatory_svg.alone(chart, place=place, source=source, warning=warning)


@register.simple_tag
def one_in(count: int) -> SafeString:
    """Draw « 1 sur 11 » as knots of a mesh, beside the words that say it."""
    return observatory_charts.one_in(count)


@register.simple_tag
def jobs_interval(jobs: Any) -> SafeString:
    """Draw an interval of jobs with its estimate, beside the figures that say it."""
    return observatory_charts.interval(jobs.least, jobs.estimate, jobs.most)


@register.simple_tag
def weight_map(parts: Any) -> SafeString | str:
    """Draw the weight of the ESS in the parts of a territory, beside the table that gives it."""
    return observatory_map.draw(parts) or ""


@register.simple_tag
def plan_balance(page: Any) -> SafeString:
    """Draw what a project costs and what pays for it, each part in words."""
    return plan_charts.balance(page.cost_parts, page.resource_parts)


@register.simple_tag
def step_scale(scale: Any) -> SafeString:
    """Draw the steps of a scale, and where those who asked stand on it."""
    return scale_charts.ruler(scale)


@register.simple_tag
def clause_bar(progress: Any) -> SafeString:
    """Draw the hours done of those that a clause asks for."""
    return scale_charts.progress(float(progress.done), float(progress.due))


@register.simple_tag
def quality_gauge(percent: float | None) -> SafeString:
    """Draw how far a mean of percentages is from 100, beside the figure that says it."""
    return quality_charts.gauge(percent)


@register.simple_tag
def quality_trend(points: Any) -> SafeString:
    """Draw the mean score of sheets day after day, with its figures."""
    return quality_charts.trend(points, title=_("Note moyenne des fiches, jour après jour"))
