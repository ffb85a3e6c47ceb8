"""The command `maillage territories`: the reference, the official centres and contours."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from . import instance
from .console import say, step

territories_app = typer.Typer(
    help="Les territoires\u202f: référentiel, centres et contours officiels.", no_args_is_help=True
)

Data = Annotated[
    Path | None,
    typer.Option(help="Dossier de données [par défaut\u202f: ./maillage-data].", metavar="DOSSIER"),
]


class Part(StrEnum):
    """What a synchronisation may be limited to."""

    CENTRES = "centres"
    CONTOURS = "contours"


@territories_app.command()
def load(data: Data = None) -> None:
    """Charge le référentiel livré avec Maillage (Code officiel géographique), sans réseau."""
    instance.open_instance(data)
    from maillage.apps.sheets.actions import note_all
    from maillage.apps.territories import actions, reference

    with step("Territoires") as progress:
        changed = actions.load_reference(progress=progress)
    if changed:
        note_all()
    vintage = reference.manifest()["vintage"]
    say(f"Territoires {vintage}\u202f: {'chargés' if changed else 'déjà chargés'}.")


@territories_app.command()
def sync(
    only: Annotated[
        Part | None, typer.Option(help="Ne chercher que les centres ou les contours.")
    ] = None,
    data: Data = None,
) -> None:
    """Cherche les centres et les contours officiels, et les applique.

    Un téléchargement interrompu reprend où il s’est arrêté. Les adresses se changent par
    MAILLAGE_CENTRES_URL et MAILLAGE_CONTOURS_URL.
    """
    folder = instance.open_instance(data) / "territories"
    from maillage.apps.sheets.actions import note_all
    from maillage.apps.territories import actions
    from maillage.apps.territories import sync as official

    try:
        with step("Territoires") as progress:
            actions.load_reference(progress=progress)
        done = []
        if only is not Part.CONTOURS:
            with step("Centres") as progress:
                done.append(official.sync_centres(folder, progress=progress))
        if only is not Part.CENTRES:
            with step("Contours") as progress:
                done += official.sync_contours(folder, progress=progress)
    finally:
        note_all()
    for one in done:
        say(f"{one.what}\u202f: {one.count} territoires (SHA-256 {one.sha256[:12]}…).")
