"""Django's configuration of this application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgendaConfig(AppConfig):
    """Registers the event as a sheet type."""

    name = "maillage.apps.agenda"
    label = "agenda"
    verbose_name = _("Agenda")

    def ready(self) -> None:
        from maillage.apps.sheets.types import register

        from .sheet_type import EVENT

        register(EVENT)
