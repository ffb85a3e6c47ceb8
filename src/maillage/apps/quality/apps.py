"""Django's configuration of this application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QualityConfig(AppConfig):
    """Tells how complete and how fresh the sheets are."""

    name = "maillage.apps.quality"
    label = "quality"
    verbose_name = _("Qualité des données")
