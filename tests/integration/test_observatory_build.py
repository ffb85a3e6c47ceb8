"""`maillage observatory build`, on the fictitious stock."""

from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner, Result

from maillage.cli.errors import Refusal
from maillage.cli.main import app
from maillage.observatory.errors import StockError
from maillage.observatory.fictitious import Stock, write_stock
from maillage.observatory.perimeters import PerimeterError
from maillage.observatory.vintage import Store
from maillage.search.engines.registry import RegistryIndex
from maillage.search.registry import RegistryQuery


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Stock:
    return write_stock(tmp_path_factory.mktemp("stock"), units=4000, period="2026-11")


def build(out: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["observatory", "build", "--out", str(out), *options])


def files(stock: Stock) -> list[str]:
    return [
        *("--legal-units", str(stock.legal_units)),
        *("--establishments", str(stock.establishments)),
        *("--ess-list", str(stock.ess_list)),
    ]


def test_one_command_makes_a_vintage_and_says_what_is_in_it(stock: Stock, tmp_path: Path) -> None:
    done = build(tmp_path, *files(stock), "--perimeter", "large")
    assert done.exit_code == 0, done.output
    vintage = Store(tmp_path).current()
    assert vintage
    assert f"Millésime {vintage.name}" in done.output
    assert "Large (par défaut)" in done.output
    assert "toutes justes" in done.output
    assert vintage.manifest.perimeter.default == "large"
    assert [one.role for one in vintage.manifest.inputs] == [
        "legal_units",
        "establishments",
        "ess_list",
    ]
    counts = vintage.manifest.counts
    assert counts["registry"] > 100
    assert 0 < counts["units.basis.listed"] <= counts["ess_list"]
    index = RegistryIndex(vintage.search_index)
    assert index.search(RegistryQuery()).total == counts["registry"]


def test_no_name_under_partial_diffusion_is_anywhere(stock: Stock, tmp_path: Path) -> None:
    """Neither in the registry nor in the index: the stock's own names are looked for."""
    build(tmp_path, *files(stock))
    vintage = Store(tmp_path).current()
    assert vintage
    with duckdb.connect() as database:
        hidden = database.execute(
            f"SELECT count(*), count(name), count(acronym), count(sign), count(address), count(x) "
            f"FROM '{vintage.registry}' WHERE partial"
        ).fetchall()
    assert hidden[0][0] > 0
    assert hidden[0][1:] == (0, 0, 0, 0, 0)
    index = RegistryIndex(vintage.search_index)
    everything = index.search(RegistryQuery(limit=100_000))
    partial = [hit for hit in everything.hits if hit.establishment.partial]
    assert len(partial) == hidden[0][0]
    assert not any(hit.title or hit.establishment.name for hit in partial)


def test_what_was_not_fetched_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stock: Stock
) -> None:
    from maillage.cli import observatory_build

    monkeypatch.setattr(observatory_build, "store_folder", lambda out=None: out or tmp_path)
    refused = build(tmp_path / "store")
    assert isinstance(refused.exception, Refusal)
    assert "maillage observatory fetch" in str(refused.exception)
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "StockUniteLegale.parquet").symlink_to(stock.legal_units)
    (sources / "StockEtablissement.parquet").symlink_to(stock.establishments)
    done = build(tmp_path / "store")
    assert done.exit_code == 0, done.output
    assert Store(tmp_path / "store").current()


def test_what_cannot_be_built_is_said_in_one_sentence(stock: Stock, tmp_path: Path) -> None:
    wrong = build(tmp_path, *files(stock), "--establishments", str(stock.legal_units))
    assert isinstance(wrong.exception, StockError)
    assert "Échangez" in str(wrong.exception)
    wrong = build(tmp_path, *files(stock), "--perimeter", "moyen")
    assert isinstance(wrong.exception, PerimeterError)
    assert Store(tmp_path).current() is None
