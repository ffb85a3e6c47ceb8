import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from unit.search_sheets import FACETS, built, open_index, sheet

from maillage.search import (
    IndexBusy,
    IndexedSheet,
    IndexNotWritable,
    IndexUnavailable,
    SheetQuery,
    analyser,
)
from maillage.search.engines.embedded import EmbeddedIndex

ROOT = Path(__file__).parents[2]
PRELUDE = f"""
import sys
sys.path[:0] = {[str(ROOT / "src"), str(ROOT / "tests")]!r}
from pathlib import Path
from unit.search_sheets import open_index, sheet
from maillage.search import *
index = open_index(Path(sys.argv[1]))
"""


def start(path: Path, code: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PRELUDE + code, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def titles(index: EmbeddedIndex) -> list[str]:
    return [hit.title for hit in index.search(SheetQuery(limit=1000)).hits]


def test_updates_replace_add_and_delete(tmp_path: Path) -> None:
    index = built(tmp_path, sheet(1, "Un"), sheet(2, "Deux"), stamp=5)
    index.update([sheet(1, "Premier"), sheet(3, "Trois")], ["fiche-2", "jamais-vue"], stamp=8)
    assert titles(index) == ["Premier", "Trois"]
    assert index.stamp() == 8
    index.update([], ["fiche-3"])
    assert (titles(index), index.stamp()) == (["Premier"], 8)
    index.update([], stamp=6)
    assert index.stamp() == 8


def test_names_sort_across_commits(tmp_path: Path) -> None:
    index = built(tmp_path, sheet(1, "Mairie"))
    index.update([sheet(2, "Zoo")])
    index.update([sheet(3, "École"), sheet(4, "")])
    assert titles(index) == ["", "École", "Mairie", "Zoo"]


def test_a_failed_update_changes_nothing(tmp_path: Path) -> None:
    index = built(tmp_path, sheet(1, "Un"))

    def broken() -> Iterator[IndexedSheet]:
        yield sheet(2, "Deux")
        raise KeyError("base de données")

    with pytest.raises(KeyError):
        index.update(broken(), ["fiche-1"])
    with pytest.raises(KeyError):
        index.rebuild(broken(), 9)
    assert (titles(index), index.stamp()) == (["Un"], 1)
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1


def test_a_missing_index_says_so_and_creates_nothing(tmp_path: Path) -> None:
    index = open_index(tmp_path / "none")
    for ask in (index.stamp, lambda: index.search(SheetQuery()), lambda: index.suggest("a")):
        with pytest.raises(IndexUnavailable, match="n’existe pas encore"):
            ask()
    assert not (tmp_path / "none").exists()
    with pytest.raises(IndexUnavailable):
        index.update([sheet(1, "Un")])
    assert index.rebuild([sheet(1, "Un")], 2) == 1
    assert titles(index) == ["Un"]


def test_an_index_of_another_version_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(tmp_path, sheet(1, "Un"))
    with pytest.raises(IndexUnavailable, match="autre version"):
        EmbeddedIndex(tmp_path, [*FACETS, "colour"]).search(SheetQuery())
    monkeypatch.setattr(analyser, "VERSION", 99)
    newer = open_index(tmp_path)
    with pytest.raises(IndexUnavailable, match="autre version"):
        newer.stamp()
    newer.rebuild([sheet(2, "Deux")], 3)
    assert (titles(newer), newer.stamp()) == (["Deux"], 3)


@pytest.mark.parametrize("damage", ["garbage", "truncated", "removed"])
@pytest.mark.parametrize("kind", ["current", "meta.json", "store", "idx", "term", "fast"])
def test_a_damaged_index_is_unavailable_then_rebuilt(
    tmp_path: Path, kind: str, damage: str
) -> None:
    index = built(tmp_path, *(sheet(pk, f"Lieu {pk}") for pk in range(50)))
    damaged = [
        path for path in tmp_path.rglob("*") if path.name == kind or path.suffix == f".{kind}"
    ]
    assert damaged
    for path in damaged:
        if damage == "garbage":
            path.write_bytes(b"\xff\x00garbage" * 100)
        elif damage == "truncated":
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        else:
            path.unlink()
    other = open_index(tmp_path)
    with pytest.raises(IndexUnavailable, match=r"construisez-le\.$"):
        other.search(SheetQuery("lieu"))
    with pytest.raises(IndexUnavailable):
        other.update([sheet(1, "Un")])
    other.rebuild([sheet(1, "Un")], 4)
    assert titles(other) == titles(index) == ["Un"]


def test_readers_see_the_commits_of_others(tmp_path: Path) -> None:
    writer, reader = built(tmp_path, sheet(1, "Un")), open_index(tmp_path)
    assert titles(reader) == ["Un"]
    for pk in range(2, 5):
        writer.update([sheet(pk, f"{pk}")], stamp=pk)
        assert len(titles(reader)) == pk
        assert reader.stamp() == pk
    writer.rebuild([sheet(9, "Neuf")], 9)
    assert (titles(reader), reader.stamp()) == (["Neuf"], 9)


def test_two_writers_a_rebuilder_and_a_reader_at_once(tmp_path: Path) -> None:
    built(tmp_path, sheet(1, "Commune"), stamp=1)
    write = "for n in range(12): index.update([sheet({0} + n, 'Atelier')], stamp={0} + n)"
    read = """
seen = 0
while index.stamp() < 999:
    page = index.search(SheetQuery(limit=100))
    assert any(hit.pk == 1 for hit in page.hits), page
    assert len(page.hits) == page.total
    index.suggest("atel")
    seen += 1
print("seen", seen > 0)
"""
    reader = start(tmp_path, read)
    writers = [start(tmp_path, write.format(first)) for first in (100, 200)]
    rebuild = """
for n in range(4):
    index.rebuild([sheet(1, "Commune")], 2)
"""
    rebuilder = start(tmp_path, rebuild)
    for process in (*writers, rebuilder):
        output, _ = process.communicate(timeout=120)
        assert process.returncode == 0, output
    index = open_index(tmp_path)
    index.update([], stamp=999)
    output, _ = reader.communicate(timeout=120)
    assert (reader.returncode, output) == (0, "seen True\n")


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    index = built(tmp_path)
    write = "for n in range(10): index.update([sheet({0} + n, 'Atelier')], stamp={0} + n)"
    writers = [start(tmp_path, write.format(first)) for first in (100, 200)]
    for process in writers:
        output, _ = process.communicate(timeout=120)
        assert process.returncode == 0, output
    found = {hit.pk for hit in index.search(SheetQuery("atelier", limit=50)).hits}
    assert found == {*range(100, 110), *range(200, 210)}
    assert index.stamp() == 209


def test_a_writer_does_not_wait_for_ever(tmp_path: Path) -> None:
    index = built(tmp_path, sheet(1, "Un"))
    hurried = open_index(tmp_path, lock_timeout=0.1)

    def slow() -> Iterator[IndexedSheet]:
        with pytest.raises(IndexBusy, match=r"depuis plus de 0\.1 s"):
            hurried.update([sheet(2, "Deux")])
        assert titles(hurried) == ["Un"]  # Reading does not wait.
        yield sheet(3, "Trois")

    index.rebuild(slow(), 2)
    hurried.update([sheet(2, "Deux")])
    assert titles(index) == ["Deux", "Trois"]


def test_a_folder_that_cannot_be_is_said_in_french(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    index = open_index(tmp_path / "file" / "index")
    with pytest.raises(IndexNotWritable, match="Impossible d’écrire"):
        index.rebuild([], 1)
    with pytest.raises(IndexUnavailable):
        index.search(SheetQuery())


def test_a_read_only_folder_is_read() -> None:
    code = """
import os
if os.geteuid() == 0:
    os.setuid(65534)  # Nothing stops root.
print(index.search(SheetQuery("un")).total, index.stamp())
for write in (lambda: index.update([sheet(2, "Deux")]), lambda: index.rebuild([], 2)):
    try:
        write()
    except IndexNotWritable as error:
        print("refus", "Impossible d’écrire" in str(error))
"""
    # Not `tmp_path`: pytest keeps its parents to this user.
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        built(top, sheet(1, "Un"))
        paths = (top, *top.rglob("*"))
        for path in paths:
            path.chmod(0o555 if path.is_dir() else 0o444)
        output, _ = start(top, code).communicate(timeout=60)
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert output == "1 1\nrefus True\nrefus True\n"


def test_forked_servers_may_share_an_index(tmp_path: Path) -> None:
    index = built(tmp_path, sheet(1, "Un"))
    assert titles(index) == ["Un"]
    code = """
import os
index.search(SheetQuery())
child = os.fork()
assert index.search(SheetQuery("un")).total == 1
if not child:
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
"""
    process = start(tmp_path, code)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, output


def test_a_file_that_comes_while_a_failed_build_is_removed_goes_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    removals = []

    def remove(folder: Path, **options: bool) -> None:
        rmtree(folder, **options)
        removals.append(folder)
        if len(removals) == 1:  # tantivy's thread takes its lock late
            folder.mkdir()
            (folder / ".tantivy-meta.lock").touch()

    rmtree = shutil.rmtree
    monkeypatch.setattr(shutil, "rmtree", remove)
    with pytest.raises(ValueError, match="couleur"):
        open_index(tmp_path).rebuild([sheet(1, "Bleu", facets=("couleur=bleu",))], 1)
    assert len(removals) == 2
    assert not [path for path in tmp_path.iterdir() if path.is_dir()]
