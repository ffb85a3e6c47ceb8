"""Django's configuration of this application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearningConfig(AppConfig):
    """Registers its sheet types, and the blocks that its pages may hold."""

    name = "maillage.apps.learning"
    label = "learning"
    verbose_name = _("Comprendre")

    def ready(self) -> None:
        from maillage.apps.sheets.types import register

        from . import blocks
        from .sheet_types import LESSON, TERM

        register(LESSON)
        register(TERM)
        blocks.register()
