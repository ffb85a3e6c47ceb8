"""Finds, among the commune codes that a vintage holds, those of a territory."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from .geography import Geography

_NOWHERE = -1  # the last place of a mask
_KEPT = 64  # territories, 35 kB each


class Places:
    """The raw codes of the register, each with the present commune that it belongs to.

    A municipal arrondissement can be asked for alone, and is taken with its commune. A code that
    the geography does not know stands for itself.
    """

    def __init__(self, codes: Sequence[str], geography: Geography) -> None:
        self._geography = geography
        self._index: dict[str, int] = {}
        communes, own = [], []
        for code in codes:
            commune = geography.current(code) or code
            communes.append(self._index.setdefault(commune, len(self._index)))
            alone = code if geography.is_arrondissement(code) else commune
            own.append(self._index.setdefault(alone, len(self._index)))
        self._commune = np.array(communes, np.intp)
        self._own = np.array(own, np.intp)
        # looking 35,000 communes up costs more than counting what is in them
        self.chosen = lru_cache(maxsize=_KEPT)(self._choose)

    def _choose(self, communes: tuple[str, ...]) -> NDArray[np.bool_]:
        """Return, for each raw code, whether it is in these communes, each counted once."""
        places = np.fromiter(
            map(self._index.get, communes, repeat(_NOWHERE)), np.intp, len(communes)
        )
        mask = np.zeros(len(self._index) + 1, np.bool_)
        mask[places] = True
        # what is left is a former code, or a commune without establishment
        mask[[self._now(communes[lost]) for lost in np.flatnonzero(places == _NOWHERE)]] = True
        mask[_NOWHERE] = False
        found: NDArray[np.bool_] = mask[self._commune] | mask[self._own]
        found.flags.writeable = False
        return found

    def together(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the values of raw codes added by territory: communes, and arrondissements alone.

        The place of a territory there is what `find` gives.
        """
        alone = self._own != self._commune
        found = np.bincount(self._commune, values, len(self._index))
        found += np.bincount(self._own[alone], values[alone], len(self._index))
        return found.astype(np.int64)

    def find(self, communes: Iterable[str]) -> list[int]:
        """Return the places in `together` of these communes, those without any left out."""
        known = self._index
        found = (known.get(code, _NOWHERE) for code in communes)
        return [place for place in found if place != _NOWHERE]

    def _now(self, code: str) -> int:
        if self._geography.is_arrondissement(code):
            return _NOWHERE
        return self._index.get(self._geography.current(code) or code, _NOWHERE)
