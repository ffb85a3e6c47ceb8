"""Markers far enough from each other on a screen to be pointed at, one by one."""

import math
from collections import defaultdict
from dataclasses import replace

from .grid import project
from .map_view import MAX_ZOOM
from .query import Cluster

_TILE = 256  # pixels of the whole Earth at level 0
_HALF_LEVEL = 0.5  # maps stop between levels, and say the nearest
_SINGLE, _SMALLEST, _LARGEST = 30, 28, 54  # pixels, as map.js draws them
_ROOM = 4


def spaced(markers: list[Cluster], zoom: float) -> list[Cluster]:
    """Return the markers, those that would cover a larger one at this level counted with it.

    Where no further zoom would part them, what they count is one place.
    """
    scale = _TILE * 2 ** (zoom - _HALF_LEVEL)
    kept: list[tuple[float, float, list[Cluster]]] = []
    near: dict[tuple[int, int], list[int]] = defaultdict(list)
    side = _LARGEST + _ROOM
    for marker in sorted(markers, key=lambda one: -one.count):
        x, y = (axis * scale for axis in project(marker.lat, marker.lon))
        column, row = int(x // side), int(y // side)
        around = [
            number
            for i in (-1, 0, 1)
            for j in (-1, 0, 1)
            for number in near.get((column + i, row + j), ())
        ]
        covered = [
            number
            for number in around
            if math.dist((x, y), kept[number][:2]) < _touching(marker, kept[number][2])
        ]
        if covered:
            kept[min(covered, key=lambda n: math.dist((x, y), kept[n][:2]))][2].append(marker)
        else:
            near[column, row].append(len(kept))
            kept.append((x, y, [marker]))
    return [_together(group, is_last=zoom >= MAX_ZOOM) for _, _, group in kept]


def _touching(marker: Cluster, group: list[Cluster]) -> float:
    return (_size(marker.count) + _size(sum(one.count for one in group))) / 2 + _ROOM


def _size(count: int) -> float:
    return _SINGLE if count == 1 else min(_LARGEST, _SMALLEST + 5 * math.log2(count))


def _together(group: list[Cluster], *, is_last: bool) -> Cluster:
    largest, *others = group
    if not others:
        return largest
    uids = tuple(uid for one in group for uid in (one.uids or (one.uid,)) if uid)
    nobody = {"uid": None, "pk": None, "type": None, "title": None, "marker": None}
    count = sum(one.count for one in group)
    return replace(largest, count=count, stacked=is_last, uids=uids if is_last else (), **nobody)  # type: ignore[arg-type]
