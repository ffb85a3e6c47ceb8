"""Editing of events, and the import of calendars."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from maillage.apps.sheets.admin import SheetAdmin
from maillage.apps.sheets.models import Source

from .actions import import_calendar
from .calendar_in import LARGEST, CalendarError
from .models import Event
from .sheet_type import EVENT


class CalendarForm(forms.Form):
    """A calendar file, and the document that it is in the eyes of readers."""

    file = forms.FileField(
        label=_("Fichier iCalendar (.ics)"),
        help_text=_("Chaque événement devient un brouillon, à relire avant de le publier."),
        widget=forms.ClearableFileInput(attrs={"accept": ".ics,text/calendar"}),
    )
    source = forms.ModelChoiceField(
        Source.objects.order_by("title"),
        label=_("Source"),
        help_text=_("D’où vient ce fichier : la preuve de chaque fiche y mène."),
    )

    def clean_file(self) -> Any:
        """Refuse a file too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            limit = LARGEST // 1_000_000
            raise forms.ValidationError(_("Le fichier dépasse %(limit)d Mo.") % {"limit": limit})
        return file


@admin.register(Event)
class EventAdmin(SheetAdmin):
    """The event, from its declaration."""

    sheet_type = EVENT
    list_display = ("name", "kind", "when", "status", "reviewed_on", "updated_at")
    list_filter = ("status", "kind")  # type: ignore[assignment]
    change_list_template = "agenda/admin/change_list.html"

    @admin.display(description=_("quand"))
    def when(self, event: Event) -> str:
        """Show the date in words."""
        return event.when

    def get_urls(self) -> list[Any]:
        """Add the page that imports a calendar."""
        view = self.admin_site.admin_view(self.import_view)
        return [path("importer/", view, name="agenda_event_import"), *super().get_urls()]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Import a calendar, or say what is wrong in it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = CalendarForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                report = import_calendar(
                    content=file.read(),
                    name=file.name,
                    source_uid=form.cleaned_data["source"].uid,
                    by=request.user,
                )
            except CalendarError as error:
                for problem in error.problems[:50]:
                    form.add_error("file", problem)
            else:
                messages.success(request, report.sentence)
                return redirect(reverse("admin:agenda_event_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "form": form,
            "title": _("Importer un agenda"),
            "opts": Event._meta,
        }
        return render(request, "agenda/admin/import.html", context)
