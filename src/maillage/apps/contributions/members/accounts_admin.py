"""Accounts in the administration site: who may appoint reviewers may not appoint themselves."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest

User = get_user_model()
admin.site.unregister(User)


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Accounts; only a superuser touches a superuser, a permission, or a password."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep for superusers what gives more than the roles do."""
        own = super().get_readonly_fields(request, obj)
        return own if request.user.is_superuser else (*own, "is_superuser", "user_permissions")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse to others the account of a superuser: its address would sign them in."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return bool(super().has_change_permission(request, obj))
