"""The vintages and the geography that pages read, kept in each process while they do not change."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from maillage.apps.territories import queries as territories
from maillage.apps.territories.models import Territory as TerritoryRow
from maillage.kernel.territories import TerritoryKind
from maillage.observatory import panorama as panoramas
from maillage.observatory import report as reports
from maillage.observatory.geography import FreePerimeter, Geography
from maillage.observatory.panorama import Panorama
from maillage.observatory.report import Report, Territory
from maillage.observatory.sources import flores
from maillage.observatory.sources.flores import FloresJobs
from maillage.observatory.vintage import Store, Vintage
from maillage.observatory.weights import Weights

Revision = tuple[int, str]  # of the territories in the database

_KEPT_PANORAMAS, _KEPT_REPORTS = 256, 64  # each with its communes, 300 kB for all of France


def store() -> Store:
    """Return the instance's vintages; the folder may not exist yet."""
    return Store(Path(settings.MAILLAGE_OBSERVATORY))


def current() -> Vintage | None:
    """Return the vintage in use, read again once another is published; None before the first.

    Raises:
        VintageError: in French, when it is damaged.
    """
    here = store()
    stamp = _stamp(here.pointer)
    return _current(here.folder, stamp) if stamp else None


@lru_cache(maxsize=2)
def _current(folder: Path, _stamp: tuple[int, int]) -> Vintage | None:
    found = Store(folder).current()
    # the same object as in the list, so that what is kept of it is kept once
    return next((one for one in available() if found and one.name == found.name), found)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_ino


def available() -> tuple[Vintage, ...]:
    """Return the vintages that can be read, newest first; made-up ones only beside each other."""
    here = store()
    stamp = _stamp(here.folder / "vintages"), _stamp(here.pointer)
    return _available(here.folder, stamp) if stamp[0] else ()


@lru_cache(maxsize=2)
def _available(folder: Path, _stamp: object) -> tuple[Vintage, ...]:
    return tuple(Store(folder).vintages())


def opened(name: str) -> Vintage:
    """Return the newest vintage whose name begins so; raise VintageError, in French, for none."""
    found = next((one for one in available() if name and one.name.startswith(name)), None)
    return found or store().open(name)


def geography(revision: Revision | None = None) -> Geography:
    """Return the geography with the free perimeters of the database, as they are now.

    `revision` is that of the territories where it has just been read.
    """
    return _geography(revision or territories.revision())


@lru_cache(maxsize=2)
def _geography(_revision: Revision) -> Geography:
    rows = TerritoryRow.objects.filter(kind=TerritoryKind.PERIMETER).order_by("pk")
    return Geography.load(
        {
            code: FreePerimeter(name, tuple(members))
            for code, name, members in rows.values_list("code", "name", "members")
        }
    )


@lru_cache(maxsize=_KEPT_PANORAMAS)
def panorama(vintage: Vintage, communes: tuple[str, ...], variant: str | None) -> Panorama:
    """Return a panorama, computed once in a process: vintages never change."""
    return panoramas.compute(vintage, communes, variant)


@lru_cache(maxsize=4)
def weights(vintage: Vintage, variant: str) -> Weights:
    """Return what the ESS weighs in every commune, read once in a process."""
    return Weights(vintage.cube, vintage.manifest.perimeter.variant(variant).bases)


def flores_jobs(communes: tuple[str, ...]) -> FloresJobs | None:
    """Return the jobs of communes by Flores, after secrecy; None where no file was loaded.

    Raises:
        FloresError: in French, when what is stored is damaged.
    """
    here = store()
    latest = next(iter(flores.years(here)), None)
    if latest is None:
        return None
    stamp = _stamp(here.folder / flores.FOLDER / str(latest) / flores.FILE)
    return _flores_jobs(here.folder, latest, communes, stamp)


@lru_cache(maxsize=_KEPT_PANORAMAS)
def _flores_jobs(
    folder: Path, year: int, communes: tuple[str, ...], _stamp: object
) -> FloresJobs | None:
    return flores.read(Store(folder), communes, year=year)


def report(vintage: Vintage, territory: Territory, variant: str, revision: Revision) -> Report:
    """Return all that is said of a territory at once, computed once in a process.

    `revision` is that of the territories it was read from.

    Raises:
        VintageError: in French, when a file of the vintage is missing or damaged.
    """
    return _report(vintage, _Asked(territory), variant, available(), revision)


class _Asked:
    """A territory as a key: its mappings cannot be hashed, its references say the same."""

    def __init__(self, territory: Territory) -> None:
        self.territory = territory
        self.key = territory.name, territory.refs, territory.communes

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@lru_cache(maxsize=_KEPT_REPORTS)
def _report(
    vintage: Vintage,
    asked: _Asked,
    variant: str,
    vintages: tuple[Vintage, ...],
    revision: Revision,
) -> Report:
    places = geography(revision)
    return reports.make(asked.territory, vintage, variant, places, vintages, panorama)
