"""Django's configuration of the observatory."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ObservatoryConfig(AppConfig):
    """The observatory keeps nothing in the database: its vintages are folders."""

    name = "maillage.apps.observatory"
    label = "observatory"
    verbose_name = _("Observatoire")
