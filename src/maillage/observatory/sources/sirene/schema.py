"""Which columns of INSEE's stock are read, and what is said when one is missing.

The files change: StockUniteLegale had 33 columns and has 35, StockEtablissement had 48, then 53,
and has 54. Columns are known by their names, more of them or another order change nothing, and what
only enriches the registry may be missing.

Source: INSEE, base Sirene des entreprises et de leurs établissements, description of the variables.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ...errors import StockError


class Kind(StrEnum):
    """The SQL type that a column is read as. CSV files hold text, Parquet files have types."""

    TEXT = "VARCHAR"
    INTEGER = "INTEGER"
    DATE = "DATE"
    INSTANT = "TIMESTAMP"
    FLAG = "BOOLEAN"


@dataclass(frozen=True, slots=True)
class Column:
    """A column by INSEE's name. One that is not `required` is empty where it is missing.

    `instead` is read where the column itself is missing. `width` restores the leading zeros of an
    identifier that a file holds as a number.
    """

    name: str
    kind: Kind = Kind.TEXT
    required: bool = True
    instead: str = ""
    width: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """What is read of a file of the stock; `role` is its name in the manifest and in the SQL.

    `stranger` is a column that only the other file of the stock has.
    """

    role: str
    title: str
    file: str
    columns: tuple[Column, ...]
    stranger: str

    def find(self, file: str, present: Iterable[str]) -> dict[Column, str | None]:
        """Return under which name the file holds each column, None where it has not.

        Raises StockError, in French, naming every required column that is missing.
        """
        names = {name.lower(): name for name in present}
        found = {
            column: names.get(column.name.lower()) or names.get(column.instead.lower())
            for column in self.columns
        }
        missing = [column.name for column, name in found.items() if column.required and not name]
        if self.stranger.lower() in names:
            raise StockError(
                f"{file}\u202f: ce n’est pas le fichier des {self.title} ({self.file}), mais "
                "l’autre fichier du stock. Échangez les deux."
            )
        if missing:
            raise StockError(
                f"{file}\u202f: il manque {', '.join(missing)} pour y lire les {self.title}. "
                f"Maillage attend le fichier {self.file} du stock Sirene de l’Insee ; celui-ci a "
                f"{len(names)} colonnes."
            )
        return found


LEGAL_UNITS = Layout(
    "legal_units",
    "unités légales",
    "StockUniteLegale",
    (
        Column("siren", width=9),
        Column("statutDiffusionUniteLegale"),
        Column("etatAdministratifUniteLegale"),
        Column("dateDernierTraitementUniteLegale", Kind.INSTANT),
        Column("categorieJuridiqueUniteLegale", Kind.INTEGER),
        Column("activitePrincipaleUniteLegale", instead="activitePrincipaleNAF25UniteLegale"),
        Column("nomenclatureActivitePrincipaleUniteLegale", required=False),
        Column("economieSocialeSolidaireUniteLegale"),
        Column("denominationUniteLegale"),
        Column("denominationUsuelle1UniteLegale", required=False),
        Column("sigleUniteLegale", required=False),
    ),
    stranger="siret",
)

ESTABLISHMENTS = Layout(
    "establishments",
    "établissements",
    "StockEtablissement",
    (
        Column("siren", width=9),
        Column("siret", width=14),
        Column("statutDiffusionEtablissement"),
        Column("etatAdministratifEtablissement"),
        Column("codeCommuneEtablissement"),
        Column("activitePrincipaleEtablissement", instead="activitePrincipaleNAF25Etablissement"),
        Column("nomenclatureActivitePrincipaleEtablissement", required=False),
        Column("trancheEffectifsEtablissement"),
        Column("caractereEmployeurEtablissement"),
        Column("etablissementSiege", Kind.FLAG),
        Column("dateCreationEtablissement", Kind.DATE, required=False),
        Column("enseigne1Etablissement", required=False),
        Column("denominationUsuelleEtablissement", required=False),
        Column("numeroVoieEtablissement", required=False),
        Column("indiceRepetitionEtablissement", required=False),
        Column("typeVoieEtablissement", required=False),
        Column("libelleVoieEtablissement", required=False),
        Column("codePostalEtablissement", required=False),
        Column("coordonneeLambertAbscisseEtablissement", required=False),
        Column("coordonneeLambertOrdonneeEtablissement", required=False),
    ),
    stranger="categorieJuridiqueUniteLegale",
)
