"""What tests of the observatory's pages share: two vintages of a few establishments."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from observatory_vintages import Cell, write_vintage

from maillage.kernel.perimeter import Basis
from maillage.kernel.vocabularies import EmployerMark, Family, Sector, SizeClass

YES, FORM, DOUBT = EmployerMark.YES, Basis.LEGAL_FORM, Basis.AMBIGUOUS_FORM


def cells(many: int = 1) -> list[Cell]:
    """Nancy has 10 ESS establishments of 110, Metz 3 of 33, and Nancy one that is ambiguous."""
    return [
        Cell("54395", 7 * many, Family.ASSOCIATION, FORM, Sector.SPORT),
        Cell("54395", 2, Family.COOPERATIVE, FORM, Sector.TRADE, SizeClass.FROM_10, YES),
        Cell("54395", 1, Family.FOUNDATION, FORM, Sector.HEALTH, SizeClass.FROM_250, YES),
        Cell("54395", 1, Family.ASSOCIATION, DOUBT, Sector.EDUCATION),
        Cell("54395", 99, sector=Sector.TRADE, size=SizeClass.FROM_1, declared=YES),
        Cell("57463", 3, Family.ASSOCIATION, FORM, Sector.SPORT, SizeClass.FROM_3, YES),
        Cell("57463", 30, sector=Sector.INDUSTRY),
    ]


REGISTRY = [
    {"siren": "1" * 9, "siret": "1" * 14, "name": "FONDATION ROSE", "family": "fondation",
     "sector": "sante", "size": "32", "declared": "O", "commune": "54395"},
    {"siren": "2" * 9, "siret": "2" * 14, "name": "SECRET", "family": "cooperative",
     "sector": "commerce", "size": "11", "declared": "O", "commune": "54395", "partial": True},
]  # fmt: skip


@pytest.fixture(scope="module")
def two_vintages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write two vintages, a year apart: pages only read them."""
    folder = tmp_path_factory.mktemp("observatory")
    write_vintage(folder, cells(), REGISTRY, period="2025-11", digest="aaaa0000")
    write_vintage(folder, cells(2), REGISTRY, digest="bbbb0000")
    return folder


@pytest.fixture
def published(data_dir: Path, two_vintages: Path, settings: Any) -> None:
    """Give the instance two vintages."""
    settings.MAILLAGE_OBSERVATORY = two_vintages


@pytest.fixture
def read(client: Client) -> Callable[[str], str]:
    """Return a function that gives the text of a page, tags and spaces put in order."""

    def text(path: str, status: int = 200) -> str:
        response = client.get(path)
        assert response.status_code == status, response
        bare = re.sub(r"<[^>]+>", " ", response.content.decode())
        return re.sub(r"[\s\u202f\u00a0]+", " ", bare)

    return text
