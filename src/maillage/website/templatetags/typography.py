"""French typography for templates: spaces, apostrophes, numbers, dates and plurals.

The rules are those of `kernel/typography.py`.
"""

import re
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils.dates import MONTHS
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language

from maillage.kernel.amounts import french_number
from maillage.kernel.typography import NBSP, typeset

register = template.Library()

UNKNOWN = "inconnu"

# Tags and entities of safe HTML are left as they are: only the text between them is set.
_MARKUP = re.compile(r"(<[^>]*>|&#?\w+;)")


@register.filter
def typo(value: object) -> str:
    """Typeset text, or the text of safe HTML, by the rules of French typography."""
    if value is None:
        return ""
    if not isinstance(value, SafeString):
        return typeset(str(value))
    parts = _MARKUP.split(value)
    parts[::2] = [typeset(part) for part in parts[::2]]
    return mark_safe("".join(parts))  # noqa: S308  (the markup came in safe and is unchanged)


register.filter("nbsp", typo)


@register.filter
def number(value: object, decimals: int | str = "") -> str:
    """Return a number in French: 1 234,5. Unknown (None) says so; it is never 0.

    Without `decimals`, whole numbers have none and others keep those that they have.
    """
    if value is None or value == "":
        return UNKNOWN
    return french_number(value, None if decimals == "" else int(decimals))  # type: ignore[arg-type]


@register.filter
def frdate(value: date | str | None) -> str:
    """Return « 22 novembre 2026 », « mai 2010 » or « 2010 » from a date, ISO or partial.

    Text that is no ISO date comes back as it is, for a source may say « vers 1995 ».
    """
    if not value:
        return ""
    if isinstance(value, datetime):
        value = (localtime(value) if is_aware(value) else value).date()
    if isinstance(value, date):
        value = value.isoformat()
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", value)
    if not match or (match[2] and not 1 <= int(match[2]) <= 12):
        return value
    year, month, day = match.groups()
    words = [year]
    if month:
        words.insert(0, str(MONTHS[int(month)]))
    if day:
        first = "1er" if (get_language() or "fr").startswith("fr") else "1"
        words.insert(0, first if int(day) == 1 else str(int(day)))
    return NBSP.join(words)


@register.simple_tag
def time(value: date | str | None) -> str:
    """Return a `<time>` element that reads « 22 novembre 2026 », empty for no date."""
    if not value:
        return ""
    machine = value if isinstance(value, str) else value.isoformat()
    shown = frdate(value)
    if shown == machine and not re.fullmatch(r"\d{4}", machine):
        return conditional_escape(shown)
    return format_html('<time datetime="{}">{}</time>', machine, shown)


@register.filter
def plural(count: object, forms: str) -> str:
    """Return the form that agrees with a count: « fiche,fiches » or « fiche » (plural in -s).

    In French the plural begins at 2: « 0 fiche », « 1,5 fiche », « 2 fiches ».
    """
    singular, _, several = forms.partition(",")
    try:
        many = abs(Decimal(str(count))) >= 2
    except ArithmeticError:
        many = False
    return (several or f"{singular}s") if many else singular


@register.filter
def shielded(text: str) -> str:
    """Return text whose e-mail addresses people can read and harvesters cannot."""
    return re.sub(r"(?<=\S)@(?=\S)", " [arobase] ", text)
