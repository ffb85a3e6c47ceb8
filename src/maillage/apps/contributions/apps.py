"""Django's configuration of this application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContributionsConfig(AppConfig):
    """Lets anybody propose, and editors review."""

    name = "maillage.apps.contributions"
    label = "contributions"
    verbose_name = _("Contributions")
