"""Addresses of its own."""

from django.urls import path

from . import desk_views, reminder_views, views

app_name = "quality"
urlpatterns = [
    path("qualite/", views.home, name="home"),
    path("qualite/fiches/", views.sheets, name="sheets"),
    path("relecture/echeances/", desk_views.due, name="due"),
    path("relecture/echeances/vrai/", desk_views.confirm, name="confirm"),
    path("relecture/echeances/rappel/<slug:uid>/", desk_views.remind, name="remind"),
    path("rappel/<str:token>/", reminder_views.reminder, name="reminder"),
    path("rappel/<str:token>/arret/", reminder_views.opt_out, name="opt_out"),
]
