"""A territory beside those that contain it, and beside itself at other times."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .errors import VintageError
from .geography import Geography
from .panorama import Panorama, compute
from .vintage import Vintage

Count = Callable[[Vintage, tuple[str, ...], str | None], Panorama]


@dataclass(frozen=True, slots=True)
class Reference:
    """A territory to compare with. `whole` is false where a part of what is compared is outside."""

    ref: str
    name: str
    whole: bool
    panorama: Panorama


@dataclass(frozen=True, slots=True)
class Moment:
    """The same territory in a vintage of this period (« 2026-11 »).

    `same_perimeter` is false where another perimeter file decided what is ESS: a difference may
    then come from the rule, not from the territory.
    """

    period: str
    same_perimeter: bool
    panorama: Panorama


def compare(
    vintage: Vintage,
    communes: Iterable[str],
    variant: str | None,
    geography: Geography,
    counted: Count = compute,
) -> tuple[Reference, ...]:
    """Return the panoramas of the département, the région and France (`Geography.containing`).

    `counted` may remember what it computed. Raises what `panorama.compute` raises.
    """
    asked = tuple(communes)
    present = set(map(geography.current, asked)) - {None}
    return tuple(
        Reference(
            ref,
            geography.name(ref),
            geography.holds(ref, present),
            counted(vintage, geography.communes(ref), variant),
        )
        for ref in geography.containing(asked)
    )


def evolution(
    vintages: Iterable[Vintage],
    vintage: Vintage,
    communes: Iterable[str],
    variant: str | None,
    counted: Count = compute,
) -> tuple[Moment, ...]:
    """Return the territory in each period, oldest first: this vintage, and the newest of others.

    Made-up vintages stay among themselves; a vintage without this variant is left out, as is one
    that cannot be read. Raises what `panorama.compute` raises for this vintage.
    """
    asked = tuple(communes)
    now = counted(vintage, asked, variant)
    perimeter = vintage.manifest.perimeter
    found = {vintage.manifest.period: Moment(vintage.manifest.period, True, now)}
    for other in sorted(vintages, key=lambda one: one.manifest.built_at, reverse=True):
        manifest = other.manifest
        if manifest.period in found or manifest.fictitious != vintage.manifest.fictitious:
            continue
        try:
            then = counted(other, asked, now.variant)
        except VintageError:
            continue
        same = manifest.perimeter.checksum == perimeter.checksum
        found[manifest.period] = Moment(manifest.period, same, then)
    return tuple(found[period] for period in sorted(found))
