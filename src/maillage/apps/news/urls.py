"""Addresses of its own, beside those of its sheet types."""

from django.urls import path
from django.urls.resolvers import URLPattern

from . import views

app_name = "news"
urlpatterns: list[URLPattern] = [path("actualites/", views.news_list, name="list")]
