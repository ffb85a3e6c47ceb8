"""Django's configuration of the observatory."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ObservatoryConfig(AppConfig):
    """Registers how texts show a panorama. Nothing is in the database: vintages are folders."""

    name = "maillage.apps.observatory"
    label = "observatory"
    verbose_name = _("Observatoire")

    def ready(self) -> None:
        from maillage.apps.sheets.blocks import each, register_block

        from . import blocks

        register_block(
            "panorama", each(blocks.headline), missing=_("territoire inconnu, ou aucun millésime")
        )
