"""The command `maillage observatory fetch`: what the observatory is computed from."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from maillage.kernel.progress import Progress

from .console import say, step
from .observatory_store import settings, store_folder

FOLDER = "sources"


class Optional(StrEnum):
    """What is fetched when asked for only."""

    ESS_LIST = "ess-list"
    GEOLOCATION = "geolocation"


def fetch(
    out: Annotated[
        Path | None,
        typer.Option(
            help="Dossier des fichiers (par défaut, sources dans celui de l’observatoire).",
            metavar="DOSSIER",
        ),
    ] = None,
    extra: Annotated[
        list[Optional] | None,
        typer.Option(
            "--with", help="Prendre aussi la liste d’ESS France, la géolocalisation (répétable)."
        ),
    ] = None,
) -> None:
    """Télécharge les unités légales et les établissements du répertoire Sirene (3 Go environ).

    Un téléchargement interrompu reprend où il s’est arrêté ; un fichier entier et inchangé n’est
    pas repris. Les adresses se changent par des réglages (docs/settings.md).
    """
    from maillage.observatory import fetch as fetching
    from maillage.observatory.sources.download import weight

    wanted = {
        fetching.LEGAL_UNITS: settings().MAILLAGE_SIRENE_UNITS_URL,
        fetching.ESTABLISHMENTS: settings().MAILLAGE_SIRENE_ESTABLISHMENTS_URL,
    }
    if Optional.ESS_LIST in (extra or ()):
        wanted[fetching.ESS_LIST] = settings().MAILLAGE_ESS_LIST_URL
    if Optional.GEOLOCATION in (extra or ()):
        wanted[fetching.GEOLOCATION] = settings().MAILLAGE_SIRENE_GEOLOCATION_URL
    folder = out or store_folder() / FOLDER
    with fetching.alone(folder):
        with step("Place sur le disque"):
            fetching.verify_room(wanted, folder)
        for source, url in wanted.items():
            with step(source.title) as advance:
                done, fresh = fetching.fetch(
                    source, folder, url=url, now=datetime.now(UTC), progress=_in_words(advance)
                )
            state = "téléchargé" if fresh else "inchangé"
            say(
                f"{source.title}\u202f: {state}, {folder / done.file}, {weight(done.size)}, "
                f"SHA-256 {done.sha256[:12]}…"
            )


def _in_words(advance: Progress) -> Callable[[str, int, int], None]:
    from maillage.observatory.sources.download import weight

    def tell(_name: str, done: int, total: int) -> None:
        advance(f"{weight(done)} sur {weight(total)}" if total else weight(done), done, total)

    return tell
