"""Secrecy, tried by attacks: what an attacker derives from what is published."""

from collections.abc import Iterator, Mapping
from itertools import product
from operator import ge

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from linear_programme import another, value

from maillage.observatory.secrecy import EMPTY, Cell, Key, Sum, protect

TOTAL = "total"


def is_safe(cell: Cell) -> bool:
    """The primary rules, written once more."""
    return cell.units == 0 or (cell.units >= 3 and cell.largest * 100 <= 85 * cell.value)


def even(units: int, each: int = 5) -> Cell:
    return Cell(units, units * each, each if units else 0)


class Table:
    """Cells by territory and family, with every sum that relates them."""

    def __init__(
        self, atoms: Mapping[Key, Cell], territories: Mapping[str, tuple[str, ...]]
    ) -> None:
        """`territories` are those made of communes, by name."""
        communes = sorted({commune for commune, _ in atoms})
        families = sorted({family for _, family in atoms})
        self.atoms = dict(atoms)
        self.inside = {one: (one,) for one in communes} | dict(territories)
        self.cells: dict[Key, Cell] = {}
        self.sums: list[Sum] = []
        for place, members in self.inside.items():
            for family in (*families, TOTAL):
                wanted = families if family == TOTAL else [family]
                self.cells[place, family] = sum(
                    (atoms[one, each] for one in members for each in wanted), EMPTY
                )
        for place in self.inside:
            parts = tuple((place, family) for family in families)
            self.sums.append(Sum((place, TOTAL), parts))
        for place, family in product(territories, (*families, TOTAL)):
            for parts in self.partitions(place):
                self.sums.append(Sum((place, family), tuple((one, family) for one in parts)))

    def partitions(self, place: str) -> Iterator[tuple[str, ...]]:
        """Return a territory by communes, and by other territories where some are inside."""
        members = set(self.inside[place])
        yield tuple(sorted(members))
        for level in {name[:1] for name in self.inside}:
            inner = [
                one
                for one, held in self.inside.items()
                if one[0] == level and len(held) > 1 and set(held) < members and one != place
            ]
            if inner:
                rest = members - {commune for one in inner for commune in self.inside[one]}
                yield (*inner, *sorted(rest))

    def held(self, key: Key) -> frozenset[Key]:
        place, family = key
        return frozenset(
            atom
            for atom in self.atoms
            if atom[0] in self.inside[place] and family in (TOTAL, atom[1])
        )

    def protect(self) -> frozenset[Key]:
        return protect(self.cells, self.sums)

    def attack(self, hidden: frozenset[Key]) -> None:
        """Fail where a hidden cell can be computed, from everything that is published."""
        unknown = [atom for atom in self.atoms if atom in hidden and self.atoms[atom].units]
        shown = [self.held(key) for key in self.cells if key not in hidden]
        rows = [[int(atom in held) for atom in unknown] for held in shown]
        rows = [list(row) for row in dict.fromkeys(map(tuple, rows)) if any(row)]
        truth = [self.atoms[atom].value for atom in unknown]
        least = [self.atoms[atom].units for atom in unknown]
        aims = {key: [int(atom in self.held(key)) for atom in unknown] for key in sorted(hidden)}
        while aims:
            key, aim = aims.popitem()
            assert self.cells[key].units, "an empty cell tells nothing"
            assert any(aim), f"{key} is the sum of published cells"
            other = another(rows, truth, least, aim)
            assert all(value(row, other) == value(row, truth) for row in rows)
            assert all(map(ge, other, least))
            assert value(aim, other) != value(aim, truth), f"{key} can only be what it is"
            # the other point shows that these cells are uncertain too
            aims = {one: aim for one, aim in aims.items() if value(aim, other) == value(aim, truth)}

    def difference(self, hidden: frozenset[Key]) -> None:
        """Fail where a published total less published parts leaves too few units.

        The parts of a territory, in one family, and those of a family, in one territory.
        """
        for line in {one for key in self.cells for one in ((key[0], None), (None, key[1]))}:
            held = {
                key: self.held(key)
                for key, cell in self.cells.items()
                if cell.units and line in ((key[0], None), (None, key[1]))
            }
            withheld = {atoms for key, atoms in held.items() if key in hidden}
            shown = {atoms for key, atoms in held.items() if key not in hidden}
            for atoms in shown:
                for left in leftovers(
                    atoms, sorted({one for one in shown if one < atoms}, key=sorted)
                ):
                    cell = sum((self.atoms[atom] for atom in left), EMPTY)
                    assert is_safe(cell), f"{sorted(left)} is what is left of {sorted(atoms)}"
                    assert not left or left not in withheld


def leftovers(whole: frozenset[Key], parts: list[frozenset[Key]]) -> set[frozenset[Key]]:
    """Return all that may be left of a whole, disjoint parts taken off it."""
    found = {whole}
    for part in parts:
        found |= {left - part for left in found if part <= left}
    return found


def rich(seed: int = 0) -> dict[Key, Cell]:
    communes = ("a", "b", "c", "d")
    return {
        (one, family): even(4 + (seed + place) % 3)
        for place, (one, family) in enumerate(product(communes, ("coop", "asso", "fond")))
    }


def table(**changes: Cell) -> Table:
    """Four communes in two EPCI of one département; `a_coop=Cell(…)` changes a cell."""
    cells = rich() | {tuple(name.split("_")): cell for name, cell in changes.items()}  # type: ignore[misc]
    return Table(cells, {"E1": ("a", "b"), "E2": ("c", "d"), "D": ("a", "b", "c", "d")})


def test_nothing_is_withheld_without_reason() -> None:
    assert table().protect() == frozenset()


@pytest.mark.parametrize(
    ("cell", "withheld"),
    [
        (Cell(0, 0, 0), False),
        (Cell(1, 40, 40), True),
        (Cell(2, 40, 20), True),
        (Cell(3, 40, 20), False),
        (Cell(3, 100, 85), False),
        (Cell(3, 100, 86), True),
        (Cell(9, 200, 171), True),
    ],
)
def test_the_primary_rules(cell: Cell, withheld: bool) -> None:
    assert (("a", "coop") in table(a_coop=cell).protect()) is withheld


def test_a_lone_withheld_cell_takes_others_with_it() -> None:
    hidden = table(a_coop=Cell(1, 40, 40)).protect()
    # another family of the commune, and the same two families of its neighbour
    assert len(hidden) == 4
    assert {place for place, _ in hidden} == {"a", "b"}
    assert not {family for _, family in hidden} & {TOTAL}


def test_the_largest_totals_are_kept() -> None:
    hidden = table(a_coop=Cell(1, 40, 40), c_fond=Cell(2, 9, 8)).protect()
    assert not hidden & {("D", family) for family in ("coop", "asso", "fond", TOTAL)}


def test_a_small_remainder_is_withheld_even_of_two_cells() -> None:
    """Two communes of one unit each: either would know the other from the EPCI less the rest."""
    made = table(a_coop=Cell(1, 7, 7), b_coop=Cell(1, 8, 8))
    hidden = made.protect()
    assert ("E1", "coop") in hidden, "it has two units"
    made.attack(hidden)
    made.difference(hidden)


def test_a_commune_with_one_family_is_one_cell() -> None:
    made = table(a_asso=EMPTY, a_fond=EMPTY, a_coop=Cell(1, 7, 7))
    assert {("a", "coop"), ("a", TOTAL)} <= made.protect()
    assert not {("a", "asso"), ("a", "fond")} & made.protect(), "an empty cell is not a secret"


def test_a_table_that_does_not_add_up_is_refused() -> None:
    made = table()
    made.cells["E1", "coop"] += Cell(1, 1, 1)
    with pytest.raises(ValueError, match="is not the sum"):
        made.protect()


def test_cells_for_sums_only_are_not_published() -> None:
    cells = {("x", "f"): even(4), ("y", "f"): even(4), ("rest", "f"): Cell(1, 4, 4)}
    cells["all", "f"] = sum(cells.values(), EMPTY)
    sums = [Sum(("all", "f"), tuple(cells)[:3])]
    hidden = protect(cells, sums, unpublished={("rest", "f")})
    assert ("rest", "f") in hidden
    assert len(hidden) == 2, "a lone rest would be known"


SHAPES = {
    "nested": {"E1": ("a", "b"), "E2": ("c", "d"), "D": ("a", "b", "c", "d")},
    "deep": {
        "E1": ("a", "b"),
        "E2": ("c", "d"),
        "D1": ("a", "b", "c"),
        "D2": ("d", "e"),
        "R": ("a", "b", "c", "d", "e"),
    },
    "across": {
        "E1": ("a", "b"),
        "E2": ("c", "d"),
        "D1": ("a", "b", "c"),
        "D2": ("d", "e", "f"),
        "R": ("a", "b", "c", "d", "e", "f"),
    },
}
units = st.lists(st.integers(1, 30), max_size=5) | st.just([])


@st.composite
def tables(draw: st.DrawFn) -> Table:
    territories = SHAPES[draw(st.sampled_from(sorted(SHAPES)))]
    communes = sorted({one for held in territories.values() for one in held})
    families = ("coop", "asso", "fond")[: draw(st.integers(2, 3))]
    atoms = {}
    for commune, family in product(communes, families):
        jobs = draw(units)
        atoms[commune, family] = Cell(len(jobs), sum(jobs), max(jobs, default=0))
    return Table(atoms, territories)


@settings(max_examples=100, deadline=None)
@given(tables())
def test_no_attack_finds_a_withheld_cell(made: Table) -> None:
    hidden = made.protect()
    assert {key for key, cell in made.cells.items() if not is_safe(cell)} <= hidden
    assert hidden == made.protect()
    made.attack(hidden)
    made.difference(hidden)
