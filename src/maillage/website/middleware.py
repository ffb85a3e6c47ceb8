"""What every response says to browsers about what a page may do."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_PERMISSIONS = (
    "camera=(), display-capture=(), geolocation=(self), microphone=(), payment=(), usb=(), "
    "browsing-topics=()"
)


def content_security_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Allow a page its own files and the map background, no inline script or style.

    A view marked with `django.views.decorators.clickjacking.xframe_options_exempt` is an embed:
    any site may frame it. The others may be framed by this site only.
    """
    page, embed = policy("'self'"), policy("*")

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        framable = getattr(response, "xframe_options_exempt", False)
        response.headers.setdefault("Content-Security-Policy", embed if framable else page)
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        return response

    return middleware


def policy(frame_ancestors: str) -> str:
    """Return the Content-Security-Policy of pages that these origins may frame."""
    directives = {
        "default-src": "'self'",
        "img-src": " ".join(["'self'", "data:", *_tile_origin()]),
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": frame_ancestors,
    }
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


def _tile_origin() -> list[str]:
    """Return the origin of map tiles; Leaflet's `{s}` stands for any sub-domain."""
    address = urlsplit(settings.MAILLAGE_TILE_URL)
    return [f"{address.scheme}://{address.netloc.replace('{s}', '*')}"] if address.netloc else []
