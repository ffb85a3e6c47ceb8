"""Registers the application `website`."""

from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    """The layout, the components and the pages that no other application owns."""

    name = "maillage.website"
    label = "website"
    verbose_name = "Site public"
