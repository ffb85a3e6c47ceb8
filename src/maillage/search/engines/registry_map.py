"""Map markers for many establishments, from their columns."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..grid import DEPTH
from ..query import BBox, Cluster
from .clusters import LISTED, LISTED_IN_ALL, MAX_MARKERS, SAME_PLACE, finest_level, spans
from .registry_columns import Columns, Numbers, distinct

#: How many levels of cells are opened at once: a table has 4 to that power cells for each in use.
_FIRST_STEP, _STEP = 8, 4


def in_box(bbox: BBox, lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Say which positions lie inside a box; NaN is nowhere."""
    if not np.all(np.isfinite(bbox)):
        return np.zeros(len(lat), np.bool_)
    _, south, _, north = bbox
    across = [(west <= lon) & (lon <= east) for west, east in spans(bbox)]
    return (south <= lat) & (lat <= north) & np.logical_or.reduce(across)  # type: ignore[no-any-return]


def markers(
    columns: Columns, found: Numbers, bbox: BBox, *, zoom: int | None, max_markers: int
) -> list[Cluster]:
    """Return at most `max_markers` markers of what is found in `bbox`, as fine as possible."""
    lat, lon = (columns.of(axis, found) for axis in ("lat", "lon"))
    inside = in_box(bbox, lat, lon)
    found, lat, lon = found[inside], lat[inside], lon[inside]
    cell = columns.of("cell", found)
    limit = max(1, min(max_markers, MAX_MARKERS))
    level, group, count = _groups(cell, limit, finest_level(zoom))
    # of several values given to one place, the last stays
    first, last = np.zeros((2, len(count)), np.int64)
    first[group[::-1]], last[group] = np.arange(len(group))[::-1], np.arange(len(group))

    def near(one: Numbers, other: Numbers) -> NDArray[np.bool_]:
        apart = [np.abs(axis[one] - axis[other]) < SAME_PLACE for axis in (lat, lon)]
        return np.logical_and(*apart)  # type: ignore[no-any-return]

    is_stack = (count > 1) & (near(first, last) | (level == DEPTH))
    members = np.flatnonzero(is_stack[group])
    if level < DEPTH:
        away = members[~near(members, first[group[members]])]
        is_stack[group[away]] = False
        members = members[is_stack[group[members]]]
    stacks = _listed(columns, found[members], group[members])
    means = (np.bincount(group, axis, len(count)) / count for axis in (lat, lon))
    made = []
    for number, (y, x, many) in enumerate(zip(*means, count.tolist(), strict=True)):
        attributes: dict[str, Any] = {}
        if many == 1:
            attributes = _described(columns, int(found[first[number]]))
        elif is_stack[number]:
            attributes = {"stacked": True, "uids": tuple(stacks.get(number, ()))}
        made.append(Cluster(float(y), float(x), many, **attributes))
    return made


def _groups(
    cell: NDArray[np.int64], limit: int, finest: int
) -> tuple[int, NDArray[np.int64], NDArray[np.int64]]:
    """Return the finest level with at most `limit` cells in use.

    With the place of each position's cell among those in use, and how many positions each holds.
    """
    level, group, step = 0, np.zeros(len(cell), np.int64), _FIRST_STEP
    while True:
        step = min(step, finest - level)
        digits = cell >> 2 * (DEPTH - level - step) & 4**step - 1
        place = group << 2 * step | digits
        used = np.flatnonzero(np.bincount(place))
        over = 0
        while len(used) > limit:
            over, used = over + 1, distinct([used >> 2])
        place >>= 2 * over
        count = np.bincount(place)
        level, group = level + step - over, (np.cumsum(count > 0) - 1)[place]
        if over or level == finest:
            return level, group, count[count > 0]
        step = _STEP


def _listed(columns: Columns, found: Numbers, group: NDArray[np.int64]) -> dict[int, list[str]]:
    """Return the first SIRETs of each group, within the limits of a response."""
    listed: dict[int, list[str]] = {}
    written = 0
    for number, own in zip(found.tolist(), group.tolist(), strict=True):
        sirets = listed.setdefault(own, [])
        if len(sirets) < LISTED and written < LISTED_IN_ALL:
            sirets.append(columns.siret(number))
            written += 1
    return listed


def _described(columns: Columns, number: int) -> dict[str, Any]:
    one = columns.read(number)
    title = one.name or one.sign
    return {"pk": int(one.siret), "uid": one.siret, "title": title, "marker": one.family}
