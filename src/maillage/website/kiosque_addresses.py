"""What an address of this portal can be made a kiosque of: a list, a sheet, a kiosque."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import gettext as _

from maillage.apps.sheets import queries
from maillage.apps.sheets.models import Redirect, Sheet
from maillage.apps.sheets.types import registry

from .kiosque import Kiosque, NoKiosque, read


def at(address: str, request: HttpRequest) -> Kiosque:
    """Return the kiosque of an address, whole or from its path on; raise `NoKiosque`."""
    found, given = resolved(address, request)
    if found.view_name in {"website:kiosque", "website:kiosque_view"}:
        return read(given)
    given.pop("style", None)
    key = found.kwargs.get("type_key", "")
    if found.view_name == "website:map":
        key = given.get("type") or "organisation"
        given["style"] = "carte"
    if found.view_name in {f"sheets:{key}-list", "website:map"} and key in registry:
        given["fiches"] = registry[key].path
        for name in ("collection", "fiche"):
            given.pop(name, None)
        return read(given)
    if sheet := _sheet(found.view_name, found.kwargs):
        name = "collection" if sheet.type == "collection" else "fiche"
        return read(QueryDict(f"{name}={sheet.uid}"))
    raise NoKiosque(_not_here())


def resolved(address: str, request: HttpRequest) -> tuple[ResolverMatch, QueryDict]:
    """Return which page of this portal an address is, and its parameters; raise `NoKiosque`."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        raise NoKiosque(_not_here()) from None
    if parts.netloc and parts.netloc.lower() not in _hosts(request):
        raise NoKiosque(_not_here())
    path = parts.path.removeprefix(urlsplit(settings.MAILLAGE_BASE_URL).path)
    try:
        found = resolve(path)
    except Resolver404:
        raise NoKiosque(_not_here()) from None
    return found, QueryDict(parts.query, mutable=True)


def _hosts(request: HttpRequest) -> set[str]:
    return {request.get_host().lower(), urlsplit(settings.MAILLAGE_BASE_URL).netloc.lower()}


def _sheet(view_name: str, kwargs: dict[str, str]) -> Sheet | None:
    """Return the public sheet whose page or stable address this is."""
    if view_name == "sheets:permalink":
        return queries.public_sheet(kwargs["uid"])
    key, slug = kwargs.get("type_key", ""), kwargs.get("slug", "")
    if view_name != f"sheets:{key}":
        return None
    if sheet := Sheet.objects.public().filter(type=key, slug=slug).first():
        return sheet
    former = Redirect.objects.select_related("sheet").filter(type=key, slug=slug).first()
    return former.sheet if former and former.sheet.is_public else None


def _not_here() -> str:
    return _(
        "Cette adresse n’est pas celle d’une liste, d’une fiche ni d’un kiosque de ce portail : "
        "copier l’adresse d’une de ses pages."
    )
