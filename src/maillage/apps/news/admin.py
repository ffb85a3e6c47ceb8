"""What editors see of feeds: which answer, which do not, and why."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .models import Feed


class Trouble(admin.SimpleListFilter):
    """Feeds that answer, and those that do not."""

    title = _("état")
    parameter_name = "etat"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Name the states."""
        return [("echec", _("En échec")), ("bon", _("Lu sans problème"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the feeds in a state."""
        match self.value():
            case "echec":
                return queryset.exclude(error="")
            case "bon":
                return queryset.filter(error="")
        return queryset


@admin.register(Feed)
class FeedAdmin(admin.ModelAdmin):
    """The feeds, which follow the links of sheets: nothing is edited here."""

    list_display = ("sheet", "url", "succeeded_at", "checked_at", "error")
    list_filter = (Trouble,)
    list_select_related = ("sheet",)
    search_fields = ("sheet__name", "url", "error")
    ordering = ("-error", "sheet__name", "pk")
    list_display_links = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
