"""Fetches the files that the observatory is computed from, and keeps what each of them is.

`sources.json`, beside the files, says of each its address, size, SHA-256, version and date: what
there is to cite, and what saves fetching an unchanged file again.
"""

import fcntl
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import httpx

from maillage.kernel.progress import Progress
from maillage.kernel.text import fold

from .errors import ObservatoryError
from .sources.download import (
    TIMEOUT,
    Downloaded,
    Version,
    announced,
    download,
    remaining,
    require_room,
    sha256,
)

FORMAT = 1
FILE = "sources.json"
LOCK = ".fetch.lock"
# A permanent address of data.gouv.fr: it leads to the resource's present file.
_PERMALINK = "https://www.data.gouv.fr/fr/datasets/r/"
_MAGIC = b"PAR1"


class FetchError(ObservatoryError):
    """The files cannot be fetched; the message says why and what to do, in French."""


def check_parquet(path: Path) -> None:
    """Raise ValueError, in French, unless the file begins and ends as Apache Parquet files do.

    Source: Apache Parquet, « File format »: the magic number PAR1 at both ends, before the last
    one the length of the footer in four bytes.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(len(_MAGIC))
        if head != _MAGIC:
            raise ValueError("ce n’est pas un fichier Parquet")
        file.seek(max(0, size - 8))
        tail = file.read()
    footer = int.from_bytes(tail[:4], "little")
    if tail[4:] != _MAGIC or not 0 < footer <= size - 12:
        raise ValueError("le fichier Parquet est tronqué")


def check_csv(path: Path, *columns: str) -> None:
    """Raise ValueError, in French, unless the file is a CSV that has these columns and a row."""
    with path.open("rb") as file:
        header, row = file.readline(100_000), file.readline(100_000)
    text = header.decode("utf-8-sig", "replace")
    named = {fold(name.strip().strip('"')) for name in text.replace(";", ",").split(",")}
    if b"\0" in header or not {fold(column) for column in columns} <= named:
        raise ValueError(f"ce n’est pas un CSV avec la colonne {', '.join(columns)}")
    if not row.strip():
        raise ValueError("le fichier n’a aucune ligne")


def _check_ess_list(path: Path) -> None:
    check_csv(path, "SIREN")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to fetch: its `role` in a vintage, its name here, where it is published."""

    role: str
    title: str
    file: str
    resource: str
    check: Callable[[Path], None]
    largest: int  # bytes: a file above is another thing

    @property
    def address(self) -> str:
        """Return where the file is published."""
        return _PERMALINK + self.resource


# Ids of resources: data.gouv.fr, « Base Sirene des entreprises et de leurs établissements »,
# « Géolocalisation des établissements du répertoire Sirene », « Liste des entreprises de l’ESS ».
LEGAL_UNITS = Source(
    "legal_units",
    "Unités légales",
    "StockUniteLegale.parquet",
    "350182c9-148a-46e0-8389-76c2ec1374a3",
    check_parquet,
    5 * 10**9,
)
ESTABLISHMENTS = Source(
    "establishments",
    "Établissements",
    "StockEtablissement.parquet",
    "a29c1297-1f92-4e2a-8f6b-8c902ce96c5f",
    check_parquet,
    10 * 10**9,
)
ESS_LIST = Source(
    "ess_list",
    "Liste d’ESS France",
    "liste-ess-france.csv",
    "57bc99ca-0432-4b46-8fcc-e76a35c9efaf",
    _check_ess_list,
    10**9,
)
GEOLOCATION = Source(
    "geolocation",
    "Géolocalisation",
    "GeolocalisationEtablissement.parquet",
    "ba6a4e4c-aac6-4764-bbd2-f80ae345afc5",
    check_parquet,
    10 * 10**9,
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What `sources.json` says of a file: sizes in bytes, dates as ISO instants."""

    file: str
    url: str
    size: int
    sha256: str
    etag: str
    modified: str
    fetched_at: str
    verified_at: str

    @property
    def version(self) -> Version:
        """Return what the server said of it."""
        return Version(self.etag, self.modified, self.size)


def read_sources(folder: Path) -> dict[str, Fetched]:
    """Return what is known of the files of a folder, by role; nothing where none was fetched.

    Raises:
        FetchError: in French, when `sources.json` cannot be read as such.
    """
    path = folder / FILE
    try:
        content = json.loads(path.read_text("utf-8"))
        if content["format"] != FORMAT:
            raise ValueError(f"format {content['format']}")
        return {role: Fetched(**fetched) for role, fetched in content["files"].items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise FetchError(
            f"{path} ne se lit pas ({error}). Supprimez-le\u202f: les fichiers seront pris à neuf."
        ) from error


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other processes from fetching into the same folder.

    Raises:
        FetchError: in French, when one does already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FetchError(
                f"Un autre téléchargement est en cours dans {folder}. Attendez qu’il finisse."
            ) from None
        yield


def verify_room(wanted: Mapping[Source, str], folder: Path) -> None:
    """Raise DownloadError, in French, unless the disk has room for all that is wanted.

    `wanted` gives the address of each source, empty for where it is published. A file of which the
    server announces no size is not counted.
    """
    known = read_sources(folder)
    size = 0
    for source, url in wanted.items():
        version = announced(url or source.address)
        there = known.get(source.role)
        if not (there and (folder / source.file).exists() and there.version.is_same(version)):
            size += remaining(folder / source.file, version)
    require_room(folder, size, "ces fichiers")


def fetch(
    source: Source,
    folder: Path,
    *,
    now: datetime,
    url: str = "",
    progress: Progress | None = None,
    timeout: httpx.Timeout = TIMEOUT,
    pause: float = 1.0,
) -> tuple[Fetched, bool]:
    """Fetch a file into a folder, or keep the one there when it is whole and unchanged.

    Returns what the file is, and whether it came just now. `url` replaces the published address.
    To be called within `alone`.

    Raises:
        DownloadError, FetchError: in French; the file that was there stays.
    """
    address, path = url or source.address, folder / source.file
    known = read_sources(folder)
    before = known.get(source.role)
    kept = before if before and before.url == address and _is_whole(path, before) else None
    done = download(
        address,
        path,
        check=source.check,
        largest=source.largest,
        known=Downloaded(kept.size, kept.sha256, kept.version) if kept else None,
        progress=progress,
        timeout=timeout,
        pause=pause,
    )
    at = now.isoformat(timespec="seconds")
    fetched = Fetched(
        source.file,
        address,
        done.size,
        done.sha256,
        done.version.etag,
        done.version.modified,
        kept.fetched_at if kept and not done.fresh else at,
        at,
    )
    _write(folder, known | {source.role: fetched})
    return fetched, done.fresh


def _is_whole(path: Path, fetched: Fetched) -> bool:
    """Tell whether the file is to the byte the one that was fetched."""
    return path.is_file() and path.stat().st_size == fetched.size and sha256(path) == fetched.sha256


def _write(folder: Path, known: dict[str, Fetched]) -> None:
    content = {"format": FORMAT, "files": {role: asdict(one) for role, one in known.items()}}
    draft = folder / f"{FILE}.part"
    draft.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")
    draft.replace(folder / FILE)
