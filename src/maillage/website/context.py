"""What every page knows: whose portal it is, where one can go, how to cite the page."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from maillage import __version__
from maillage.apps.identity.models import Identity, current
from maillage.apps.sheets.addresses import absolute
from maillage.apps.sheets.types import registry
from maillage.apps.territories.models import Territory


@dataclass(frozen=True, slots=True)
class Site:
    """The identity as templates read it."""

    name: str
    tagline: str
    home_territory: Territory | None
    logo: str
    contact_email: str
    legal_notice: str

    @classmethod
    def of(cls, identity: Identity) -> "Site":
        """Return the identity with its logo as an address."""
        return cls(
            identity.name,
            identity.tagline,
            identity.home_territory,
            identity.logo.url if identity.logo else "",
            identity.contact_email,
            identity.legal_notice,
        )


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the context of every page."""
    return {
        "site": SimpleLazyObject(lambda: Site.of(current())),
        "nav": _navigation(request),
        "today": timezone.localdate(),
        "permalink": SimpleLazyObject(lambda: absolute(request, request.get_full_path())),
        "version": __version__,
    }


def _navigation(request: HttpRequest) -> list[tuple[str, str, bool]]:
    lists = [(str(kind.menu), reverse(f"sheets:{kind.key}-list")) for kind in registry.values()]
    entries = [
        *lists,
        (_("Carte"), reverse("website:map")),
        (_("Territoires"), reverse("territories:index")),
        (_("Sources"), reverse("website:sources")),
    ]
    return [(label, url, request.path.startswith(url)) for label, url in entries]
