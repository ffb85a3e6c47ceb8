"""Editing of organisations."""

from django.contrib import admin

from maillage.apps.sheets.admin import SheetAdmin

from .models import Organisation
from .sheet_type import ORGANISATION


@admin.register(Organisation)
class OrganisationAdmin(SheetAdmin):
    """The organisation, from its declaration."""

    sheet_type = ORGANISATION
    list_display = ("name", "acronym", "legal_form", "status", "reviewed_on", "updated_at")
