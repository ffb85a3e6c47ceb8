"""Fetches the official centres and contours, and applies them to the territories.

An interrupted synchronisation leaves the instance as it was.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from maillage.kernel.progress import Progress
from maillage.kernel.territories import TerritoryKind
from maillage.observatory.sources.download import download

from .actions import touch
from .models import Outline, Position, Territory

# « {niveau} » stands for regions, departements, epci or communes.
CENTRES_URL = "https://geo.api.gouv.fr/communes?fields=code,centre&format=json"
CONTOURS_URL = (
    "https://etalab-datasets.geo.data.gouv.fr/contours-administratifs/latest/geojson/"
    "{niveau}-1000m.geojson"
)
LEVELS = {
    "regions": TerritoryKind.REGION,
    "departements": TerritoryKind.DEPARTEMENT,
    "epci": TerritoryKind.EPCI,
    "communes": TerritoryKind.COMMUNE,
}
LARGEST = 200_000_000  # bytes: communes at 1,000 m weigh some 10 MB
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Synced:
    """What a synchronisation brought."""

    what: str
    count: int
    sha256: str


def centres_url() -> str:
    """Return the address of the centres: the setting MAILLAGE_CENTRES_URL, else the official."""
    return settings.MAILLAGE_CENTRES_URL or CENTRES_URL


def contours_url(level: str) -> str:
    """Return the address of the contours of a level: MAILLAGE_CONTOURS_URL, else the official."""
    pattern: str = settings.MAILLAGE_CONTOURS_URL or CONTOURS_URL
    return pattern.replace("{niveau}", level)


def sync_centres(folder: Path, *, progress: Progress | None = None) -> Synced:
    """Fetch the official centres of communes and make them the exact positions.

    EPCI, départements and perimeters keep theirs.

    Raises:
        DownloadError: in French; nothing has changed then.
    """
    path = folder / "centres.json"
    digest = _fetch(centres_url(), path, _centres, progress)
    points = dict(_centres(path))
    with transaction.atomic():
        rows = list(
            Territory.objects.filter(
                kind__in=(TerritoryKind.COMMUNE, TerritoryKind.ARRONDISSEMENT)
            ).order_by("pk")
        )
        found = [row for row in rows if row.code in points]
        for row in found:
            row.lat, row.lon = points[row.code]
            row.position = Position.EXACT
        # an upsert: bulk_update is several times slower on 35,000 rows
        Territory.objects.bulk_create(
            found,
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=["ref"],
            update_fields=["lat", "lon", "position"],
        )
        touch()
    return Synced("centres", len(found), digest)


def sync_contours(
    folder: Path, *, levels: Iterable[str] = LEVELS, progress: Progress | None = None
) -> list[Synced]:
    """Fetch the official contours, level by level; `outlines` shows them from then on.

    Raises:
        DownloadError: in French; the levels already fetched stay.
    """
    done = []
    for level in levels:
        path = folder / f"contours-{level}.geojson"
        digest = _fetch(contours_url(level), path, _contours, progress)
        kind = LEVELS[level]
        rows = [
            Outline(ref=f"{kind.value}:{code}", kind=kind.value, geometry=geometry)
            for code, geometry in dict(_contours(path)).items()
        ]
        with transaction.atomic():
            Outline.objects.filter(kind=kind).delete()
            Outline.objects.bulk_create(rows, batch_size=_BATCH)
        done.append(Synced(f"contours {level}", len(rows), digest))
    return done


def _fetch(url: str, path: Path, check: Callable[[Path], object], progress: Progress | None) -> str:
    """Download a file and return its SHA-256, which stands beside it as `name.sha256`."""
    digest = download(url, path, check=check, largest=LARGEST, progress=progress).sha256
    path.with_name(path.name + ".sha256").write_text(f"{digest}  {path.name}\n", "ascii")
    return digest


def _json(path: Path) -> Any:
    """Return the content of a JSON file. Raises ValueError, in French, when it is another thing."""
    try:
        return json.loads(path.read_bytes())
    except ValueError as error:
        raise ValueError("ce n’est pas du JSON") from error


def _centres(path: Path) -> list[tuple[str, tuple[float, float]]]:
    """Return the code, latitude and longitude of each commune.

    Raises ValueError, in French, when the file holds no centre.
    """
    rows = _json(path)
    if not isinstance(rows, list):
        raise ValueError("ce n’est pas une liste de communes")
    found = []
    for row in rows:
        try:
            lon, lat = row["centre"]["coordinates"]
            if -180 <= lon <= 180 and -90 <= lat <= 90:
                found.append((str(row["code"]), (round(lat, 5), round(lon, 5))))
        except (KeyError, TypeError, ValueError):
            continue  # a commune without centre, such as those « mortes pour la France »
    if not found:
        raise ValueError("aucun centre de commune")
    return found


def _contours(path: Path) -> list[tuple[str, str]]:
    """Return the code and geometry (as text) of each territory.

    Raises ValueError, in French, when the file holds no contour.
    """
    content = _json(path)
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise ValueError("ce n’est pas une collection GeoJSON")
    found = list(_readable(features))
    if not found:
        raise ValueError("aucun contour")
    return found


def _readable(features: list[Any]) -> Iterator[tuple[str, str]]:
    for feature in features:
        try:
            geometry = feature["geometry"]
            if geometry["type"] in ("Polygon", "MultiPolygon") and geometry["coordinates"]:
                yield (
                    str(feature["properties"]["code"]),
                    json.dumps(geometry, separators=(",", ":")),
                )
        except (KeyError, TypeError):
            continue
