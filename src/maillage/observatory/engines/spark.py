# ruff: noqa: S608 (what stands in a query is ours: names, and texts that are escaped)
"""Apache Spark runs the stages: the same files of `sql/`, translated by sqlglot.

It is for more registers than one machine can hold; for one country DuckDB takes a tenth of the
time. Spark reads Parquet, computes and writes Parquet. DuckDB turns CSV into Parquet before, and
the parts that Spark writes into the one file of a vintage after: both engines give the same rows.
"""

import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

import sqlglot
from sqlglot import exp

from ..errors import BuildError
from ..sources.files import is_parquet
from ..sources.sirene import Column, Layout
from . import Lookup, Types
from .duckdb import DuckDBEngine, reader, selected

SPARK = version("pyspark")  # imported by its own process only
CORES = 2
_LEAST_MEMORY = 512  # megabytes; Spark refuses to start with less than 450
_JAVA = "Java 17 ou plus récent (Debian ou Ubuntu\u202f: apt install default-jre-headless)"


class SparkEngine:
    """A local Spark, in a process of its own; what it writes goes to the folder `work`."""

    def __init__(self, work: Path, memory: int) -> None:
        self.name = f"Spark {SPARK}"
        self._work = work
        self._log = work / "spark.log"
        self._local = DuckDBEngine(work, memory)
        self._process = _launch(work, self._log, _settings(work, memory))

    def columns(self, layout: Layout, file: Path) -> tuple[str, ...]:
        """Return the names of the columns of a Parquet or CSV file."""
        return self._local.columns(layout, file)

    def read(self, layout: Layout, file: Path, found: Mapping[Column, str | None]) -> None:
        """Name the file after the layout's role; a CSV is turned into Parquet first, once."""
        if not is_parquet(file):
            file = self._local.converted(layout, file, found)
            found = {column: column.name for column in found}
        raw = f"{layout.role}_file"
        self._view(raw, file)
        query = f"SELECT {selected(found, self._local.types(layout, file))} FROM {raw}"
        self._run(layout.role, f"CREATE TEMPORARY VIEW {layout.role} AS {translated(query)}")

    def lookup(self, name: str, columns: Lookup) -> None:
        """Make a small table."""
        self._local.lookup(name, columns)
        file = self._work / f"{name}.parquet"
        types = {column: type_ for column, (type_, _) in columns.items()}
        self._local.write(f"{name}_file", f"SELECT * FROM {name}", file, types)
        self._view(name, file)

    def table(self, name: str, query: str) -> None:
        """Compute a query once and keep its rows under this name."""
        self._save(name, query)

    def write(self, name: str, query: str, file: Path, types: Types) -> None:
        """Write the rows of a query to one Parquet file, in its order, and name it."""
        parts = self._save(name, query)
        self._local.write(name, f"SELECT * FROM {reader(parts)} {_order(query)}", file, types)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query, which must be few."""
        return self._run("décompte", translated(query))

    def close(self) -> None:
        """End Spark's process, with its Java half."""
        assert self._process.stdin
        assert self._process.stdout
        with suppress(OSError):  # it is gone already
            self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()
        self._local.close()

    def _save(self, name: str, query: str) -> Path:
        parts = self._work / f"{name}_parts"
        into = f"INSERT OVERWRITE DIRECTORY {_text(parts)} USING parquet "
        self._run(name, into + translated(query))
        self._view(name, parts)
        return parts

    def _view(self, name: str, path: Path) -> None:
        # a folder may be called [1]
        options = f"path {_text(path)}, __globPaths__ false"
        self._run(name, f"CREATE TEMPORARY VIEW {name} USING parquet OPTIONS ({options})")

    def _run(self, stage: str, statement: str) -> list[tuple[Any, ...]]:
        assert self._process.stdin
        assert self._process.stdout
        try:
            self._process.stdin.write(json.dumps(statement).encode() + b"\n")
            self._process.stdin.flush()
            answer: list[tuple[Any, ...]] | str = pickle.load(self._process.stdout)  # noqa: S301
        except (OSError, EOFError) as error:
            raise BuildError(
                f"Spark s’est arrêté à l’étape « {stage} »\u202f: {self._last_words()} "
                f"Il demande {_JAVA}, et assez de mémoire (--memory)."
            ) from error
        if isinstance(answer, str):
            raise BuildError(
                f"Le calcul s’est arrêté à l’étape « {stage} »\u202f: {answer.splitlines()[0]} "
                "Vérifiez que les fichiers du stock sont entiers, ou téléchargez-les de nouveau."
            )
        return answer

    def _last_words(self) -> str:
        return self._log.read_text("utf-8", "replace").strip().rpartition("\n")[2]


def start(work: Path, memory: int) -> SparkEngine:
    """Start Spark; raise BuildError where there is no Java."""
    home = os.environ.get("JAVA_HOME")
    if not (Path(home, "bin", "java").is_file() if home else shutil.which("java")):
        raise BuildError(f"Le moteur « spark » demande {_JAVA}.")
    return SparkEngine(work.absolute(), memory)


def translated(query: str) -> str:
    """Return a query of DuckDB's in Spark's SQL; what sqlglot cannot translate is an error."""
    tree = sqlglot.parse_one(query, read="duckdb").transform(_read_as_duckdb)
    text: str = tree.sql("spark", comments=False, unsupported_level=sqlglot.ErrorLevel.RAISE)
    return text


def _read_as_duckdb(node: exp.Expression) -> exp.Expression:
    """DuckDB reads the text 12.0, which a column of numbers with gaps becomes, as 12; Spark not."""
    if not (isinstance(node, exp.TryCast) and node.to.is_type(exp.DataType.Type.INT)):
        return node
    text = f"CAST({node.this.sql('duckdb')} AS VARCHAR)"
    number = f"CASE WHEN regexp_matches({text}, '^[-+0-9.eE ]*$') THEN {text} END"
    rounded = sqlglot.parse_one(f"round(TRY_CAST({number} AS DOUBLE))", read="duckdb")
    return exp.TryCast(this=rounded, to=node.to)


def _order(query: str) -> str:
    """Return the ORDER BY of a query, on the columns that it returns."""
    order = sqlglot.parse_one(query, read="duckdb").args.get("order")
    if order is None:
        return ""
    for column in order.find_all(exp.Column):
        column.set("table", None)
    text: str = order.sql("duckdb")
    return text


def _settings(work: Path, memory: int) -> dict[str, str]:
    return {
        "spark.master": f"local[{CORES}]",
        "spark.app.name": "maillage",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": f"{max(memory, _LEAST_MEMORY)}m",
        # a date must not depend on the machine's time zone
        "spark.driver.extraJavaOptions": f'-Duser.timezone=UTC -Djava.io.tmpdir="{work}"',
        "spark.local.dir": str(work),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": str(CORES),
        "spark.sql.warehouse.dir": str(work / "warehouse"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }


def _launch(work: Path, log: Path, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", f"{__package__}.spark_worker", json.dumps(settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=output,
            cwd=work,
            # Spark would bind to the machine's first address and look its name up
            env=os.environ | {"SPARK_LOCAL_IP": "127.0.0.1"},
            start_new_session=True,  # an interruption is for us: it ends with its input
        )


def _text(value: object) -> str:
    """Return a text as Spark's SQL writes it."""
    return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"
