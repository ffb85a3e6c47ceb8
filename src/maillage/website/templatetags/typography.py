"""French typography for templates: spaces, apostrophes, numbers, dates and plurals.

Rules: *Lexique des règles typographiques en usage à l’Imprimerie nationale*. The narrow no-break
space (U+202F) stands before `; : ! ?`, inside « » and between thousands.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from django import template
from django.utils.dates import MONTHS
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language

from maillage.kernel.amounts import NARROW, french_number

register = template.Library()

NBSP = "\u00a0"
UNKNOWN = "inconnu"

# Tags and entities of safe HTML are left as they are: only the text between them is set.
_MARKUP = re.compile(r"(<[^>]*>|&#?\w+;)")
_ADDRESS = re.compile(r"(\b(?:https?|mailto|tel|ftp):\S+|\S+@\S+)")
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\.\.\."), "…"),
    (re.compile(r"(?<=[^\W\d_])'(?=\w)"), "’"),
    (re.compile(r"[ \u00a0]+(?=[;:!?»])"), NARROW),
    (re.compile(r"(?<=[\w)\]»’…])(?=[;!?](?:\s|$))"), NARROW),
    (re.compile(r"(?<=[^\W\d_)\]»])(?=:(?:\s|$))"), NARROW),
    (re.compile(r"«[ \u00a0]*(?=\S)(?!\u202f)"), f"«{NARROW}"),
    (re.compile(r"(?<=[^\s\u202f])»"), f"{NARROW}»"),
    (re.compile(r"(?<=\d)[ \u00a0](?=\d{3}(?!\d))"), NARROW),
    (re.compile(r"(?<=\d)[ \u00a0]?(?=[%€])"), NARROW),
    (re.compile(r"(?<=\bn[°º]) ?(?=\d)"), NBSP),
    (re.compile(r"(?<=\d) (?=(?:k€|M€|Md€|km|kg|ha|h|min|ans?|mois|euros|habitants)\b)"), NBSP),
)


@lru_cache(maxsize=4096)  # labels and sources come back on every line of a page
def typeset(text: str) -> str:
    """Return plain French text with its no-break spaces, apostrophes and ellipses.

    Web and e-mail addresses are left untouched, and the result typeset again does not change.
    """
    parts = _ADDRESS.split(text)
    for index in range(0, len(parts), 2):
        for pattern, replacement in _RULES:
            parts[index] = pattern.sub(replacement, parts[index])
    return "".join(parts)


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
