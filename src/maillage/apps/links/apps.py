"""Django's configuration of this application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LinksConfig(AppConfig):
    """Checks that the addresses which sheets give still answer."""

    name = "maillage.apps.links"
    label = "links"
    verbose_name = _("Liens contrôlés")
