"""Editing of schemes and of the questions that lead to them."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls.resolvers import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.apps.sheets.admin import SheetAdmin
from maillage.kernel.rules.nodes import facts_of
from maillage.kernel.vocabularies import PublicationStatus

from . import actions, editor_views, rules
from .editor_questions import QuestionForm
from .models import Question, Scheme
from .publication import faults_of
from .sheet_type import SCHEME


@admin.register(Scheme)
class SchemeAdmin(SheetAdmin):
    """The scheme, from its declaration; its rule and cases have a page of their own."""

    sheet_type = SCHEME
    list_display = ("name", "kind", "status", "reviewed_on", "updated_at")
    list_filter = ("status", "kind")  # type: ignore[assignment]
    change_form_template = "support/editor/change_form.html"
    actions = ("publish",)

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of a scheme, with those of its rule."""
        return [*editor_views.urls(self), *super().get_urls()]

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[ModelForm]:
        """Return the form without the rule; it refuses to publish a scheme at fault."""
        base = super().get_form(request, obj, **kwargs)

        class Form(base):  # type: ignore[misc,valid-type]
            def _post_clean(self) -> None:
                super()._post_clean()
                is_public = self.instance.status == PublicationStatus.PUBLISHED
                if is_public and not self.errors and (faults := faults_of(self.instance)):
                    self.add_error("status", ValidationError([_refusal(), *faults]))

        Form.base_fields.pop("versions")
        return Form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave the rule to its own page."""
        return [
            (title, {"fields": [one for one in options["fields"] if one != "versions"]})
            for title, options in super().get_fieldsets(request, obj)
        ]

    @admin.action(
        description=gettext_lazy("Publier les dispositifs choisis"), permissions=["change"]
    )
    def publish(self, request: HttpRequest, queryset: Any) -> None:
        """Publish the chosen schemes; those at fault stay as they are, and say why."""
        published = 0
        for scheme in queryset.order_by("name"):
            try:
                actions.publish(scheme=scheme, by=request.user)  # type: ignore[arg-type]
                published += 1
            except (actions.CasesFail, ValueError) as error:
                told = f"{scheme.name} : {_refusal()} {error}"
                self.message_user(request, told, messages.ERROR)
        if published:
            told = _("Dispositifs publiés : %(number)d.") % {"number": published}
            self.message_user(request, told, messages.SUCCESS)


def _refusal() -> str:
    return _("Pas publié, car la règle a une erreur ou un cas échoue (voir « Règle et cas »).")


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin):
    """How each fact is asked; a question that rules read is not removed."""

    form = QuestionForm
    list_display = ("fact", "label", "kind_label", "group", "order")
    list_filter = ("group", "kind")
    search_fields = ("fact", "question", "label")
    fieldsets = (
        (None, {"fields": ("fact", "label", "question", "why")}),
        (
            gettext_lazy("Réponses"),
            {"fields": ("kind", "options", "vocabulary", "unit", "min", "max", "step")},
        ),
        (
            gettext_lazy("Où et quand la poser"),
            {"fields": ("used_by", "group", "order", "effort", "sensitive")},
        ),
    )

    class Media:
        css = {"all": ("maillage/admin.css",)}

    @admin.display(description=gettext_lazy("genre"), ordering="kind")
    def kind_label(self, question: Question) -> str:
        """Return the kind in words."""
        return str(dict(QuestionForm.kinds()).get(question.kind, question.kind))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep the name of a fact, which rules and addresses hold."""
        return ("fact",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse to remove a question that a public rule reads."""
        return super().has_delete_permission(request, obj) and not (obj and _is_read(obj.fact))

    def save_model(self, request: HttpRequest, obj: Question, form: Any, change: bool) -> None:
        """Save, then tell which public schemes the change leaves at fault."""
        super().save_model(request, obj, form, change)
        for scheme in rules.schemes().sheets.values():
            if faults := faults_of(scheme) if obj.fact in _facts(scheme) else []:
                self.message_user(request, f"{scheme.name} : {faults[0]}", messages.WARNING)


def _facts(scheme: Scheme) -> set[str]:
    nodes = [scheme.rule.required(one) for one in scheme.rule.versions]
    return {fact for node in nodes for fact in facts_of(node)}


def _is_read(fact: str) -> bool:
    return any(fact in _facts(one) for one in rules.schemes().sheets.values())
