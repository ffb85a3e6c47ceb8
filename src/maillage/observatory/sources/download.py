"""Downloads large files: goes on after a cut, refuses what is not the file, replaces it whole.

What comes is written beside the file (`name.part`, with `name.part.json` to know it again) and
takes its place once complete and checked: an interrupted download leaves what was there.
"""

import hashlib
import json
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import httpx

from maillage.kernel.amounts import french_number
from maillage.kernel.progress import Progress

TIMEOUT = httpx.Timeout(30, connect=10)  # seconds, of silence and not in all
PART = ".part"  # ends the name of a file that is not complete
ATTEMPTS = 4  # in a row that bring nothing
_GAIN = 1_000_000  # bytes: an attempt that brings as many is no failure
_SPARE = 50_000_000  # bytes to leave free on the disk
_UNITS = ((10**9, "Go"), (10**6, "Mo"), (10**3, "ko"))
_RANGE = re.compile(r"bytes (?:(\d+)-\d+|\*)/(\d+)")


class DownloadError(Exception):
    """A file cannot be had; the message says why and what to do, in French."""


@dataclass(frozen=True, slots=True)
class Version:
    """What a server says of a version of a file: its ETag, its date, its size in bytes (0: ?)."""

    etag: str = ""
    modified: str = ""
    size: int = 0

    @classmethod
    def of(cls, headers: httpx.Headers) -> "Version":
        """Return the version that an answer carries, without size where it is compressed."""
        plain = "Content-Encoding" not in headers
        whole = _RANGE.fullmatch(headers.get("Content-Range", ""))
        size = int(whole[2]) if whole else int(headers.get("Content-Length") or 0)
        return cls(headers.get("ETag", ""), headers.get("Last-Modified", ""), plain * size)

    @property
    def exact(self) -> str:
        """Return what names the version to the byte: its strong ETag, else its date."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.modified

    def is_same(self, other: "Version") -> bool:
        """Tell whether both name one version; those that name none are never the same."""
        mine, theirs = self.etag or self.modified, other.etag or other.modified
        return bool(mine) and mine == theirs and self.size == other.size

    def headers(self) -> dict[str, str]:
        """Return what asks a server for another version only."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A complete file: its size in bytes, its SHA-256, its version; `fresh` if it came just now."""

    size: int
    sha256: str
    version: Version
    fresh: bool = True


def download(
    url: str,
    path: Path,
    *,
    check: Callable[[Path], object],
    largest: int,
    known: Downloaded | None = None,
    progress: Progress | None = None,
    timeout: httpx.Timeout = TIMEOUT,
    pause: float = 1.0,
) -> Downloaded:
    """Fetch a file of at most `largest` bytes, going on where an earlier attempt stopped.

    `check` reads the complete file and raises ValueError, in French, when it is not what was
    expected: an error page, say. `known` is the file that is there already, complete: it is kept
    when the server has no other version. `pause` (seconds) doubles between attempts.

    Raises:
        DownloadError: in French; the file that was there stays.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with httpx.Client(timeout=timeout, follow_redirects=True) as client:
            ask = _Request(client, url, path, largest, progress)
            ask.insist(known.version if known else None, pause)
        if known and ask.unchanged:
            return replace(known, fresh=False)
        try:
            check(ask.part)
        except ValueError as error:
            ask.forget()
            raise DownloadError(
                f"{url} ne donne pas les données attendues ({error}). Vérifiez l’adresse, ou "
                "réessayez plus tard."
            ) from error
        size, digest = ask.part.stat().st_size, sha256(ask.part)
        ask.part.replace(path)
        ask.forget()
    except OSError as error:
        raise DownloadError(
            f"{path} ne peut pas être écrit\u202f: {error.strerror or error}. Vérifiez les droits "
            "et la place du dossier de données."
        ) from error
    return Downloaded(size, digest, ask.version)


def announced(url: str, *, timeout: httpx.Timeout = TIMEOUT) -> Version:
    """Return the version that a server announces without sending it; none where it does not."""
    try:
        answer = httpx.head(
            url, headers={"Accept-Encoding": "identity"}, timeout=timeout, follow_redirects=True
        )
    except (httpx.HTTPError, httpx.InvalidURL):
        return Version()  # the download will say what is wrong
    return Version.of(answer.headers) if answer.is_success else Version()


def remaining(path: Path, version: Version) -> int:
    """Return how many bytes of a version are still to come, what an earlier run left taken off."""
    part = path.with_name(path.name + PART)
    return max(0, version.size - (part.stat().st_size if part.exists() else 0))


def require_room(folder: Path, size: int, what: str) -> None:
    """Raise DownloadError, in French, unless the folder's disk has room for `size` bytes."""
    free = shutil.disk_usage(folder).free
    if size + _SPARE > free:
        raise DownloadError(
            f"Il faut {weight(size + _SPARE)} pour {what}, et il reste {weight(free)} dans "
            f"{folder}. Faites de la place, ou choisissez un autre dossier."
        )


def sha256(path: Path) -> str:
    """Return the digest of a file, read block by block."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def weight(size: int) -> str:
    """Return a size for readers: « 2,2 Go »."""
    for unit, name in _UNITS:
        if size >= unit:
            return f"{french_number(size / unit, 1 if size < 10 * unit else 0)}\u202f{name}"
    return f"{size}\u202foctets"


class _Changed(httpx.ReadError):
    """The partial file is of no use any more; it has been thrown away."""


class _Request:
    """The download of one file, over several attempts."""

    def __init__(
        self,
        client: httpx.Client,
        url: str,
        path: Path,
        largest: int,
        progress: Progress | None,
    ) -> None:
        self.client, self.url, self.largest, self.progress = client, url, largest, progress
        self.name = path.name
        self.part = path.with_name(path.name + PART)
        self.marker = path.with_name(path.name + PART + ".json")
        self.version = Version()
        self.unchanged = False

    def insist(self, known: Version | None, pause: float) -> None:
        """Fill the partial file, or find that the server has no other version than `known`."""
        failures, best = 0, self._done()
        while failures < ATTEMPTS:
            if failures:
                time.sleep(pause * 2 ** (failures - 1))
            try:
                return self._attempt(known)
            except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
                raise DownloadError(f"« {self.url} » n’est pas une adresse web.") from error
            except httpx.TimeoutException:
                why = "le serveur ne répond plus"
            except httpx.TooManyRedirects:
                why = "le serveur renvoie sans fin d’une adresse à une autre"
                break
            except httpx.RequestError as error:
                why = f"la connexion est coupée ou impossible ({error})"
            except httpx.HTTPStatusError as error:
                why = f"le serveur répond {error.response.status_code}"
                if error.response.status_code < 500 and error.response.status_code != 429:
                    break
            gained, best = self._done() - best, max(best, self._done())
            failures = 1 if gained >= _GAIN else failures + 1
        raise DownloadError(
            f"{self.url}\u202f: {why}. Vérifiez l’accès au réseau puis relancez la commande\u202f: "
            "le téléchargement reprendra où il s’est arrêté."
        )

    def forget(self) -> None:
        """Throw away the partial file."""
        self.part.unlink(missing_ok=True)
        self.marker.unlink(missing_ok=True)

    def _done(self) -> int:
        return self.part.stat().st_size if self.part.exists() else 0

    def _attempt(self, known: Version | None) -> None:
        """Ask for what is missing of the partial file, and write it at its end.

        The version that it is a part of stands beside it: a file that changed starts again.
        """
        done, begun = self._done(), self._begun()
        # without a compression, so that byte offsets are those of the file
        headers = {"Accept-Encoding": "identity"}
        if done and begun.exact:
            headers |= {"Range": f"bytes={done}-", "If-Range": begun.exact}
        elif known:
            headers |= known.headers()
        with self.client.stream("GET", self.url, headers=headers) as response:
            self.version = Version.of(response.headers)
            match response.status_code:
                case httpx.codes.NOT_MODIFIED:
                    self.unchanged = known is not None
                    if not known:
                        raise _Changed("réponse inattendue")
                case httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                    if not self._is_complete(done, begun):
                        self.forget()
                        raise _Changed("reprise refusée")
                    self.version = begun
                case httpx.codes.PARTIAL_CONTENT:
                    self._verify_range(response.headers, done, begun)
                    self.version = Version(begun.etag, begun.modified, self.version.size)
                    self._write(response, done)
                case _:
                    response.raise_for_status()
                    if known and not done and self.version.is_same(known):
                        self.unchanged = True  # by a server that knows no conditional request
                        return
                    self._refuse_page(response.headers)
                    self._write(response, 0)

    def _begun(self) -> Version:
        """Return the version that the partial file is a part of."""
        try:
            return Version(**json.loads(self.marker.read_text("utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return Version()

    def _is_complete(self, done: int, begun: Version) -> bool:
        """Tell whether nothing was left to ask for: the process had stopped before the end."""
        return 0 < done == begun.size == self.version.size

    def _verify_range(self, headers: httpx.Headers, done: int, begun: Version) -> None:
        found = _RANGE.fullmatch(headers.get("Content-Range", ""))
        moved = found is None or found[1] != str(done)
        resized = begun.size and begun.size != self.version.size
        renamed = self.version.exact and self.version.exact != begun.exact
        if moved or resized or renamed:
            self.forget()
            raise _Changed("le fichier a changé pendant le téléchargement")

    def _refuse_page(self, headers: httpx.Headers) -> None:
        """Keep what is already there from an error page that says it is a success."""
        if self._done() and headers.get("Content-Type", "").startswith("text/html"):
            raise httpx.ReadError("le serveur donne une page web")

    def _write(self, response: httpx.Response, done: int) -> None:
        total = self.version.size
        self._refuse_size(max(done, total))
        require_room(self.part.parent, total - done, self.name)
        # what is compressed all the same has not the file's offsets, and cannot be resumed
        begun = Version() if "Content-Encoding" in response.headers else self.version
        with self.part.open("ab" if done else "wb") as file:
            self.marker.write_text(json.dumps(asdict(begun)), "utf-8")
            for chunk in response.iter_bytes():
                done += len(chunk)
                self._refuse_size(done)
                file.write(chunk)
                if self.progress:
                    self.progress(self.name, done, total)
        if total and done != total:
            raise httpx.ReadError("fichier incomplet")

    def _refuse_size(self, size: int) -> None:
        if size > self.largest:
            self.forget()
            raise DownloadError(
                f"{self.url} dépasse {weight(self.largest)}\u202f: ce n’est sans doute pas le bon "
                "fichier. Vérifiez l’adresse."
            )
