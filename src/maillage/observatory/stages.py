"""The stages of a build, in order: each is one query of `sql/`, run by the engine."""

from importlib.resources import files
from pathlib import Path

from .engines import Engine, Types
from .vintage import CUBE, REGISTRY

_SQL = files(__package__) / "sql"

REGISTRY_TYPES: Types = {
    "siren": "VARCHAR",
    "siret": "VARCHAR",
    "name": "VARCHAR",
    "acronym": "VARCHAR",
    "sign": "VARCHAR",
    "category": "VARCHAR",
    "family": "VARCHAR",
    "basis": "UTINYINT",
    "conflict": "BOOLEAN",
    "activity": "VARCHAR",
    "sector": "VARCHAR",
    "size": "VARCHAR",
    "declared": "VARCHAR",
    "headquarters": "BOOLEAN",
    "created": "DATE",
    "commune": "VARCHAR",
    "postal_code": "VARCHAR",
    "address": "VARCHAR",
    "partial": "BOOLEAN",
    "x": "DOUBLE",
    "y": "DOUBLE",
}
CUBE_TYPES: Types = {
    "commune": "VARCHAR",
    "family": "UTINYINT",
    "basis": "UTINYINT",
    "sector": "UTINYINT",
    "size": "UTINYINT",
    "declared": "UTINYINT",
    "n": "UINTEGER",
}


def sql(name: str) -> str:
    """Return the query of a file of `sql/`, named without its suffix."""
    return (_SQL / f"{name}.sql").read_text("utf-8")


def select_units(engine: Engine) -> None:
    """Keep the legal units of which something says that they are ESS."""
    engine.table("units", sql("2_units"))


def count_economy(engine: Engine) -> None:
    """Count the active establishments of the whole economy."""
    engine.table("economy", sql("3_economy"))


def write_registry(engine: Engine, folder: Path) -> None:
    """Write the establishments of the units kept."""
    engine.write("registry", sql("4_registry"), folder / REGISTRY, REGISTRY_TYPES)


def write_cube(engine: Engine, folder: Path) -> None:
    """Write the cells of the registry and of the rest of the economy."""
    engine.table("cells", sql("5_cells"))
    engine.write("cube", sql("6_cube"), folder / CUBE, CUBE_TYPES)
