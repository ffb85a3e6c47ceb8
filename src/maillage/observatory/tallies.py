"""What a build reports: how many of everything, at each stage, and where the sources disagree.

The names of the numbers are those of the manifest (docs/observatory.md).
"""

from collections import Counter
from collections.abc import Mapping

from maillage.kernel.perimeter import Basis, Perimeter, conflicts

from .engines import Engine
from .errors import StockError
from .geography import Geography
from .manifest import Check
from .stages import sql

# How what is said of a unit may disagree, by the name of the number; `conflicts` says whether any.
_CONFLICTS: Mapping[str, Basis] = {
    "form_denied": Basis.LEGAL_FORM | Basis.FLAG_NO,
    "list_denied": Basis.LISTED | Basis.FLAG_NO,
    "activity_flagged": Basis.EXCLUDED_ACTIVITY | Basis.FLAG_YES,
    "activity_listed": Basis.EXCLUDED_ACTIVITY | Basis.LISTED,
}


def count_stock(engine: Engine) -> tuple[str, Counter[str]]:
    """Count the rows of the stock, and return the month of its last change with the counts."""
    ((units, active, last_change),) = engine.rows(sql("1_legal_units"))
    if last_change is None:
        raise StockError(
            "Aucune date de dernier traitement ne dit de quel mois est ce stock\u202f: le fichier "
            "des unités légales est vide, ou n’est pas celui de l’Insee."
        )
    ((establishments,),) = engine.rows("SELECT count(*) FROM establishments")
    if not establishments:
        raise StockError("Le fichier des établissements n’en contient aucun.")
    ((listed,),) = engine.rows("SELECT count(*) FROM ess_list")
    counts = Counter(
        {
            "legal_units": units,
            "legal_units.active": active,
            "establishments": establishments,
            "ess_list": listed,
        }
    )
    return f"{last_change:%Y-%m}", counts


def count_units(engine: Engine, perimeter: Perimeter) -> Counter[str]:
    """Count the legal units that the registry keeps."""
    counts: Counter[str] = Counter(units=0)
    for category, basis, active, partial, n in engine.rows(sql("tallies/units")):
        counts["units"] += n
        counts["units.ceased"] += n * (not active)
        counts["units.partial"] += n * partial
        _count_basis(counts, "units", perimeter, basis, f"{category:04}", n)
    return counts


def count_registry(engine: Engine, perimeter: Perimeter) -> Counter[str]:
    """Count the establishments of the registry."""
    counts: Counter[str] = Counter(registry=0)
    for family, category, basis, declared, partial, n in engine.rows(sql("tallies/registry")):
        counts["registry"] += n
        counts["registry.declared"] += n * (declared == "O")
        counts["registry.partial"] += n * partial
        for variant in _count_basis(counts, "registry", perimeter, basis, category, n):
            counts[f"registry.variant.{variant}.{family}"] += n
    ((ceased,),) = engine.rows(sql("tallies/ceased"))
    counts["registry.ceased_units"] = ceased
    return counts


def count_cube(
    engine: Engine, perimeter: Perimeter, registry: Mapping[str, int]
) -> tuple[Counter[str], tuple[Check, ...]]:
    """Count the cells, and the establishments without a known commune; verify the variants."""
    geography = Geography.load()
    counts: Counter[str] = Counter()
    variants: Counter[str] = Counter()
    unknown: set[str] = set()
    for commune, family, basis, n, cells in engine.rows(sql("tallies/cube")):
        counts["cube.cells"] += cells
        counts["establishments.active"] += n
        fields = ("establishments", "registry") if family else ("establishments",)
        if not commune:
            counts.update({f"{field}.abroad": n for field in fields})
        elif geography.current(commune) is None:
            unknown.add(commune)
            counts.update({f"{field}.unknown_commune": n for field in fields})
        if family:
            variants.update(dict.fromkeys(_variants(perimeter, basis), n))
    counts["communes.unknown"] = len(unknown)
    checks = tuple(
        Check(
            f"Établissements de la variante « {variant.label} », du registre au cube",
            registry[f"registry.variant.{key}"],
            variants[key],
        )
        for key, variant in perimeter.variants.items()
    )
    return counts, checks


def _count_basis(
    counts: Counter[str], what: str, perimeter: Perimeter, value: int, category: str, n: int
) -> list[str]:
    """Add what is said of `n` units or establishments; return the variants that count them."""
    basis = Basis(value)
    for name, holds in _said(basis).items():
        counts[f"{what}.{name}"] += n * holds
    if Basis.AMBIGUOUS_FORM in basis:
        counts[f"{what}.ambiguous.{category}"] += n
    found = _variants(perimeter, value)
    counts.update({f"{what}.variant.{variant}": n for variant in found})
    return found


def _variants(perimeter: Perimeter, basis: int) -> list[str]:
    return [key for key, one in perimeter.variants.items() if one.counts(Basis(basis))]


def _said(basis: Basis) -> dict[str, bool]:
    """Return what is said of a unit and whether the sources disagree, by the number's name."""
    said = {f"basis.{one.name}".lower(): one in basis for one in Basis}
    said |= {f"conflict.{name}": both in basis for name, both in _CONFLICTS.items()}
    return said | {"conflict": conflicts(basis)}
