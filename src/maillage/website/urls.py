"""The addresses of the portal."""

from django.urls import include, path

from . import map_page, search_page, territory_pages, views

_site = (
    [
        path("", views.home, name="home"),
        path("recherche/", search_page.search, name="search"),
        path("recherche/suggestions/", search_page.suggestions, name="suggestions"),
        path("carte/", map_page.map_page, name="map"),
        path("carte/donnees/", map_page.map_data, name="map_data"),
        path("carte/contours/", map_page.outlines_data, name="outlines"),
        path("sources/", views.sources, name="sources"),
        path("mentions-legales/", views.legal, name="legal"),
        path("accessibilite/", views.accessibility, name="accessibility"),
        path("identite.css", views.identity_css, name="identity_css"),
    ],
    "website",
)
_territories = (
    [
        path("", territory_pages.index, name="index"),
        path("<slug:kind>/<str:code_slug>/", territory_pages.detail, name="detail"),
    ],
    "territories",
)
urlpatterns = [
    path("", include(_site)),
    path("territoires/", include(_territories)),
    path("", include("maillage.apps.sheets.urls")),
]
