"""The addresses of the observatory."""

from django.urls import path

from . import booklet_views, method_views, picking_views, registry_views, views

app_name = "observatory"
urlpatterns = [
    path("", views.home, name="home"),
    path("territoires/", views.search, name="search"),
    path("perimetre/", picking_views.perimeter, name="perimeter"),
    path("perimetre/chercher/", picking_views.found, name="found"),
    path("comparer/", picking_views.compare, name="compare"),
    path("etablissements/", registry_views.establishments, name="registry"),
    path("etablissements/<str:siret>/", registry_views.establishment, name="establishment"),
    path("methode/", method_views.method, name="method"),
    path("vue/", views.embed, name="embed"),
    path("perimetre/panorama.pdf", booklet_views.picked_booklet, name="picked_booklet"),
    path(
        "<slug:kind>/<str:code_slug>/panorama.pdf",
        booklet_views.territory_booklet,
        name="booklet",
    ),
    path("<slug:kind>/<str:code_slug>/", views.panorama, name="panorama"),
]
