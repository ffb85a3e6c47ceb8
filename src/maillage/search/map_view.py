"""What a map shows, as the address of its data says it. Messages in French for its maker."""

import math

from .query import BBox

MAX_ZOOM = 18
#: Metropolitan France, where no territory says what to show.
FRANCE: BBox = (-5.2, 41.3, 9.6, 51.1)


def read_bbox(text: str) -> BBox:
    """Return the box written « west,south,east,north » in degrees; raise ValueError."""
    parts = text.split(",")
    try:
        west, south, east, north = (float(part) for part in parts)
    except ValueError:
        raise ValueError("bbox : quatre nombres sont attendus, ouest,sud,est,nord.") from None
    if not all(map(math.isfinite, (west, south, east, north))) or south > north:
        raise ValueError("bbox : le sud doit être au sud du nord, en degrés.")
    # A view wider than the world (the map zoomed out) shows it all once.
    if east - west >= 360:
        west, east = -180.0, 180.0
    return (_turn(west), max(-90.0, south), _turn(east), min(90.0, north))


def _turn(longitude: float) -> float:
    return longitude if -180 <= longitude <= 180 else (longitude + 180) % 360 - 180


def read_zoom(text: str) -> int | None:
    """Return a level of zoom, None for no text; raise ValueError."""
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 2 or int(text) > MAX_ZOOM + 10:
        raise ValueError("zoom : un nombre de 0 à 18 est attendu.")
    return min(int(text), MAX_ZOOM)
