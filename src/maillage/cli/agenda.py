"""The command `maillage agenda`: calendars in."""

from pathlib import Path
from typing import Annotated

import typer

from . import instance
from .console import say, step
from .errors import Refusal, reason

agenda_app = typer.Typer(
    help="L’agenda\u202f: importer des fichiers iCalendar.", no_args_is_help=True
)


@agenda_app.callback()
def _group() -> None:
    """Keep the name of the only command of the group."""


@agenda_app.command("import")
def import_file(
    path: Annotated[Path, typer.Argument(help="Fichier iCalendar (.ics).", metavar="FICHIER")],
    source: Annotated[
        str, typer.Option(help="Identifiant de la source dont vient le fichier.", metavar="ID")
    ],
) -> None:
    """Crée ou met à jour des événements, en brouillon, depuis un fichier iCalendar.

    Tout est importé, ou rien. Un événement se reconnaît à son UID. Une fiche publiée ou modifiée
    ici est gardée telle quelle.
    """
    instance.open_instance()
    from maillage.apps.agenda.actions import import_calendar
    from maillage.apps.agenda.calendar_in import LARGEST

    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise Refusal(f"{path}\u202f: {reason(error)}.") from error
    with step("Agenda"):
        report = import_calendar(content=content, name=path.name, source_uid=source, by=None)
    say(report.sentence)
