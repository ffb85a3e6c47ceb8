"""Addresses that leave the site: in feeds, exports and citations."""

from django.conf import settings
from django.http import HttpRequest


def absolute(request: HttpRequest, path: str) -> str:
    """Return the public address of a path: the instance's own where it is set."""
    base: str = settings.MAILLAGE_BASE_URL
    return f"{base}{path}" if base else request.build_absolute_uri(path)
