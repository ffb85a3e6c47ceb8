"""Editing of schemes and of the questions that lead to them."""

from django.contrib import admin

from maillage.apps.sheets.admin import SheetAdmin

from .models import Question, Scheme
from .sheet_type import SCHEME


@admin.register(Scheme)
class SchemeAdmin(SheetAdmin):
    """The scheme, from its declaration."""

    sheet_type = SCHEME
    list_display = ("name", "kind", "status", "reviewed_on", "updated_at")
    list_filter = ("status", "kind")  # type: ignore[assignment]


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin):
    """How each fact is asked."""

    list_display = ("fact", "label", "kind", "group", "order")
    search_fields = ("fact", "question")
