"""The addresses of the portal."""

from django.urls import include, path

from . import (
    kiosque_oembed,
    kiosque_page,
    map_page,
    registry_map,
    search_page,
    territory_pages,
    views,
)

_site = (
    [
        path("", views.home, name="home"),
        path("recherche/", search_page.search, name="search"),
        path("recherche/suggestions/", search_page.suggestions, name="suggestions"),
        path("carte/", map_page.map_page, name="map"),
        path("carte/donnees/", map_page.map_data, name="map_data"),
        path("carte/contours/", map_page.outlines_data, name="outlines"),
        path("observatoire/etablissements/carte/", registry_map.registry_map, name="registry_map"),
        path(
            "observatoire/etablissements/carte/donnees/",
            registry_map.registry_map_data,
            name="registry_map_data",
        ),
        path("kiosque/", kiosque_page.builder, name="kiosque"),
        path("kiosque/vue/", kiosque_page.view, name="kiosque_view"),
        path("kiosque/embed.js", kiosque_page.embed_js, name="embed_js"),
        path("oembed/", kiosque_oembed.oembed, name="oembed"),
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
    # Before those of sheet types, whose slugs would swallow them: /politiques/comparer/.
    path("observatoire/", include("maillage.apps.observatory.urls")),
    path("", include("maillage.apps.contributions.urls")),
    path("", include("maillage.apps.links.urls")),
    path("", include("maillage.apps.quality.urls")),
    path("", include("maillage.apps.privacy.urls")),
    path("", include("maillage.apps.policies.urls")),
    path("", include("maillage.apps.support.urls")),
    path("", include("maillage.apps.agenda.urls")),
    path("", include("maillage.apps.news.urls")),
    path("", include("maillage.apps.library.urls")),
    path("", include("maillage.apps.learning.urls")),
    path("", include("maillage.apps.sheets.urls")),
]
