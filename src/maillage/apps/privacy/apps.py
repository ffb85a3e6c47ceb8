"""Django's configuration of this application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    """Tells what is held on people, and removes it."""

    name = "maillage.apps.privacy"
    label = "privacy"
    verbose_name = _("Données personnelles")
