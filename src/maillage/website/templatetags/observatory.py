"""The rows and figures of a panorama's page for templates."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString

from maillage.website import observatory_blocks

register = template.Library()


@register.simple_tag(takes_context=True)
def panorama_figure(context: template.Context, chart: Any) -> SafeString:
    """Show a chart of the page with its file and, where the page says its root, how to embed it."""
    return observatory_blocks.figure(
        chart, context["page"], root=context.get("root", ""), script=context.get("embed_js", "")
    )


@register.simple_tag
def steps_legend(steps: Iterable[Any]) -> SafeString:
    """Show the classes of a map of shares."""
    return observatory_blocks.legend(steps)


@register.simple_tag
def share_rows(lines: Iterable[Any]) -> SafeString:
    """Show the weight of the ESS in parts of a territory, a row each."""
    return observatory_blocks.share_rows(lines)


@register.simple_tag
def employer_rows(page: Any) -> SafeString:
    """Show the largest employers of a page as the rows of a table."""
    return observatory_blocks.employer_rows(page)


@register.simple_tag(takes_context=True)
def citation(context: template.Context) -> str:
    """Return how to cite the page, by the name that the portal has on it."""
    page, site = context["page"], context["site"]
    cited: str = page.citation(site.name, context["fixed_permalink"], context["today"])
    return cited
