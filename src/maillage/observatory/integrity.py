"""Verifies a vintage before it is published: what is counted in two ways must agree.

The checks read the files as they were written. The first ones are those that a damaged stock
fails; the cube is only made after them.
"""

from collections.abc import Iterable, Mapping

from .engines import Engine
from .errors import BuildError
from .manifest import Check
from .stages import sql

_OF_REGISTRY: Mapping[str, str] = {
    "1_units": "Une ligne par unité légale",
    "2_establishments": "Une ligne par établissement du registre",
    "3_families": "Une famille, un secteur et une tranche par établissement du registre",
    "4_secrets": "Noms et adresses en diffusion partielle dans le registre",
}
_OF_CUBE: Mapping[str, str] = {
    "5_economy": "Établissements actifs, du stock au cube",
    "6_ess": "Établissements de l’ESS, du registre au cube",
    "7_cells": "Cellules de l’ESS, du registre au cube",
}


def of_registry(engine: Engine) -> tuple[Check, ...]:
    """Return the checks of the registry."""
    return tuple(_check(engine, name, label) for name, label in _OF_REGISTRY.items())


def of_cube(engine: Engine) -> tuple[Check, ...]:
    """Return the checks of the cube."""
    return tuple(_check(engine, name, label) for name, label in _OF_CUBE.items())


def require(checks: Iterable[Check]) -> None:
    """Raise BuildError, naming each check that fails."""
    failed = [
        f"- {one.label}\u202f: {one.expected} attendus, {one.found} trouvés"
        for one in checks
        if not one.ok
    ]
    if failed:
        raise BuildError(
            "Le millésime n’est pas publié\u202f: des décomptes qui doivent être égaux ne le sont "
            "pas.\n" + "\n".join(failed) + "\nVérifiez que les deux fichiers du stock sont "
            "entiers, du même mois, et qu’aucune de leurs lignes n’est en double."
        )


def _check(engine: Engine, name: str, label: str) -> Check:
    ((expected, found),) = engine.rows(sql(f"checks/{name}"))
    return Check(label, int(expected), int(found))
