"""Django's configuration of this application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    """Registers the policy as a sheet type."""

    name = "maillage.apps.policies"
    label = "policies"
    verbose_name = _("Politiques")

    def ready(self) -> None:
        from maillage.apps.sheets.types import register

        from .sheet_type import POLICY

        register(POLICY)
