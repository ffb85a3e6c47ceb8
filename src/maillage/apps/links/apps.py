"""Django's configuration of this application."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LinksConfig(AppConfig):
    """Checks that the addresses which sheets give still answer."""

    name = "maillage.apps.links"
    label = "links"
    verbose_name = _("Liens contrôlés")

    def ready(self) -> None:
        """Follow what sheets give, check it in maintenance, and say beside links what is dead."""
        from maillage.apps.contributions.desk import Room, register_room
        from maillage.apps.sheets import panels, upkeep, watching

        from . import actions, checking, queries

        watching.watch(actions.note_uses)
        panels.register_mark(panels.Mark("links/dead.html", queries.dead_among))
        register_room(
            Room(
                _("Liens"),
                "links:queue",
                lambda user: queries.waiting(),
                pages=("links:address",),
                order=50,
            )
        )
        upkeep.register_task(
            upkeep.Task(
                "liens",
                _("Liens"),
                checking.run,
                every=timedelta(hours=1),
                preview=checking.preview,
            )
        )
