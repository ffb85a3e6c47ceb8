"""The made-up vintages of the demonstration."""

from pathlib import Path
from typing import Any

import pytest

from maillage.cli import demo
from maillage.observatory import build as building
from maillage.observatory.fictitious import write_stock
from maillage.observatory.perimeters import load_perimeter
from maillage.observatory.vintage import Store


@pytest.fixture
def store(data_dir: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(demo, "UNITS", 600)
    return Store(settings.MAILLAGE_OBSERVATORY)


def never(*_arguments: object, **_options: object) -> None:
    raise AssertionError("nothing had to be built")


def test_two_vintages_are_made_once(
    store: Store, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo.build_observatory(data_dir)
    made = store.vintages()
    assert [vintage.manifest.period for vintage in made] == ["2026-11", "2025-11"]
    current = store.current()
    assert current
    assert current.name == made[0].name
    for vintage in made:
        assert vintage.name.startswith("fictif-")
        assert vintage.manifest.fictitious
        assert "fictives" in vintage.manifest.title
        assert vintage.is_whole()
        assert vintage.search_index.is_dir()
        assert vintage.perimeter == load_perimeter()
    monkeypatch.setattr(building, "build", never)
    demo.build_observatory(data_dir)
    assert store.names() == [vintage.name for vintage in made]
    assert {path.name for path in data_dir.iterdir()} == {"observatory"}


def test_what_an_interruption_left_out_is_made(store: Store, data_dir: Path) -> None:
    stock = write_stock(data_dir / "stock", units=600, period="2025-11")
    request = building.BuildRequest(
        stock.legal_units, stock.establishments, store.folder, load_perimeter(), fictitious=True
    )
    building.build(request)
    demo.build_observatory(data_dir)
    assert {one.manifest.period for one in store.vintages()} == {"2025-11", "2026-11"}
    current = store.current()
    assert current
    assert current.manifest.period == "2026-11"


@pytest.mark.parametrize("damaged", [False, True])
def test_a_real_vintage_is_left_alone(
    store: Store, data_dir: Path, monkeypatch: pytest.MonkeyPatch, *, damaged: bool
) -> None:
    stock = write_stock(data_dir / "stock", units=400, period="2026-03")
    real = building.build(
        building.BuildRequest(
            stock.legal_units, stock.establishments, store.folder, load_perimeter()
        )
    )
    if damaged:
        (real.folder / "manifest.json").write_text("{")
    names = store.names()
    monkeypatch.setattr(building, "build", never)
    demo.build_observatory(data_dir)
    assert store.names() == names
