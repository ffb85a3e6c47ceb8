"""Contours drawn once: the path data of a map, kept as long as the territories do not change."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from maillage.apps.territories import outlines, queries
from maillage.kernel.territories import TerritoryKind

from .charts import Area, Frame
from .frames import bounds_of

# All contours of these are always known, and few: they are read once for any choice of them.
_FEW = (TerritoryKind.DEPARTEMENT, TerritoryKind.REGION, TerritoryKind.FORMER_REGION)


@dataclass(frozen=True, slots=True)
class Plate:
    """A frame and the areas drawn in it, by code, without counts or links."""

    frame: Frame
    areas: dict[str, Area]


def plate(
    kind: str,
    codes: tuple[str, ...] | None = None,
    *,
    width: float,
    frame: Frame | None = None,
    revision: tuple[int, str] | None = None,
) -> Plate | None:
    """Return territories of a kind drawn in a frame, by default the one that holds them all.

    `codes` None means every territory of the kind. `revision` is that of the territories where it
    has just been read. None where no contour is known or in sight.
    """
    return _plate(kind, codes, width, frame, revision or queries.revision())


@lru_cache(maxsize=32)  # the same départements are the ground of many frames
def _features(
    kind: str, codes: tuple[str, ...] | None, revision: tuple[int, str]
) -> list[dict[str, Any]]:
    if codes is not None and kind in _FEW:
        wanted = set(codes)
        everything = _features(kind, None, revision)
        return [one for one in everything if one["properties"]["code"] in wanted]
    found: list[dict[str, Any]] = outlines.outlines(kind, codes)["features"]
    return [{**one, "bbox": bounds_of(one["geometry"])} for one in found]


@lru_cache(maxsize=128)
def _plate(
    kind: str,
    codes: tuple[str, ...] | None,
    width: float,
    frame: Frame | None,
    revision: tuple[int, str],
) -> Plate | None:
    features = _features(kind, codes, revision)
    if not features:
        return None
    within = frame or Frame.around([one["geometry"] for one in features], width)
    shown = [one for one in features if within.shows(one["bbox"])]
    areas = {
        one["properties"]["code"]: Area.of(within, one["geometry"], one["properties"]["name"])
        for one in shown
    }
    return Plate(within, areas)
