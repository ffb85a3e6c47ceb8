"""Parts of a page that name their own template."""

from typing import Any

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def show_block(context: Any, part: Any) -> str:
    """Render a part with its `template` and its `context`, over those of the page."""
    engine = context.template.engine
    with context.push(**part.context):
        return str(engine.get_template(part.template).render(context))
