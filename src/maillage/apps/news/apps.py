"""Django's configuration of this application."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    """Shows the last news on the pages of the sheets whose feeds are read."""

    name = "maillage.apps.news"
    label = "news"
    verbose_name = _("Actualités")

    def ready(self) -> None:
        from maillage.apps.sheets.panels import Panel, register_panel
        from maillage.apps.sheets.upkeep import Task, register_task

        from .actions import read_in_time, to_read
        from .queries import of_sheet

        register_panel(Panel("actualites", _("Actualités"), "news/panel.html", of_sheet))
        hour = timedelta(hours=1)
        register_task(
            Task("actualites", _("Actualités"), read_in_time, every=hour, preview=to_read)
        )
