"""What deserves a second look in an authority's sheet: `maillage lint` says it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from maillage.apps.territories import queries as territories
from maillage.kernel import budgets
from maillage.kernel.amounts import Number, french_number
from maillage.kernel.budgets import Outcome, euros

from .models import Policy

YEARS = range(1990, 2101)
# Declared and official populations differ by their definition and date; beyond, one is wrong.
WIDEST_GAP = 0.20
_LISTS = ("axes", "staff", "budgets", "totals", "actions")


def repeated_ids(policy: Policy) -> Iterator[str]:
    """Say which records of a list share an identifier: evidence could not tell them apart."""
    for name in _LISTS:
        for uid, count in Counter(row["id"] for row in getattr(policy, name)).items():
            if count > 1:
                yield f"« {name} » : l’identifiant « {uid} » est donné {count} fois"


def wrong_details(policy: Policy) -> Iterator[str]:
    """Say which lines detail one that does not exist, or make more than the one they detail."""
    rows = policy.rows_by_id("budgets")
    for row in policy.budgets:
        parent = row.get("part_of")
        if parent and (parent not in rows or parent == row["id"]):
            yield f"budgets={row['id']} : la ligne « {parent} » qu’elle détaille n’existe pas"
    for line in policy.lines:
        parts = [one.amount or 0 for one in budgets.details(policy.lines, line.id)]
        if line.amount is not None and sum(parts) > line.amount:
            yield (
                f"budgets={line.id} : son détail ({euros(sum(parts))}) "
                f"dépasse son montant ({euros(line.amount)})"
            )


def negative_amounts(policy: Policy) -> Iterator[str]:
    """Say which amounts are negative."""
    for name in ("budgets", "totals", "actions"):
        for row in getattr(policy, name):
            if row.get("amount", 0) < 0:
                yield f"{name}={row['id']} : le montant est négatif ({euros(row['amount'])})"


def strange_years(policy: Policy) -> Iterator[str]:
    """Say which years lie outside 1990–2100: a typing error, more often than not."""
    for name in ("staff", "budgets", "totals"):
        yield from _strange(name, getattr(policy, name), "year")
    for part in ("start", "end"):
        yield from _strange("actions", policy.actions, part)
    year = policy.membership_year
    if year is not None and year not in YEARS:
        yield f"rtes_since : l’année {year} est hors de 1990–2100"


def _strange(name: str, rows: Iterable[Mapping[str, Any]], part: str) -> Iterator[str]:
    for row in rows:
        if part in row and int(str(row[part])[:4]) not in YEARS:
            yield f"{name}={row['id']} : l’année {str(row[part])[:4]} est hors de 1990–2100"


def disagreeing_totals(policy: Policy) -> Iterator[str]:
    """Say, for information, which stated totals are not the sum of their lines."""
    for total in policy.stated_totals:
        found = budgets.check(total, policy.lines, policy.stated_totals)
        if found.outcome is Outcome.DIFFERS:
            yield f"totals={total.id} : pour information, le total {found.sentence}"


def population_gap(inhabitants: Number | None, population: int | None) -> str | None:
    """Say that declared inhabitants are off the official population by more than a fifth."""
    if inhabitants is None or not population:
        return None
    gap = abs(inhabitants - population) / population
    if gap <= WIDEST_GAP:
        return None
    return (
        f"inhabitants : {french_number(inhabitants)} habitants déclarés, mais le territoire en "
        f"compte {french_number(population)} ({french_number(100 * gap, 0)} % d’écart)"
    )


def strange_population(policy: Policy) -> Iterator[str]:
    """Compare the declared inhabitants with the population of the territory."""
    found = territories.find_many(policy.located_in[:1])
    for territory in found.values():
        if message := population_gap(policy.inhabitant_count, territory.population):
            yield message


CHECKS = (
    repeated_ids,
    wrong_details,
    negative_amounts,
    strange_years,
    disagreeing_totals,
    strange_population,
)
