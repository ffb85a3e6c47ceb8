"""Addresses of its own, beside those of its sheet types."""

from django.urls.resolvers import URLPattern

app_name = "learning"
urlpatterns: list[URLPattern] = []
