"""What every page knows: whose portal it is, where one can go, how to cite the page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from maillage import __version__
from maillage.apps.contributions.permissions import REVIEW
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
        "reviews": SimpleLazyObject(lambda: _reviews(request)),
    }


def _reviews(request: HttpRequest) -> bool:
    """Tell whether a reviewer asks for the page.

    The session is looked at only where the browser sends one: pages of visitors vary by nothing.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not hasattr(request, "user"):
        return False  # a visitor, or a request that was refused early
    return request.user.has_perm(REVIEW)


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
