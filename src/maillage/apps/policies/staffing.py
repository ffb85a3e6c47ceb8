"""How many people an authority assigns to its policy, as far as its rows say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from maillage.kernel.amounts import Number, canonical
from maillage.kernel.vocabularies import Qualifier


@dataclass(frozen=True, slots=True)
class Headcount:
    """A number of persons, or of full-time equivalents, in a year (None when unknown).

    It is « au moins » what is known when some rows do not say. `rows` names those that do.
    """

    amount: Number
    year: int | None
    qualifier: Qualifier | None
    rows: tuple[str, ...]


def headcount(staff: Iterable[Mapping[str, Any]], part: str) -> Headcount | None:
    """Add up `persons` or `fte` over the rows of the last year, or return None if none says it.

    Rows without year are of a year of their own, after all the others.
    """
    said = [row for row in staff if part in row]
    if not said:
        return None
    years = [row.get("year") for row in said]
    year = max((one for one in years if one is not None), default=None)
    own = [row for row in said if row.get("year") == year]
    vague = [row for row in own if _qualifier(row, part)]
    silent = [row for row in staff if part not in row and row.get("year") == year]
    if silent:
        qualifier: Qualifier | None = Qualifier.AT_LEAST
    elif len(own) == 1:
        qualifier = _qualifier(own[0], part)
    else:
        qualifier = Qualifier.ABOUT if vague else None
    # Two decimals are more than any source gives; they undo the error of binary fractions.
    amount = canonical(round(sum(row[part] for row in own), 2))
    return Headcount(amount, year, qualifier, tuple(row["id"] for row in own))


def _qualifier(row: Mapping[str, Any], part: str) -> Qualifier | None:
    """Return how exact a row's number is: « une personne, environ 0,6 ETP » is one person."""
    if part == "persons" and "fte" in row:
        return None
    return Qualifier.get(row.get("qualifier", ""))
