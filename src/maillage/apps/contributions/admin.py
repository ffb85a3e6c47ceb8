"""The administrators' view of contributions: who reviews what, who speaks for whom, what came.

Proposals are decided at the reviewers' desk, with history and letters: here they are only read.
"""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from maillage.apps.territories import queries as territories
from maillage.kernel.vocabularies import ScopeKind, Theme

from .members import accounts_admin  # noqa: F401  (registers accounts)
from .models import Change, KeptApart, Proposal, ReviewerScope, SheetEditor, Snapshot


class ReadOnly:
    """Pages that show without letting anything be written; deleting stays possible."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is added here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is changed here."""
        return False


class ChangeInline(ReadOnly, admin.TabularInline):
    """The values of a proposal."""

    model = Change
    fields = ("field", "old", "new", "state", "reason", "passage", "line", "ground")
    extra = 0

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A value goes with its proposal only."""
        return False


@admin.register(Proposal)
class ProposalAdmin(ReadOnly, admin.ModelAdmin):
    """What was proposed; the desk decides."""

    fields = readonly_fields = (
        *("name", "type", "is_new", "sheet", "origin", "state", "comment"),
        *("source_title", "source_url", "snapshot", "is_own"),
        *("author", "author_name", "author_email", "created_at"),
        *("decided_at", "decided_by", "answer"),
    )
    list_display = ("name", "type", "origin", "state", "created_at", "decided_at", "decided_by")
    list_filter = ("state", "origin", "type")
    list_select_related = ("decided_by",)
    search_fields = ("name", "author_name", "author_email")
    date_hierarchy = "created_at"
    ordering = ("-created_at",)
    inlines = (ChangeInline,)
    list_per_page = 50


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnly, admin.ModelAdmin):
    """The documents that candidates were drawn from."""

    fields = ("title", "origin", "media_type", "size", "sha256", "source", "received_at")
    list_display = ("__str__", "media_type", "size", "received_at")
    search_fields = ("title", "origin", "sha256")
    ordering = ("-received_at",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Leave the bytes where they are."""
        return super().get_queryset(request).defer("compressed", "reading")


class ReviewerScopeForm(ModelForm):
    """A charge that exists: a known territory, or a theme of the vocabulary."""

    def clean(self) -> dict[str, Any]:
        """Say beside the code how it is written."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        code, kind = data.get("code", ""), data.get("kind")
        if kind == ScopeKind.THEME and code and Theme.get(code) is None:
            known = ", ".join(term.value for term in Theme)
            message = _("« %(code)s » n’est pas un thème. Thèmes : %(known)s.")
            self.add_error("code", ValidationError(message % {"code": code, "known": known}))
        if kind == ScopeKind.TERRITORY and code and code not in territories.known([code]):
            message = _("« %(code)s » n’est pas un territoire connu : écrire departement:54.")
            self.add_error("code", ValidationError(message % {"code": code}))
        return data


@admin.register(ReviewerScope)
class ReviewerScopeAdmin(admin.ModelAdmin):
    """Who reviews what; who has no charge here reviews everything."""

    form = ReviewerScopeForm
    autocomplete_fields = ("user",)
    list_display = ("user", "kind", "code")
    list_filter = ("kind",)
    list_select_related = ("user",)
    search_fields = ("user__username", "user__email", "code")
    ordering = ("user", "kind", "code")


@admin.register(SheetEditor)
class SheetEditorAdmin(admin.ModelAdmin):
    """Who speaks for the organisation of a sheet: what they propose is marked so."""

    autocomplete_fields = ("user",)
    raw_id_fields = ("sheet",)
    list_display = ("user", "sheet", "created_at")
    list_select_related = ("user", "sheet")
    search_fields = ("user__username", "user__email", "sheet__name")
    ordering = ("sheet__name",)


@admin.register(KeptApart)
class KeptApartAdmin(ReadOnly, admin.ModelAdmin):
    """Sheets found to be different; deleting the line shows them again as possible duplicates."""

    list_display = ("first", "second", "by", "decided_at")
    list_select_related = ("first", "second", "by")
    ordering = ("-decided_at",)
