"""A small exact linear programme: what else an attacker may believe, knowing only some sums."""

from collections.abc import Sequence
from fractions import Fraction

Point = Sequence[int] | Sequence[Fraction]
Rows = Sequence[Sequence[int]]


def another(rows: Rows, truth: Sequence[int], least: Sequence[int], aim: Sequence[int]) -> Point:
    """Return a point that looks like the truth and differs in `aim · x` the most, or the truth.

    It looks so when rows · x = rows · truth and x ≥ least; a point without end is cut short.
    """
    for sign in (1, -1):
        found = _farthest(rows, truth, least, [sign * one for one in aim])
        if value(aim, found) != value(aim, truth):
            return found
    return truth


def value(aim: Sequence[int], point: Point) -> Fraction:
    """Return aim · point."""
    return sum((a * Fraction(x) for a, x in zip(aim, point, strict=True) if a), Fraction(0))


def _farthest(rows: Rows, truth: Sequence[int], least: Sequence[int], aim: Sequence[int]) -> Point:
    """Solve by the simplex method in two phases with Bland's rule, in fractions."""
    count = len(truth)
    slack = [a - b for a, b in zip(truth, least, strict=True)]
    table = []
    for place, row in enumerate(rows):
        artificial = [Fraction(one == place) for one in range(len(rows))]
        table.append([*map(Fraction, row), *artificial, value(row, slack)])
    basis = [count + place for place in range(len(rows))]
    _improve(table, basis, [0] * count + [-1] * len(rows), count + len(rows))
    for place in range(len(rows)):  # drive the artificial variables out
        enter = next((c for c in range(count) if table[place][c]), None)
        if basis[place] >= count and enter is not None:
            _pivot(table, basis, place, enter)
    ray = _improve(table, basis, [*aim, *[0] * len(rows)], count)
    found = [Fraction(one) for one in least] + [Fraction(0)] * len(rows)
    for place, column in enumerate(basis):
        found[column] += table[place][-1]
        if ray is not None:
            found[column] -= table[place][ray]
    if ray is not None:
        found[ray] += 1
    return found[:count]


def _improve(
    table: list[list[Fraction]], basis: list[int], costs: Sequence[int], usable: int
) -> int | None:
    """Go from vertex to vertex up to the best; return the column of a ray that has no end."""
    while True:
        paid = [(costs[column], table[r]) for r, column in enumerate(basis) if costs[column]]
        enter = next(
            (c for c in range(usable) if costs[c] > sum(cost * row[c] for cost, row in paid)), None
        )
        if enter is None:
            return None
        ratios = [
            (row[-1] / row[enter], basis[r], r) for r, row in enumerate(table) if row[enter] > 0
        ]
        if not ratios:
            return enter
        _pivot(table, basis, min(ratios)[2], enter)


def _pivot(table: list[list[Fraction]], basis: list[int], place: int, enter: int) -> None:
    head = table[place][enter]
    table[place] = pivot = [value / head if value else value for value in table[place]]
    for other, row in enumerate(table):
        factor = row[enter]
        if other != place and factor:
            table[other] = [a - factor * b if b else a for a, b in zip(row, pivot, strict=True)]
    basis[place] = enter
