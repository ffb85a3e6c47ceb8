"""What the rest of the portal shows of the observatory: a sentence, a credit."""

import logging
from dataclasses import dataclass

from maillage.apps.territories.models import Territory
from maillage.observatory.errors import ObservatoryError
from maillage.observatory.panorama import Panorama

from . import store, subjects, vintages, wording

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Glance:
    """The headline of a territory's panorama, and where the panorama is."""

    sentence: str
    panorama: Panorama
    url: str
    credit: str


def glance(territory: Territory | None) -> Glance | None:
    """Return the headline of a territory by the default variant; None without a vintage.

    A damaged vintage is logged: it must not take with it the pages that only mention it.
    """
    if territory is None:
        return None
    try:
        vintage = store.current()
        if vintage is None:
            return None
        communes = store.geography().communes(territory.ref)
        found = store.panorama(vintage, communes, vintage.manifest.perimeter.default)
    except ObservatoryError:
        _log.exception("observatory: no headline for %s", territory.ref)
        return None
    return Glance(
        wording.headline(found, territory.in_name),
        found,
        subjects.address(territory),
        vintages.credit(vintage),
    )


def credit() -> str:
    """Return what the footer says of the register in use; empty without a vintage."""
    try:
        vintage = store.current()
    except ObservatoryError:
        return ""
    return vintages.credit(vintage) if vintage else ""
