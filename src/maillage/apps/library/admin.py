"""Editing of resources and collections."""

from django.contrib import admin

from maillage.apps.sheets.admin import SheetAdmin

from .models import Collection, Resource
from .sheet_types import COLLECTION, RESOURCE


@admin.register(Resource)
class ResourceAdmin(SheetAdmin):
    """The resource, from its declaration."""

    sheet_type = RESOURCE
    list_display = ("name", "kind", "published", "status", "reviewed_on", "updated_at")


@admin.register(Collection)
class CollectionAdmin(SheetAdmin):
    """The collection, from its declaration."""

    sheet_type = COLLECTION
    list_display = ("name", "status", "reviewed_on", "updated_at")
