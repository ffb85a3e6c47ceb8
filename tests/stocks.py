# ruff: noqa: SIM905
"""Hand-made stocks of the register, in INSEE's layouts; what a line leaves out is usual."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from maillage.kernel.perimeter import Perimeter
from maillage.kernel.progress import Progress, quiet
from maillage.observatory.build import BuildRequest, Finish, build
from maillage.observatory.perimeters import load_perimeter
from maillage.observatory.vintage import Vintage

Row = Mapping[str, str]

# StockUniteLegale: 33 columns until 2022, 35 since.
UNIT_COLUMNS = (
    "siren statutDiffusionUniteLegale unitePurgeeUniteLegale dateCreationUniteLegale "
    "sigleUniteLegale sexeUniteLegale prenom1UniteLegale prenom2UniteLegale prenom3UniteLegale "
    "prenom4UniteLegale prenomUsuelUniteLegale pseudonymeUniteLegale "
    "identifiantAssociationUniteLegale trancheEffectifsUniteLegale anneeEffectifsUniteLegale "
    "dateDernierTraitementUniteLegale nombrePeriodesUniteLegale categorieEntreprise "
    "anneeCategorieEntreprise dateDebut etatAdministratifUniteLegale nomUniteLegale "
    "nomUsageUniteLegale denominationUniteLegale denominationUsuelle1UniteLegale "
    "denominationUsuelle2UniteLegale denominationUsuelle3UniteLegale "
    "categorieJuridiqueUniteLegale activitePrincipaleUniteLegale "
    "nomenclatureActivitePrincipaleUniteLegale nicSiegeUniteLegale "
    "economieSocialeSolidaireUniteLegale caractereEmployeurUniteLegale "
    "societeMissionUniteLegale activitePrincipaleNAF25UniteLegale"
).split()
NEW_UNIT_COLUMNS = UNIT_COLUMNS[-2:]

# StockEtablissement: 48 columns until 2023, then 53, and 54 since 2025.
_ADDRESS = (
    "complementAdresse numeroVoie indiceRepetition dernierNumeroVoie "
    "indiceRepetitionDernierNumeroVoie typeVoie libelleVoie codePostal libelleCommune "
    "libelleCommuneEtranger distributionSpeciale codeCommune codeCedex libelleCedex "
    "codePaysEtranger libellePaysEtranger identifiantAdresse coordonneeLambertAbscisse "
    "coordonneeLambertOrdonnee complementAdresse2 numeroVoie2 indiceRepetition2 typeVoie2 "
    "libelleVoie2 codePostal2 libelleCommune2 libelleCommuneEtranger2 distributionSpeciale2 "
    "codeCommune2 codeCedex2 libelleCedex2 codePaysEtranger2 libellePaysEtranger2"
).split()
ESTABLISHMENT_COLUMNS = [
    *"siren nic siret statutDiffusionEtablissement dateCreationEtablissement".split(),
    *"trancheEffectifsEtablissement anneeEffectifsEtablissement".split(),
    *"activitePrincipaleRegistreMetiersEtablissement dateDernierTraitementEtablissement".split(),
    *"etablissementSiege nombrePeriodesEtablissement".split(),
    *(f"{name}Etablissement" for name in _ADDRESS),
    *"dateDebut etatAdministratifEtablissement enseigne1Etablissement".split(),
    *"enseigne2Etablissement enseigne3Etablissement denominationUsuelleEtablissement".split(),
    *"activitePrincipaleEtablissement nomenclatureActivitePrincipaleEtablissement".split(),
    *"caractereEmployeurEtablissement activitePrincipaleNAF25Etablissement".split(),
]
NEW_ESTABLISHMENT_COLUMNS = (
    "dernierNumeroVoieEtablissement indiceRepetitionDernierNumeroVoieEtablissement "
    "identifiantAdresseEtablissement coordonneeLambertAbscisseEtablissement "
    "coordonneeLambertOrdonneeEtablissement activitePrincipaleNAF25Etablissement"
).split()

_USUAL_UNIT = {
    "statutDiffusionUniteLegale": "O",
    "dateDernierTraitementUniteLegale": "2026-11-03T08:15:00",
    "etatAdministratifUniteLegale": "A",
    "categorieJuridiqueUniteLegale": "9220",
    "activitePrincipaleUniteLegale": "88.10A",
    "nomenclatureActivitePrincipaleUniteLegale": "NAFRev2",
}
_USUAL_ESTABLISHMENT = {
    "statutDiffusionEtablissement": "O",
    "etatAdministratifEtablissement": "A",
    "codeCommuneEtablissement": "54395",
    "activitePrincipaleEtablissement": "88.10A",
    "nomenclatureActivitePrincipaleEtablissement": "NAFRev2",
    "etablissementSiege": "true",
}
_SHORT = {  # what tests call the columns that they speak of
    "category": "categorieJuridiqueUniteLegale",
    "flag": "economieSocialeSolidaireUniteLegale",
    "name": "denominationUniteLegale",
    "state": "etatAdministratif",
    "diffusion": "statutDiffusion",
    "activity": "activitePrincipale",
    "nomenclature": "nomenclatureActivitePrincipale",
    "commune": "codeCommuneEtablissement",
    "size": "trancheEffectifsEtablissement",
    "declared": "caractereEmployeurEtablissement",
}
_BOTH = {"state", "diffusion", "activity", "nomenclature"}


def unit(siren: str, **said: str) -> Row:
    """Return a legal unit: an active association for social work, unless said otherwise."""
    return _USUAL_UNIT | {"siren": siren} | _long(said, "UniteLegale")


def establishment(siret: str, **said: str) -> Row:
    """Return an active establishment in Nancy, unless said otherwise."""
    numbers = {"siret": siret, "siren": siret[:9], "nic": siret[9:]}
    return _USUAL_ESTABLISHMENT | numbers | _long(said, "Etablissement")


def _long(said: Mapping[str, str], what: str) -> dict[str, str]:
    return {_SHORT.get(key, key) + (what if key in _BOTH else ""): said[key] for key in said}


def write_rows(
    file: Path, columns: Sequence[str], rows: Iterable[Row], delimiter: str = ","
) -> Path:
    """Write a CSV of these columns; an empty value stands for what a row leaves out."""
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(
            lines, columns, restval="", extrasaction="ignore", delimiter=delimiter
        )
        writer.writeheader()
        writer.writerows(rows)
    return file


def write_stock(
    folder: Path,
    units: Iterable[Row],
    establishments: Iterable[Row],
    *,
    without: Iterable[str] = (),
) -> tuple[Path, Path]:
    """Write both files of a stock in today's layout, without the columns named."""
    folder.mkdir(parents=True, exist_ok=True)

    def kept(columns: Iterable[str]) -> list[str]:
        return [name for name in columns if name not in without]

    return (
        write_rows(folder / "StockUniteLegale.csv", kept(UNIT_COLUMNS), units),
        write_rows(folder / "StockEtablissement.csv", kept(ESTABLISHMENT_COLUMNS), establishments),
    )


def build_stock(
    folder: Path,
    units: Iterable[Row],
    establishments: Iterable[Row],
    *,
    listed: Sequence[str] = (),
    perimeter: Perimeter | None = None,
    without: Iterable[str] = (),
    finish: Sequence[Finish] = (),
    progress: Progress = quiet,
    **options: Any,
) -> Vintage:
    """Write a stock, with ESS France's list of these SIREN, and build it in `folder`/store."""
    files = write_stock(folder / "stock", units, establishments, without=without)
    request = BuildRequest(
        *files,
        store=folder / "store",
        perimeter=perimeter or load_perimeter(),
        ess_list=write_list(folder / "stock" / "liste.csv", listed) if listed else None,
        **options,
    )
    return build(request, finish=finish, progress=progress)


def write_list(file: Path, sirens: Iterable[str]) -> Path:
    """Write ESS France's list, its numbers without their leading zeros as they are there."""
    columns = ["SIREN", "Nom ou raison sociale de l'entreprise", "Code postal"]
    return write_rows(file, columns, ({"SIREN": one.lstrip("0")} for one in sirens))
