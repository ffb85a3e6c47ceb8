"""Editing of indicators and figures."""

from django.contrib import admin

from maillage.apps.sheets.admin import SheetAdmin

from .models import Figure, Indicator
from .sheet_types import FIGURE, INDICATOR


@admin.register(Indicator)
class IndicatorAdmin(SheetAdmin):
    """The indicator, from its declaration."""

    sheet_type = INDICATOR
    list_display = ("name", "unit", "measure", "status", "reviewed_on", "updated_at")


@admin.register(Figure)
class FigureAdmin(SheetAdmin):
    """The figure, from its declaration."""

    sheet_type = FIGURE
    list_display = ("name", "value", "period_start", "status", "reviewed_on", "updated_at")
