"""Visitors who proved, by a private link sent to it, that they answer for an organisation."""

from django.http import HttpRequest

from maillage.apps.sheets.models import Sheet

_KEY = "parle_pour"


def let_speak(request: HttpRequest, sheet: Sheet) -> None:
    """Remember, as long as the session lasts, that this visitor answers for a sheet."""
    request.session[_KEY] = sheet.uid


def speaks_for(request: HttpRequest, sheet: Sheet | None) -> bool:
    """Tell whether this visitor came by a private link of the sheet."""
    return sheet is not None and request.session.get(_KEY) == sheet.uid
