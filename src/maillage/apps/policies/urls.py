"""Addresses of its own, beside those of its sheet type."""

from django.urls import path

from . import views

app_name = "policies"
urlpatterns = [path("politiques/comparer/", views.compare, name="compare")]
