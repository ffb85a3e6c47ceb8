"""A fictitious stock of the register, in INSEE's layout, for the demonstration and the tests.

Nothing in it can be mistaken for real: every name says « fictif », every SIREN and SIRET has a
check digit that Luhn's rule refuses. Communes are real, drawn by population, denser in Grand Est.

The SQL files are run in the order of their numbers. A seed gives one world, which each period
shows at its date: units are born, die, change size and get their ESS flag from one to the next.
"""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from typing import Any, Literal

import duckdb

from maillage.kernel.vocabularies import SizeClass

from .communes import communes

Format = Literal["parquet", "csv"]

# The population of units is the one asked for in this month, and grows from it.
EPOCH = date(2025, 11, 1)
GROWTH = 0.004  # new units a month, of those of the epoch
_ALL_KINDS = 400  # units from which every kind of `kinds.csv` is in the stock
LAST_DAY = 20  # of the period's month: the stock of a month never speaks of a day to come

_HERE = files(__package__)
_NUMBERS = ("employers", "size", "spread", "flag_yes", "flag_no")  # columns of kinds.csv
_SIZES = [size.value for size in SizeClass if size is not SizeClass.UNKNOWN]
_AS = {
    "parquet": "FORMAT parquet, COMPRESSION zstd",
    "csv": "FORMAT csv, HEADER, TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%S'",
}


@dataclass(frozen=True, slots=True)
class Stock:
    """The files of a stock; the ESS France list is always a CSV, as the real one."""

    legal_units: Path
    establishments: Path
    ess_list: Path


def write_stock(
    folder: Path,
    *,
    seed: int = 1,
    units: int,
    period: str,
    format: Format = "parquet",  # noqa: A002
) -> Stock:
    """Write a fictitious stock into a folder and return its files.

    `units` is the number of legal units in November 2025, living or not (one establishment more
    than units in ten, about 9 % of ESS among those that live); from 400 on, every kind of unit is
    there. `period` is a month like `2026-11`. The same arguments give the same files, and the
    same seed the same world, as long as the database's version, which draws, is the same.
    """
    year, month = map(int, period.split("-"))
    months = 12 * (year - EPOCH.year) + month - EPOCH.month
    count = max(1, round(units * (1 + GROWTH * months)))
    folder.mkdir(parents=True, exist_ok=True)
    stock = Stock(
        folder / f"StockUniteLegale_utf8.{format}",
        folder / f"StockEtablissement_utf8.{format}",
        folder / "liste-ess-france.csv",
    )
    with duckdb.connect() as world:
        world.execute(_sql("0_macros"))
        for name, value in {
            "seed": seed,
            "units": units,
            "count": count,
            "monthly": GROWTH * units,
            "months": months,
            "today": date(year, month, LAST_DAY),
            "sizes": _SIZES,
        }.items():
            world.execute(f"SET VARIABLE {name} = $1", [value])
        _tell_kinds(world, units)
        _tell_endings(world)
        _make(world, "communes", communes())
        world.execute(_sql("1_units"))
        world.execute(_sql("2_places"))
        _write(world, "3_legal_units", stock.legal_units, format)
        _write(world, "4_establishments", stock.establishments, format)
        _write(world, "5_ess_list", stock.ess_list, "csv")
    return stock


def _sql(name: str) -> str:
    return (_HERE / f"{name}.sql").read_text("utf-8")


def _write(world: duckdb.DuckDBPyConnection, name: str, path: Path, format_: Format) -> None:
    target = str(path).replace("'", "''")
    world.execute(f"COPY ({_sql(name)}) TO '{target}' ({_AS[format_]})")


def _tell_kinds(world: duckdb.DuckDBPyConnection, units: int) -> None:
    """Make the kinds of unit, each from the share of the draw where it begins (`least`)."""
    with (_HERE / "kinds.csv").open(encoding="utf-8") as lines:
        kinds = list(csv.DictReader(lines))
    weights = [float(kind.pop("weight")) for kind in kinds]
    passed = accumulate(weights, initial=0.0)
    starts = [start / sum(weights) for start, _ in zip(passed, kinds, strict=False)]
    columns: dict[str, list[Any]] = {"least": starts}
    for name in kinds[0]:
        columns[name] = [kind[name] for kind in kinds]
    for name in _NUMBERS:
        columns[name] = [float(value) for value in columns[name]]
    _make(world, "kinds", columns)
    first = starts if units >= _ALL_KINDS else []
    world.execute("SET VARIABLE first_kinds = $1::DOUBLE[]", [first])


def _tell_endings(world: duckdb.DuckDBPyConnection) -> None:
    """Make the ends of names: « du Pommier bleu », « de la Luciole rêveuse »."""
    words = json.loads((_HERE / "words.json").read_text("utf-8"))
    endings = [
        f"{noun} {adjective[form]}"
        for noun, form in words["nouns"]
        for adjective in words["adjectives"]
    ]
    _make(world, "endings", {"number": list(range(len(endings))), "ending": endings})
    world.execute("SET VARIABLE endings = $1", [len(endings)])


def _make(world: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, list[Any]]) -> None:
    """Make a table of columns of the same length."""
    picked = ", ".join(f"unnest(${rank}) AS {column}" for rank, column in enumerate(columns, 1))
    world.execute(f"CREATE TABLE {name} AS SELECT {picked}", list(columns.values()))
