"""Vintages: immutable folders computed from one state of the national register.

    <store>/current                 the name of the vintage in use
    <store>/vintages/<name>/        manifest.json, registry.parquet, cube.parquet, cube/, names/,
                                    perimeter/

A name is `2026-11-1f3a9c07`: the month of the register's last change, and what the vintage was made
from. People say `2026-11`. A made-up vintage is `fictif-2026-11-…`.
"""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from maillage.kernel.perimeter import Perimeter

from .errors import VintageError
from .manifest import Manifest
from .perimeters import perimeter_of_vintage

if TYPE_CHECKING:
    from .cube import Cube

__all__ = ["FICTITIOUS", "Manifest", "Store", "Vintage", "VintageError"]

POINTER = "current"
FOLDER = "vintages"
REGISTRY = "registry.parquet"
CUBE = "cube.parquet"
PACKED_CUBE = "cube"
NAMES = "names"
PERIMETER = "perimeter"
FICTITIOUS = "fictif-"


class Vintage:
    """A vintage in its folder. Opening reads the manifest; the cube is opened when first asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = Manifest.read(folder)

    def __repr__(self) -> str:
        return f"<Vintage {self.name}>"

    @property
    def name(self) -> str:
        """Return the whole name."""
        return self.manifest.name

    @property
    def registry(self) -> Path:
        """Return the file of establishments."""
        return self.folder / REGISTRY

    @property
    def search_index(self) -> Path:
        """Return the folder of the search index, which may be missing."""
        return self.folder / NAMES

    @cached_property
    def cube(self) -> "Cube":
        """Return the cube, mapped into memory and shared by the processes that read it."""
        from .cube import Cube

        return Cube.open(self.folder / PACKED_CUBE)

    @cached_property
    def perimeter(self) -> Perimeter:
        """Return the perimeter that it was made with, of which it keeps a copy."""
        note = self.manifest.perimeter
        return perimeter_of_vintage(self.folder / PERIMETER, note.checksum)

    def is_whole(self) -> bool:
        """Tell whether every file of the manifest is there, with its size."""
        return all(
            (path := self.folder / name).is_file() and path.stat().st_size == size
            for name, size in self.manifest.files.items()
        )


class Store:
    """The vintages of an instance, in one folder that may not exist yet. Reading never writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def pointer(self) -> Path:
        """Return the file that names the vintage in use; it is replaced as a whole."""
        return self.folder / POINTER

    def path(self, name: str) -> Path:
        """Return the folder of the vintage of this whole name."""
        return self.folder / FOLDER / name

    def vintages(self) -> list[Vintage]:
        """Return the vintages that can be read, newest first, those of real data before others."""
        found = []
        for folder in (self.folder / FOLDER).glob("*-*"):
            try:
                found.append(Vintage(folder))
            except VintageError:
                continue  # `open` tells it to whoever asks for this one
        return sorted(found, key=_age, reverse=True)

    def names(self) -> list[str]:
        """Return the names of the vintages that can be read, in the same order."""
        return [vintage.name for vintage in self.vintages()]

    def current(self) -> Vintage | None:
        """Return the vintage in use, None before the first build."""
        try:
            name = self.pointer.read_text("utf-8").strip()
        except FileNotFoundError:
            return None
        return Vintage(self.path(name))

    def open(self, name: str) -> Vintage:
        """Return the newest vintage whose name begins so; raise VintageError where none does."""
        known = self.names()
        if name in known:
            return Vintage(self.path(name))
        if found := next((one for one in known if name and one.startswith(name)), None):
            return Vintage(self.path(found))
        # Looked for among the folders: as a path, a name too long would be the system's error.
        if any(one.is_dir() and one.name == name for one in (self.folder / FOLDER).glob("*")):
            return Vintage(self.path(name))  # damaged, and it says how
        listed = ", ".join(known) or "aucun pour l’instant"
        raise VintageError(f"Le millésime « {name} » n’existe pas. Millésimes\u202f: {listed}.")


def _age(vintage: Vintage) -> tuple[bool, str, str, str]:
    manifest = vintage.manifest
    return not manifest.fictitious, manifest.period, manifest.built_at, manifest.name
