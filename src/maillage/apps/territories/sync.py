"""Fetches the official centres and contours, and applies them to the territories.

A download goes on where it stopped, is refused when it is not what it should be, and replaces what
was there only once complete: an interrupted synchronisation leaves the instance as it was.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings
from django.db import transaction

from maillage.kernel.progress import Progress
from maillage.kernel.territories import TerritoryKind

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
TIMEOUT = httpx.Timeout(30, connect=10)  # seconds, of silence and not in all
ATTEMPTS = 4
_BATCH = 1_000


class SyncError(Exception):
    """The synchronisation failed; the message says why and what to do, in French."""


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
        SyncError: in French; nothing has changed then.
    """
    path = folder / "centres.json"
    digest = download(centres_url(), path, check=_centres, progress=progress)
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
        SyncError: in French; the levels already fetched stay.
    """
    done = []
    for level in levels:
        path = folder / f"contours-{level}.geojson"
        digest = download(contours_url(level), path, check=_contours, progress=progress)
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


def download(
    url: str,
    path: Path,
    *,
    check: Callable[[Path], object],
    progress: Progress | None = None,
    largest: int = LARGEST,
    timeout: httpx.Timeout = TIMEOUT,
    pause: float = 1.0,
) -> str:
    """Fetch a file, going on where an earlier attempt stopped, and return its SHA-256.

    `check` reads the complete file and raises ValueError when it is not what was expected: an
    error page, say. `pause` (seconds) doubles between attempts. The digest stands beside the file,
    as `name.sha256`.

    Raises:
        SyncError: in French, when the file cannot be had; the file that was there stays.
    """
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with httpx.Client(timeout=timeout, follow_redirects=True) as client:
            _fetch(client, url, part, largest, pause, progress)
        try:
            check(part)
        except ValueError as error:
            part.unlink()
            raise SyncError(
                f"{url} ne donne pas les données attendues ({error}). Vérifiez l’adresse, ou "
                "réessayez plus tard."
            ) from error
        digest = hashlib.sha256(part.read_bytes()).hexdigest()
        part.replace(path)
        path.with_name(path.name + ".sha256").write_text(f"{digest}  {path.name}\n", "ascii")
    except OSError as error:
        raise SyncError(
            f"{path} ne peut pas être écrit\u202f: {error.strerror or error}. Vérifiez les droits "
            "et la place du dossier de données."
        ) from error
    return digest


def _fetch(
    client: httpx.Client,
    url: str,
    part: Path,
    largest: int,
    pause: float,
    progress: Progress | None,
) -> None:
    """Fill the partial file, over several attempts."""
    why = ""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(pause * 2 ** (attempt - 1))
        try:
            _resume(client, url, part, largest, progress)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise SyncError(f"« {url} » n’est pas une adresse web.") from error
        except httpx.TimeoutException:
            why = "le serveur ne répond plus"
        except httpx.TransportError as error:
            why = f"la connexion est coupée ou impossible ({error})"
        except httpx.HTTPStatusError as error:
            why = f"le serveur répond {error.response.status_code}"
            if error.response.status_code < 500 and error.response.status_code != 429:
                break
        else:
            return
    raise SyncError(
        f"{url}\u202f: {why}. Vérifiez l’accès au réseau puis relancez la commande\u202f: le "
        "téléchargement reprendra où il s’est arrêté."
    )


def _resume(
    client: httpx.Client, url: str, part: Path, largest: int, progress: Progress | None
) -> None:
    """Ask for what is missing of the partial file, and write it at its end.

    The server's version stands beside it (`.etag`): a file that changed meanwhile starts again.
    """
    marker = part.with_name(part.name + ".etag")
    done = part.stat().st_size if part.exists() else 0
    version = marker.read_text("ascii") if marker.exists() else ""
    # without a compression, so that byte offsets are those of the file
    headers = {"Accept-Encoding": "identity"}
    if done and version:
        headers |= {"Range": f"bytes={done}-", "If-Range": version}
    with client.stream("GET", url, headers=headers) as response:
        if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            part.unlink(missing_ok=True)
            marker.unlink(missing_ok=True)
            raise httpx.ReadError("reprise refusée")
        response.raise_for_status()
        resumed = response.status_code == httpx.codes.PARTIAL_CONTENT
        if resumed and not response.headers.get("Content-Range", "").startswith(f"bytes {done}-"):
            part.unlink()
            raise httpx.ReadError("reprise à un autre endroit")
        if not resumed:
            done = 0
        # What is compressed all the same has neither the file's length nor its offsets.
        plain = "Content-Encoding" not in response.headers
        length = int(response.headers.get("Content-Length") or 0) if plain else 0
        marker.write_text(_version(response.headers) if plain else "", "ascii", "ignore")
        total = done + length
        with part.open("ab" if done else "wb") as file:
            for chunk in response.iter_bytes():
                done += len(chunk)
                if max(done, total) > largest:
                    file.close()
                    part.unlink()
                    raise SyncError(
                        f"{url} dépasse {largest // 1_000_000}\u202fMo\u202f: ce n’est sans doute "
                        "pas le bon fichier. Vérifiez l’adresse."
                    )
                file.write(chunk)
                if progress:
                    progress(url.rpartition("/")[2].partition("?")[0], done, total)
        if length and done < total:
            raise httpx.ReadError("fichier incomplet")
    marker.unlink(missing_ok=True)


def _version(headers: httpx.Headers) -> str:
    """Return what names a version of a file to the byte: its strong ETag, else its date."""
    etag: str = headers.get("ETag", "")
    date: str = headers.get("Last-Modified", "")
    return etag if etag and not etag.startswith("W/") else date


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
