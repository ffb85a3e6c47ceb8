"""ESS France's list of the companies of the ESS: the SIREN numbers that it names.

Spreadsheets have cut the leading zeros of its SIREN numbers, which are put back. Columns are known
by their names. Source: ESS France, « Liste nationale des entreprises de l’ESS », Licence Ouverte.
"""

from dataclasses import dataclass
from pathlib import Path

from maillage.kernel.text import fold

from ...errors import StockError
from ..files import csv_rows

_LONGEST = 9  # digits of a SIREN number


@dataclass(frozen=True, slots=True)
class EssList:
    """The SIREN numbers of the list, sorted, each once; `rows` counts its lines, header apart."""

    sirens: tuple[str, ...]
    rows: int
    columns: int


def read_list(file: Path, name: str) -> EssList:
    """Read the list from a CSV file; `name` is what people know the file by.

    Raises StockError, in French, where there is no column SIREN or no number in it.
    """
    lines = csv_rows(file)
    header = [fold(title).strip() for title in next(lines, [])]
    if "siren" not in header:
        raise StockError(
            f"{name}\u202f: il manque la colonne SIREN pour y lire la liste d’ESS France. "
            "Maillage attend le fichier CSV de cette liste."
        )
    rank = header.index("siren")
    rows = [line[rank] if rank < len(line) else "" for line in lines if any(line)]
    sirens = {siren for text in rows if (siren := _siren(text))}
    if not sirens:
        raise StockError(f"{name}\u202f: la colonne SIREN de cette liste ne contient aucun numéro.")
    return EssList(tuple(sorted(sirens)), len(rows), len(header))


def _siren(text: str) -> str:
    """Return the nine digits of a SIREN number, or nothing where the text is no number."""
    digits = text.replace(" ", "").replace("\u202f", "").replace("\xa0", "").removesuffix(".0")
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST
    return digits.zfill(_LONGEST) if is_number and int(digits) else ""
