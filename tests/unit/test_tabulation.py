"""Tables of communes by family and sector, added up in territories, then attacked."""

from itertools import product
from operator import ge

from hypothesis import given, settings
from hypothesis import strategies as st
from linear_programme import another, value

from maillage.observatory.secrecy import CROSS, Cell
from maillage.observatory.tabulation import TOTAL, Figures, Levels, tabulate

LEVELS: Levels = [
    {"epci:1": ["a", "b"], "epci:2": ["c", "d", "x"]},
    {"departement:1": ["a", "b", "c"], "departement:2": ["d", "e"]},
    {"pays:FR": ["a", "b", "c", "d", "e"]},
]
COOP, ASSO, HEALTH, SPORT = "famille:coop", "famille:asso", "secteur:sante", "secteur:sport"


def even(units: int) -> Cell:
    return Cell(units, units * 5, 5)


def test_every_territory_and_category_has_its_sum() -> None:
    table = tabulate(
        {("a", (COOP,)): even(3), ("a", (ASSO,)): even(4), ("c", (COOP,)): even(5)}, LEVELS
    )
    assert table.cells["a", TOTAL] == even(7)
    assert table.cells["epci:1", COOP] == even(3)
    assert table.cells["departement:1", COOP] == even(8)
    assert table.cells["pays:FR", TOTAL] == even(12)
    assert ("departement:2", TOTAL) not in table.cells
    parts = [one.parts for one in table.sums if one.total == ("pays:FR", COOP)]
    assert parts == [
        (("epci:1", COOP), ("epci:2", COOP)),
        (("departement:1", COOP),),
    ]
    assert not table.unpublished


def test_an_epci_across_departements_is_taken_by_communes() -> None:
    table = tabulate({(one, (COOP,)): even(4) for one in "abcde"}, LEVELS)
    parts = [one.parts for one in table.sums if one.total == ("departement:1", COOP)]
    assert parts == [(("epci:1", COOP), ("c", COOP))]


def test_two_classifications_meet_in_cells_that_are_not_published() -> None:
    table = tabulate(
        {
            ("a", (COOP, HEALTH)): even(3),
            ("a", (COOP, SPORT)): even(4),
            ("b", (ASSO, SPORT)): even(5),
        },
        LEVELS,
    )
    assert table.cells["a", COOP] == even(7)
    assert table.cells["epci:1", SPORT] == even(9)
    assert table.unpublished == {
        ("a", COOP + CROSS + HEALTH),
        ("a", COOP + CROSS + SPORT),
        ("b", ASSO + CROSS + SPORT),
    }


@st.composite
def figures(draw: st.DrawFn) -> Figures:
    families, sectors = (COOP, ASSO, "famille:fond"), (HEALTH, SPORT)
    crossed = draw(st.booleans())
    found = {}
    for commune in "abcde":
        for family, sector in product(families, sectors if crossed else [""]):
            jobs = draw(st.lists(st.integers(1, 20), max_size=5))
            cell = Cell(len(jobs), sum(jobs), max(jobs, default=0))
            found[commune, (family, sector) if sector else (family,)] = cell
    return found


@settings(max_examples=40, deadline=None)
@given(figures())
def test_no_attack_finds_a_withheld_cell(made: Figures) -> None:
    table = tabulate(made, LEVELS)
    withheld = table.withheld()
    atoms = [key for key, cell in made.items() if cell.units]
    areas = {ref: set(members) for level in LEVELS for ref, members in level.items()}

    def held(place: str, category: str) -> list[int]:
        communes, wanted = areas.get(place, {place}), set(category.split(CROSS)) - {TOTAL}
        return [int(commune in communes and wanted <= set(names)) for commune, names in atoms]

    truth, least = [made[one].value for one in atoms], [made[one].units for one in atoms]
    rows, aims = [], {}
    for key, cell in table.cells.items():
        row = held(*key)
        assert value(row, truth) == cell.value
        if key in withheld or (key in table.unpublished and cell.is_sensitive):
            aims[key] = row
        elif key not in table.unpublished:
            assert not cell.is_sensitive
            rows.append(row)
    rows = [list(row) for row in dict.fromkeys(map(tuple, rows))]
    while aims:
        key, aim = aims.popitem()
        other = another(rows, truth, least, aim)
        assert all(value(row, other) == value(row, truth) for row in rows)
        assert all(map(ge, other, least))
        assert value(aim, other) != value(aim, truth), f"{key} can only be what it is"
        aims = {one: aim for one, aim in aims.items() if value(aim, other) == value(aim, truth)}
