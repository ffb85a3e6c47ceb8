"""Django's configuration of projects."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    """Registers the project as a sheet type."""

    name = "maillage.apps.projects"
    label = "projects"
    verbose_name = _("Projets")

    def ready(self) -> None:
        from maillage.apps.sheets.types import register

        from .sheet_type import PROJECT

        register(PROJECT)
