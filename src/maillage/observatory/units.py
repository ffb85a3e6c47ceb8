"""Reads what a vintage's registry holds of one legal unit."""

from pathlib import Path

import duckdb

from maillage.kernel.establishments import RegisteredEstablishment


def establishments_of(registry: Path, siren: str) -> list[RegisteredEstablishment]:
    """Return the establishments of a unit in a vintage's registry, the seat first.

    Only what describes the unit is read; `commune` is the code that the stock has.
    """
    with duckdb.connect() as engine:
        rows = engine.execute(
            """
            SELECT siret, coalesce(name, '') AS name, category, family, basis, conflict,
                coalesce(activity, '') AS activity, sector, size, headquarters,
                coalesce(commune, '') AS commune, partial
            FROM read_parquet($1) WHERE siren = $2 ORDER BY headquarters DESC, siret
            """,
            [str(registry), siren],
        )
        names = [column[0] for column in rows.description or ()]
        return [
            RegisteredEstablishment(**dict(zip(names, row, strict=True))).withheld()
            for row in rows.fetchall()
        ]
