"""How a vintage comes to be: built aside, published in one step, alone in its store.

    <store>/lock       held while a build runs; the system gives it back, even after a crash
    <store>/drafts/    what is being built; emptied before each build

A build that is killed leaves a draft and nothing else: the next one removes it.
"""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import BuildError
from .vintage import Store, Vintage

_LOCK = "lock"
_DRAFTS = "drafts"


@contextmanager
def alone(store: Store) -> Iterator[None]:
    """Hold the store's lock and remove the drafts that a killed build left.

    Raises BuildError where another build runs or the folder cannot be written.
    """
    try:
        store.folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(store.folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o664)
    except OSError as error:
        raise BuildError(
            f"Le dossier {store.folder} ne peut pas être écrit ({error.strerror}). "
            "Choisissez-en un autre par --out."
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BuildError(
                f"Un autre calcul est en cours dans {store.folder}. Attendez qu’il finisse."
            ) from None
        shutil.rmtree(store.folder / _DRAFTS, ignore_errors=True)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def draft(store: Store) -> Iterator[tuple[Path, Path]]:
    """Give two new folders: one for the files of a vintage, one for what its build needs meanwhile.

    Both are removed at the end, unless the first was published.
    """
    folder = store.folder / _DRAFTS / secrets.token_hex(4)
    vintage, work = folder / "vintage", folder / "work"
    try:
        vintage.mkdir(parents=True)
        work.mkdir()
        yield vintage, work
    finally:
        shutil.rmtree(folder.parent, ignore_errors=True)


def publish(store: Store, vintage: Path, name: str) -> Vintage:
    """Move a finished draft to its place and make it the vintage in use; others are kept."""
    target = store.path(name)
    target.parent.mkdir(exist_ok=True)
    for path in [*vintage.rglob("*"), vintage]:
        _sync(path)
    vintage.rename(target)
    _sync(target.parent)
    return use(store, name)


def use(store: Store, name: str) -> Vintage:
    """Make a published vintage the one in use."""
    vintage = Vintage(store.path(name))
    new = store.pointer.with_suffix(".new")
    new.write_text(name + "\n", "utf-8")
    _sync(new)
    new.replace(store.pointer)
    _sync(store.folder)
    return vintage


def _sync(path: Path) -> None:
    """Wait until a file or the entries of a folder are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
