"""Downloading from a server that cuts, stalls, changes its mind and gives the wrong page."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from download_server import Server, serve

from maillage.observatory.sources import download as downloading
from maillage.observatory.sources.download import (
    ATTEMPTS,
    Downloaded,
    DownloadError,
    Version,
    download,
    weight,
)

NUMBERS = json.dumps(list(range(1000))).encode()
HALF = len(NUMBERS) // 2


@pytest.fixture
def server() -> Iterator[Server]:
    with serve() as server:
        server.content = NUMBERS
        yield server


def check(path: Path) -> None:
    try:
        json.loads(path.read_bytes())
    except ValueError as error:
        raise ValueError("ce n’est pas du JSON") from error


def fetch(server: Server, path: Path, address: str = "/file.json", **options: Any) -> Downloaded:
    options = {"check": check, "largest": 10**6, "pause": 0.001, **options}
    return download(server.url + address, path, **options)


def ranges(server: Server) -> list[str | None]:
    return [asked for _, asked in server.asked]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_cut_download_goes_on_where_it_stopped(server: Server, tmp_path: Path) -> None:
    server.script = ["cut", 503, "cut"]
    seen: list[tuple[str, int, int]] = []
    path = tmp_path / "new" / "file.json"
    done = fetch(server, path, progress=lambda *step: seen.append(step))
    assert path.read_bytes() == server.content
    assert ranges(server)[:3] == [None, f"bytes={HALF}-", f"bytes={HALF}-"]
    assert sum(server.sent) == len(NUMBERS), "nothing came twice"
    assert seen[-1] == ("file.json", len(NUMBERS), len(NUMBERS))
    assert (done.size, done.fresh) == (len(NUMBERS), True)
    assert done.sha256 == hashlib.sha256(NUMBERS).hexdigest()
    assert names(path.parent) == ["file.json"]


def test_a_later_run_goes_on_too(server: Server, tmp_path: Path) -> None:
    server.script = ["cut", 500, 500, 500]
    with pytest.raises(DownloadError, match="reprendra"):
        fetch(server, tmp_path / "file.json")
    assert not (tmp_path / "file.json").exists()
    fetch(server, tmp_path / "file.json")
    assert server.asked[-1][1] == f"bytes={HALF}-"
    assert (tmp_path / "file.json").read_bytes() == server.content


def test_a_server_without_etag_is_resumed_by_its_date(server: Server, tmp_path: Path) -> None:
    server.etag, server.modified = "", "Sun, 01 Nov 2026 06:00:00 GMT"
    server.script = ["cut"]
    done = fetch(server, tmp_path / "file.json")
    assert sum(server.sent) == len(NUMBERS)
    assert done.version == Version("", server.modified, len(NUMBERS))


def test_a_server_without_version_starts_again(server: Server, tmp_path: Path) -> None:
    server.etag = ""
    server.script = ["cut"]
    fetch(server, tmp_path / "file.json")
    assert ranges(server) == [None, None]
    assert (tmp_path / "file.json").read_bytes() == server.content


def test_attempts_that_bring_much_are_no_failures(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloading, "_GAIN", 100)
    server.script = ["cut"] * (ATTEMPTS + 1)
    fetch(server, tmp_path / "file.json")
    assert (tmp_path / "file.json").read_bytes() == server.content


@pytest.mark.parametrize("again", ["changed", "no-range", "shifted", "deaf", "deaf, renamed"])
def test_a_file_that_changed_starts_again(server: Server, tmp_path: Path, again: str) -> None:
    server.script = ["cut", 404]
    with pytest.raises(DownloadError, match="404"):
        fetch(server, tmp_path / "file.json")
    if again == "changed":
        server.etag, server.content = '"v2"', b"[1, 2]"
    elif again == "deaf":  # another file behind the same ETag, told by its size
        server.script, server.content = ["deaf"], NUMBERS[:-1] + b", 1]"
    elif again == "deaf, renamed":  # a server that does not read If-Range
        server.script, server.content, server.etag = ["deaf"], NUMBERS.replace(b"9", b"8"), '"v2"'
    else:
        server.script = [again]
    fetch(server, tmp_path / "file.json")
    assert (tmp_path / "file.json").read_bytes() == server.content
    assert names(tmp_path) == ["file.json"]


def test_a_file_that_always_changes_is_given_up(server: Server, tmp_path: Path) -> None:
    server.script = ["cut", "shifted"] * ATTEMPTS
    with pytest.raises(DownloadError, match="a changé"):
        fetch(server, tmp_path / "file.json")


def test_a_process_stopped_before_the_end_has_nothing_left_to_fetch(
    server: Server, tmp_path: Path
) -> None:
    (tmp_path / "file.json.part").write_bytes(NUMBERS)
    marker = tmp_path / "file.json.part.json"
    marker.write_text(json.dumps({"etag": '"v1"', "modified": "", "size": len(NUMBERS)}))
    done = fetch(server, tmp_path / "file.json")
    assert server.sent == []
    assert done.version == Version('"v1"', "", len(NUMBERS))
    assert (tmp_path / "file.json").read_bytes() == NUMBERS


def test_too_long_a_partial_file_starts_again(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file.json.part").write_bytes(NUMBERS + b"garbage")
    (tmp_path / "file.json.part.json").write_text('{"etag": "\\"v1\\""}')
    fetch(server, tmp_path / "file.json")
    assert (tmp_path / "file.json").read_bytes() == NUMBERS


def test_a_damaged_note_of_the_partial_file_starts_again(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file.json.part").write_bytes(b"garbage")
    (tmp_path / "file.json.part.json").write_text("[")
    fetch(server, tmp_path / "file.json")
    assert (tmp_path / "file.json").read_bytes() == NUMBERS


def test_without_length_too(server: Server, tmp_path: Path) -> None:
    server.script = ["endless"]
    assert fetch(server, tmp_path / "file.json").size == len(NUMBERS)


def test_redirections_are_followed(server: Server, tmp_path: Path) -> None:
    server.script = ["", "cut"]
    fetch(server, tmp_path / "file.json", "/moved/there.json")
    assert (tmp_path / "file.json").read_bytes() == NUMBERS
    assert server.asked[-1] == ("/there.json", f"bytes={HALF}-")


def test_redirections_without_end(server: Server, tmp_path: Path) -> None:
    server.script = ["loop"] * 100
    with pytest.raises(DownloadError, match="sans fin"):
        fetch(server, tmp_path / "file.json")


def test_a_silent_server_is_given_up(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloading, "ATTEMPTS", 2)
    server.script = ["stall"] * 2
    with pytest.raises(DownloadError, match="ne répond plus"):
        fetch(server, tmp_path / "file.json", timeout=httpx.Timeout(0.5))
    assert (tmp_path / "file.json.part").stat().st_size >= HALF, "what came is kept"


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_refusal_is_not_insisted_on(server: Server, tmp_path: Path, status: int) -> None:
    server.script = [status]
    with pytest.raises(DownloadError, match=str(status)):
        fetch(server, tmp_path / "file.json")
    assert len(server.asked) == 1


def test_an_error_page_does_not_replace_what_was_there(server: Server, tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_text("[1]")
    server.script = ["page"]
    with pytest.raises(DownloadError, match="JSON"):
        fetch(server, path)
    assert path.read_text() == "[1]"
    assert names(tmp_path) == ["file.json"]


def test_an_error_page_does_not_cost_what_had_come(server: Server, tmp_path: Path) -> None:
    server.script = ["cut", "page"]
    fetch(server, tmp_path / "file.json")
    assert sum(server.sent) == len(NUMBERS) + len("<!doctype html><title>Maintenance</title>")
    assert (tmp_path / "file.json").read_bytes() == NUMBERS


@pytest.mark.parametrize("fault", ["", "endless"])
def test_too_large_a_file_is_refused(server: Server, tmp_path: Path, fault: str) -> None:
    server.script = [fault]
    with pytest.raises(DownloadError, match="dépasse"):
        fetch(server, tmp_path / "file.json", largest=1000)
    assert names(tmp_path) == []


def test_a_full_disk_is_told_before_writing(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=50_000_100))
    with pytest.raises(DownloadError, match=r"Faites de la place") as refused:
        fetch(server, tmp_path / "file.json")
    assert "50\u202fMo" in str(refused.value)
    assert names(tmp_path) == []


def test_a_file_that_did_not_change_is_kept(server: Server, tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    first = fetch(server, path)
    for server.conditional in (True, False):
        again = fetch(server, path, known=first)
        assert not again.fresh
        assert (again.sha256, again.version) == (first.sha256, first.version)
    assert ranges(server) == [None] * 3
    assert path.read_bytes() == NUMBERS
    server.etag, server.content = '"v2"', b"[1, 2]"
    assert fetch(server, path, known=first).fresh
    assert path.read_bytes() == b"[1, 2]"


def test_no_server_and_no_address(tmp_path: Path) -> None:
    for url, said in (("http://127.0.0.1:1/x", "coupée ou impossible"), ("x://y", "adresse web")):
        with pytest.raises(DownloadError, match=said):
            download(url, tmp_path / "x", check=check, largest=9, pause=0.001)


def test_a_folder_that_cannot_be_written(server: Server, tmp_path: Path) -> None:
    (tmp_path / "busy").write_text("")
    with pytest.raises(DownloadError, match="ne peut pas être écrit"):
        fetch(server, tmp_path / "busy" / "file.json")


@pytest.mark.parametrize(
    ("size", "said"),
    [(12, "12 octets"), (1_234, "1,2 ko"), (812_400_000, "812 Mo"), (2_200_000_000, "2,2 Go")],
)
def test_sizes_are_told_in_french(size: int, said: str) -> None:
    assert weight(size).replace("\u202f", " ") == said
