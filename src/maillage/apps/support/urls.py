"""Addresses of its own, beside those of its sheet type."""

from django.urls import path
from django.urls.resolvers import URLPattern

from . import diagnostic_views, livret_views, orientation_views, plan_views, simulator_views, views

app_name = "support"
urlpatterns: list[URLPattern] = [
    # The list of the sheet type under its own address, brought up to date with the day.
    path("dispositifs/", views.scheme_list, name="list"),
    path("dispositifs/<slug:slug>/conditions.csv", views.conditions, name="conditions"),
    path("orientation/", orientation_views.orientation, name="orientation"),
    path("diagnostic/", diagnostic_views.doors, name="diagnosis"),
    path("diagnostic/ess/", diagnostic_views.membership, name="diagnosis_membership"),
    path("diagnostic/statut/", diagnostic_views.legal_form, name="diagnosis_form"),
    path("orientation/plan/", plan_views.financing_plan, name="plan"),
    path("territoires/<slug:kind>/<slug:code_slug>/livret.pdf", livret_views.livret, name="livret"),
    path("simulateurs/", simulator_views.simulators, name="simulators"),
    path("simulateurs/heures-de-clause/", simulator_views.clause_hours, name="clause-hours"),
    path("simulateurs/<slug:slug>/", simulator_views.simulator, name="simulator"),
]
