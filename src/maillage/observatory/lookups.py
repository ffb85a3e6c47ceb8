"""The small tables that the SQL stages join: the perimeter and the vocabularies, as numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

from maillage.kernel.perimeter import BASES, Basis, Perimeter, conflicts
from maillage.kernel.vocabularies import Family, Sector, SizeClass, Vocabulary

from .engines import Engine

_CATEGORIES = 10_000  # four digits: what the nomenclature lacks is there too
_DIVISIONS = [f"{number:02}" for number in range(100)]  # two digits, those that exist or not
_TYPES = {bool: "BOOLEAN", int: "INTEGER", str: "VARCHAR"}


def load(engine: Engine, perimeter: Perimeter, sirens: Sequence[str] = ()) -> None:
    """Make every lookup table; `sirens` are those of ESS France's list."""
    _table(engine, "category_rules", _category_rules(perimeter))
    _table(engine, "basis_rules", _basis_rules(perimeter))
    _table(engine, "divisions", _divisions())
    terms: Mapping[str, type[Vocabulary]] = {"family": Family, "sector": Sector, "size": SizeClass}
    for name, table in zip(terms, ("families", "sectors", "sizes"), strict=True):
        values = [term.value for term in terms[name]]
        _table(engine, table, {name: range(len(values)), "value": values})
    prefixes = [one.code for one in perimeter.activities]
    engine.lookup("excluded_activities", {"prefix": ("VARCHAR", prefixes)})
    engine.lookup("ess_list", {"siren": ("VARCHAR", sirens)})


def is_kept(perimeter: Perimeter, basis: Basis) -> bool:
    """Tell whether the registry has the units of which this is said."""
    return Basis.AMBIGUOUS_FORM in basis or any(
        variant.counts(basis) for variant in perimeter.variants.values()
    )


def _category_rules(perimeter: Perimeter) -> Mapping[str, Sequence[Any]]:
    codes = [f"{number:04}" for number in range(_CATEGORIES)]
    ranks = {family: rank for rank, family in enumerate(Family)}
    return {
        "category": range(_CATEGORIES),
        "form": [int(perimeter.basis(code)) for code in codes],
        "family": [ranks[perimeter.family(code)] for code in codes],
    }


def _basis_rules(perimeter: Perimeter) -> Mapping[str, Sequence[Any]]:
    bases = [Basis(value) for value in range(BASES)]
    return {
        "basis": range(BASES),
        "kept": [is_kept(perimeter, basis) for basis in bases],
        "conflict": [conflicts(basis) for basis in bases],
    }


def _divisions() -> Mapping[str, Sequence[Any]]:
    ranks = {sector: rank for rank, sector in enumerate(Sector)}
    found = [Sector.of_activity(division) for division in _DIVISIONS]
    return {
        "division": _DIVISIONS,
        "sector": [ranks[sector] for sector in found],
        "value": [sector.value for sector in found],
    }


def _table(engine: Engine, name: str, columns: Mapping[str, Sequence[Any]]) -> None:
    engine.lookup(
        name, {column: (_TYPES[type(values[0])], values) for column, values in columns.items()}
    )
