"""Fetching official centres and contours from a server that misbehaves."""

import json

import pytest
from download_server import serve
from typer.testing import CliRunner

from maillage.apps.territories import queries, sync
from maillage.apps.territories.models import Outline, Territory
from maillage.apps.territories.outlines import outlines
from maillage.observatory.sources.download import DownloadError

CENTRES = [
    {"code": "54395", "centre": {"type": "Point", "coordinates": [6.1768, 48.6936]}},
    {"code": "75119", "centre": {"type": "Point", "coordinates": [2.3822, 48.8871]}},
    {"code": "55039"},
    {"code": "57463", "centre": {"type": "Point", "coordinates": ["x", None]}},
]
SQUARE = {"type": "Polygon", "coordinates": [[[5, 48], [6, 48], [6, 49], [5, 49], [5, 48]]]}


@pytest.fixture
def server():
    with serve() as server:
        yield server


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
    assert (tmp_path / "centres.json.sha256").read_text() == f"{done.sha256}  centres.json\n"
    found = queries.positions(["commune:54395", "arrondissement:75119", "commune:57463"])
    assert set(found) == {"commune:54395", "arrondissement:75119"}
    assert found["commune:54395"].exact
    assert found["commune:54395"].lat == 48.6936


@pytest.mark.parametrize("content", [b"{}", b"[]", b'[{"code": "54395"}]', b'{"features": []}'])
def test_other_data_change_nothing(server, places, settings, tmp_path, content):
    server.content = content
    settings.MAILLAGE_CENTRES_URL = settings.MAILLAGE_CONTOURS_URL = f"{server.url}/x"
    with pytest.raises(DownloadError, match="données attendues"):
        sync.sync_centres(tmp_path)
    with pytest.raises(DownloadError, match="données attendues"):
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
    assert isinstance(run.exception, DownloadError)
    assert "réessayez" in str(run.exception)
