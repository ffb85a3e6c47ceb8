"""The editors' desk: sheets with their proofs, relations and remarks, and sources."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from . import actions, perimeter_admin, references  # noqa: F401  (registers perimeters)
from .forms import KindField, form_class
from .models import Evidence, Relation, Remark, Sheet, Source
from .records import SOURCE, SUPPORTS, check_supports
from .types import ACTIVITY, CONTACT, IDENTITY, SheetType, registry


class EvidenceForm(ModelForm):
    """A proof, one supported field a line."""

    field_names: tuple[str, ...] = ()
    supports = KindField(SUPPORTS, label=_("appuie"))

    def clean_supports(self) -> list[str]:
        """Refuse names that no field of the sheet has: they would silently prove nothing."""
        supports: list[str] = self.cleaned_data["supports"]
        for problem in check_supports(supports, self.field_names):
            raise ValidationError(problem)
        return supports


class EvidenceInline(admin.TabularInline):
    """The proofs of a sheet."""

    model = Evidence
    form = EvidenceForm
    extra = 0
    autocomplete_fields = ("source",)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Return forms that know the fields of the sheet's type."""
        declared = next(one for one in registry.values() if one.model is self.parent_model)
        form = type("Form", (EvidenceForm,), {"field_names": declared.field_names})
        return super().get_formset(request, obj, **{**kwargs, "form": form})


class RelationFormSet(BaseInlineFormSet):
    """The relations of one sheet: each once, and never with itself."""

    def clean(self) -> None:
        """Say beside its row what the database would refuse."""
        super().clean()
        shown = {form.instance.pk for form in self.forms}
        ties = {(one.kind, one.target_id) for one in self.get_queryset() if one.pk not in shown}
        for form in self.forms:
            data = getattr(form, "cleaned_data", {})
            if data.get("DELETE") or not data.get("target"):
                continue
            tie = (data.get("kind"), data["target"].pk)
            if tie[1] == self.instance.pk:
                form.add_error("target", _("Une fiche n’est pas liée à elle-même."))
            elif tie in ties:
                form.add_error("target", _("Cette relation est déjà écrite."))
            ties.add(tie)


class RelationInline(admin.TabularInline):
    """The relations that a sheet holds."""

    model = Relation
    formset = RelationFormSet
    fk_name = "origin"
    extra = 0
    raw_id_fields = ("target",)


class RemarkInline(admin.TabularInline):
    """The editors' remarks on a sheet."""

    model = Remark
    extra = 0


class SheetAdmin(SimpleHistoryAdmin):
    """Editing of a sheet type, from its declaration; a subclass gives `sheet_type`."""

    sheet_type: SheetType
    list_display: tuple[str, ...] = ("name", "status", "reviewed_on", "updated_at")
    list_filter: tuple[str, ...] = ("status",)
    search_fields = ("name", "uid")
    ordering: tuple[str, ...] = ("name",)
    inlines = (EvidenceInline, RelationInline, RemarkInline)
    list_per_page = 50

    class Media:
        css = {"all": ("maillage/admin.css",)}

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[ModelForm]:
        """Return the type's form, with territories and other sheets checked to exist."""
        sheet_type = self.sheet_type
        base = form_class(sheet_type)

        class Form(base):  # type: ignore[misc,valid-type]
            def clean(self) -> dict[str, Any]:
                data: dict[str, Any] = super().clean()
                for name, message in references.unknown(sheet_type, data):
                    self.add_error(name, ValidationError(message))
                return data

        return Form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Group the fields as the sheet's page does."""
        groups: dict[str, list[str]] = {}
        for field in self.sheet_type.fields:
            groups.setdefault(field.section, []).append(field.name)
        usual = (IDENTITY, ACTIVITY, CONTACT)
        titles = {one.key: one.title for one in (*usual, *self.sheet_type.sections)}
        other = _("Autres champs")
        found = [(titles.get(key, other), {"fields": names}) for key, names in groups.items()]
        editorial = {"fields": ["status", "reviewed_on", "review_due"]}
        return [*found, (_("Suivi éditorial"), editorial)]

    def save_model(self, request: HttpRequest, obj: Sheet, form: Any, change: bool) -> None:
        """Save through the action, so that address, history and index follow."""
        actions.save_sheet(sheet=obj, by=request.user, reason=_changed(form))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save proofs, relations and remarks, then tell the index."""
        super().save_related(request, form, formsets, change)
        actions.note_changes([form.instance.uid])

    def delete_model(self, request: HttpRequest, obj: Sheet) -> None:
        """Delete through the action."""
        actions.delete_sheet(sheet=obj, by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete several sheets through the action."""
        for sheet in queryset.order_by("pk"):
            actions.delete_sheet(sheet=sheet, by=request.user)


def _changed(form: Any) -> str:
    labels = [str(form.fields[name].label) for name in form.changed_data if name in form.fields]
    text = ", ".join(labels)
    return text if len(text) <= 100 else f"{text[:99]}…"


class SourceForm(ModelForm):
    """A source, checked as a record file is: what is typed here can be exported and loaded."""

    uid = KindField(SOURCE.parts["id"].kind, label=_("identifiant"))
    url = KindField(SOURCE.parts["url"].kind, label=_("adresse"), required=False)
    published = KindField(SOURCE.parts["published"].kind, label=_("publiée en"), required=False)
    updated = KindField(SOURCE.parts["updated"].kind, label=_("mise à jour le"), required=False)


@admin.register(Source)
class SourceAdmin(SimpleHistoryAdmin):
    """Editing of sources."""

    form = SourceForm
    list_display = ("title", "publisher", "published", "updated", "seen_on")
    search_fields = ("title", "publisher", "uid")
    ordering = ("title",)


admin.site.site_header = admin.site.site_title = _("Maillage : l’atelier des éditeurs")
admin.site.index_title = _("Que voulez-vous modifier ?")
