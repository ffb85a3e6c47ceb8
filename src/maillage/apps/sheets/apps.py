"""Registers the application `sheets`."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SheetsConfig(AppConfig):
    """The application `sheets`."""

    name = "maillage.apps.sheets"
    label = "sheets"
    verbose_name = "Fiches"

    def ready(self) -> None:
        """Bring the search index up to date at each maintenance."""
        from .indexing import catch_up_in_time
        from .upkeep import Phase, Task, register_task

        register_task(
            Task(
                "index", _("Index de recherche"), catch_up_in_time, timedelta(0), phase=Phase.INDEX
            )
        )
