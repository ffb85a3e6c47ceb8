"""Compares a perimeter's legal forms with the register's own ESS indicator.

The indicator (`economieSocialeSolidaireUniteLegale`) is O, N or empty, and empty is not no: recall
is counted over the units that it says to be ESS, precision over those of which it says something.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import duckdb

from maillage.kernel.perimeter import Basis, Perimeter

from .errors import StockError

CATEGORY = "categorieJuridiqueUniteLegale"
ACTIVITY = "activitePrincipaleUniteLegale"
FLAG = "economieSocialeSolidaireUniteLegale"


@dataclass(slots=True)
class Agreement:
    """Units of one legal category, or of several, by what the form and the indicator say.

    `form_*` are counted by their form (included, activity not left out), `other_*` are not;
    the second word is the indicator: yes, no or empty.
    """

    form_yes: int = 0
    form_no: int = 0
    form_empty: int = 0
    other_yes: int = 0
    other_no: int = 0
    other_empty: int = 0

    def __add__(self, more: "Agreement") -> "Agreement":
        return Agreement(
            *(getattr(self, one.name) + getattr(more, one.name) for one in fields(self))
        )

    @property
    def units(self) -> int:
        """Return the number of units."""
        return sum(getattr(self, one.name) for one in fields(self))

    @property
    def recall(self) -> float | None:
        """Return the share of the units flagged yes that the form counts, in percent."""
        return _percent(self.form_yes, self.form_yes + self.other_yes)

    @property
    def precision(self) -> float | None:
        """Return the share flagged yes of the units that the form counts and the flag knows."""
        return _percent(self.form_yes, self.form_yes + self.form_no)


def compare(perimeter: Perimeter, paths: Iterable[Path]) -> dict[str, Agreement]:
    """Return the agreement by legal category, from files of legal units (CSV or Parquet).

    Raises:
        StockError: in French, where a file cannot be read or lacks a column.
    """
    found: dict[str, Agreement] = defaultdict(Agreement)
    for path in paths:
        for category, activity, flag, units in _rows(path):
            basis = perimeter.basis(category, activity)
            by_form = Basis.LEGAL_FORM in basis and Basis.EXCLUDED_ACTIVITY not in basis
            said = {"O": "yes", "N": "no"}.get(flag, "empty")
            name = f"{'form' if by_form else 'other'}_{said}"
            one = found[category]
            setattr(one, name, getattr(one, name) + units)
    return dict(sorted(found.items()))


def _rows(path: Path) -> Iterator[tuple[str, str, str, int]]:
    """Yield category, activity, flag and number of units of a file."""
    if not path.is_file():
        raise StockError(f"{path}\u202f: ce fichier n’existe pas.")
    read = "read_parquet($1)" if path.suffix == ".parquet" else "read_csv($1, all_varchar = true)"
    with duckdb.connect() as engine:
        try:
            columns = engine.execute(f"SELECT * FROM {read} LIMIT 0", [str(path)]).description  # noqa: S608
        except duckdb.Error as error:
            raise StockError(
                f"{path.name} ne se lit pas comme un fichier CSV ou Parquet des unités légales "
                f"de Sirene\u202f: {str(error).splitlines()[0]}"
            ) from error
        known = {column[0] for column in columns or ()}
        if missing := [name for name in (CATEGORY, ACTIVITY, FLAG) if name not in known]:
            raise StockError(f"{path.name}\u202f: il manque {', '.join(missing)}.")
        yield from engine.execute(
            f"""
            SELECT lpad(CAST({CATEGORY} AS VARCHAR), 4, '0'), coalesce({ACTIVITY}, ''),
                coalesce({FLAG}, ''), count(*)
            FROM {read} WHERE {CATEGORY} IS NOT NULL GROUP BY ALL
            """,  # noqa: S608
            [str(path)],
        ).fetchall()


def _percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None
