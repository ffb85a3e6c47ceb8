"""The panorama of a set of communes: what their ESS weighs, beside their whole economy."""

from collections.abc import Mapping
from dataclasses import dataclass

from maillage.kernel.vocabularies import Family, Sector, SizeClass


@dataclass(frozen=True, slots=True)
class Jobs:
    """Jobs as the size classes allow: an interval, and an estimate that says it is one.

    `most` is None where an establishment of 10,000 employees or more leaves it open.
    """

    least: int
    most: int | None
    estimate: int


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

    `form` counts establishments whose legal category is ambiguous, `conflict` those of which the
    sources disagree; each whether the variant counts them or not.
    """

    form: int
    form_declared: int
    form_jobs: Jobs
    conflict: int


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
