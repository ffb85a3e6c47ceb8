"""Editing of lessons, with a preview, and of terms."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from maillage.apps.sheets.admin import SheetAdmin

from .models import Lesson, Term
from .pages import LessonPage
from .sheet_types import LESSON, TERM

_HELP = _(
    "Markdown ; « ## » commence une partie. Blocs, chacun fermé par une ligne « ::: » : "
    "« ::: definition Le mot », « ::: frise » (lignes « - 1900 : texte »), « ::: cartes » "
    "(« ### titre » puis texte), « ::: chiffre identifiant », « ::: liste annuaire?role=lieu 6 », "
    "« ::: fiches identifiant identifiant », « ::: panorama departement:54 »."
)


@admin.register(Lesson)
class LessonAdmin(SheetAdmin):
    """The lesson, from its declaration; its text can be seen as a page before it is saved."""

    sheet_type = LESSON
    list_display = ("name", "order", "status", "reviewed_on", "updated_at")
    ordering = ("order", "name")
    change_form_template = "learning/admin/lesson_form.html"

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Return the form with room for a page, and how to write it."""
        form = super().get_form(request, obj, **kwargs)
        description = form.base_fields["description"]  # type: ignore[attr-defined]
        description.widget.attrs["rows"] = 30
        description.help_text = _HELP
        return form

    def get_urls(self) -> list[Any]:
        """Add the address of the preview to those of the desk."""
        preview = self.admin_site.admin_view(never_cache(require_POST(self.preview)))
        return [path("apercu/", preview, name="learning_lesson_preview"), *super().get_urls()]

    def preview(self, request: HttpRequest) -> HttpResponse:
        """Show the text of the form as a page, with what is wrong in it; nothing is saved."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        typed = {name: request.POST.get(name, "") for name in ("name", "summary", "description")}
        lesson = Lesson(type=LESSON.key, **typed)
        context = {"sheet": lesson, "lesson": LessonPage(lesson, is_preview=True)}
        return render(request, "learning/preview.html", context)


@admin.register(Term)
class TermAdmin(SheetAdmin):
    """The term, from its declaration."""

    sheet_type = TERM
    list_display = ("name", "kind", "status", "reviewed_on", "updated_at")
    list_filter = ("status", "kind")
