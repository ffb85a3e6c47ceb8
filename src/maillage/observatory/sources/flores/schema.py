"""Which columns of a file of Flores are read, and what is said when one is missing.

INSEE's Flores (fichier localisé des rémunérations et de l'emploi salarié) counts the jobs of every
establishment on 31 December. Files by commune have no fixed layout: `schema.json`, or one like it,
says under which header each column is, and how families and sectors are written.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import duckdb

from maillage.kernel.text import fold
from maillage.kernel.vocabularies import Family, Sector, Vocabulary

from ...errors import ObservatoryError
from ..files import csv_rows, is_parquet, unpacked

SCHEMA = Path(__file__).with_name("schema.json")
_SHOWN = 5  # faults told at once
V = TypeVar("V", bound=Vocabulary)


class FloresError(ObservatoryError):
    """A file of Flores that cannot be read as its schema says; in French."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: under which header the file has it, and what it holds."""

    header: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Row:
    """The jobs of a family in a commune, of one sector or of all (`sector` None).

    `jobs` is None where the file withholds it; `largest` (jobs of the largest establishment) is
    None where the file does not say.
    """

    commune: str
    family: Family
    sector: Sector | None
    establishments: int
    jobs: int | None
    largest: int | None


@dataclass(frozen=True)
class Schema:
    """How a file of Flores is laid out."""

    columns: Mapping[str, Column]
    families: Mapping[str, Family] = field(default_factory=dict)
    sectors: Mapping[str, Sector] = field(default_factory=dict)
    withheld: tuple[str, ...] = ()

    @classmethod
    def read(cls, path: Path | None = None) -> "Schema":
        """Return the schema of a JSON file, which may say only what differs from the shipped one.

        Raises FloresError, in French, where the file is not such a schema.
        """
        shipped = json.loads(SCHEMA.read_text("utf-8"))
        try:
            own: dict[str, Any] = json.loads(path.read_text("utf-8")) if path else {}
            unknown = own.keys() - shipped.keys()
            unknown |= own.get("columns", {}).keys() - shipped["columns"].keys()
            if unknown:
                raise ValueError(f"« {min(unknown)} » est inconnu")
            columns = {
                name: Column(**one | own.get("columns", {}).get(name, {}))
                for name, one in shipped["columns"].items()
            }
            return cls(
                columns,
                _folded(shipped["families"] | own.get("families", {}), Family),
                _folded(shipped["sectors"] | own.get("sectors", {}), Sector),
                tuple(fold(mark) for mark in own.get("withheld", shipped["withheld"])),
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise FloresError(
                f"{path}\u202f: ce n’est pas un schéma de Flores ({error}). Partez de celui que "
                f"décrit docs/observatory.md\u202f: {', '.join(shipped['columns'])}."
            ) from error

    def rows(self, file: Path, *, year: int) -> list[Row]:
        """Return the rows of a CSV, Parquet or ZIP file.

        Raises FloresError or StockError, in French, naming what was expected and what is there.
        """
        with TemporaryDirectory() as work:
            plain = unpacked(file, Path(work))
            lines = _parquet_rows(plain) if is_parquet(plain) else csv_rows(plain)
            places = self._places(file, next(lines, []))
            return self._parse(file, lines, places, year)

    def _places(self, file: Path, header: list[str]) -> dict[str, int]:
        """Return where each column is in the file."""
        found = {fold(title): place for place, title in enumerate(header)}
        missing = [
            one for one in self.columns.values() if one.required and fold(one.header) not in found
        ]
        if missing:
            expected = "\n".join(
                f"  {one.header}{'' if one.required else ' (facultative)'}\u202f: {one.description}"
                for one in self.columns.values()
            )
            raise FloresError(
                f"{file.name}\u202f: il manque {', '.join(one.header for one in missing)}.\n"
                f"Colonnes attendues\u202f:\n{expected}\n"
                f"Colonnes trouvées\u202f: {', '.join(header) or 'aucune'}.\n"
                "Si les mêmes données sont sous d’autres titres, dites lesquels par --schema."
            )
        return {
            name: found[fold(one.header)]
            for name, one in self.columns.items()
            if fold(one.header) in found
        }

    def _parse(
        self, file: Path, lines: Iterator[list[str]], places: Mapping[str, int], year: int
    ) -> list[Row]:
        rows, faults, seen = [], [], set()
        for number, line in enumerate(lines, start=2):
            if not any(line):
                continue
            try:
                values = {name: line[place].strip() for name, place in places.items()}
                row = self._row(values, year)
                key = (row.commune, row.family, row.sector)
                if key in seen:
                    raise ValueError("cette commune, cette famille et ce secteur y sont déjà")
                seen.add(key)
                rows.append(row)
            except IndexError:
                faults.append(f"ligne {number}\u202f: il y manque des colonnes")
            except ValueError as error:
                faults.append(f"ligne {number}\u202f: {error}")
        if faults:
            more = len(faults) - _SHOWN
            told = faults[:_SHOWN] + [f"et {more} autres"] * (more > 0)
            raise FloresError(f"{file.name} ne se lit pas\u202f:\n  " + "\n  ".join(told))
        if not rows:
            raise FloresError(f"{file.name}\u202f: ce fichier n’a aucune ligne.")
        return rows

    def _row(self, values: Mapping[str, str], year: int) -> Row:
        if "year" in values and values["year"] not in (str(year), f"{year}.0"):
            raise ValueError(f"l’année est {values['year']}, et non {year}")
        sector, jobs, largest = values.get("sector"), values["jobs"], values.get("largest")
        row = Row(
            values["commune"].upper().zfill(5),
            _term(values["family"], self.families, "une famille connue"),
            None if sector is None else self._sector(sector),
            _whole(values["establishments"], "établissements"),
            None if not jobs or fold(jobs) in self.withheld else _whole(jobs, "postes"),
            _whole(largest, "postes") if largest else None,
        )
        _verify(row)
        return row

    def _sector(self, text: str) -> Sector:
        if text[:2].isdigit() or not text:
            return Sector.of_activity(text)
        return _term(text, self.sectors, "un secteur connu")


def _verify(row: Row) -> None:
    """Raise ValueError, in French, where the numbers of a row contradict each other."""
    if row.jobs and not row.establishments:
        raise ValueError(f"{row.jobs} postes dans aucun établissement")
    if row.jobs is None or row.largest is None:
        return
    if not row.largest <= row.jobs <= row.largest * row.establishments:
        raise ValueError(
            f"le plus grand de {row.establishments} établissements ne peut pas avoir "
            f"{row.largest} des {row.jobs} postes"
        )


def _folded(own: Mapping[str, str], vocabulary: type[V]) -> dict[str, V]:
    """Return the terms by what files may call them."""
    terms = {term.value: term for term in vocabulary}
    found = {fold(term.label): term for term in vocabulary}
    found |= {fold(value): term for value, term in terms.items()}
    return found | {fold(text): terms[value] for text, value in own.items()}


def _term(text: str, known: Mapping[str, V], what: str) -> V:
    folded = fold(text)
    term = known.get(folded) or known.get(folded.removesuffix("s"))
    if term is None:
        values = ", ".join(sorted({one.value for one in known.values()}))
        raise ValueError(f"« {text} » n’est pas {what} ({values})")
    return term


def _whole(text: str, what: str) -> int:
    packed = "".join(text.split()).removesuffix(".0")
    if not (packed.isascii() and packed.isdigit()):
        raise ValueError(f"« {text} » n’est pas un nombre entier ({what})")
    return int(packed)


def _parquet_rows(file: Path) -> Iterator[list[str]]:
    with duckdb.connect() as connection:
        try:
            result = connection.execute("SELECT * FROM read_parquet(?)", [str(file)])
        except duckdb.Error as error:
            raise FloresError(f"{file.name} est endommagé ({error}).") from error
        yield [column[0] for column in result.description or ()]
        while block := result.fetchmany(10_000):
            yield from (_texts(row) for row in block)


def _texts(values: Iterable[Any]) -> list[str]:
    return ["" if value is None else str(value) for value in values]
