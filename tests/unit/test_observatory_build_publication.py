"""A vintage appears whole or not at all, beside those that were there."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from stocks import Row, build_stock, establishment, unit

from maillage.observatory import cube
from maillage.observatory.build import BuildRequest, build
from maillage.observatory.engines import duckdb as engine
from maillage.observatory.errors import BuildError, ObservatoryError, VintageError
from maillage.observatory.fictitious import write_stock
from maillage.observatory.perimeters import load_perimeter
from maillage.observatory.vintage import CUBE, Store, Vintage

ROOT = Path(__file__).parents[2]
UNITS = [unit("000000001"), unit("000000002", category="1000")]
ESTABLISHMENTS = [establishment("00000000100010"), establishment("00000000200018")]


def month(period: str, rows: list[Row] = UNITS) -> list[Row]:
    return [{**row, "dateDernierTraitementUniteLegale": f"{period}-05T08:00:00"} for row in rows]


def nothing_half_built(store: Path) -> bool:
    drafts = store / "drafts"
    return not drafts.exists() or not any(drafts.iterdir())


def content(vintage: Vintage) -> dict[str, object]:
    """Return all that a vintage says, but for when and how long."""
    with duckdb.connect() as database:
        tables = {
            file.name: database.execute(f"FROM '{file}'").fetchall()
            for file in sorted(vintage.folder.glob("*.parquet"))
        }
    packed = {file.name: file.read_bytes() for file in (vintage.folder / "cube").iterdir()}
    manifest = json.loads((vintage.folder / "manifest.json").read_text("utf-8"))
    del manifest["built_at"], manifest["duration_seconds"]
    return tables | packed | manifest


def test_the_same_inputs_give_the_same_rows(tmp_path: Path) -> None:
    one = build_stock(tmp_path / "a", UNITS, ESTABLISHMENTS)
    other = build_stock(tmp_path / "b", UNITS, ESTABLISHMENTS)
    assert one.name == other.name
    assert content(one) == content(other)


def test_the_order_of_the_stock_changes_no_row(tmp_path: Path) -> None:
    one = build_stock(tmp_path / "a", UNITS, ESTABLISHMENTS)
    other = build_stock(tmp_path / "b", UNITS[::-1], ESTABLISHMENTS[::-1])
    for name in ("registry.parquet", CUBE):
        assert content(one)[name] == content(other)[name]


def test_rows_are_in_order_from_one_row_group_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine may write in parallel; what it writes is sorted all the same."""
    monkeypatch.setattr(engine, "ROW_GROUP", 2048)
    stock = write_stock(tmp_path, units=60_000, period="2026-11")
    request = BuildRequest(
        stock.legal_units, stock.establishments, tmp_path / "store", load_perimeter()
    )
    vintage = build(request)
    for name, key in {"registry.parquet": "siret", CUBE: "* EXCLUDE n"}.items():
        file = vintage.folder / name
        with duckdb.connect() as database:
            groups = database.execute(
                f"SELECT count(DISTINCT row_group_id) FROM parquet_metadata('{file}')"
            ).fetchall()
            rows = database.execute(f"SELECT {key} FROM '{file}'").fetchall()
        assert groups[0][0] > 1
        assert rows == sorted(rows)


def test_the_previous_vintage_is_kept(tmp_path: Path) -> None:
    first = build_stock(tmp_path, month("2026-10"), ESTABLISHMENTS)
    store = Store(tmp_path / "store")
    assert store.names() == [first.name]
    second = build_stock(tmp_path, month("2026-11"), ESTABLISHMENTS)
    assert store.names() == [second.name, first.name]
    current = store.current()
    assert current
    assert current.name == second.name
    assert store.open("2026-10").name == first.name
    assert nothing_half_built(store.folder)


def test_what_exists_already_is_not_computed_again(tmp_path: Path) -> None:
    first = build_stock(tmp_path, month("2026-10"), ESTABLISHMENTS)
    build_stock(tmp_path, month("2026-11"), ESTABLISHMENTS)
    same = build_stock(tmp_path, month("2026-10"), ESTABLISHMENTS)
    store = Store(tmp_path / "store")
    assert (same.name, same.manifest) == (first.name, first.manifest)
    assert len(store.names()) == 2
    current = store.current()
    assert current  # what was asked for last is in use
    assert current.name == first.name


def test_a_vintage_made_again_stands_beside_the_first(tmp_path: Path) -> None:
    first = build_stock(tmp_path, UNITS, ESTABLISHMENTS)
    second = build_stock(tmp_path, UNITS, ESTABLISHMENTS, again=True)
    assert first.name != second.name
    assert set(Store(tmp_path / "store").names()) == {first.name, second.name}


def test_a_damaged_vintage_is_made_again(tmp_path: Path) -> None:
    first = build_stock(tmp_path, UNITS, ESTABLISHMENTS)
    first.registry.unlink()
    second = build_stock(tmp_path, UNITS, ESTABLISHMENTS)
    assert second.is_whole()
    assert second.name != first.name


def test_another_perimeter_gives_another_vintage(tmp_path: Path) -> None:
    shipped = load_perimeter()
    first = build_stock(tmp_path, UNITS, ESTABLISHMENTS, perimeter=shipped)
    second = build_stock(
        tmp_path, UNITS, ESTABLISHMENTS, perimeter=replace(shipped, default="insee")
    )
    assert first.name != second.name
    assert second.manifest.perimeter.default == "insee"


def test_a_fictitious_vintage_says_so(tmp_path: Path) -> None:
    real = build_stock(tmp_path, month("2026-10"), ESTABLISHMENTS)
    made_up = build_stock(tmp_path, month("2026-11"), ESTABLISHMENTS, fictitious=True)
    assert made_up.name.startswith("fictif-2026-11-")
    assert "fictives" in made_up.manifest.title
    assert Store(tmp_path / "store").names() == [real.name, made_up.name]


def test_what_is_added_at_the_end_is_published_with_the_rest(tmp_path: Path) -> None:
    def add(draft: Path) -> None:
        assert (draft / "registry.parquet").exists()
        (draft / "extra").mkdir()
        (draft / "extra" / "figures.json").write_text("{}", "utf-8")

    vintage = build_stock(tmp_path, UNITS, ESTABLISHMENTS, finish=[add])
    assert (vintage.folder / "extra" / "figures.json").exists()
    assert vintage.manifest.files["extra/figures.json"] == 2


@pytest.mark.parametrize(
    ("units", "establishments", "label"),
    [
        ([*UNITS, UNITS[0]], ESTABLISHMENTS, "Une ligne par unité légale"),
        (UNITS, [*ESTABLISHMENTS, ESTABLISHMENTS[0]], "Une ligne par établissement"),
    ],
)
def test_a_stock_with_rows_twice_is_not_published(
    units: list[Row], establishments: list[Row], label: str, tmp_path: Path
) -> None:
    before = build_stock(tmp_path, UNITS, ESTABLISHMENTS)
    with pytest.raises(BuildError, match=label):
        build_stock(tmp_path, units, establishments)
    store = Store(tmp_path / "store")
    assert store.names() == [before.name]
    assert nothing_half_built(store.folder)


def test_a_cube_that_lacks_an_establishment_is_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The checks read what was written, not what was meant."""
    from maillage.observatory import build as building

    write_cube = building.stages.write_cube

    def lose_one(engine: object, folder: Path) -> None:
        write_cube(engine, folder)  # type: ignore[arg-type]
        with duckdb.connect() as database:
            database.execute(f"CREATE TABLE c AS FROM '{folder / CUBE}' WHERE family = 0")
            database.execute(f"COPY c TO '{folder / CUBE}' (FORMAT parquet)")

    monkeypatch.setattr(building.stages, "write_cube", lose_one)
    with pytest.raises(BuildError, match="du registre au cube"):
        build_stock(tmp_path, UNITS, ESTABLISHMENTS)
    assert Store(tmp_path / "store").names() == []


BUILD = f"""
import os, signal, sys
sys.path[:0] = {[str(ROOT / "src"), str(ROOT / "tests")]!r}
from pathlib import Path
from stocks import build_stock, establishment, unit
folder, moment, then = Path(sys.argv[1]), sys.argv[2], sys.argv[3]

def stop():
    if then == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    print("ready", flush=True)
    sys.stdin.read()

def tell(step, done, total):
    if step == moment:
        stop()

units = [unit("000000001", dateDernierTraitementUniteLegale="2026-12-01T00:00:00")]
build_stock(
    folder, units, [establishment("00000000100010")],
    progress=tell, finish=[lambda draft: moment == "end" and stop()],
)
"""


@pytest.mark.parametrize("moment", ["registre", "cube", "vérifications", "end"])
def test_a_build_that_is_killed_leaves_nothing_half_built(moment: str, tmp_path: Path) -> None:
    before = build_stock(tmp_path, UNITS, ESTABLISHMENTS)
    killed = subprocess.run(
        [sys.executable, "-c", BUILD, str(tmp_path), moment, "die"], check=False
    )
    assert killed.returncode == -signal.SIGKILL
    store = Store(tmp_path / "store")
    assert not nothing_half_built(store.folder)  # the draft that it was writing
    current = store.current()
    assert current
    assert current.name == before.name
    assert current.is_whole()
    assert store.names() == [before.name]
    after = build_stock(tmp_path, month("2026-12"), ESTABLISHMENTS)
    assert nothing_half_built(store.folder)
    assert store.names() == [after.name, before.name]


def test_two_builds_do_not_run_together(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", BUILD, str(tmp_path), "cube", "wait"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "ready\n"
        with pytest.raises(BuildError, match="Un autre calcul est en cours"):
            build_stock(tmp_path, UNITS, ESTABLISHMENTS)
        other.communicate("")
    assert other.returncode == 0
    assert len(Store(tmp_path / "store").names()) == 1


def test_an_error_while_building_removes_the_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cube, "pack", fail)
    with pytest.raises(OSError, match="No space"):
        build_stock(tmp_path, UNITS, ESTABLISHMENTS)
    assert nothing_half_built(tmp_path / "store")
    assert Store(tmp_path / "store").current() is None


@pytest.mark.parametrize(
    ("options", "message"),
    [({"memory": "beaucoup"}, "beaucoup"), ({"engine": "abaque"}, "abaque")],
)
def test_what_is_asked_wrongly_is_named(
    options: dict[str, str], message: str, tmp_path: Path
) -> None:
    with pytest.raises(BuildError, match=message):
        build_stock(tmp_path, UNITS, ESTABLISHMENTS, **options)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ObservatoryError, match="ne peut pas être écrit"):
        build_stock(tmp_path, UNITS, ESTABLISHMENTS)


def test_a_store_says_what_it_has(tmp_path: Path) -> None:
    store = Store(tmp_path / "nowhere")
    assert (store.names(), store.current()) == ([], None)
    with pytest.raises(VintageError, match="aucun pour l’instant"):
        store.open("2026-11")
    built = build_stock(tmp_path, UNITS, ESTABLISHMENTS)
    store = Store(tmp_path / "store")
    assert store.open("2026").name == store.open(built.name).name == built.name
    for unknown in ("", "2027", "..", "../vintages"):
        with pytest.raises(VintageError, match=built.name):
            store.open(unknown)
    (built.folder / "manifest.json").write_text("{", "utf-8")
    assert store.names() == []
    with pytest.raises(VintageError, match="endommagé"):
        store.open(built.name)


@pytest.mark.parametrize("name", ["", "..", ".", "a" * 5000, "é/è", "\0"])
def test_a_name_that_no_folder_has_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "vintages" / "2026-11-abcd1234").mkdir(parents=True)
    with pytest.raises(VintageError, match="n’existe pas"):
        Store(tmp_path).open(name)
