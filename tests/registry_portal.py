"""What tests of the register's pages share: a vintage of five establishments, with its index."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from observatory_vintages import Cell, write_vintage

from maillage.cli.registry_index import index_registry
from maillage.kernel.perimeter import Basis
from maillage.observatory.vintage import Vintage

LIST = "/observatoire/etablissements/"
MAP = f"{LIST}carte/"
DATA = f"{MAP}donnees/?bbox=-5,41,10,52"
CRECHE, ANTENNE, CACHE, SCOP, SYNDICAT = (
    "73282932000074", "73282932000082", "40483304800022", "55208131766522", "35600000000048",
)  # fmt: skip
ROWS: list[dict[str, Any]] = [
    {
        "siret": CRECHE, "name": "CRÈCHE DES LUTINS", "activity": "88.91A", "size": "12",
        "declared": "O", "commune": "54395", "address": "12 RUE DES LILAS", "postal_code": "54000",
        "created": "1998-05-01", "x": 933_000.0, "y": 6_848_000.0,
    },
    {
        "siret": ANTENNE, "name": "CRÈCHE DES LUTINS", "sign": "LES PETITS LUTINS",
        "activity": "88.91A", "headquarters": False, "commune": "57463",
    },
    {  # with all that the stages before should have taken away
        "siret": CACHE, "name": "ASSOCIATION CONFIDENTIELLE", "acronym": "CONFI",
        "sign": "AU CONFIDENT", "address": "7 RUE DU CONFIDENT", "postal_code": "54001",
        "x": 940_123.0, "y": 6_852_345.0, "activity": "94.99Z", "sector": "divers", "size": "03",
        "commune": "54395", "partial": True,
    },
    {
        "siret": SCOP, "name": "SCOP DU THÉÂTRE <B>", "category": "5458", "family": "cooperative",
        "activity": "90.01Z", "sector": "arts-spectacles", "size": "03", "declared": "O",
        "commune": "75119", "basis": int(Basis.LEGAL_FORM | Basis.FLAG_YES),
    },
    {
        "siret": SYNDICAT, "name": "UNION DES SYNDICATS", "activity": "94.20Z",
        "sector": "divers", "commune": "54395", "category": "9220",
        "basis": int(Basis.LEGAL_FORM | Basis.EXCLUDED_ACTIVITY),
    },
]  # fmt: skip


def write(store: Path, rows: list[dict[str, Any]], **about: Any) -> Vintage:
    """Publish a vintage of these establishments, without its index."""
    rows = [{"siren": row["siret"][:9], **row} for row in rows]
    return write_vintage(store, [Cell("54395")], rows, **about)


def publish(store: Path, rows: list[dict[str, Any]] = ROWS, **about: Any) -> Path:
    """Publish a vintage of these establishments, with its index."""
    found = write(store, rows, **about)
    index_registry(found.folder, variants=found.manifest.perimeter.variants)
    return store


@pytest.fixture(scope="module")
def five_establishments(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish a vintage of five establishments once: pages only read it."""
    return publish(tmp_path_factory.mktemp("observatory"))


@pytest.fixture
def vintage(data_dir: Path, five_establishments: Path, settings: Any) -> None:
    """Give the instance that vintage."""
    settings.MAILLAGE_OBSERVATORY = five_establishments


def ask(client: Client, query: str = "", path: str = LIST) -> Any:
    """Return the listing of a page that answers."""
    response = client.get(f"{path}?{query}")
    assert response.status_code == 200, response
    return response.context["listing"]


def sirets(listing: Any) -> set[str]:
    return {card.establishment.siret for card in listing.cards}
