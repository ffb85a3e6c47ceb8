"""Django's configuration of figures."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FiguresConfig(AppConfig):
    """Registers indicators and figures, and how pages, texts and panoramas show them."""

    name = "maillage.apps.figures"
    label = "figures"
    verbose_name = _("Chiffres")

    def ready(self) -> None:
        from maillage.apps.sheets.blocks import register_block
        from maillage.apps.sheets.panels import Panel, register_panel
        from maillage.apps.sheets.published import register_published
        from maillage.apps.sheets.types import register

        from . import blocks, panels, queries
        from .sheet_types import FIGURE, INDICATOR

        register(INDICATOR)
        register(FIGURE)
        register_panel(Panel("chiffres", _("Chiffres"), "figures/panel.html", panels.read))
        register_block("chiffre", blocks.quotes, missing=_("chiffre introuvable"))
        register_published(queries.published)
