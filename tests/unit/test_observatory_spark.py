"""Spark runs the observatory's queries and finds what DuckDB finds, to the last row."""

import shutil
import sys
from importlib.metadata import PackageNotFoundError
from importlib.util import find_spec

import duckdb
import pytest
from harness_tools import without

from maillage.observatory import engines
from maillage.observatory.build import BuildRequest, build
from maillage.observatory.errors import BuildError
from maillage.observatory.fictitious import write_stock
from maillage.observatory.perimeters import load_perimeter

SPARK = "maillage.observatory.engines.spark"
INTERPRETED = (
    "--conf spark.sql.codegen.wholeStage=false --conf spark.sql.codegen.factoryMode=NO_CODEGEN"
)


@pytest.fixture(scope="module")
def pyspark():
    if not find_spec("pyspark"):
        without("pyspark (make test EXTRAS=dev,spark)")


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    """Legal units as CSV, establishments as Parquet whose types have drifted."""
    folder = tmp_path_factory.mktemp("stock")
    texts = write_stock(folder / "csv", units=500, period="2026-11", format="csv")
    typed = write_stock(folder / "parquet", units=500, period="2026-11")
    establishments = folder / "drifted.parquet"
    with duckdb.connect() as database:
        database.execute(
            f"""
            COPY (SELECT * REPLACE (
                CAST(siret AS BIGINT) AS siret,
                TRY_CAST(trancheEffectifsEtablissement AS DOUBLE) AS trancheEffectifsEtablissement,
                CAST(dateCreationEtablissement AS VARCHAR) AS dateCreationEtablissement
            ) FROM '{typed.establishments}') TO '{establishments}'
            """
        )
    return texts.legal_units, establishments, texts.ess_list


@pytest.fixture(scope="module")
def built(pyspark, stock, tmp_path_factory):
    """The same stock built by DuckDB and by Spark, once for the module."""
    if not shutil.which("java"):
        without("Java 17 (Debian: apt install default-jre-headless)")
    units, establishments, ess_list = stock
    store = tmp_path_factory.mktemp("store")
    with pytest.MonkeyPatch.context() as patch:
        # a Java that lives for seconds has better to do than to compile
        patch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        patch.setenv("PYSPARK_SUBMIT_ARGS", f"{INTERPRETED} pyspark-shell")
        return [
            build(
                BuildRequest(
                    units,
                    establishments,
                    store / engine,
                    load_perimeter(),
                    ess_list,
                    fictitious=True,
                    engine=engine,
                )
            )
            for engine in engines.ENGINES
        ]


def test_both_engines_count_the_same(built):
    duckdb_vintage, spark_vintage = built
    assert spark_vintage.manifest.engine.startswith("Spark 4")
    assert spark_vintage.name == duckdb_vintage.name
    assert spark_vintage.manifest.counts == duckdb_vintage.manifest.counts
    assert spark_vintage.manifest.checks == duckdb_vintage.manifest.checks
    assert spark_vintage.manifest.counts["registry"] > 40


@pytest.mark.parametrize("file", ["registry.parquet", "cube.parquet"])
def test_both_engines_write_the_same_rows_in_the_same_order(built, file):
    ours, theirs = (_content(vintage.folder / file) for vintage in built)
    assert ours == theirs


def test_both_engines_give_the_same_cube(built):
    ours, theirs = (_files(vintage.folder / "cube") for vintage in built)
    assert ours
    assert ours == theirs


def test_spark_leaves_nothing_behind(built):
    *_, spark_vintage = built
    store = spark_vintage.folder.parent.parent
    assert sorted(path.name for path in store.iterdir()) == ["current", "lock", "vintages"]


def test_without_the_extra_the_message_says_what_to_install(monkeypatch, tmp_path):
    def missing(name):
        raise PackageNotFoundError("pyspark")

    monkeypatch.delitem(sys.modules, SPARK, raising=False)
    monkeypatch.setattr("importlib.metadata.version", missing)
    with pytest.raises(BuildError, match=r"pyspark.*pip install 'maillage\[spark\]'"):
        engines.open_engine("spark", tmp_path, "1GB")


def test_without_java_the_message_says_what_to_install(pyspark, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(BuildError, match=r"Java 17.*apt install default-jre-headless"):
        engines.open_engine("spark", tmp_path, "1GB")


def test_a_java_that_is_too_old_is_told(pyspark, monkeypatch, tmp_path):
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text(
        "#!/bin/sh\necho 'UnsupportedClassVersionError: class file version 61' >&2\nexit 1\n"
    )
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(java.parent.parent))
    engine = engines.open_engine("spark", tmp_path, "1GB")
    try:
        with pytest.raises(BuildError, match=r"s’est arrêté à l’étape « décompte ».*Java 17"):
            engine.rows("SELECT 1")
    finally:
        engine.close()


def _files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _content(file):
    with duckdb.connect() as database:
        found = database.execute(f"FROM '{file}'")
        return [column[:2] for column in found.description], found.fetchall()
