"""Django's configuration of this application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupportConfig(AppConfig):
    """Registers the scheme as a sheet type, with the questions and cases that come beside it."""

    name = "maillage.apps.support"
    label = "support"
    verbose_name = _("Dispositifs")

    def ready(self) -> None:
        from maillage.apps.sheets.deadlines import register_deadlines
        from maillage.apps.sheets.side_tables import register_review, register_table
        from maillage.apps.sheets.types import register

        from . import deadlines
        from .beside import CASES, QUESTIONS
        from .checks import review_load
        from .sheet_type import SCHEME

        register(SCHEME)
        register_table(QUESTIONS)
        register_table(CASES)
        register_review(review_load)
        register_deadlines(deadlines.of_query)
