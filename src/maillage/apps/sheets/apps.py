"""Registers the application `sheets`."""

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    """The application `sheets`."""

    name = "maillage.apps.sheets"
    label = "sheets"
    verbose_name = "Fiches"
