"""`maillage observatory fetch`, from a server that misbehaves."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from download_server import Server, serve
from typer.testing import CliRunner

from maillage.cli import observatory_fetch
from maillage.cli.main import app
from maillage.observatory import fetch as fetching
from maillage.observatory.fetch import ESS_LIST, LEGAL_UNITS, Fetched, FetchError
from maillage.observatory.sources.download import DownloadError

PARQUET = b"PAR1" + b"x" * 40 + (20).to_bytes(4, "little") + b"PAR1"
LIST = "\ufeffSIREN;Nom ou raison sociale de l’entreprise\n12345678;L’abeille\n".encode()
MORNING = datetime(2026, 11, 22, 8, tzinfo=UTC)
EVENING = datetime(2026, 11, 22, 20, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[Server]:
    with serve() as server:
        server.content = PARQUET
        yield server


def fetch(
    server: Server, folder: Path, *, now: datetime = MORNING, **options: Any
) -> tuple[Fetched, bool]:
    source = options.pop("source", LEGAL_UNITS)
    return fetching.fetch(source, folder, url=f"{server.url}/x", now=now, pause=0.001, **options)


def test_what_a_file_is_stands_beside_it(server: Server, tmp_path: Path) -> None:
    server.script = ["cut", 503]
    fetched, fresh = fetch(server, tmp_path)
    assert fresh
    assert (tmp_path / "StockUniteLegale.parquet").read_bytes() == PARQUET
    noted = json.loads((tmp_path / "sources.json").read_text())["files"]["legal_units"]
    assert noted["url"] == f"{server.url}/x"
    assert (noted["size"], noted["etag"]) == (len(PARQUET), '"v1"')
    assert noted["fetched_at"] == "2026-11-22T08:00:00+00:00"
    assert fetching.read_sources(tmp_path) == {"legal_units": fetched}


def test_a_whole_and_unchanged_file_is_not_fetched_again(server: Server, tmp_path: Path) -> None:
    first, _ = fetch(server, tmp_path)
    again, fresh = fetch(server, tmp_path, now=EVENING)
    assert not fresh
    assert (again.fetched_at, again.sha256) == (first.fetched_at, first.sha256)
    assert again.verified_at == EVENING.isoformat()
    assert len(server.sent) == 1


@pytest.mark.parametrize("how", ["damaged", "deleted", "of another address"])
def test_another_file_is_fetched_again(server: Server, tmp_path: Path, how: str) -> None:
    fetch(server, tmp_path)
    path = tmp_path / LEGAL_UNITS.file
    if how == "damaged":
        path.write_bytes(PARQUET.replace(b"xx", b"xy"))
    elif how == "deleted":
        path.unlink()
    else:
        noted = (tmp_path / "sources.json").read_text()
        (tmp_path / "sources.json").write_text(noted.replace("/x", "/y"))
    assert fetch(server, tmp_path, now=EVENING)[1]
    assert path.read_bytes() == PARQUET


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html><title>Maintenance</title>",
        PARQUET[:-1],
        PARQUET[:30],
        b"PAR1",
        b"PAR1PAR1",
        b"PAR1" + (99).to_bytes(4, "little") + b"PAR1",
        b"",
    ],
)
def test_what_is_not_parquet_is_refused(server: Server, tmp_path: Path, content: bytes) -> None:
    fetch(server, tmp_path)
    server.content, server.etag = content, '"v2"'
    with pytest.raises(DownloadError, match="Parquet"):
        fetch(server, tmp_path)
    assert (tmp_path / LEGAL_UNITS.file).read_bytes() == PARQUET
    assert len(fetching.read_sources(tmp_path)) == 1


def test_a_list_is_a_csv_with_its_column(server: Server, tmp_path: Path) -> None:
    server.content = LIST
    fetch(server, tmp_path, source=ESS_LIST)
    assert set(fetching.read_sources(tmp_path)) == {"ess_list"}
    server.etag = '"v2"'
    for content, said in (
        (b"<html>SIREN", "SIREN"),
        (b"SIRET;Nom\n1;2\n", "SIREN"),
        (b"PK\3\4\0siren,a\n1,2", "SIREN"),
        (b"SIREN;Nom\n", "aucune ligne"),
    ):
        server.content = content
        with pytest.raises(DownloadError, match=said):
            fetch(server, tmp_path, source=ESS_LIST)
    assert (tmp_path / ESS_LIST.file).read_bytes() == LIST


def test_two_processes_do_not_write_into_one_folder(tmp_path: Path) -> None:
    with (
        fetching.alone(tmp_path / "new"),
        pytest.raises(FetchError, match="en cours"),
        fetching.alone(tmp_path / "new"),
    ):
        raise AssertionError
    with fetching.alone(tmp_path / "new"):
        pass


def test_room_for_all_is_asked_before_anything_comes(server: Server, tmp_path: Path) -> None:
    wanted = {LEGAL_UNITS: f"{server.url}/x", fetching.ESTABLISHMENTS: f"{server.url}/y"}
    fetching.verify_room(wanted, tmp_path)
    server.announced = 10**18
    with pytest.raises(DownloadError, match="Faites de la place"):
        fetching.verify_room(wanted, tmp_path)
    assert server.asked == []
    fetching.verify_room({LEGAL_UNITS: "http://127.0.0.1:1/x", ESS_LIST: "x:"}, tmp_path)
    server.announced = 0
    fetch(server, tmp_path)
    del wanted[fetching.ESTABLISHMENTS]
    fetching.verify_room(wanted, tmp_path)


@pytest.mark.parametrize("content", ["[", "[]", "{}", '{"format": 2, "files": {}}'])
def test_damaged_notes_are_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "sources.json").write_text(content)
    with pytest.raises(FetchError, match="Supprimez-le"):
        fetching.read_sources(tmp_path)


def test_addresses_are_those_of_the_national_portal() -> None:
    for source in (LEGAL_UNITS, fetching.ESTABLISHMENTS, ESS_LIST, fetching.GEOLOCATION):
        assert source.address == f"https://www.data.gouv.fr/fr/datasets/r/{source.resource}"


def test_the_command(
    server: Server, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(observatory_fetch, "say", said.append)
    settings.MAILLAGE_OBSERVATORY = tmp_path / "observatory"
    settings.MAILLAGE_SIRENE_UNITS_URL = f"{server.url}/moved/units"
    settings.MAILLAGE_SIRENE_ESTABLISHMENTS_URL = f"{server.url}/establishments"
    settings.MAILLAGE_SIRENE_GEOLOCATION_URL = f"{server.url}/places"
    folder = tmp_path / "observatory" / "sources"
    for options, state in (([], "téléchargé"), ([], "inchangé"), (["--out", str(folder)], "")):
        run = CliRunner().invoke(app, ["observatory", "fetch", *options])
        assert run.exit_code == 0, run.output
        assert len(said) == 2
        assert all(state in line for line in said)
        said.clear()
    run = CliRunner().invoke(app, ["observatory", "fetch", "--with", "geolocation"])
    assert "Géolocalisation" in said[-1]
    assert set(fetching.read_sources(folder)) == {"legal_units", "establishments", "geolocation"}
    server.script = ["", 404]
    run = CliRunner().invoke(app, ["observatory", "fetch"])
    assert isinstance(run.exception, DownloadError)
