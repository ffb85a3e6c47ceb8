"""The observatory's build written again, plainly: one row after the other, no SQL.

It shares with the real one the perimeter (kernel) and the vocabularies, nothing else.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from maillage.kernel.perimeter import Basis, Perimeter, conflicts
from maillage.kernel.vocabularies import Family, Sector, SizeClass

Row = Mapping[str, str]
Cell = tuple[str, int, int, int, int, int]  # commune, family, basis, sector, size, declared

_FORMER = ("NAP", "NAF1993", "NAFRev1")
_DECLARED = {"O": 0, "N": 1}


@dataclass(frozen=True)
class Built:
    """The rows of registry.parquet in order, and the cells of cube.parquet with their counts."""

    registry: list[dict[str, Any]]
    cube: Counter[Cell]


def build(
    legal_units: Path, establishments: Path, perimeter: Perimeter, listed: Iterable[str] = ()
) -> Built:
    """Build from CSV files."""
    numbers = set(listed)
    units = {row["siren"]: row for row in _read(legal_units)}
    registry: list[dict[str, Any]] = []
    cube: Counter[Cell] = Counter()
    for row in _read(establishments):
        if row["etatAdministratifEtablissement"] != "A":
            continue
        sector, size = _sector(row), _size(row)
        mark = row["caractereEmployeurEtablissement"]
        place = _known(row["codeCommuneEtablissement"])
        family = basis = 0
        unit = units.get(row["siren"])
        if unit and _is_kept(perimeter, said := _basis(perimeter, unit, numbers)):
            registered = _register(row, unit, said, perimeter)
            registry.append(registered)
            family = 1 + list(Family).index(registered["family"])
            basis = int(said)
        cube[
            place or "",
            family,
            basis,
            list(Sector).index(sector),
            list(SizeClass).index(size),
            _DECLARED.get(mark, 2),
        ] += 1
    return Built(sorted(registry, key=lambda one: str(one["siret"])), cube)


def _read(file: Path) -> Iterable[Row]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _basis(perimeter: Perimeter, unit: Row, listed: set[str]) -> Basis:
    flag = {"O": True, "N": False}.get(unit["economieSocialeSolidaireUniteLegale"])
    former = unit["nomenclatureActivitePrincipaleUniteLegale"] in _FORMER
    activity = "" if former else unit["activitePrincipaleUniteLegale"]
    category = unit["categorieJuridiqueUniteLegale"]
    return perimeter.basis(category, activity, flag, unit["siren"] in listed)


def _is_kept(perimeter: Perimeter, basis: Basis) -> bool:
    if Basis.AMBIGUOUS_FORM in basis:
        return True
    return any(variant.counts(basis) for variant in perimeter.variants.values())


def _register(row: Row, unit: Row, basis: Basis, perimeter: Perimeter) -> dict[str, Any]:
    partial = (
        unit["statutDiffusionUniteLegale"] != "O" or row["statutDiffusionEtablissement"] != "O"
    )
    name = _known(unit["denominationUniteLegale"]) or _known(
        unit["denominationUsuelle1UniteLegale"]
    )
    sign = _known(row["enseigne1Etablissement"]) or _known(row["denominationUsuelleEtablissement"])
    street = [
        _known(row[f"{part}Etablissement"])
        for part in ("numeroVoie", "indiceRepetition", "typeVoie", "libelleVoie")
    ]
    created = row["dateCreationEtablissement"]
    former = row["nomenclatureActivitePrincipaleEtablissement"] in _FORMER
    mark = row["caractereEmployeurEtablissement"]
    return {
        "siren": row["siren"],
        "siret": row["siret"],
        "name": None if partial else name,
        "acronym": None if partial else _known(unit["sigleUniteLegale"]),
        "sign": None if partial else sign,
        "category": unit["categorieJuridiqueUniteLegale"] or "0000",
        "family": perimeter.family(unit["categorieJuridiqueUniteLegale"] or "0000").value,
        "basis": int(basis),
        "conflict": conflicts(basis),
        "activity": None if former else row["activitePrincipaleEtablissement"] or None,
        "sector": _sector(row).value,
        "size": _size(row).value,
        "declared": mark if mark in _DECLARED else "",
        "headquarters": row["etablissementSiege"] == "true",
        "created": date.fromisoformat(created) if created else None,
        "commune": _known(row["codeCommuneEtablissement"]),
        "postal_code": _known(row["codePostalEtablissement"]),
        "address": None if partial else " ".join(part for part in street if part) or None,
        "partial": partial,
        "x": None if partial else _number(row["coordonneeLambertAbscisseEtablissement"]),
        "y": None if partial else _number(row["coordonneeLambertOrdonneeEtablissement"]),
    }


def _known(text: str) -> str | None:
    return None if text in ("", "[ND]") else text


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _sector(row: Row) -> Sector:
    if row["nomenclatureActivitePrincipaleEtablissement"] in _FORMER:
        return Sector.OTHER
    return Sector.of_activity(row["activitePrincipaleEtablissement"])


def _size(row: Row) -> SizeClass:
    return SizeClass.get(row["trancheEffectifsEtablissement"]) or SizeClass.UNKNOWN
