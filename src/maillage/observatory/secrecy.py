"""Statistical secrecy: what of a table of jobs must not be shown, so that nobody can be recognised.

INSEE's practice for statistics of companies: a cell is not published when fewer than three units
are in it, nor when one unit makes more than 85 % of its value (*secret primaire*); and other cells
are withheld so that the first cannot be found from totals and neighbours (*secret secondaire*).
Sources: loi n° 51-711 du 7 juin 1951, art. 6; Insee, « Guide du secret statistique » (2010); Insee,
« Manuel de protection des données tabulées », annexe « Règles ».

`protect` decides for all the cells of a table at once: territories inside each other, or across
each other, times families or sectors. What is left is attacked, before it is returned, as somebody
would who knows every published value, the number of units of every cell, and that each unit has at
least one job:
- what remains of a published total, once its published parts and theirs have been taken off it, by
  territory or by column, must itself satisfy the primary rules: the difference between a territory
  and its parts tells nothing about two or three units either;
- no withheld cell may be a combination of published ones, however long (Gauss's elimination over
  all published sums at once), nor be pinned to its bounds. One that is gets an *exchange*: jobs
  that could as well be in another place or column without any published total showing it; whatever
  cells this changes are withheld, those with the fewest jobs being chosen.

Limits: whoever knows more than that (the size classes of Sirene, one's own figures) may narrow a
withheld cell down. Two releases of the same year, made apart, must not both be published.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from heapq import nsmallest
from operator import eq

from .elimination import System

LEAST_UNITS = 3
LARGEST_SHARE = (85, 100)  # of the value, as a fraction
_TRIED = 12  # atoms of a cell, and places alike, among which an exchange is looked for
CROSS = " × "  # in a column of two classifications at once: family and sector

Key = tuple[str, str]  # a place and a column: a territory, a family


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell before secrecy: its units, their value (jobs), the value of the largest of them."""

    units: int
    value: int
    largest: int

    def __add__(self, other: "Cell") -> "Cell":
        """Return the cell of both, which have no unit in common."""
        return Cell(
            self.units + other.units, self.value + other.value, max(self.largest, other.largest)
        )

    @property
    def is_sensitive(self) -> bool:
        """Tell whether the primary rules withhold it; a cell without units tells nothing."""
        share, of = LARGEST_SHARE
        return 0 < self.units < LEAST_UNITS or of * self.largest > share * self.value


EMPTY = Cell(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Sum:
    """A total and the parts that make it up, without overlap nor gap."""

    total: Key
    parts: tuple[Key, ...]


def protect(
    cells: Mapping[Key, Cell],
    sums: Iterable[Sum],
    *,
    unpublished: Collection[Key] = frozenset(),
) -> frozenset[Key]:
    """Return the cells to withhold, `unpublished` ones included.

    `sums` relate the cells; those that are the total of none are the finest. A total may have
    several: by territory, by family. Cells `unpublished` in any case may serve in sums. The answer
    depends on the arguments alone, their order included.

    Raises:
        ValueError: when a total is not the sum of its parts.
    """
    table = _Table(cells, list(sums), frozenset(unpublished))
    table.protect()
    return frozenset(key for key, number in table.numbers.items() if number in table.hidden)


@dataclass(frozen=True, slots=True)
class _Sum:
    total: int
    parts: tuple[int, ...]


class _Table:
    """The cells as numbers, those that hold the same units being one; the finest are atoms."""

    def __init__(
        self, cells: Mapping[Key, Cell], sums: list[Sum], unpublished: frozenset[Key]
    ) -> None:
        self.numbers, self.atoms, finest = _number(cells, sums)
        self.cells = [EMPTY] * len(self.atoms)
        for key, number in self.numbers.items():
            self.cells[number] = cells[key]
        shown = {self.numbers[key] for key in cells if key not in unpublished}
        self.hidden = set(range(len(self.atoms))) - shown
        self.private = frozenset(self.hidden)
        self.covered: set[int] = set()  # hidden cells that an exchange leaves uncertain
        self.coordinates = [(place, *column.split(CROSS)) for place, column in finest]
        self.at = {one: n for n, one in enumerate(self.coordinates) if self.cells[n].units}
        self.rows: defaultdict[str, list[int]] = defaultdict(list)  # atoms by place
        for (place, *_), number in self.at.items():
            self.rows[place].append(number)
        self.above: list[list[int]] = [[] for _ in finest]  # cells of each atom, smallest first
        for number in sorted(range(len(self.atoms)), key=lambda n: (len(self.atoms[n]), n)):
            for atom in self.atoms[number]:
                self.above[atom].append(number)
        self.sums = self._distinct(sums)
        self.of: list[list[_Sum]] = [[] for _ in self.atoms]  # sums of which a cell is the total
        self.within: list[list[_Sum]] = [[] for _ in self.atoms]  # and a part
        for one in self.sums:
            self.of[one.total].append(one)
            for part in one.parts:
                self.within[part].append(one)
        self._remainders: dict[int, frozenset[int]] = {}

    def _distinct(self, sums: list[Sum]) -> list[_Sum]:
        """Return the sums that say something: of several parts that hold units, each once."""
        found: dict[_Sum, None] = {}
        for one in sums:
            parts = {self.numbers[part] for part in one.parts}
            held = tuple(sorted(part for part in parts if self.atoms[part]))
            if len(held) > 1:
                found[_Sum(self.numbers[one.total], held)] = None
        return sorted(found, key=lambda one: (len(self.atoms[one.total]), one.total, one.parts))

    def protect(self) -> None:
        """Hide what the primary rules say, then whatever gives a hidden cell away."""
        self.hidden |= {number for number, cell in enumerate(self.cells) if cell.is_sensitive}
        while True:
            exposed = self._exposed()
            for number in exposed:
                if number not in self.covered:
                    self._cover(number)
            leaks = self._leaking_sums()
            self._mend(leaks)
            if not exposed and not leaks:
                return

    def _remainder(self, number: int) -> frozenset[int]:
        """Return the atoms left of a cell once what is published of it has been taken off.

        Of several ways to take it off, the one that tells the most.
        """
        if number not in self.hidden:
            return frozenset()
        if number not in self._remainders:
            left = [self._left(one) for one in self.of[number]]
            self._remainders[number] = min(left, key=self._tells) if left else self.atoms[number]
        return self._remainders[number]

    def _left(self, one: _Sum) -> frozenset[int]:
        return frozenset().union(*(self._remainder(part) for part in one.parts))

    def _tells(self, left: frozenset[int]) -> tuple[bool, int]:
        return self._is_safe(left), len(left)

    def _is_safe(self, atoms: Iterable[int]) -> bool:
        whole = sum((self.cells[atom] for atom in atoms), EMPTY)
        return not whole.is_sensitive

    def _leaking_sums(self) -> list[_Sum]:
        """Return the published totals of which too few units remain, the smallest first."""
        self._remainders.clear()
        return [
            one
            for one in self.sums
            if one.total not in self.hidden and not self._is_safe(self._left(one))
        ]

    def _mend(self, leaks: list[_Sum]) -> None:
        """Hide one cell more of each leaking sum, unless it has just been touched by another."""
        touched: set[int] = set()
        for one in leaks:
            if touched.isdisjoint((one.total, *one.parts)):
                chosen = self._choose(one)
                self.hidden.add(chosen)
                touched.add(chosen)

    def _choose(self, one: _Sum) -> int:
        """Return the cell of a sum whose hiding makes what is left safe, at the least cost."""
        parts = sorted(set(one.parts) - self.hidden, key=self._cost)
        if not parts:
            return one.total
        left = self._left(one)
        enough = (part for part in parts if self._is_safe(left | self.atoms[part]))
        return next(enough, max(parts, key=lambda part: self.cells[part].value))

    def _cost(self, number: int) -> tuple[bool, int, int, int]:
        """Return what hiding a cell costs: sums that will need another one hidden, its value."""
        alone = sum(
            self.hidden.isdisjoint((one.total, *one.parts))
            for one in (*self.of[number], *self.within[number])
        )
        return not self._has_play(number), alone, self.cells[number].value, number

    def _has_play(self, number: int) -> bool:
        """Tell whether a cell may be less than it is, as far as the attacker knows."""
        return self.cells[number].value > self.cells[number].units

    def _exposed(self) -> list[int]:
        """Return the hidden cells that the published ones determine, the smallest first."""
        sums = self._known_sums()
        unknown = frozenset().union(*sums)
        system = System(sums, {atom for atom in unknown if self._has_play(atom)})
        found = []
        for number in self.hidden - self.covered:
            withheld = number not in self.private or self.cells[number].is_sensitive
            if withheld and self.atoms[number]:
                atoms = [atom for atom in self.atoms[number] if atom in self.hidden]
                if system.determines(atoms):
                    found.append(number)
        return sorted(found, key=lambda number: (len(self.atoms[number]), number))

    def _known_sums(self) -> list[frozenset[int]]:
        """Return the sets of atoms of which the published totals give the sum."""
        self._remainders.clear()
        known = []
        for number, sums in enumerate(self.of):
            if sums and number not in self.hidden:
                left = min((self._left(one) for one in sums), key=len)
                if left:
                    known.append(left)
        return known

    def _cover(self, number: int) -> None:
        """Hide the cells that the cheapest exchange changes, which leaves this one uncertain."""
        found = [(self._price(changed), changed) for changed in self._exchanges(number)]
        if found:
            changed = min(found)[1]
            self.covered.update(changed)
            self.hidden.update(changed)
        else:
            holding = {one for atom in self.atoms[number] for one in self.above[atom]}
            shown = sorted(holding - self.hidden, key=lambda one: (len(self.atoms[one]), one))
            self.hidden.update(shown[:1])

    def _price(self, changed: Iterable[int]) -> int:
        return sum(self.cells[number].value for number in changed if number not in self.hidden)

    def _exchanges(self, number: int) -> Iterator[tuple[int, ...]]:
        """Return the cells that some exchanges change, this one among them.

        Jobs go from an atom to another; or from two atoms to the two that have one coordinate of
        each swapped (place, family or sector), so that most totals do not change.
        """
        for atom in nsmallest(_TRIED, self.atoms[number], key=self._reluctance):
            for other in self._near(atom, number):
                for more, less in self._ways(atom, other):
                    if all(map(self._has_play, less)) or all(map(self._has_play, more)):
                        changed = self._changed(more, less)
                        if number in changed:
                            yield changed

    def _ways(self, atom: int, other: int) -> Iterator[tuple[set[int], set[int]]]:
        """Return the exchanges of two atoms: those that gain a job, those that lose one."""
        yield {atom}, {other}
        here, there = self.coordinates[atom], self.coordinates[other]
        for swapped in range(len(here) if len(here) > 2 else 1):
            one, two = list(here), list(there)
            one[swapped], two[swapped] = there[swapped], here[swapped]
            less = {self.at.get(tuple(one), atom), self.at.get(tuple(two), atom)}
            if len(less - {atom, other}) == 2:
                yield {atom, other}, less

    def _near(self, atom: int, number: int) -> Iterator[int]:
        """Return atoms of the same place, then of the nearest places outside a cell."""
        places = dict.fromkeys([self.coordinates[atom][0]])
        for area in self.above[atom]:
            outside = self.atoms[area] - self.atoms[number]
            likeness = partial(self._likeness, self.coordinates[atom])
            some = nsmallest(_TRIED, outside, key=likeness)
            places |= dict.fromkeys(self.coordinates[one][0] for one in some)
            if len(places) > 2 * _TRIED:
                break
        for place in places:
            yield from (one for one in self.rows[place] if one != atom)

    def _likeness(self, wanted: tuple[str, ...], atom: int) -> tuple[int, bool, int, int]:
        """Return what puts the atoms that have most coordinates in common first."""
        shared = sum(map(eq, wanted[1:], self.coordinates[atom][1:]))
        return -shared, *self._reluctance(atom)

    def _reluctance(self, atom: int) -> tuple[bool, int, int]:
        price = 0 if atom in self.hidden else self.cells[atom].value
        return not self._has_play(atom), price, atom

    def _changed(self, more: Iterable[int], less: Iterable[int]) -> tuple[int, ...]:
        """Return the cells that a job more in some atoms and less in others changes."""
        change: Counter[int] = Counter()
        for atom in more:
            change.update(self.above[atom])
        for atom in less:
            change.subtract(self.above[atom])
        return tuple(sorted(number for number, jobs in change.items() if jobs))


def _number(
    cells: Mapping[Key, Cell], sums: Iterable[Sum]
) -> tuple[dict[Key, int], list[frozenset[int]], list[Key]]:
    """Number the cells, those that hold the same units alike, the finest first.

    Returns the numbers, the finest cells (with units) that each number holds, and their keys.

    Raises:
        ValueError: when a total is not the sum of its parts.
    """
    of: dict[Key, list[Sum]] = defaultdict(list)
    for one in sums:
        of[one.total].append(one)
    finest = [key for key in cells if key not in of]
    held = {key: frozenset({place} if cells[key].units else ()) for place, key in enumerate(finest)}

    def contents(key: Key) -> frozenset[int]:
        if key not in held:
            for one in of[key]:
                parts = [contents(part) for part in one.parts]
                atoms = frozenset().union(*parts)
                whole = sum((cells[part] for part in one.parts), EMPTY)
                overlap = sum(map(len, parts)) != len(atoms)
                if whole != cells[key] or overlap or held.setdefault(key, atoms) != atoms:
                    raise ValueError(f"{key} is not the sum of {one.parts}")
        return held[key]

    # the finest come first, with the number that is theirs in the sets
    places: dict[frozenset[int], int] = {frozenset({n}): n for n in range(len(finest))}
    numbers = {
        key: places.setdefault(contents(key), len(places))
        for key in sorted(cells, key=lambda key: key in of)
    }
    return numbers, list(places), finest
