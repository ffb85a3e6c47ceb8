"""Addresses of its own."""

from django.urls import path

from . import views

app_name = "privacy"
urlpatterns = [
    path("donnees-personnelles/", views.page, name="page"),
    path("donnees-personnelles/demande/", views.ask, name="ask"),
    path("relecture/personnes/", views.people, name="people"),
    path("relecture/personnes/chercher/", views.held, name="held"),
    path("relecture/personnes/retirer/", views.remove, name="remove"),
    path("relecture/personnes/demandes/<int:pk>/", views.answered, name="answered"),
]
