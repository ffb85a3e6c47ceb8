"""Registers the application `territories`."""

from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    """The application `territories`."""

    name = "maillage.apps.territories"
    label = "territories"
    verbose_name = "Territoires"
