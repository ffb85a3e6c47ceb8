"""What a sheet is worth, beside it, for editors."""

from typing import Any

from django import template
from django.utils import timezone

from maillage.apps.quality import queries
from maillage.apps.quality.page import ToMend

register = template.Library()


@register.simple_tag
def quality_of(sheet: Any) -> ToMend | None:
    """Return what a sheet was found to be worth, None where it was not measured yet."""
    row = queries.of_sheet(sheet)
    return ToMend.of(row, timezone.localdate()) if row else None
