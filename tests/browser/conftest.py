"""The demonstration, served as its users serve it: another process, a data folder of its own."""

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from harness_demo import environment

_PATIENCE = 120  # seconds, for a first start on a slow machine
PATHS = [
    "/",
    "/annuaire/",
    "/annuaire/?q=insertion&role=financeur",
    "/annuaire/?q=zzzzqq",
    "/annuaire/?role=rien&lieu=xyzzyx",
    "/annuaire/recyclivre/",
    "/politiques/",
    "/politiques/agglomeration-de-haguenau/",
    "/projets/",
    "/projets/start-up-de-territoire-meurthe-et-moselle/",
    "/politiques/comparer/?a=metz&a=region-grand-est&a=paris",
    "/chiffres/",
    "/chiffres/grand-est-part-emploi-ess-strasbourg/",
    "/dispositifs/?territoire=commune:57463",
    "/dispositifs/okote-haguenau/",
    "/orientation/plan/?depense=Toit&nature=&cout=9000&offre=dispositif-okote-haguenau.campagne&demande=16000",
    "/simulateurs/premieres-heures/?personnes=3&heures-mois=10&mois=6",
    "/ressources/",
    "/ressources/barometre-entrepreneuriat-social-2017/",
    "/collections/donner-ou-reemployer-ses-livres/",
    "/kiosque/?fiches=annuaire&role=financeur&style=diaporama",
    "/comprendre/",
    "/comprendre/histoire/",
    "/glossaire/?q=insertion",
    "/glossaire/cae/",
    "/observatoire/departement/54-meurthe-et-moselle/",
    "/observatoire/perimetre/?communes=54395,54547&nom=Deux+communes",
    "/observatoire/perimetre/?communes=54395&ajouter=toul",
    "/carte/",
    "/recherche/?q=nancy",
    "/recherche/?q=zzzzqq",
    "/territoires/",
    "/territoires/region/44-grand-est/",
    "/territoires/commune/54395-nancy/",
    "/sources/",
    "/qualite/",
    "/qualite/fiches/?type=organisation&critere=renseignee",
    "/agenda/",
    "/agenda/mois/2025-11/",
    "/agenda/village-des-solutions-de-demain-2025/",
    "/actualites/",
    "/observatoire/methode/",
    "/observatoire/etablissements/?activite=culture",
    "/observatoire/etablissements/carte/?territoire=departement:54",
    "/orientation/",
    "/orientation/?territoire=commune:57463&etape=creation&profil=association&nsp=besoin",
    "/orientation/?mode=expert&territoire=commune:57463&etape=creation",
    "/diagnostic/",
    "/diagnostic/ess/?profil=entreprise&but-autre=oui",
    "/accessibilite/",
    "/donnees-personnelles/",
    "/donnees-personnelles/demande/",
    "/contribuer/",
    "/contribuer/annuaire/",
    "/contribuer/fiche/evenement-village-des-solutions-de-demain-2025/",
    "/contribuer/fiche/recyclivre/signaler/",
    "/contribuer/connexion/",
    "/annuaire/cette-fiche-n-existe-pas/",
]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for `path` on every page."""
    if "path" in metafunc.fixturenames:
        metafunc.parametrize("path", PATHS)


@pytest.fixture(scope="session")
def portal(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the demonstration and return its address; these tests only read."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("portal")
    data = shutil.copytree(demonstration, folder / "data")
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "maillage.cli", "demo", "--port", str(port)],
            env=environment(data),
            stdout=log,
            stderr=log,
        )
        try:
            _wait(server, f"http://127.0.0.1:{port}", folder)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)


def _wait(server: "subprocess.Popen[bytes]", address: str, folder: Any) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        assert server.poll() is None, (folder / "log").read_text()
        try:
            with urlopen(f"{address}/accessibilite/"):
                return
        except URLError:
            time.sleep(0.2)
    raise AssertionError(f"no answer in {_PATIENCE} s: {(folder / 'log').read_text()}")


@pytest.fixture
def visit(portal: str, page: Any) -> Any:
    """Return a function that opens a path of the portal in the page."""

    def go(path: str, **size: int) -> Any:
        if size:
            page.set_viewport_size(size)
        page.goto(portal + path)
        if "/carte/" in path:
            page.wait_for_selector("[data-map-said]:not(:empty)")
        return page

    return go
