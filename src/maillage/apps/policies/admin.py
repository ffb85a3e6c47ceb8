"""Editing of policies."""

from django.contrib import admin

from maillage.apps.sheets.admin import SheetAdmin

from .models import Policy
from .sheet_type import POLICY


@admin.register(Policy)
class PolicyAdmin(SheetAdmin):
    """The policy, from its declaration."""

    sheet_type = POLICY
    list_display = ("name", "authority_type", "status", "reviewed_on", "updated_at")
