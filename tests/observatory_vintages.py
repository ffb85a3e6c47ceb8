"""Hand-made vintages: a cube and a registry of a few lines, packed as a build packs them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from maillage.kernel.perimeter import Basis, LegalStatus, Variant
from maillage.kernel.vocabularies import EmployerMark, Family, Sector, SizeClass
from maillage.observatory import cube, employers
from maillage.observatory.manifest import Manifest, PerimeterNote, VariantNote
from maillage.observatory.perimeters import load_perimeter, write_perimeter
from maillage.observatory.vintage import Store, Vintage

VARIANTS = (
    Variant("insee", "Champ INSEE", "…", frozenset({LegalStatus.INCLUDED}), True, False, False),
    Variant("loi-2014", "Loi de 2014", "…", frozenset({LegalStatus.INCLUDED}), True, True, True),
    Variant(
        "large",
        "Champ large",
        "…",
        frozenset({LegalStatus.INCLUDED, LegalStatus.AMBIGUOUS}),
        False,
        True,
        True,
    ),
)


class Cell(NamedTuple):
    """A line of cube.parquet, in words."""

    commune: str
    n: int = 1
    family: Family | None = None
    basis: Basis = Basis(0)
    sector: Sector = Sector.OTHER
    size: SizeClass = SizeClass.UNKNOWN
    declared: EmployerMark = EmployerMark.UNKNOWN

    @property
    def row(self) -> tuple[Any, ...]:
        return (
            self.commune,
            1 + list(Family).index(self.family) if self.family else 0,
            int(self.basis),
            list(Sector).index(self.sector),
            list(SizeClass).index(self.size),
            list(EmployerMark).index(self.declared),
            self.n,
        )


CUBE = (
    "commune VARCHAR, family UTINYINT, basis UTINYINT, sector UTINYINT, size UTINYINT, "
    "declared UTINYINT, n UINTEGER"
)
REGISTRY = {
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
_USUAL = {
    "category": "9220",
    "family": "association",
    "basis": int(Basis.LEGAL_FORM),
    "conflict": False,
    "activity": "88.10A",
    "sector": "action-sociale",
    "size": "NN",
    "declared": "",
    "headquarters": True,
    "partial": False,
}


def write_cube(path: Path, cells: Iterable[Cell]) -> Path:
    """Write a cube.parquet of these cells."""
    _write(path, CUBE, sorted(cell.row for cell in cells), "commune")
    return path


def write_registry(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    """Write a registry.parquet; what a row leaves out is usual, or null."""
    columns = ", ".join(f"{name} {kind}" for name, kind in REGISTRY.items())
    full = [tuple((_USUAL | row).get(name) for name in REGISTRY) for row in rows]
    _write(path, columns, full, "siret")
    return path


def _write(path: Path, columns: str, rows: Sequence[tuple[Any, ...]], order: str) -> None:
    with duckdb.connect() as database:
        database.execute(f"CREATE TABLE lines ({columns})")
        if rows:
            marks = f"({', '.join('?' * len(rows[0]))})"
            values = [value for row in rows for value in row]
            database.execute(f"INSERT INTO lines VALUES {', '.join([marks] * len(rows))}", values)
        database.execute(f"COPY (FROM lines ORDER BY {order}) TO '{path}' (FORMAT parquet)")


def write_vintage(
    store: Path,
    cells: Iterable[Cell],
    registry: Iterable[dict[str, Any]] = (),
    *,
    period: str = "2026-11",
    digest: str = "0123abcd",
    fictitious: bool = False,
    checksum: str = "a" * 64,
    variants: Iterable[Variant] = VARIANTS,
) -> Vintage:
    """Publish a vintage made of these lines and make it the current one."""
    name = f"{'fictif-' if fictitious else ''}{period}-{digest}"
    folder = store / "vintages" / name
    folder.mkdir(parents=True)
    cube.pack(write_cube(folder / "cube.parquet", cells), folder / "cube")
    write_perimeter(load_perimeter(), folder / "perimeter")
    employers.pack(write_registry(folder / "registry.parquet", registry), folder / "cube")
    Manifest(
        name=name,
        period=period,
        title=f"Sirene, {period}",
        fictitious=fictitious,
        built_at=f"{period}-20T00:00:00+00:00",
        software="0",
        engine="à la main",
        duration_seconds=0,
        perimeter=PerimeterNote(
            "essai",
            "2026-11-01",
            "Essai",
            checksum,
            "loi-2014",
            tuple(map(VariantNote.of, variants)),
        ),
        inputs=(),
        counts={},
        checks=(),
    ).write(folder)
    (store / "current").write_text(name)
    return Store(store).open(name)
