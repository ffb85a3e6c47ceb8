"""The mesh of a booklet's cover: a territory's own, its knots borne by the families of its ESS."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, TypeAlias

from maillage.kernel.vocabularies import Family

COLUMNS, ROWS = 9, 6
KNOTS = COLUMNS * ROWS
_JITTER = 0.3  # of the step between two knots
_SLANTED = 0.45  # how many of the slanted lines are drawn

Place: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mesh:
    """Points, lines and knots in fractions of the picture's width and height.

    A knot without a family is a ring: there is no ESS to show.
    """

    lines: tuple[tuple[tuple[float, float], tuple[float, float]], ...]
    thread: tuple[tuple[float, float], ...]
    knots: tuple[tuple[tuple[float, float], str], ...]

    def content(self) -> dict[str, Any]:
        """Return the mesh as the layout reads it."""
        return {
            "lines": self.lines,
            "thread": self.thread,
            "knots": [{"at": at, "family": family} for at, family in self.knots],
        }


def woven(seed: str, families: Mapping[Family, int]) -> Mesh:
    """Return the mesh of a territory, the same each time; `families` counts establishments."""
    chance = Random(seed)  # noqa: S311  (a picture, not a secret)
    at = {
        (column, row): (
            round((column + 0.5 + chance.uniform(-_JITTER, _JITTER)) / COLUMNS, 4),
            round((row + 0.5 + chance.uniform(-_JITTER, _JITTER)) / ROWS, 4),
        )
        for row in range(ROWS)
        for column in range(COLUMNS)
    }
    lines = [
        (at[place], at[other])
        for place in at
        for dx, dy in ((1, 0), (0, 1), (1, 1), (-1, 1))
        if (other := (place[0] + dx, place[1] + dy)) in at
        and (not dx or not dy or chance.random() < _SLANTED)
    ]
    walk = _walk(chance)
    bearers = [family.value for family, n in shared(families, KNOTS).items() for _ in range(n)]
    bearers += [""] * (KNOTS - len(bearers))
    chance.shuffle(bearers)
    return Mesh(
        tuple(lines),
        tuple(at[place] for place in walk),
        tuple(zip((at[place] for place in at), bearers, strict=True)),
    )


def _walk(chance: Random) -> list[Place]:
    """Return the knots that the thread goes through, from the left edge to the right one."""
    rows = [chance.randrange(ROWS)]
    for _ in range(COLUMNS - 1):
        step = chance.choice((-1, 0, 1))
        rows.append(min(max(rows[-1] + step, 0), ROWS - 1))
    return list(enumerate(rows))


def shared(families: Mapping[Family, int], knots: int) -> dict[Family, int]:
    """Share knots among families by their establishments, one at least for each that has any.

    Largest remainders (Hamilton's method) on what is left after the first of each.
    """
    present = {family: n for family in Family if (n := families.get(family, 0))}
    total, free = sum(present.values()), knots - len(present)
    if not present:
        return {}
    quotas = {family: free * n / total for family, n in present.items()}
    found = {family: 1 + int(quota) for family, quota in quotas.items()}
    by_remainder = sorted(quotas, key=lambda family: int(quotas[family]) - quotas[family])
    for family in by_remainder[: knots - sum(found.values())]:
        found[family] += 1
    return found
