"""What known sums say of their terms: Gauss's elimination on many short sums."""

from collections import Counter
from collections.abc import Collection, Iterable
from heapq import heapify, heappop, heappush

_PRIME = (1 << 61) - 1  # computing modulo a large prime is exact but for a freak of chance
_Row = dict[int, int]


class System:
    """Known sums of unknown atoms, solved by elimination.

    `free` are the atoms that may be less than they are. The others may only be more: those that
    no sum relates to a free one are `pinned`, though some could in truth move together.
    """

    def __init__(self, sums: Collection[frozenset[int]], free: Collection[int]) -> None:
        self.pinned: set[int] = set()
        self.solved: list[tuple[int, _Row]] = []  # an atom, and what it is less a constant
        self.rank: dict[int, int] = {}  # place of an atom among the solved
        often = Counter(atom for one in sums for atom in one)
        for one in sorted(sums, key=lambda one: (len(one), sorted(one))):
            row = self._reduce(dict.fromkeys(one, 1))
            usable = [atom for atom in row if atom in free]
            if usable:
                # an atom of few sums, so that rows stay short
                atom = min(usable, key=lambda atom: (often[atom], atom))
                inverse = -pow(row.pop(atom), -1, _PRIME)
                self.rank[atom] = len(self.solved)
                self.solved.append((atom, {a: v * inverse % _PRIME for a, v in row.items()}))
            else:
                self.pinned.update(row)
        for place in reversed(range(len(self.solved))):
            atom, row = self.solved[place]
            self.solved[place] = atom, self._reduce(row)

    def determines(self, atoms: Iterable[int]) -> bool:
        """Tell whether the sum of these atoms can have one value only."""
        return self._reduce(dict.fromkeys(atoms, 1)).keys() <= self.pinned

    def _reduce(self, row: _Row) -> _Row:
        """Return the row with the solved atoms replaced by what they depend on."""
        row = dict(row)
        places = [self.rank[atom] for atom in row if atom in self.rank]
        heapify(places)
        while places:
            solved, terms = self.solved[heappop(places)]
            factor = row.pop(solved, 0)
            if not factor:
                continue  # it has been cancelled meanwhile
            for atom, value in terms.items():
                before = row.pop(atom, 0)
                after = (before + factor * value) % _PRIME
                if after:
                    row[atom] = after
                    if not before and atom in self.rank:
                        heappush(places, self.rank[atom])
        return row
