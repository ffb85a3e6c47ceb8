"""The addresses of an instance."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.static import serve

urlpatterns = [
    path("admin/", admin.site.urls),
    # The only files that editors send are the portal's own logos: few, small, checked pictures.
    path("media/identite/<path:path>", serve, {"document_root": settings.MEDIA_ROOT / "identite"}),
    # Covers that whoever runs the instance put in its data folder: pictures only, by their name.
    path(
        "media/couvertures/<path:path>",
        serve,
        {"document_root": settings.MEDIA_ROOT / "couvertures"},
    ),
    path("", include("maillage.website.urls")),
]
handler404 = "maillage.website.views.not_found"
