"""The parts of a territory with the weight of the ESS in each: for a map and its table."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from maillage.apps.territories import queries as territories
from maillage.apps.territories.models import Territory
from maillage.kernel.territories import TerritoryKind

from . import store
from .asked import Asked
from .subjects import Subject, address

STEPS = 5  # classes of a map: more than five shades are not told apart
SHORT = {
    "Communauté de communes": "CC",
    "Communauté d’agglomération": "CA",
    "Communauté urbaine": "CU",
}
MOST = 400  # parts shown; only France in communes would have more


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a territory: its ESS establishments, their share in percent, its map class.

    `step` counts from 1; 0 is a part without any establishment, whose share is unknown.
    """

    territory: Territory
    establishments: int
    share: float | None
    url: str
    step: int = 0
    own: bool = False

    @property
    def label(self) -> str:
        """Return its name, an EPCI's kind shortened: « CC Terres Touloises »."""
        name = self.territory.name
        for words, short in SHORT.items():
            if name.startswith(f"{words} "):
                return f"{short} {name[len(words) + 1 :]}"
        return name


@dataclass(frozen=True, slots=True)
class Step:
    """A class of a map: the smallest and the largest share in it, in percent, and how many."""

    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of `of`, those of the `main` kind first, by decreasing share; the map's classes.

    `whole` is the reference of what they are parts of, empty for picked communes. `revision` is
    that of the territories.
    """

    of: str
    whole: str
    main: TerritoryKind
    lines: tuple[Part, ...]
    steps: tuple[Step, ...]
    revision: store.Revision

    @property
    def title(self) -> str:
        """Return what most parts are: « Intercommunalités »."""
        return str(self.main.plural)

    @property
    def short(self) -> str:
        """Return what the short forms of the names stand for, or nothing."""
        used = {one.label.split(" ", 1)[0] for one in self.lines}
        return ", ".join(
            f"{short} : {words.lower()}" for words, short in SHORT.items() if short in used
        )


def of_subject(subject: Subject, asked: Asked) -> Parts | None:
    """Return the parts of a territory, or for a commune its neighbours in the same EPCI."""
    territory = subject.territory
    name, whole, own = subject.name, subject.ref, ""
    found = territories.parts(territory) if territory else _picked(subject)
    if not found and territory and territory.epci_code:
        group = territories.find_or_none(f"epci:{territory.epci_code}")
        if group:
            found = territories.parts(group)
            name, whole, own = group.name, group.ref, territory.ref
    if len(found) < 2:
        return None
    return _weighed(found[:MOST], asked, subject.revision, name, whole, own)


def _picked(subject: Subject) -> list[Territory]:
    refs = [f"commune:{code}" for code in subject.communes[:MOST]]
    return sorted(territories.find_many(refs).values(), key=lambda one: one.slug)


def _weighed(
    found: Iterable[Territory],
    asked: Asked,
    revision: store.Revision,
    name: str,
    whole: str,
    own: str,
) -> Parts:
    geography = store.geography(revision)
    weights = store.weights(asked.vintage, asked.variant)
    query = asked.query()
    lines = []
    for one in found:
        weight = weights.of(geography.communes(one.ref))
        url = f"{address(one)}{query}"
        lines.append(Part(one, weight.ess, weight.share, url, own=one.ref == own))
    kinds = [one.territory.term for one in lines]
    main = max(dict.fromkeys(kinds), key=kinds.count)
    # the classes are those of what a map draws: France’s collectivities are not among its régions
    steps = classes(
        [one.share for one in lines if one.share is not None and one.territory.term is main]
    )
    stepped = [replace(one, step=_step(one.share, steps)) for one in lines]
    stepped.sort(
        key=lambda one: (
            one.territory.term is not main,
            -1 if one.share is None else -one.share,
            one.territory.slug,
        )
    )
    return Parts(name, whole, main, tuple(stepped), steps, revision)


def _step(share: float | None, steps: Sequence[Step]) -> int:
    if share is None or not steps:
        return 0
    return min(len(steps), 1 + bisect_left([step.high for step in steps], share))


def classes(shares: Sequence[float], most: int = STEPS) -> tuple[Step, ...]:
    """Return classes of about as many values each (quantiles), none without a value.

    Equal values are never parted, so that there may be fewer classes than asked for.
    """
    ordered = sorted(shares)
    if not ordered:
        return ()
    groups = min(most, len(set(ordered)))
    highs = sorted({ordered[(rank + 1) * len(ordered) // groups - 1] for rank in range(groups)})
    found = []
    low = 0
    for high in highs:
        end = next((i for i, one in enumerate(ordered) if one > high), len(ordered))
        if end > low:
            found.append(Step(ordered[low], high, end - low))
            low = end
    return tuple(found)
