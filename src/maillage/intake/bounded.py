"""Reads a document in a process of its own, ended when it takes too long or too much memory.

A file made to harm, or a rule that is slow on it, costs the caller a few seconds and a message:
never a server that hangs or swells.
"""

import json
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import Any

from . import candidates
from .candidates import Candidate
from .documents import Document
from .errors import IntakeError
from .gathering import Received

LONGEST = 30  # seconds
MOST_MEMORY = 1_500_000_000  # bytes of addresses
_AT_ONCE = 2  # documents that one server process reads
_GRACE = 5  # seconds of processor beyond which a child ends by itself
_PATIENCE = 5  # seconds that another one waits for its turn
_turn = BoundedSemaphore(_AT_ONCE)

_TOO_LONG = (
    "La lecture prend plus de {seconds}\u202fs : découper le document, ou n’en donner que la "
    "partie utile."
)
_TOO_MUCH = (
    "La lecture demande plus de mémoire que permis : découper le document, ou n’en donner que la "
    "partie utile."
)
_BUSY = "D’autres documents sont en cours de lecture : réessayer dans un instant."


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was read: its number in the source, its text, and what it is on its page."""

    number: int
    text: str
    kind: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a document, without its markup, and what was found in it."""

    title: str
    origin: str
    sha256: str
    media_type: str
    notices: tuple[str, ...]
    lines: tuple[Line, ...]
    candidates: tuple[Candidate, ...]

    def dump(self) -> bytes:
        """Return the reading as compressed JSON, which `load` takes back."""
        written = {
            "title": self.title,
            "origin": self.origin,
            "sha256": self.sha256,
            "media_type": self.media_type,
            "notices": self.notices,
            "lines": [(one.number, one.text, one.kind, one.level) for one in self.lines],
            "candidates": [candidates.as_json(one) for one in self.candidates],
        }
        return zlib.compress(json.dumps(written, ensure_ascii=False).encode())

    @classmethod
    def load(cls, dumped: bytes) -> "Reading":
        """Return a reading that `dump` wrote."""
        read: dict[str, Any] = json.loads(zlib.decompress(dumped))
        read["notices"] = tuple(read["notices"])
        read["lines"] = tuple(Line(*one) for one in read["lines"])
        read["candidates"] = tuple(candidates.of_json(one) for one in read["candidates"])
        return cls(**read)


def read_received(received: Received, *, longest: int = LONGEST) -> tuple[Received, Reading]:
    """Read a document and look for candidates in it; raise `IntakeError` saying what to do.

    `longest`: seconds after which it is given up.
    """
    return _in_a_child(received, "", longest)


def read_address(
    url: str, *, contact: str = "", longest: int = LONGEST
) -> tuple[Received, Reading]:
    """Ask for a page and read it; `contact` is told to its server. Raise `IntakeError`."""
    return _in_a_child(Received(b"", url), contact, longest, is_address=True)


def _in_a_child(
    received: Received, contact: str, longest: int, *, is_address: bool = False
) -> tuple[Received, Reading]:
    if not _turn.acquire(timeout=_PATIENCE):
        raise IntakeError(_BUSY)
    try:
        with TemporaryDirectory(prefix="maillage-") as name:
            folder = Path(name)
            (folder / "data").write_bytes(received.data)
            job = {
                "name": received.name,
                "media_type": received.media_type,
                "contact": contact,
                "is_address": is_address,
                "longest": longest,
            }
            (folder / "job").write_text(json.dumps(job), "utf-8")
            _run(folder, longest)
            return _results(folder)
    finally:
        _turn.release()


def _run(folder: Path, longest: int) -> None:
    command = [sys.executable, "-P", "-m", "maillage.intake.bounded", str(folder)]
    try:
        # `run` kills the child when the time is over.
        subprocess.run(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=longest,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise IntakeError(_TOO_LONG.format(seconds=longest)) from None


def _results(folder: Path) -> tuple[Received, Reading]:
    """Return what the child wrote; raise `IntakeError` with its refusal, or for its sudden end."""
    if (folder / "refusal").exists():
        raise IntakeError((folder / "refusal").read_text("utf-8"))
    if not (folder / "reading").exists():
        raise IntakeError(_TOO_MUCH)
    reading = Reading.load((folder / "reading").read_bytes())
    return Received((folder / "data").read_bytes(), reading.origin, reading.media_type), reading


def _limit(longest: int) -> None:
    """Bound this process; systems without limits of their own rely on the parent's deadline."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    # A parent that is gone ends nobody.
    resource.setrlimit(resource.RLIMIT_CPU, (longest + _GRACE, longest + _GRACE))


def _child(folder: Path) -> None:
    """Read the document of a folder, and write there the reading or why there is none."""
    job = json.loads((folder / "job").read_text("utf-8"))
    _limit(job["longest"])
    try:
        received = Received((folder / "data").read_bytes(), job["name"], job["media_type"])
        if job["is_address"]:
            received = _fetched(job["name"], job["contact"])
            (folder / "data").write_bytes(received.data)
        dumped = read_here(received).dump()
    except IntakeError as error:
        (folder / "refusal").write_text(str(error), "utf-8")
    except MemoryError:
        (folder / "refusal").write_text(_TOO_MUCH, "utf-8")
    else:
        (folder / "writing").write_bytes(dumped)
        (folder / "writing").rename(folder / "reading")


def _fetched(url: str, contact: str) -> Received:
    from maillage.fetching import Fetcher

    from .gathering import from_address
    from .readers import LARGEST

    with Fetcher(contact=contact, largest=LARGEST) as fetcher:
        return from_address(url, fetcher)


def read_here(received: Received) -> Reading:
    """Read a document in this very process, however long it takes; raise `IntakeError`."""
    from .extractors import extract

    document = received.document
    return Reading(
        document.title,
        document.origin,
        document.sha256,
        document.media_type,
        document.notices,
        tuple(_lines(document)),
        tuple(extract(document)),
    )


def _lines(document: Document) -> Iterator[Line]:
    for block in document.blocks:
        place = 0
        for text in block.text.split("\n"):
            yield Line(block.line_at(place), text, block.kind.value, block.level)
            place += len(text) + 1


if __name__ == "__main__":
    _child(Path(sys.argv[1]))
