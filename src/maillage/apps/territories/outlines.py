"""The contours of territories: official ones where they were fetched, else those that ship."""

import json
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any

from maillage.kernel.territories import TerritoryKind

from .models import Outline, Territory

DATA = files(__package__) / "data"


def manifest() -> dict[str, Any]:
    """Return the source, licence and title of the contours that ship with Maillage."""
    found: dict[str, Any] = json.loads((DATA / "outlines.manifest.json").read_text("utf-8"))
    return found


@lru_cache(maxsize=1)
def _shipped() -> dict[str, dict[str, Any]]:
    """Return the geometries that ship with Maillage, by reference."""
    found = json.loads((DATA / "outlines.geojson").read_text("utf-8"))
    return {feature["id"]: feature["geometry"] for feature in found["features"]}


def outlines(kind: TerritoryKind | str, codes: Iterable[str] | None = None) -> dict[str, Any]:
    """Return the contours of territories of a kind as a GeoJSON FeatureCollection.

    `codes` None means all of the kind. What has no known contour is left out: départements, régions
    and former régions always have theirs, EPCI and communes after `maillage territories sync`.
    Properties: kind, code, name.
    """
    kind = TerritoryKind(kind)
    prefix = f"{kind.value}:"
    if codes is None:
        official = Outline.objects.filter(kind=kind)
        wanted = [ref for ref in _shipped() if ref.startswith(prefix)]
    else:
        wanted = [f"{prefix}{code}" for code in codes]
        official = Outline.objects.filter(pk__in=wanted)
    found = {ref: _shipped()[ref] for ref in wanted if ref in _shipped()}
    pairs = official.order_by("pk").values_list("pk", "geometry")
    found |= {ref: json.loads(geometry) for ref, geometry in pairs}
    rows = Territory.objects.filter(pk__in=list(found)).order_by("pk")
    names = dict(rows.values_list("pk", "name"))
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": ref,
                "properties": {
                    "kind": kind.value,
                    "code": ref.removeprefix(prefix),
                    "name": names.get(ref, ref.removeprefix(prefix)),
                },
                "geometry": geometry,
            }
            for ref, geometry in sorted(found.items())
        ],
    }


def outline(territory: Territory) -> dict[str, Any]:
    """Return the contour of a territory, or of what it is made of: its members, its département.

    A commune or an EPCI without contour of its own is shown by its département.
    """
    own = outlines(territory.kind, [territory.code])
    if own["features"]:
        return own
    if territory.term is TerritoryKind.COUNTRY:
        metropolitan = [
            ref.partition(":")[2]
            for ref in _shipped()
            if ref.startswith("region:") and ref > "region:10"
        ]
        return outlines(TerritoryKind.REGION, metropolitan)
    found: list[dict[str, Any]] = []
    for kind in TerritoryKind:
        prefix = f"{kind.value}:"
        codes = [m.removeprefix(prefix) for m in territory.members if m.startswith(prefix)]
        found += outlines(kind, codes)["features"] if codes else []
    if not found and territory.departement_code:
        return outlines(TerritoryKind.DEPARTEMENT, [territory.departement_code])
    return {"type": "FeatureCollection", "features": found}
