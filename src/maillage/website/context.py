"""What every page knows: whose portal it is, where one can go, how to cite the page."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from maillage import __version__
from maillage.apps.identity.models import current
from maillage.apps.observatory import queries as observatory
from maillage.apps.sheets.addresses import absolute
from maillage.apps.sheets.types import registry


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the context of every page."""
    return {
        "site": SimpleLazyObject(current),
        "nav": _navigation(request),
        "today": timezone.localdate(),
        "permalink": SimpleLazyObject(lambda: absolute(request, request.get_full_path())),
        "version": __version__,
        "register": SimpleLazyObject(observatory.credit),
    }


def _navigation(request: HttpRequest) -> list[tuple[str, str, bool]]:
    lists = [
        (str(kind.menu), reverse(f"sheets:{kind.key}-list"))
        for kind in registry.values()
        if kind.menu
    ]
    entries = [
        (_("Être orienté"), reverse("support:orientation")),
        *lists,
        (_("Observatoire"), reverse("observatory:home")),
        (_("Carte"), reverse("website:map")),
        (_("Territoires"), reverse("territories:index")),
    ]
    return [(label, url, request.path.startswith(url)) for label, url in entries]
