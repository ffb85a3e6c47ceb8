"""Editing of projects."""

from django.contrib import admin

from maillage.apps.sheets.admin import SheetAdmin

from .models import Project
from .sheet_type import PROJECT


@admin.register(Project)
class ProjectAdmin(SheetAdmin):
    """The project, from its declaration."""

    sheet_type = PROJECT
    list_display = ("name", "kind", "started", "status", "reviewed_on", "updated_at")
