"""Fetching official centres and contours from a server that misbehaves."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from typer.testing import CliRunner

from maillage.apps.territories import queries, sync
from maillage.apps.territories.models import Outline, Territory
from maillage.apps.territories.outlines import outlines

CENTRES = [
    {"code": "54395", "centre": {"type": "Point", "coordinates": [6.1768, 48.6936]}},
    {"code": "75119", "centre": {"type": "Point", "coordinates": [2.3822, 48.8871]}},
    {"code": "55039"},
    {"code": "57463", "centre": {"type": "Point", "coordinates": ["x", None]}},
]
SQUARE = {"type": "Polygon", "coordinates": [[[5, 48], [6, 48], [6, 49], [5, 49], [5, 48]]]}


class Server(ThreadingHTTPServer):
    """Serves `content`; `script` says how each of the first requests goes wrong."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.content = b"[]"
        self.script = []
        self.asked = []
        self.etag = '"v1"'
        self.released = threading.Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        server = self.server
        server.asked.append((self.path, self.headers.get("Range")))
        fault = server.script.pop(0) if server.script else ""
        if isinstance(fault, int):
            self.send_error(fault)
            return
        body, start = server.content, 0
        if fault == "page":
            body = b"<!doctype html><title>Maintenance</title>"
        ranged = self.headers.get("Range")
        if ranged and self.headers.get("If-Range") == server.etag and fault != "no-range":
            start = int(ranged.removeprefix("bytes=").removesuffix("-"))
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        else:
            self.send_response(200)
        body = body[start:]
        self.send_header("ETag", server.etag)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if fault in ("cut", "stall"):
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            if fault == "stall":
                server.released.wait(20)
            self.close_connection = True
            return
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.released.set()
    server.shutdown()
    thread.join()
    server.server_close()


def fetch(server, path, **options):
    options = {"check": sync._json, "pause": 0.001, **options}
    return sync.download(f"{server.url}/file.json", path, **options)


def test_a_cut_download_goes_on_where_it_stopped(server, tmp_path):
    server.content = json.dumps(list(range(1000))).encode()
    server.script = ["cut", 503, "cut"]
    seen = []
    path = tmp_path / "new" / "file.json"
    digest = fetch(server, path, progress=lambda *step: seen.append(step))
    assert path.read_bytes() == server.content
    ranges = [asked for _, asked in server.asked]
    half = len(server.content) // 2
    assert ranges[0] is None
    assert ranges[1] == ranges[2] == f"bytes={half}-"
    assert ranges[3] > ranges[2]
    assert seen[-1] == ("file.json", len(server.content), len(server.content))
    assert (path.parent / "file.json.sha256").read_text().startswith(digest)
    assert sorted(one.name for one in path.parent.iterdir()) == ["file.json", "file.json.sha256"]


def test_a_later_run_goes_on_too(server, tmp_path):
    server.content = json.dumps(list(range(1000))).encode()
    server.script = ["cut", 500, 500, 500]
    with pytest.raises(sync.SyncError, match="reprendra"):
        fetch(server, tmp_path / "file.json")
    assert not (tmp_path / "file.json").exists()
    fetch(server, tmp_path / "file.json")
    assert server.asked[-1][1] == f"bytes={len(server.content) // 2}-"
    assert (tmp_path / "file.json").read_bytes() == server.content


@pytest.mark.parametrize("again", ["changed", "no-range"])
def test_a_file_that_changed_starts_again(server, tmp_path, again):
    server.content = json.dumps(list(range(1000))).encode()
    server.script = ["cut", 404]
    with pytest.raises(sync.SyncError, match="404"):
        fetch(server, tmp_path / "file.json")
    if again == "changed":
        server.etag, server.content = '"v2"', b"[1, 2]"
    else:
        server.script = ["no-range"]
    fetch(server, tmp_path / "file.json")
    assert (tmp_path / "file.json").read_bytes() == server.content


def test_a_silent_server_is_given_up(server, tmp_path):
    server.script = ["stall"] * sync.ATTEMPTS
    server.content = b"[1, 2, 3, 4]"
    with pytest.raises(sync.SyncError, match="ne répond plus"):
        fetch(server, tmp_path / "file.json", timeout=httpx.Timeout(0.1))


def test_an_error_page_does_not_replace_what_was_there(server, tmp_path):
    path = tmp_path / "file.json"
    path.write_text("[1]")
    server.script = ["page"]
    with pytest.raises(sync.SyncError, match="JSON"):
        fetch(server, path)
    assert path.read_text() == "[1]"
    assert [one.name for one in tmp_path.iterdir()] == ["file.json"]


def test_too_large_a_file_is_refused(server, tmp_path):
    server.content = b"[" + b"1," * 3000 + b"1]"
    with pytest.raises(sync.SyncError, match="dépasse"):
        fetch(server, tmp_path / "file.json", largest=1000)
    assert not list(tmp_path.glob("*.json*.part"))


def test_no_server_and_no_address(tmp_path):
    for url, said in (("http://127.0.0.1:1/x", "coupée ou impossible"), ("x://y", "adresse web")):
        with pytest.raises(sync.SyncError, match=said):
            sync.download(url, tmp_path / "x", check=sync._json, pause=0.001)


def test_a_folder_that_cannot_be_written(server, tmp_path):
    (tmp_path / "busy").write_text("")
    with pytest.raises(sync.SyncError, match="ne peut pas être écrit"):
        fetch(server, tmp_path / "busy" / "file.json")


@pytest.fixture
def places(db):
    Territory.objects.create(
        ref="commune:54395", kind="commune", code="54395", name="Nancy", departement_code="54",
        lat=48.0, lon=6.0, position="approximate",
    )  # fmt: skip
    Territory.objects.create(ref="commune:57463", kind="commune", code="57463", name="Metz")
    Territory.objects.create(
        ref="arrondissement:75119", kind="arrondissement", code="75119", name="Paris 19e"
    )


def test_centres_become_exact_positions(server, places, settings, tmp_path):
    server.content = json.dumps(CENTRES).encode()
    settings.MAILLAGE_CENTRES_URL = f"{server.url}/communes?fields=code,centre"
    done = sync.sync_centres(tmp_path)
    assert (done.what, done.count) == ("centres", 2)
    found = queries.positions(["commune:54395", "arrondissement:75119", "commune:57463"])
    assert set(found) == {"commune:54395", "arrondissement:75119"}
    assert found["commune:54395"].exact
    assert found["commune:54395"].lat == 48.6936


@pytest.mark.parametrize("content", [b"{}", b"[]", b'[{"code": "54395"}]', b'{"features": []}'])
def test_other_data_change_nothing(server, places, settings, tmp_path, content):
    server.content = content
    settings.MAILLAGE_CENTRES_URL = settings.MAILLAGE_CONTOURS_URL = f"{server.url}/x"
    with pytest.raises(sync.SyncError, match="données attendues"):
        sync.sync_centres(tmp_path)
    with pytest.raises(sync.SyncError, match="données attendues"):
        sync.sync_contours(tmp_path, levels=["regions"])
    assert Territory.objects.get(pk="commune:54395").position == "approximate"
    assert not Outline.objects.exists()


def test_official_contours_are_preferred(server, places, settings, tmp_path):
    shapes = [
        {"type": "Feature", "properties": {"code": "54395"}, "geometry": SQUARE},
        {"type": "Feature", "properties": {"code": "55039"}, "geometry": None},
        {"type": "Feature", "geometry": SQUARE},
    ]
    server.content = json.dumps({"type": "FeatureCollection", "features": shapes}).encode()
    settings.MAILLAGE_CONTOURS_URL = f"{server.url}/{{niveau}}-1000m.geojson"
    done = sync.sync_contours(tmp_path, levels=["communes"])
    assert [(one.what, one.count) for one in done] == [("contours communes", 1)]
    assert server.asked[0][0] == "/communes-1000m.geojson"
    (nancy,) = outlines("commune", ["54395", "57463"])["features"]
    assert nancy["id"] == "commune:54395"
    assert nancy["properties"]["name"] == "Nancy"
    assert nancy["geometry"] == SQUARE
    assert len(outlines("departement")["features"]) == 101, "the shipped ones stay"


def test_default_addresses_are_official(settings):
    settings.MAILLAGE_CENTRES_URL = ""
    settings.MAILLAGE_CONTOURS_URL = ""
    assert sync.centres_url().startswith("https://geo.api.gouv.fr/")
    assert sync.contours_url("epci").endswith("/epci-1000m.geojson")


def test_the_command_says_what_failed(server, places, settings, tmp_path, monkeypatch):
    from maillage.apps.territories import actions
    from maillage.cli import instance, territories
    from maillage.cli.errors import Refusal

    monkeypatch.setattr(instance, "open_instance", lambda data: tmp_path)
    monkeypatch.setattr(actions, "load_reference", lambda progress: False)
    monkeypatch.setattr(territories, "say", lambda text: said.append(text))
    said = []
    settings.MAILLAGE_CENTRES_URL = f"{server.url}/centres"
    server.content = json.dumps(CENTRES).encode()
    run = CliRunner().invoke(territories.territories_app, ["sync", "--only", "centres"])
    assert run.exit_code == 0, run.output
    assert "2 territoires" in said[0]
    server.content = b"<html>"
    run = CliRunner().invoke(territories.territories_app, ["sync", "--only", "centres"])
    assert isinstance(run.exception, Refusal)
    assert "réessayez" in str(run.exception)
