"""Builds a vintage of the observatory from INSEE's stock of the register.

Units first (the ESS is a tenth of them), then the whole economy counted in one pass over a few
narrow columns, then the registry in one pass over the wide ones; the rest of the economy is the
whole less the registry (docs/adr/0005). The same inputs give the same rows, to the last.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from maillage import __version__
from maillage.kernel.dates import MONTHS
from maillage.kernel.perimeter import Perimeter
from maillage.kernel.progress import Progress, quiet

from . import cube, employers, integrity, lookups, publication, stages, tallies
from .engines import Engine, open_engine
from .manifest import FORMAT, Check, Input, Manifest, PerimeterNote, VariantNote
from .perimeters import write_perimeter
from .sources.download import sha256
from .sources.ess_france import read_list
from .sources.files import require, unpacked
from .sources.sirene import ESTABLISHMENTS, LEGAL_UNITS
from .vintage import CUBE, FICTITIOUS, NAMES, PACKED_CUBE, PERIMETER, REGISTRY, Store, Vintage

ESS_LIST = "ess_list"
# What is added to the draft of a vintage before it is published: a search index, for instance.
Finish = Callable[[Path], object]


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What to build, from which files. `store` is the folder of vintages.

    `memory` bounds what the engine takes ("1GB"); `again` builds although the same vintage exists.
    """

    legal_units: Path
    establishments: Path
    store: Path
    perimeter: Perimeter
    ess_list: Path | None = None
    fictitious: bool = False
    engine: str = "duckdb"
    memory: str = "1GB"
    again: bool = False

    @property
    def files(self) -> Mapping[str, Path]:
        """Return the files by role."""
        files = {LEGAL_UNITS.role: self.legal_units, ESTABLISHMENTS.role: self.establishments}
        return files | ({ESS_LIST: self.ess_list} if self.ess_list else {})


@dataclass(frozen=True, slots=True)
class _Computed:
    """What the stages found; `period` is a month."""

    period: str
    counts: Mapping[str, int]
    checks: tuple[Check, ...]


def build(
    request: BuildRequest, *, finish: Sequence[Finish] = (), progress: Progress = quiet
) -> Vintage:
    """Build a vintage, verify it, publish it and make it the one in use.

    The same files and perimeter give the vintage that already exists, unless `again`. `finish` are
    called with the folder of the draft, once registry and cube are there.

    Raises:
        StockError: a file is missing or is not what it should be.
        BuildError: the checks fail, another build runs, or the machine does not suffice.
    """
    store, start, step = Store(request.store), monotonic(), _steps(progress, 7 + len(finish))
    with publication.alone(store):
        next(step)
        inputs = _identify(request.files)
        if not request.again and (same := _same(store, request, inputs)):
            return publication.use(store, same.name)
        with publication.draft(store) as (folder, work):
            with closing(open_engine(request.engine, work, request.memory)) as engine:
                next(step)
                inputs = _open(engine, request, inputs, work)
                found = _compute(engine, request.perimeter, folder, step)
            write_perimeter(request.perimeter, folder / PERIMETER)
            for one in finish:
                next(step)
                one(folder)
            name = _free_name(store, request, found.period, inputs)
            manifest = Manifest(
                name=name,
                period=found.period,
                title=_title(found.period, request.fictitious),
                fictitious=request.fictitious,
                built_at=datetime.now(UTC).isoformat(timespec="seconds"),
                software=f"Maillage {__version__}",
                engine=engine.name,
                duration_seconds=round(monotonic() - start, 1),
                perimeter=_note(request.perimeter),
                inputs=inputs,
                counts=found.counts,
                checks=found.checks,
                files={
                    str(path.relative_to(folder)): path.stat().st_size
                    for path in sorted(folder.rglob("*"))
                    # the search index can be made again on its own
                    if path.is_file()
                    and not path.name.startswith(".")
                    and NAMES not in path.relative_to(folder).parts
                },
            )
            manifest.write(folder)
            return publication.publish(store, folder, name)


def _steps(progress: Progress, total: int) -> Iterator[None]:
    names = (
        "empreinte des fichiers",
        "unités légales",
        "toute l’économie",
        "registre",
        "cube",
        "panoramas",
        "vérifications",
    )
    for done in range(total):
        progress(names[done] if done < len(names) else "index", done, total)
        yield


def _identify(files: Mapping[str, Path]) -> tuple[Input, ...]:
    found = []
    for role, path in files.items():
        require(path)
        found.append(Input(role, path.name, path.stat().st_size, sha256(path), 0, 0))
    return tuple(found)


def _open(
    engine: Engine, request: BuildRequest, inputs: Sequence[Input], work: Path
) -> tuple[Input, ...]:
    """Give the engine the stock and every lookup; return the inputs with what they hold."""
    opened = []
    sirens: Sequence[str] = ()
    layouts = {layout.role: layout for layout in (LEGAL_UNITS, ESTABLISHMENTS)}
    for one in inputs:
        file = unpacked(request.files[one.role], work)
        if layout := layouts.get(one.role):
            present = engine.columns(layout, file)
            found = layout.find(one.file, present)
            engine.read(layout, file, found)
            ((rows,),) = engine.rows(f"SELECT count(*) FROM {layout.role}")  # noqa: S608
            missing = tuple(column.name for column, name in found.items() if not name)
            opened.append(replace(one, rows=rows, columns=len(present), missing_columns=missing))
        else:
            listed = read_list(file, one.file)
            sirens = listed.sirens
            opened.append(replace(one, rows=listed.rows, columns=listed.columns))
    lookups.load(engine, request.perimeter, sirens)
    return tuple(opened)


def _compute(engine: Engine, perimeter: Perimeter, folder: Path, step: Iterator[None]) -> _Computed:
    """Run every stage, write registry and cube, verify and count."""
    period, counts = tallies.count_stock(engine)
    stages.select_units(engine)
    next(step)
    stages.count_economy(engine)
    next(step)
    stages.write_registry(engine, folder)
    checks = integrity.of_registry(engine)
    integrity.require(checks)
    next(step)
    stages.write_cube(engine, folder)
    next(step)
    cube.pack(folder / CUBE, folder / PACKED_CUBE)
    employers.pack(folder / REGISTRY, folder / PACKED_CUBE)
    next(step)
    counts.update(tallies.count_units(engine, perimeter))
    counts.update(tallies.count_registry(engine, perimeter))
    cells, of_variants = tallies.count_cube(engine, perimeter, counts)
    checks += integrity.of_cube(engine) + of_variants
    integrity.require(checks)
    counts.update(cells)
    return _Computed(period, dict(sorted(counts.items())), checks)


def _same(store: Store, request: BuildRequest, inputs: Sequence[Input]) -> Vintage | None:
    """Return the vintage already made from the same files and perimeter, if it is whole."""
    asked = {(one.role, one.sha256) for one in inputs}
    for vintage in store.vintages():
        manifest = vintage.manifest
        made = {(one.role, one.sha256) for one in manifest.inputs}
        perimeter = _note(request.perimeter)
        if (made, manifest.perimeter, manifest.fictitious) == (
            asked,
            perimeter,
            request.fictitious,
        ) and vintage.is_whole():
            return vintage
    return None


def _free_name(store: Store, request: BuildRequest, period: str, inputs: Sequence[Input]) -> str:
    """Return the name that the inputs give; a vintage made again gets another one."""
    made_from = [f"{one.role} {one.sha256}" for one in inputs]
    made_from += [request.perimeter.checksum, request.perimeter.default, str(FORMAT)]
    revision = 0
    while True:
        text = "\n".join([*made_from, str(revision)])
        digest = hashlib.sha256(text.encode()).hexdigest()[:8]
        name = f"{FICTITIOUS if request.fictitious else ''}{period}-{digest}"
        if not store.path(name).exists():
            return name
        revision += 1


def _title(period: str, fictitious: bool) -> str:
    year, month = period.split("-")
    title = f"Sirene, {MONTHS[int(month) - 1]} {year}"
    return f"{title} (données fictives)" if fictitious else title


def _note(perimeter: Perimeter) -> PerimeterNote:
    return PerimeterNote(
        perimeter.id,
        perimeter.date,
        perimeter.label,
        perimeter.checksum,
        perimeter.default,
        tuple(VariantNote.of(variant) for variant in perimeter.variants.values()),
    )
