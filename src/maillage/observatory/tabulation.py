"""Tables to protect: figures of communes by family and sector, added up in every territory."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .secrecy import CROSS, EMPTY, Cell, Key, Sum, protect

TOTAL = "total"  # the category of all
Figures = Mapping[tuple[str, tuple[str, ...]], Cell]
Levels = Sequence[Mapping[str, Collection[str]]]


@dataclass(frozen=True)
class Table:
    """Cells by territory and category, the sums that relate them, those that only serve in sums."""

    cells: Mapping[Key, Cell]
    sums: Sequence[Sum]
    unpublished: frozenset[Key] = frozenset()

    def withheld(self) -> frozenset[Key]:
        """Return the cells that secrecy withholds."""
        return protect(self.cells, self.sums, unpublished=self.unpublished) - self.unpublished


def tabulate(figures: Figures, levels: Levels) -> Table:
    """Add figures up.

    `figures` are by commune and categories, one of each classification (`famille:mutuelle`,
    `secteur:sante`). `levels` go from the narrowest territories to the widest, by the communes that
    they hold, disjoint in a level. Only communes that have figures are in the table.
    """
    return _Tabulation(figures, levels).table()


class _Tabulation:
    def __init__(self, figures: Figures, levels: Levels) -> None:
        self.figures = {key: cell for key, cell in sorted(figures.items()) if cell.units}
        communes = {commune for commune, _ in self.figures}
        self.levels = [
            {ref: held for ref, members in level.items() if (held := communes & set(members))}
            for level in levels
        ]
        self.cells: defaultdict[Key, Cell] = defaultdict(lambda: EMPTY)
        self.sums: list[Sum] = []
        self.unpublished: set[Key] = set()

    def table(self) -> Table:
        """Return the table."""
        categories = self._communes()
        for place, level in enumerate(self.levels):
            for ref, members in sorted(level.items()):
                held: defaultdict[str, list[str]] = defaultdict(list)
                for commune in sorted(members):
                    for category in categories[commune]:
                        held[category].append(commune)
                categories[ref] = sorted(held)
                self._total(ref, categories[ref])
                for category, communes in held.items():
                    self.cells[ref, category] = _added(
                        self.cells[one, category] for one in communes
                    )
                    for parts in self._partitions(place, frozenset(members), communes):
                        cells = tuple((part, category) for part in parts)
                        self.sums.append(Sum((ref, category), cells))
        return Table(dict(self.cells), self.sums, frozenset(self.unpublished))

    def _communes(self) -> dict[str, list[str]]:
        """Add up the categories of each commune, and return them by commune."""
        margins: defaultdict[Key, list[Key]] = defaultdict(list)
        crossed = any(len(categories) > 1 for _, categories in self.figures)
        found: defaultdict[str, set[str]] = defaultdict(set)
        for (commune, categories), cell in self.figures.items():
            found[commune] |= {TOTAL, *categories}
            self.cells[commune, TOTAL] += cell
            finest = (commune, CROSS.join(categories))
            self.cells[finest] = cell
            if crossed:
                self.unpublished.add(finest)
                for category in categories:
                    margins[commune, category].append(finest)
        for margin, parts in margins.items():
            self.cells[margin] = _added(self.cells[part] for part in parts)
            self.sums.append(Sum(margin, tuple(parts)))
        for commune, names in found.items():
            self._total(commune, names)
        return {commune: sorted(names) for commune, names in found.items()}

    def _total(self, ref: str, categories: Collection[str]) -> None:
        """Note that the total of a territory is the sum of each classification."""
        classes: defaultdict[str, list[str]] = defaultdict(list)
        for category in sorted(set(categories) - {TOTAL}):
            classes[category.partition(":")[0]].append(category)
        for names in classes.values():
            self.sums.append(Sum((ref, TOTAL), tuple((ref, name) for name in names)))

    def _partitions(
        self, place: int, members: frozenset[str], communes: Sequence[str]
    ) -> Iterator[tuple[str, ...]]:
        """Return how `communes` of a territory divide into territories inside it, and the rest."""
        divided = False
        for level in self.levels[:place]:
            of = {one: ref for ref, held in level.items() if held <= members for one in held}
            if of:
                divided = True
                yield tuple(dict.fromkeys(of.get(commune, commune) for commune in communes))
        if not divided:
            yield tuple(communes)


def _added(cells: Iterable[Cell]) -> Cell:
    return sum(cells, EMPTY)
