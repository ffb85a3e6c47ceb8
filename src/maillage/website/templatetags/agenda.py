"""The calendar leaf: the date of an event at a glance."""

from django import template

from maillage.kernel.dates import MONTHS
from maillage.kernel.periods import Period

register = template.Library()

# As calendars abbreviate them.
SHORT = tuple(
    name if len(name) <= 4 else f"{name[: 4 if name[0] == 'j' else 3]}." for name in MONTHS
)


@register.simple_tag
def leaf(period: Period) -> tuple[str, str]:
    """Return the two lines of a calendar leaf: « 7–8 » and « nov. 2025 », or a month and a year."""
    start, end = period.start, period.end
    last = end if end and end.year == start.year else None
    if end and end.year != start.year:
        return f"{start.year}–{str(end.year)[2:]}", ""
    if not start.month:
        return str(start.year), ""
    month = SHORT[start.month - 1]
    if not start.day:
        others = f"–{SHORT[last.month - 1]}" if last and last.month else ""
        return f"{month}{others}", str(start.year)
    days = str(start.day)
    if last and last.day and last.month == start.month and last.day != start.day:
        days += f"–{last.day}"
    return days, f"{month} {start.year}"
