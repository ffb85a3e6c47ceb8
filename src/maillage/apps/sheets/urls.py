"""Addresses made from the declared types: a list and a page for each."""

from django.urls import path

from . import views
from .types import registry

app_name = "sheets"
urlpatterns = [path("fiches/<slug:uid>/", views.permalink, name="permalink")]
for _key, _type in registry.items():
    _kwargs = {"type_key": _key}
    urlpatterns += [
        path(f"{_type.path}/", views.sheet_list, _kwargs, f"{_key}-list"),
        path(f"{_type.path}/schema.json", views.schema, _kwargs, f"{_key}-schema"),
        path(f"{_type.path}/<slug:slug>/", views.sheet_detail, _kwargs, _key),
    ]
