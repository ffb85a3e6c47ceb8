"""Addresses of its own."""

from django.urls import path
from django.urls.resolvers import URLPattern

from . import views

app_name = "links"
urlpatterns: list[URLPattern] = [
    path("relecture/liens/", views.queue, name="queue"),
    path("relecture/liens/<int:pk>/", views.address, name="address"),
    path("relecture/liens/<int:pk>/bonne/", views.vouch, name="vouch"),
    path("relecture/liens/<int:pk>/encore/", views.ask_again, name="ask-again"),
]
