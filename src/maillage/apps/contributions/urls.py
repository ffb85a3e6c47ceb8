"""Addresses of its own."""

from django.urls.resolvers import URLPattern

app_name = "contributions"
urlpatterns: list[URLPattern] = []
