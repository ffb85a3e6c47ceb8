"""Whose panorama a page shows: a territory, or communes that somebody picked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import Http404
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext as _

from maillage.apps.territories import queries as territories
from maillage.apps.territories.models import Territory
from maillage.observatory import report
from maillage.observatory.report import Territory as Asked

from . import store
from .wording import count

PICKED, NAME = "communes", "nom"
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Subject:
    """A set of communes with its names and its address.

    `territory` is None for picked communes, `asked` is what the observatory computes.
    `parameters` name the subject where the address does not: in embeds. `revision` is that of the
    territories it was read from.
    """

    name: str
    in_name: str
    of_name: str
    path: str
    asked: Asked
    parameters: tuple[tuple[str, str], ...]
    revision: store.Revision = (0, "")
    territory: Territory | None = None

    def url(self, query: str = "") -> str:
        """Return the address of its page; `query` is what `Asked.query` gives."""
        if self.territory:
            return f"{self.path}{query}"
        own = urlencode(self.parameters, safe=",:")
        return f"{self.path}?{own}" + (f"&{query[1:]}" if query else "")

    @property
    def communes(self) -> tuple[str, ...]:
        """Return the codes of its communes, sorted."""
        return self.asked.communes

    @property
    def members(self) -> tuple[str, ...]:
        """Return the references that it is made of: its own, or those that were picked."""
        return self.asked.refs

    @property
    def ref(self) -> str:
        """Return the reference of its territory, or nothing."""
        return self.territory.ref if self.territory else ""

    @property
    def slug(self) -> str:
        """Return the beginning of the names of its files."""
        if self.territory:
            return f"{self.territory.kind}-{self.territory.code}"
        return "perimetre"


def of_territory(territory: Territory) -> Subject:
    """Return the subject of a territory."""
    revision = territories.revision()
    return Subject(
        territory.name,
        territory.in_name,
        territory.of_name,
        address(territory),
        report.read_territory([territory.ref], store.geography(revision)),
        (("territoire", territory.ref),),
        revision,
        territory,
    )


def of_members(members: Sequence[str], name: str = "") -> Subject:
    """Return the subject of picked territories, by their references."""
    revision = territories.revision()
    found = report.read_territory(members, store.geography(revision))
    name = name.strip()[:LONGEST_NAME]
    said = count(len(found.communes), _("commune"), _("communes"))
    written = ",".join(one.removeprefix("commune:") for one in members)
    title = name or _("Périmètre de %(communes)s") % {"communes": said}
    return Subject(
        title,
        _("dans le périmètre « %(name)s »") % {"name": name}
        if name
        else _("dans ce périmètre de %(communes)s") % {"communes": said},
        _("du périmètre « %(name)s »") % {"name": name} if name else _("de ce périmètre"),
        reverse("observatory:perimeter"),
        replace(found, name=title),
        ((PICKED, written), *([(NAME, name)] if name else [])),
        revision,
    )


def address(territory: Territory) -> str:
    """Return the address of a territory's panorama: as its page's, in the observatory."""
    slug = territory.slug
    tail = "" if slug == territory.code else f"-{slug}"
    # as the territory's own address: a map makes hundreds of them
    return f"{get_script_prefix()}observatoire/{territory.kind}/{territory.code}{tail}/"


def find(kind: str, code_slug: str) -> Territory:
    """Return the territory of an address; raise Http404, in French, where there is none."""
    if territory := territories.by_address(kind, code_slug):
        return territory
    raise Http404(_("Aucun territoire n’a ce code : vérifier le code INSEE ou chercher par nom."))
