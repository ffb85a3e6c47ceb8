"""The `maillage` command as a person meets it: separate processes, a real data folder."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from harness_demo import environment

from maillage.cli.errors import usage
from maillage.cli.main import main

Result = subprocess.CompletedProcess[str]


def run(data: Path, *arguments: str, **more: str) -> Result:
    """Run the command in an instance and return what it said."""
    return subprocess.run(
        [sys.executable, "-m", "maillage.cli", *arguments],
        env=environment(data) | more,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def refused(result: Result, *words: str) -> None:
    """Check a refusal: exit code 2, and on the error output a message with these words."""
    assert result.returncode == 2, result.stderr
    assert "Traceback" not in result.stderr
    for word in words:
        assert word in result.stderr


@pytest.fixture(scope="module")
def instance(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the module a demonstration of its own."""
    return Path(shutil.copytree(demonstration, tmp_path_factory.mktemp("demo") / "data"))


def sql(data: Path, statement: str, *values: Any) -> list[Any]:
    """Run a statement on the instance's database."""
    connection = sqlite3.connect(data / "maillage.sqlite3")
    try:
        with connection:
            return connection.execute(statement, values).fetchall()
    finally:
        connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_help_needs_no_django(tmp_path: Path) -> None:
    program = (
        "import sys; from maillage.cli.main import app; import typer.main;"
        "typer.main.get_command(app)(['--help'], standalone_mode=False);"
        "assert 'django' not in sys.modules"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert "Prépare une instance complète" in result.stdout


Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Return a function that runs the command here, for what needs no instance."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["maillage", *arguments])
        monkeypatch.setenv("COLUMNS", "200")
        with pytest.raises(SystemExit) as stop:
            main()
        said, complained = capsys.readouterr()
        return int(stop.value.code or 0), said, complained

    return call


def test_version(call: Call) -> None:
    code, said, _ = call("--version")
    assert code == 0
    assert re.fullmatch(r"maillage \d+\.\d+\.\d+\n", said)


def test_help_is_french(call: Call) -> None:
    code, said, _ = call("demo", "--help")
    assert code == 0
    assert "Montrer cette aide" in said
    assert "Show this message" not in said


@pytest.mark.parametrize(
    ("message", "french"),
    [
        ("No such option: --prot (Possible options: --port)", "L’option --prot n’existe pas."),
        ("No such command 'dmo'. Did you mean 'demo'?", "La commande « dmo » n’existe pas."),
        ("Missing argument 'CHEMIN'.", "Il manque un argument\u202f: CHEMIN."),
        ("Invalid value for '--data': strange", "La valeur de --data ne convient pas."),
        ("Something new", "Something new"),
    ],
)
def test_usage_errors_are_french(message: str, french: str) -> None:
    assert usage(message) == french


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["dmo"], "La commande « dmo » n’existe pas."),
        (["demo", "--prot", "1"], "L’option --prot n’existe pas."),
        (["demo", "--port", "x"], "--port attend un nombre entier."),
        (["demo", "--port", "70000"], "--port attend au plus 65535."),
        (["demo", "--port", "0"], "--port attend au moins 1."),
        (["demo", "--port"], "L’option --port attend une valeur."),
        (["load"], "Il manque un argument\u202f: CHEMIN."),
    ],
)
def test_a_mistyped_command(call: Call, arguments: list[str], words: str) -> None:
    code, said, complained = call(*arguments)
    assert (code, said) == (2, "")
    assert words in complained
    assert "maillage --help" in complained


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_busy_port_is_told_before_any_work(tmp_path: Path, command: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        result = run(tmp_path / "data", command, "--port", port)
    refused(result, f"Le port {port} est déjà pris", "--port")
    assert not (tmp_path / "data").exists()


def test_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    data = tmp_path / "file" / "data"
    refused(run(data, "demo", "--no-serve"), str(data), "MAILLAGE_DATA")


def test_a_read_only_data_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    # An administrator may write in any folder, except where the kernel itself refuses.
    folder = Path("/sys/maillage") if os.geteuid() == 0 else tmp_path
    refused(run(folder, "demo", "--no-serve"), str(folder), "droits insuffisants")


@pytest.mark.parametrize(
    "arguments", [["serve", "--port", "0"], ["export", "--out", "x"], ["index"], ["check"]]
)
def test_without_an_instance(tmp_path: Path, arguments: list[str]) -> None:
    arguments = [str(free_port()) if one == "0" else one for one in arguments]
    refused(run(tmp_path / "data", *arguments), "Il n’y a pas d’instance", "maillage demo")
    assert not (tmp_path / "data").exists()


def test_a_wrong_setting(tmp_path: Path) -> None:
    refused(run(tmp_path, "migrate", MAILLAGE_PROXY="yess"), "MAILLAGE_PROXY vaut « yess »")


def test_a_database_server_that_does_not_answer(tmp_path: Path) -> None:
    address = f"postgresql://nobody@127.0.0.1:{free_port()}/none"
    refused(run(tmp_path, "check", DATABASE_URL=address), "La base de données refuse")


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "maillage.sqlite3").write_text("not a database " * 100)
    refused(run(tmp_path, "check"), "La base de données refuse")


@pytest.fixture(scope="module")
def empty_instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("empty") / "data"
    assert "La base est prête" in run(data, "migrate").stdout
    return data


@pytest.fixture
def empty(empty_instance: Path, tmp_path: Path) -> Path:
    """Give an empty instance that a test may spoil."""
    return Path(shutil.copytree(empty_instance, tmp_path / "copy"))


def test_an_empty_instance(empty: Path) -> None:
    assert "déjà à jour" in run(empty, "migrate").stdout
    assert stat.S_IMODE((empty / "secret.key").stat().st_mode) == 0o600
    refused(run(empty, "load", "absent.json"), "absent.json")


@pytest.mark.parametrize("command", ["migrate", "check"])
def test_a_database_of_a_newer_version(empty: Path, command: str) -> None:
    sql(
        empty,
        "INSERT INTO django_migrations (app, name, applied) VALUES ('sheets', '9999_later', '')",
    )
    refused(run(empty, command), "version plus récente")


def test_a_database_of_an_older_version(empty: Path) -> None:
    sql(empty, "DELETE FROM django_migrations WHERE app = 'directory'")
    refused(run(empty, "check"), "version précédente", "maillage migrate")


def test_an_account(empty: Path) -> None:
    result = run(
        empty,
        *("createsuperuser", "--username", "anne", "--email", "a@example.org", "--no-ask"),
        DJANGO_SUPERUSER_PASSWORD="correct-horse-battery",
    )
    assert result.returncode == 0, result.stderr
    assert sql(empty, "SELECT username FROM auth_user WHERE is_superuser") == [("anne",)]


def test_the_demonstration_is_complete(instance: Path) -> None:
    said = run(instance, "check").stdout
    assert "SQLite, à jour" in said
    assert int(re.findall(r"Fiches\u202f: (\d+)", said)[0]) > 50
    assert (instance / ".gitignore").read_text() == "*\n"


def test_the_demonstration_keeps_what_people_changed(instance: Path) -> None:
    """A second run loads nothing; a newer corpus changes untouched sheets only."""
    [(uid, name)] = sql(instance, "SELECT uid, name FROM sheets_sheet ORDER BY uid LIMIT 1")
    sql(instance, "UPDATE sheets_sheet SET name = 'Changé ici' WHERE uid = ?", uid)
    try:
        again = run(instance, "demo", "--no-serve")
        assert "fiches créées" not in again.stdout
        (instance / "corpus.sha256").write_text("another")
        newer = run(instance, "demo", "--no-serve")
        assert "1 gardée" in newer.stdout
        kept = sql(instance, "SELECT name FROM sheets_sheet WHERE uid = ?", uid)
        assert kept == [("Changé ici",)]
    finally:
        sql(instance, "UPDATE sheets_sheet SET name = ? WHERE uid = ?", name, uid)


def test_an_export_loads_again(instance: Path, tmp_path: Path) -> None:
    out = tmp_path / "export"
    assert run(instance, "export", "--out", str(out)).returncode == 0
    again = run(instance, "load", str(out), "--dry-run")
    assert again.returncode == 0, again.stderr
    assert "Rien n’est enregistré" in again.stdout
    assert re.search(r"\b0 fiches? créée", again.stdout)


def test_a_broken_file_is_told_with_its_line(instance: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{\n  "type": "organisation",\n  "id": "x",\n  "name": 3\n}\n')
    before = sql(instance, "SELECT count(*) FROM sheets_sheet")
    refused(run(instance, "load", str(broken)), "broken.json", "ligne 4")
    assert sql(instance, "SELECT count(*) FROM sheets_sheet") == before


def test_the_index_is_made_again(instance: Path) -> None:
    result = run(instance, "index", "--rebuild")
    assert result.returncode == 0, result.stderr


@pytest.fixture
def site(instance: Path) -> Iterator[str]:
    """Serve the demonstration and give its address; stopping it must be clean."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "maillage.cli", "demo", "--port", str(port)],
        env=environment(instance),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                httpx.get(f"{address}/mentions-legales/", timeout=10)
                break
            except httpx.TransportError:
                assert server.poll() is None, server.communicate()[1]
                time.sleep(0.1)
        yield address
    finally:
        server.send_signal(signal.SIGINT)
        said, complained = server.communicate(timeout=60)
    assert address in said
    assert "Traceback" not in complained
    assert server.returncode == 0


def test_the_site_is_served(site: str) -> None:
    home = httpx.get(f"{site}/", timeout=30)
    assert home.status_code == 200
    assert "set-cookie" not in home.headers
    assert "default-src 'self'" in home.headers["content-security-policy"]
    style = re.findall(r'href="(/static/[^"]+\.css)"', home.text)[0]
    answer = httpx.get(site + style, timeout=10)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert httpx.get(f"{site}/", headers={"Host": "evil.example"}, timeout=10).status_code == 400
