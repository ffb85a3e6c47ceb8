"""Django's configuration of the directory."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    """Registers the organisation as a sheet type."""

    name = "maillage.apps.directory"
    label = "directory"
    verbose_name = _("Annuaire")

    def ready(self) -> None:
        from maillage.apps.sheets.types import register

        from .sheet_type import ORGANISATION

        register(ORGANISATION)
