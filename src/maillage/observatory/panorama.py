"""The panorama of a set of communes: what their ESS weighs, beside their whole economy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from maillage.kernel.perimeter import Basis, conflicts
from maillage.kernel.vocabularies import EmployerMark, Family, Sector, SizeClass

from .cube import SHAPE, Cube
from .jobs import Jobs, jobs
from .vintage import Vintage

__all__ = ["Ambiguity", "Counts", "FamilyCounts", "Jobs", "Panorama", "compute"]

_YES = list(EmployerMark).index(EmployerMark.YES)
_EMPLOYERS = np.array([size.is_employer for size in SizeClass])


@dataclass(frozen=True, slots=True)
class Counts:
    """Establishments of one field (the ESS, or the whole economy) in a territory.

    `declared` counts those that say they employ (immediate), `statistical` those whose size class
    has employees on 31 December (two years late).
    """

    establishments: int
    declared: int
    statistical: int
    jobs: Jobs
    sectors: Mapping[Sector, int]
    sizes: Mapping[SizeClass, int]


@dataclass(frozen=True, slots=True)
class FamilyCounts:
    """One family of the ESS in a territory."""

    family: Family
    establishments: int
    declared: int
    statistical: int
    jobs: Jobs


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """How much hangs on what the sources leave open.

    `form` is about establishments whose legal category is ambiguous, `conflict` about those of
    which the sources disagree, whether the variant counts them or not; `…_counted` are those that
    it counts, so that they would leave if the doubt went against them, and the others would enter.
    """

    form: int
    form_counted: int
    form_declared: int
    form_jobs: Jobs
    conflict: int
    conflict_counted: int
    conflict_declared: int
    conflict_jobs: Jobs


@dataclass(frozen=True, slots=True)
class Panorama:
    """What the register says of the ESS of a set of communes, in one vintage and one variant."""

    vintage: str
    variant: str
    communes: tuple[str, ...]
    ess: Counts
    economy: Counts
    families: tuple[FamilyCounts, ...]
    ambiguity: Ambiguity
    fictitious: bool = False

    @property
    def share(self) -> float | None:
        """Return the share of the ESS in all establishments, in percent; None without any."""
        return _percent(self.ess.establishments, self.economy.establishments)

    @property
    def declared_share(self) -> float | None:
        """Return the share of the ESS in the establishments that say they employ, in percent."""
        return _percent(self.ess.declared, self.economy.declared)

    @property
    def statistical_share(self) -> float | None:
        """Return the share of the ESS in the establishments with employees, in percent."""
        return _percent(self.ess.statistical, self.economy.statistical)

    @property
    def jobs_share(self) -> float | None:
        """Return the share of the ESS in the estimated jobs, in percent."""
        return _percent(self.ess.jobs.estimate, self.economy.jobs.estimate)


def _percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def compute(vintage: Vintage, communes: Iterable[str], variant: str | None = None) -> Panorama:
    """Count the establishments of these communes; `variant` None is the perimeter's default.

    Each commune counts once, former ones and arrondissements as `Geography` maps them; a code that
    nobody knows counts for nothing: ask the geography first.

    Raises:
        VintageError: in French, when the vintage has no such variant, or its cube is damaged.
    """
    asked = tuple(communes)
    note = vintage.manifest.perimeter.variant(variant)
    cube = vintage.cube
    questions = _questions(cube, note.bases)
    answers = (questions @ cube.histogram(asked)).reshape(-1, *SHAPE)
    economy, ess, form, form_counted, conflict, conflict_counted, *families = map(_Tally, answers)
    return Panorama(
        vintage=vintage.name,
        variant=note.id,
        communes=asked,
        ess=ess.counts(),
        economy=economy.counts(),
        families=tuple(
            FamilyCounts(family, one.establishments, one.declared, one.statistical, one.jobs)
            for family, one in zip(Family, families, strict=True)
        ),
        ambiguity=Ambiguity(
            form.establishments,
            form_counted.establishments,
            form.declared,
            form.jobs,
            conflict.establishments,
            conflict_counted.establishments,
            conflict.declared,
            conflict.jobs,
        ),
        fictitious=vintage.manifest.fictitious,
    )


@lru_cache(maxsize=32)
def _questions(cube: Cube, bases: tuple[int, ...]) -> NDArray[np.float64]:
    """Return one row a question, with 1 for each status of the cube that answers it."""
    counted = (cube.families > 0) & np.isin(cube.bases, bases)
    form = cube.bases & Basis.AMBIGUOUS_FORM > 0
    conflict = np.array([conflicts(Basis(int(basis))) for basis in cube.bases], np.bool_)
    families = [counted & (cube.families == 1 + place) for place in range(len(Family))]
    every = np.ones(len(counted), np.bool_)
    rows = [every, counted, form, form & counted, conflict, conflict & counted, *families]
    return np.array(rows, np.float64)


class _Tally:
    """Establishments by sector, size class and employer mark."""

    def __init__(self, cells: NDArray[np.float64]) -> None:
        self.establishments = int(cells.sum())
        self.declared = int(cells[:, :, _YES].sum())
        self.by_sector = cells.sum(axis=(1, 2))
        self.by_size = cells.sum(axis=(0, 2))
        self.statistical = int(self.by_size[_EMPLOYERS].sum())
        self.jobs = jobs(self.by_size)

    def counts(self) -> Counts:
        """Return the counts with their detail."""
        return Counts(
            self.establishments,
            self.declared,
            self.statistical,
            self.jobs,
            dict(zip(Sector, map(int, self.by_sector), strict=True)),
            dict(zip(SizeClass, map(int, self.by_size), strict=True)),
        )
