"""Addresses of its own, beside those of its sheet types."""

from django.urls.resolvers import URLPattern

app_name = "library"
urlpatterns: list[URLPattern] = []
