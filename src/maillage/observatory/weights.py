"""What the ESS weighs in many territories at once: what a map needs, and nothing more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from .cube import SHAPE, Cube


@dataclass(frozen=True, slots=True)
class Weight:
    """Establishments of the ESS in a territory, and all of them."""

    ess: int
    economy: int

    @property
    def share(self) -> float | None:
        """Return the share of the ESS in percent; None without any establishment."""
        return 100 * self.ess / self.economy if self.economy else None


class Weights:
    """The establishments of every commune by one variant, added up once."""

    def __init__(self, cube: Cube, bases: Sequence[int]) -> None:
        """Read the whole cube; `bases` are those that the variant counts."""
        ess = (cube.families > 0) & np.isin(cube.bases, bases)
        width = int(np.prod(SHAPE))
        self._places = cube.places
        self._ess = cube.places.together(cube.by_code(np.repeat(ess, width)))
        self._economy = cube.places.together(cube.by_code(np.ones(len(ess) * width, np.bool_)))

    def of(self, communes: Iterable[str]) -> Weight:
        """Return the weight of present communes or arrondissements, each counted once."""
        found = self._places.find(communes)
        return Weight(int(self._ess[found].sum()), int(self._economy[found].sum()))
