"""What was typed in a simulator, put back in its form."""

from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from maillage.kernel.rules.offers import euros

register = template.Library()


@register.simple_tag
def typed_stay(line: Any, name: str) -> str:
    """Return what a line of people says under a name; nothing for an empty line."""
    return line.typed.get(name, "") if line else ""


@register.simple_tag
def typed_choice(line: Any, question: Any) -> SafeString:
    """Return the options of a yes-or-no question, the one that was chosen marked."""
    chosen = typed_stay(line, question.id)
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (code, SafeString(" selected") if code == chosen else "", label)
            for code, label in (("", "–"), ("oui", _("oui")), ("non", _("non")))
        ),
    )


@register.simple_tag
def typed_amount(asked: Any, key: str) -> str:
    """Return an amount as it was typed."""
    return asked.typed.get(key, "")


@register.simple_tag
def item_amount(asked: Any, item: Any) -> str:
    """Return the amount of an item, published or typed, in words."""
    value = item.amount if item.amount is not None else asked.amounts.get(item.key)
    return _("à confirmer") if value is None else euros(value)
