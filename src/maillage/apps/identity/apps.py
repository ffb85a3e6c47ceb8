"""Registers the application `identity`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdentityConfig(AppConfig):
    """The application `identity`."""

    name = "maillage.apps.identity"
    label = "identity"
    verbose_name = _("Portail")
