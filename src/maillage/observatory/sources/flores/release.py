"""What is shown of Flores: jobs by territory, family and sector, after secrecy and never before.

The file that was read is not kept: only what secrecy lets through is written, in one file a year
that replaces the one before as a whole (`<store>/flores/<year>/jobs.json.gz`).
"""

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from maillage import __version__
from maillage.kernel.vocabularies import Family, Sector

from ...geography import Geography
from ...secrecy import Cell
from ...tabulation import TOTAL, tabulate
from ...vintage import Store
from ..download import sha256
from .schema import FloresError, Row, Schema

FORMAT = 1
FOLDER = "flores"
FILE = "jobs.json.gz"
FAMILY, SECTOR = "famille:", "secteur:"
_LEVELS = ("epci:", "departement:", "ancienne-region:", "region:", "pays:")


@dataclass(frozen=True, slots=True)
class Figure:
    """Jobs of some establishments on 31 December.

    `jobs` is None where statistical secrecy withholds them; `known` are those that the published
    parts add up to, at least.
    """

    establishments: int
    jobs: int | None
    known: int


@dataclass(frozen=True, slots=True)
class FloresJobs:
    """What Flores says of the ESS of a set of communes; families and sectors without any left out.

    `sectors` is empty where the file has none. `fictitious` figures are made up, to try things.
    """

    year: int
    total: Figure
    families: Mapping[Family, Figure]
    sectors: Mapping[Sector, Figure]
    fictitious: bool = False


@dataclass(frozen=True)
class Release:
    """The figures of a year after secrecy, by territory and category, as they are stored.

    `cells` holds establishments, and jobs or None; `inside` the communes with figures of each
    territory, by reference, the widest first.
    """

    year: int
    cells: Mapping[str, Mapping[str, tuple[int, int | None]]]
    inside: Mapping[str, Collection[str]]
    about: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def holding(self) -> Mapping[str, tuple[str, ...]]:
        """Return the territories that hold each commune."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for ref, members in self.inside.items():
            for commune in members:
                found[commune].append(ref)
        return {commune: tuple(refs) for commune, refs in found.items()}

    def jobs(self, communes: Iterable[str]) -> FloresJobs:
        """Return what is published of a set of communes, added up from published cells only.

        So that a free perimeter never tells more than the table of all territories.
        """
        asked = {commune for commune in communes if commune in self.cells}
        counts = Counter(ref for commune in asked for ref in self.holding.get(commune, ()))
        whole = [ref for ref, members in self.inside.items() if counts[ref] == len(members)]
        categories = {name for commune in asked for name in self.cells[commune]} | {TOTAL}
        found = {name: self._figure(name, asked, whole) for name in sorted(categories)}
        return FloresJobs(
            self.year,
            found[TOTAL],
            {one: found[FAMILY + one] for one in Family if FAMILY + one in found},
            {one: found[SECTOR + one] for one in Sector if SECTOR + one in found},
            bool(self.about.get("fictitious")),
        )

    def _figure(self, category: str, asked: Collection[str], whole: Iterable[str]) -> Figure:
        left = {commune for commune in asked if category in self.cells[commune]}
        establishments = sum(self.cells[commune][category][0] for commune in left)
        known = 0
        for ref in whole:
            if not left:
                break
            jobs = self.cells[ref].get(category, (0, None))[1]
            if jobs is not None:
                held = {one for one in self.inside[ref] if category in self.cells[one]}
                if held <= left:
                    known += jobs
                    left -= held
        hidden = False
        for commune in left:
            jobs = self.cells[commune][category][1]
            hidden |= jobs is None
            known += jobs or 0
        return Figure(establishments, None if hidden else known, known)


def make(
    rows: Iterable[Row],
    *,
    year: int,
    geography: Geography,
    already_published: bool = False,
    about: Mapping[str, Any] | None = None,
) -> Release:
    """Add rows up by territory, and apply secrecy.

    Without the largest establishment of each row the 85 % rule cannot be applied: that is accepted
    of figures `already_published` only, which INSEE has applied it to; so are withheld ones.

    Raises:
        FloresError: in French, when the rule cannot be applied.
    """
    figures: dict[tuple[str, tuple[str, ...]], Cell] = {}
    unknown: set[str] = set()
    blind: set[tuple[str, str]] = set()  # what the file itself withholds
    for row in rows:
        commune = geography.current(row.commune)
        if commune is None:
            unknown.add(row.commune)
            continue
        if not already_published and (row.jobs is None or (row.largest is None and row.jobs)):
            raise FloresError(_UNPROTECTED)
        sector = () if row.sector is None else (SECTOR + row.sector,)
        categories = (FAMILY + row.family, *sector)
        key = commune, categories
        cell = Cell(row.establishments, row.jobs or 0, row.largest or 0)
        figures[key] = figures[key] + cell if key in figures else cell
        if row.jobs is None:
            blind |= {(commune, name) for name in (TOTAL, *categories)}
    levels = _levels(geography)
    table = tabulate(figures, levels)
    withheld = table.withheld() | _spread(blind, levels)
    cells: defaultdict[str, dict[str, tuple[int, int | None]]] = defaultdict(dict)
    for (ref, category), cell in table.cells.items():
        if (ref, category) not in table.unpublished:
            jobs = None if (ref, category) in withheld else cell.value
            cells[ref][category] = cell.units, jobs
    inside = {
        ref: sorted(held)
        for level in reversed(levels)
        for ref, members in level.items()
        if (held := [one for one in members if one in cells])
    }
    note = {
        "software": __version__,
        "geography": geography.vintage,
        "cells": sum(map(len, cells.values())),
        "withheld": sum(jobs is None for held in cells.values() for _, jobs in held.values()),
        "unknown_communes": sorted(unknown),
    }
    return Release(year, dict(cells), inside, {**note, **(about or {})})


_UNPROTECTED = (
    "Ce fichier ne dit pas les postes du plus grand établissement de chaque ligne (plus_grand) ou "
    "en cache certains\u202f: la règle des 85\u202f% ne peut pas être appliquée. S’il s’agit de "
    "chiffres déjà publiés par l’Insee, qui l’a fait, relancez avec --published ; sinon, demandez "
    "ce champ."
)


def _levels(geography: Geography) -> list[dict[str, tuple[str, ...]]]:
    """Return territories by level, disjoint in each: the établissements publics of Paris apart."""
    levels: list[dict[str, tuple[str, ...]]] = [{}, *({} for _ in _LEVELS)]
    for ref in sorted(geography.named):
        for place, kind in enumerate(_LEVELS, start=1):
            if ref.startswith(kind):
                members = geography.communes(ref)
                code = ref.partition(":")[2]
                inner = kind == "epci:" and any(geography.epci_of(one) != code for one in members)
                levels[0 if inner else place][ref] = members
    return levels


def _spread(
    blind: Collection[tuple[str, str]], levels: Iterable[Mapping[str, Collection[str]]]
) -> set[tuple[str, str]]:
    """Return the cells that hold a commune's unknown figure."""
    places: defaultdict[str, set[str]] = defaultdict(set)
    for commune, category in blind:
        places[commune].add(category)
    return set(blind) | {
        (ref, category)
        for level in levels
        for ref, members in level.items()
        for commune in members
        for category in places.get(commune, ())
    }


def load(
    file: Path,
    store: Store,
    *,
    year: int,
    schema: Schema | None = None,
    already_published: bool = False,
    fictitious: bool = False,
) -> Release:
    """Read a file of Flores, apply secrecy, and store what is left beside the vintages.

    Raises:
        FloresError, StockError: in French; what was stored stays.
    """
    rows = (schema or Schema.read()).rows(file, year=year)
    about = {
        "file": file.name,
        "sha256": sha256(file),
        "rows": len(rows),
        "already_published": already_published,
        "fictitious": fictitious,
    }
    release = make(
        rows,
        year=year,
        geography=Geography.load(),
        already_published=already_published,
        about=about,
    )
    write(release, store)
    return release


def write(release: Release, store: Store) -> Path:
    """Write a release into the store, in the place of the one of the same year."""
    path = store.folder / FOLDER / str(release.year) / FILE
    content = {
        "format": FORMAT,
        "year": release.year,
        "about": release.about,
        "cells": release.cells,
        "inside": release.inside,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(FILE + ".part")
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    # without the date of today, so that the same file gives the same bytes
    draft.write_bytes(gzip.compress(text.encode(), mtime=0))
    draft.replace(path)
    return path


def years(store: Store) -> list[int]:
    """Return the years that are stored, the latest first."""
    found = (store.folder / FOLDER).glob(f"[0-9][0-9][0-9][0-9]/{FILE}")
    return sorted((int(path.parent.name) for path in found), reverse=True)


def read(store: Store, communes: Iterable[str], *, year: int | None = None) -> FloresJobs | None:
    """Return the jobs of the ESS of communes, the latest year unless one is said.

    None where no file of Flores has been loaded, or not of this year, and of a municipal
    arrondissement, of which it says nothing.

    Raises:
        FloresError: in French, when what is stored is damaged.
    """
    stored = years(store)
    wanted = year or (stored[0] if stored else None)
    geography, asked = Geography.load(), set(communes)
    if wanted is None or wanted not in stored or any(map(geography.is_arrondissement, asked)):
        return None
    path = store.folder / FOLDER / str(wanted) / FILE
    present = (geography.current(code) for code in asked)
    return _open(path, path.stat().st_mtime_ns).jobs(code for code in present if code)


@lru_cache(maxsize=2)
def _open(path: Path, _changed: int) -> Release:
    try:
        content = json.loads(gzip.decompress(path.read_bytes()))
        if content["format"] != FORMAT:
            raise ValueError(f"format {content['format']}")
        cells = {
            ref: {name: (units, jobs) for name, (units, jobs) in held.items()}
            for ref, held in content["cells"].items()
        }
        return Release(content["year"], cells, content["inside"], content["about"])
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise FloresError(
            f"{path} est endommagé ({error}). Chargez de nouveau le fichier de Flores par "
            "« maillage observatory flores »."
        ) from error
