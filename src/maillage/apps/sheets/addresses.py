"""Addresses that several pages make: those that leave the site, and those of the map."""

from django.conf import settings
from django.http import HttpRequest

MAP_TYPE = "organisation"  # what the map shows when its address does not say


def absolute(request: HttpRequest, path: str) -> str:
    """Return the public address of a path: the instance's own where it is set."""
    base: str = settings.MAILLAGE_BASE_URL
    return f"{base}{path}" if base else request.build_absolute_uri(path)


def outside(path: str) -> str:
    """Return the address of a path for what no request asks for: letters, printed guides."""
    return f"{settings.MAILLAGE_BASE_URL or settings.MAILLAGE_HERE}{path}"


def of_type(base: str, type_key: str) -> str:
    """Return an address of the map, or of its data, for the sheets of a type."""
    return base if type_key == MAP_TYPE else f"{base}?type={type_key}"
