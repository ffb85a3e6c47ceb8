"""A tantivy index on disk that several processes read and write.

The folder holds one sub-folder per build and a file `current` that names the one in use. Its
switch is atomic: a reader sees either index, whole. Writers take a file lock and give tantivy's
writer back at once. A metadata document, committed with the others, carries the stamp.
"""

import fcntl
import os
import secrets
import shutil
import tempfile
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import tantivy
from tantivy import Query

from ..errors import IndexBusy, IndexNotWritable, IndexUnavailable

T = TypeVar("T")

STAMP = "stamp"
_POINTER = "current"
_HEAP_UPDATE = 20_000_000
_HEAP_BUILD = 100_000_000


@contextmanager
def _damage() -> Iterator[None]:
    """Turn what tantivy raises on damaged files into IndexUnavailable."""
    try:
        yield
    except BaseException as error:
        # A Rust panic does not derive from Exception, and its class cannot be imported.
        panicked = type(error).__name__ == "PanicException"
        if not panicked and not isinstance(error, (ValueError, OSError)):
            raise
        raise IndexUnavailable(
            "L’index de recherche est illisible ou endommagé ; reconstruisez-le."
        ) from error


class IndexStore:
    """The index in folder `path`, whose documents follow `schema`.

    `fingerprint` names schema and analyser: an index made with another one is unavailable.
    `schema` must have an integer field `stamp`, stored and fast. Opening touches no file. A build
    takes 100 MB of memory. `attach` opens what else a build holds: it is given the folder and the
    searcher, and its answer is what `read_attached` reads.
    """

    def __init__(
        self,
        path: Path,
        schema: tantivy.Schema,
        fingerprint: str,
        *,
        lock_timeout: float = 20.0,
        attach: Callable[[Path, tantivy.Searcher], Any] = lambda _folder, _searcher: None,
    ) -> None:
        self.path = path
        self.schema = schema
        self.fingerprint = fingerprint
        self.lock_timeout = lock_timeout
        self._mutex = Lock()
        self._seen: object = None
        self._attach = attach
        self._open_now: tuple[tantivy.Searcher, Any] | None = None
        self._drop_shadow: Callable[[], object] = lambda: None

    def read(self, reader: Callable[[tantivy.Searcher], T]) -> T:
        """Return what `reader` finds in the last committed state.

        Raises IndexUnavailable when the index is missing, damaged or of another version.
        """
        searcher, _ = self._fresh()
        with _damage():
            return reader(searcher)

    def read_attached(self, reader: Callable[[Any], T]) -> T:
        """Return what `reader` finds in what is attached to the last committed state, as `read`."""
        _, attached = self._fresh()
        with _damage():
            return reader(attached)

    def stamp(self) -> int:
        """Return the stamp committed with the documents (0 when there is none)."""
        return self.read(self._read_stamp)

    def update(self, fill: Callable[[tantivy.IndexWriter], None], stamp: int | None = None) -> None:
        """Commit what `fill` does to the current index; the stamp only ever grows."""
        with self._locked():
            known = self.stamp()
            with _damage():
                index = tantivy.Index.open(str(self.path / self._pointer()))
            self._write(index, fill, known if stamp is None else max(stamp, known), _HEAP_UPDATE)

    def replace(
        self,
        fill: Callable[[tantivy.IndexWriter], None],
        stamp: int,
        prepare: Callable[[Path], None] = lambda _folder: None,
    ) -> None:
        """Build a new index with `fill`, switch to it, remove the others.

        Before that, `prepare` writes in its folder what `attach` will open.
        """
        with self._locked():
            name = f"{self.fingerprint}-{secrets.token_hex(4)}"
            folder = self.path / name
            try:
                folder.mkdir()
                prepare(folder)
                self._write(tantivy.Index(self.schema, str(folder)), fill, stamp, _HEAP_BUILD)
                self._point_to(name)
            except BaseException:
                _remove(folder)
                raise
            # Readers keep the files that they have open; the next read follows the pointer.
            for other in self.path.iterdir():
                if other.is_dir() and other.name != name:
                    _remove(other)

    def _write(
        self,
        index: tantivy.Index,
        fill: Callable[[tantivy.IndexWriter], None],
        stamp: int,
        heap: int,
    ) -> None:
        try:
            writer = index.writer(heap, 1)
            try:
                fill(writer)
                writer.delete_documents_by_query(Query.exists_query(STAMP))
                mark = tantivy.Document()
                mark.add_integer(STAMP, stamp)
                writer.add_document(mark)
                writer.commit()
            except BaseException:
                writer.rollback()
                raise
            finally:
                writer.wait_merging_threads()
        except OSError as error:
            raise self._not_writable(error) from error

    def _fresh(self) -> tuple[tantivy.Searcher, Any]:
        with self._mutex:
            for _attempt in range(5):
                folder = self.path / self._pointer()
                try:
                    seen = _state(folder)
                    if seen != self._seen or self._open_now is None:
                        self._open_now = self._open(folder)
                        self._seen = seen
                    return self._open_now
                except (FileNotFoundError, IndexUnavailable) as error:
                    # A rebuild may have removed the folder, or a commit swept files, while they
                    # were being opened: read `current` again.
                    failure = error
                    time.sleep(0.02)
            if isinstance(failure, IndexUnavailable):
                raise failure
            raise IndexUnavailable(
                "L’index de recherche est incomplet ; reconstruisez-le."
            ) from failure

    def _open(self, folder: Path) -> tuple[tantivy.Searcher, Any]:
        with _damage():
            index = tantivy.Index.open(str(self._lockable(folder)))
            # Without this, tantivy starts a thread that watches the files.
            index.config_reader("manual")
            index.reload()
            searcher = index.searcher()
            self._read_stamp(searcher)
            return searcher, self._attach(folder, searcher)

    def _lockable(self, folder: Path) -> Path:
        """Return `folder`, or links to its files where tantivy may not put its reading lock."""
        if os.access(folder, os.W_OK):
            return folder
        shadow = Path(tempfile.mkdtemp(prefix="maillage-index-"))
        for file in folder.iterdir():
            if file.suffix != ".lock":
                (shadow / file.name).symlink_to(file.absolute())
        # Links are of use while files are being opened: the last ones go when others come.
        self._drop_shadow()
        self._drop_shadow = weakref.finalize(self, shutil.rmtree, shadow, ignore_errors=True)
        return shadow

    @staticmethod
    def _read_stamp(searcher: tantivy.Searcher) -> int:
        hits = searcher.search(Query.exists_query(STAMP), limit=1).hits
        return int(searcher.doc(hits[0][1]).get_first(STAMP) or 0) if hits else 0

    def _pointer(self) -> str:
        try:
            name = (self.path / _POINTER).read_text("utf-8").strip()
        except FileNotFoundError:
            raise IndexUnavailable(
                "L’index de recherche n’existe pas encore ; construisez-le."
            ) from None
        except (OSError, ValueError) as error:
            raise IndexUnavailable(
                f"L’index de recherche est illisible ({error}) ; reconstruisez-le."
            ) from error
        if name.rpartition("-")[0] != self.fingerprint:
            raise IndexUnavailable(
                "L’index de recherche vient d’une autre version de Maillage ; reconstruisez-le."
            )
        return name

    def _point_to(self, name: str) -> None:
        new = self.path / f"{_POINTER}.new"
        with new.open("w", encoding="utf-8") as file:
            file.write(name)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path / _POINTER)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o664)
        except OSError as error:
            raise self._not_writable(error) from error
        try:
            deadline = time.monotonic() + self.lock_timeout
            while True:
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= deadline:
                        raise IndexBusy(
                            "Un autre processus écrit dans l’index de recherche depuis plus de "
                            f"{self.lock_timeout:g} s ; réessayez plus tard."
                        ) from None
                    time.sleep(0.05)
            yield
        finally:
            os.close(descriptor)

    def _not_writable(self, error: OSError) -> IndexNotWritable:
        return IndexNotWritable(
            f"Impossible d’écrire dans le dossier de l’index de recherche {self.path} "
            f"({error.strerror or error}) ; vérifiez les droits et la place sur le disque."
        )


def _remove(folder: Path, attempts: int = 40) -> None:
    """Remove a build; one that resists (2 seconds) is left to the next build.

    A thread of tantivy's may still create a lock file while the folder is being emptied.
    """
    for _attempt in range(attempts):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.05)


def _state(folder: Path) -> object:
    """Return what changes with every commit, for the price of one system call."""
    status = (folder / "meta.json").stat()
    return folder.name, status.st_ino, status.st_mtime_ns, status.st_size
