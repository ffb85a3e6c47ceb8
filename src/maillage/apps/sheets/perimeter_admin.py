"""Editing of free perimeters; the official territories are read only."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from maillage.apps.territories.actions import check_perimeters
from maillage.apps.territories.models import Perimeter, Territory
from maillage.kernel.territories import TerritoryKind
from maillage.kernel.text import slugify

from . import actions


class PerimeterForm(forms.ModelForm):
    """A name, and members one a line."""

    members = forms.CharField(
        label=_("membres"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Une référence par ligne : commune:54395, epci:245400676, departement:54."),
    )

    class Meta:
        model = Perimeter
        fields = ("name", "members", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["members"] = "\n".join(self.instance.members)

    def clean(self) -> dict[str, Any]:
        """Write through the action's own checks, so that its message is shown."""
        data: dict[str, Any] = super().clean() or {}
        lines = (line.strip() for line in data.get("members", "").splitlines())
        data["members"] = [line for line in lines if line]
        data["code"] = self.instance.code or slugify(data.get("name", ""))
        if not self.instance.code and Territory.objects.filter(
            kind=TerritoryKind.PERIMETER, code=data["code"]
        ):
            raise ValidationError(_("Un périmètre porte déjà ce nom."))
        try:
            check_perimeters([_record(data)])
        except ValueError as error:
            raise ValidationError(str(error)) from None
        return data


def _record(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": data["code"],
        "name": data.get("name", ""),
        "members": data["members"],
        "note": data.get("note", ""),
    }


@admin.register(Perimeter)
class PerimeterAdmin(admin.ModelAdmin):
    """Perimeters only: what the Code officiel géographique says is not edited."""

    form = PerimeterForm
    list_display = ("name", "code", "population")
    search_fields = ("name",)
    ordering = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Territory]:
        """Leave the official territories out."""
        rows: QuerySet[Territory] = super().get_queryset(request)
        return rows.filter(kind=TerritoryKind.PERIMETER)

    def save_model(self, request: HttpRequest, obj: Territory, form: Any, change: bool) -> None:
        """Save through the action, which computes what the members imply."""
        actions.save_perimeter(record=_record(form.cleaned_data))
        obj.kind, obj.code = TerritoryKind.PERIMETER.value, form.cleaned_data["code"]
        obj.pk = f"{obj.kind}:{obj.code}"

    def has_delete_permission(self, request: HttpRequest, obj: Territory | None = None) -> bool:
        """Keep perimeters: sheets name them by their code."""
        return False
