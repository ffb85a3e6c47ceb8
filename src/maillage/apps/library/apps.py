"""Django's configuration of the library."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    """Registers resources and collections as sheet types."""

    name = "maillage.apps.library"
    label = "library"
    verbose_name = _("Ressources")

    def ready(self) -> None:
        from maillage.apps.sheets.types import register

        from .sheet_types import COLLECTION, RESOURCE

        register(RESOURCE)
        register(COLLECTION)
