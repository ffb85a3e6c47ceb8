"""Where documents come from: a file, the files of a folder, an address of the public internet."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from maillage.fetching import Fetcher, FetchError

from .documents import Document
from .errors import IntakeError
from .readers import LARGEST, read

MOST_FILES = 1_000


@dataclass(frozen=True, slots=True)
class Received:
    """A document as it came, to be kept with what is drawn from it."""

    data: bytes
    name: str
    media_type: str | None = None

    @property
    def document(self) -> Document:
        """Read the document; raise `IntakeError` where there is none to read."""
        return read(self.data, self.name, self.media_type)


def is_address(place: str) -> bool:
    """Tell whether a place is a web address, not a file."""
    return place.lower().startswith(("http://", "https://"))


def from_address(url: str, fetcher: Fetcher) -> Received:
    """Ask for a page once; what it redirects to is what it is named after.

    The client refuses the network around this machine, endless redirects and endless answers.
    """
    try:
        fetched = fetcher.get(url)
    except FetchError as error:
        raise IntakeError(f"{url}\u202f: {error}.") from None
    return Received(fetched.body or b"", fetched.url or url, fetched.content_type or None)


def from_file(path: Path, name: str = "") -> Received:
    """Read a file, no further than what a reader would accept; it is named, or has its own name."""
    with path.open("rb") as file:
        return Received(file.read(LARGEST + 1), name or path.name)


def files_in(folder: Path) -> Iterator[Path]:
    """Return the files of a folder and of its folders, in order; hidden ones are left out."""
    count = 0
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if hidden or path.is_symlink() or not path.is_file():
            continue
        count += 1
        if count > MOST_FILES:
            raise IntakeError(f"Le dossier a plus de {MOST_FILES} fichiers : le découper.")
        yield path
