"""The page of the method, with and without a vintage, and the perimeter that it gives away."""

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from maillage.observatory.build import BuildRequest, build
from maillage.observatory.fictitious import write_stock
from maillage.observatory.perimeters import copy_perimeter, load_perimeter
from maillage.observatory.vintage import Store

pytestmark = pytest.mark.django_db
URL = "/observatoire/methode/"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a vintage with an own perimeter, where congregations are included."""
    folder = tmp_path_factory.mktemp("method")
    copy_perimeter(folder / "mine")
    table = folder / "mine" / "categories.csv"
    text = table.read_text("utf-8")
    table.write_text(
        text.replace("Congrégation,autre-organisme,ambigu", "Congrégation,association,inclus"),
        "utf-8",
    )
    header = folder / "mine" / "perimeter.json"
    header.write_text(header.read_text("utf-8").replace("ess-france", "ess-mine"), "utf-8")
    stock = write_stock(folder / "stock", units=600, period="2026-11")
    build(
        BuildRequest(
            legal_units=stock.legal_units,
            establishments=stock.establishments,
            store=folder / "store",
            perimeter=load_perimeter(folder / "mine"),
            fictitious=True,
        )
    )
    return folder / "store"


@pytest.fixture
def with_vintage(store: Path, settings: Any) -> Store:
    settings.MAILLAGE_OBSERVATORY = store
    return Store(store)


def body(client: Client, query: str = "") -> str:
    response = client.get(URL + query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_method_is_told_without_a_vintage(client: Client) -> None:
    assert reverse("observatory:method") == URL
    page = body(client)
    perimeter = load_perimeter()
    for code in perimeter.categories:
        assert f'id="cj-{code}"' in page
    for one in perimeter.activities:
        assert one.code in page
    for variant in perimeter.variants.values():
        assert variant.id in page
    assert "maillage observatory fetch" in page
    assert "SHA-256" not in page
    for anchor in ("perimetre", "employeurs", "emplois"):  # other pages lead there
        assert f'id="{anchor}"' in page


def test_the_method_is_that_of_the_vintage(client: Client, with_vintage: Store) -> None:
    page = body(client)
    vintage = with_vintage.current()
    assert vintage
    assert "Données fictives" in page
    assert "ess-mine" in page
    assert vintage.manifest.perimeter.checksum in page
    for one in vintage.manifest.inputs:
        assert one.sha256 in page
    included = page.split('id="formes"')[1].split("</table>")[0]
    assert 'id="cj-9240"' in included
    counted = vintage.manifest.counts["registry.variant.large"]
    assert f">{counted}<" in page


def test_the_perimeter_is_given_as_a_table(client: Client, with_vintage: Store) -> None:
    response = client.get(URL, {"format": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="ess-mine-2026-11-22.csv"'
    rows = {
        row["code"]: row
        for row in csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))
    }
    assert len(rows) == 260
    assert rows["0000"]["status"] == "hors"
    assert rows["9240"]["status"] == "inclus"
    assert rows["9220"]["reference"].startswith("loi n° 2014-856")


def test_the_table_is_a_file_of_a_perimeter(client: Client, tmp_path: Path) -> None:
    copy_perimeter(tmp_path / "mine")
    (tmp_path / "mine" / "categories.csv").write_bytes(client.get(URL, {"format": "csv"}).content)
    assert load_perimeter(tmp_path / "mine").categories == load_perimeter().categories


def test_the_perimeter_is_given_as_json(client: Client) -> None:
    response = client.get(URL, {"format": "json"})
    content = json.loads(response.content)
    assert content["checksum"] == load_perimeter().checksum
    assert [one["id"] for one in content["variants"]] == ["insee", "loi-2014", "large"]
    assert len(content["categories"]) == 260
    assert content["activities"][0]["code"] == "84."


def test_an_unknown_form_is_refused_in_words(client: Client) -> None:
    response = client.get(URL, {"format": "xlsx"})
    assert response.status_code == 400
    assert "« xlsx » n’existe pas. Formats : csv, json." in response.content.decode()


def test_a_vintage_that_lost_its_perimeter_says_so(
    client: Client, store: Path, tmp_path: Path, settings: Any
) -> None:
    settings.MAILLAGE_OBSERVATORY = shutil.copytree(store, tmp_path / "damaged")
    vintage = Store(tmp_path / "damaged").current()
    assert vintage
    shutil.rmtree(vintage.folder / "perimeter")
    response = client.get(URL)
    assert response.status_code == 503
    assert "a perdu son périmètre" in response.content.decode()
