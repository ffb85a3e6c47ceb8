"""Editing of the instance's identity: one row, which nobody deletes."""

from django.contrib import admin
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from .models import Identity


@admin.register(Identity)
class IdentityAdmin(SimpleHistoryAdmin):
    """One form for the one row."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return not Identity.objects.exists() and super().has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Identity | None = None) -> bool:
        return False
