"""Django's configuration of this application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QualityConfig(AppConfig):
    """Tells how complete and how fresh the sheets are."""

    name = "maillage.apps.quality"
    label = "quality"
    verbose_name = _("Qualité des données")

    def ready(self) -> None:
        """Take part in maintenance, open the room of reviews due, follow the writes of sheets."""
        from maillage.apps.contributions.desk import Room, register_room
        from maillage.apps.sheets import watching
        from maillage.apps.sheets.upkeep import register_task

        from . import actions, due, upkeep

        for task in upkeep.TASKS:
            register_task(task)
        register_room(Room(_("Échéances"), "quality:due", due.overdue_count, order=40))
        watching.watch(actions.follow)
