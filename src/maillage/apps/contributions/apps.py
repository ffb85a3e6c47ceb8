"""Django's configuration of this application."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ContributionsConfig(AppConfig):
    """Lets anybody propose, and editors review."""

    name = "maillage.apps.contributions"
    label = "contributions"
    verbose_name = _("Contributions")

    def ready(self) -> None:
        """Keep the sheets that may be the same in step with them; open the desk."""
        from maillage.apps.sheets import upkeep, watching

        from . import retention
        from .desk import Room, register_room
        from .resemblance import duplicates
        from .reviewing import queue

        register_room(
            Room(
                _("Propositions"),
                "contributions:queue",
                queue.waiting_count,
                pages=("contributions:review", "contributions:undo", "contributions:attach"),
                order=10,
            )
        )
        documents = ("contributions:document", "contributions:document_text")
        register_room(Room(_("Documents"), "contributions:intake", pages=documents, order=20))

        pairs = ("contributions:compare", "contributions:keep_apart")
        room = Room(_("Doublons"), "contributions:duplicates", duplicates.waiting_count, pairs, 30)
        register_room(room)

        upkeep.register_task(retention.TASK)
        watching.watch(duplicates.keep)
        post_migrate.connect(_fill_match_keys, sender=self)
        post_migrate.connect(_keep_roles, sender=self)


def _fill_match_keys(**_ignored: object) -> None:
    """Give a base made before them the keys of its sheets."""
    from .resemblance import duplicates

    duplicates.fill()


def _keep_roles(using: str = "default", **_ignored: object) -> None:
    """Give the instance its roles."""
    from .members import roles

    roles.keep(using)
