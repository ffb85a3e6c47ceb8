"""Django's configuration of this application."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    """Tells what is held on people, and removes it."""

    name = "maillage.apps.privacy"
    label = "privacy"
    verbose_name = _("Données personnelles")

    def ready(self) -> None:
        from maillage.apps.contributions.desk import Room, register_room
        from maillage.apps.sheets.guards import register_guard
        from maillage.apps.sheets.upkeep import Phase, Task, register_task

        from .periods import purge_task
        from .queries import waiting_requests
        from .withheld import leave_out

        register_task(
            Task(
                "demandes",
                _("Demandes sur des données personnelles"),
                purge_task,
                timedelta(days=1),
                Phase.PURGE,
            )
        )
        register_guard(leave_out)
        register_room(
            Room(
                _("Personnes"),
                "privacy:people",
                waiting_requests,
                pages=("privacy:held", "privacy:remove"),
                order=90,
            )
        )
