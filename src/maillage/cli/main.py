"""The `maillage` command: everything that an instance needs from a terminal.

Django is imported by the commands that need it, so that `--help` answers at once.
"""

import sys
from io import StringIO
from pathlib import Path
from typing import Annotated, Any

import typer
from typer import rich_utils

from maillage import __version__

from . import instance
from .agenda import agenda_app
from .console import complain, say, step
from .errors import Refusal, explain, usage
from .intake import intake_app
from .livret import livret
from .maintain import maintain
from .news import news
from .observatory import observatory_app
from .panorama import panorama
from .perimeter import perimeter_app
from .schemes import schemes_app
from .territories import territories_app

rich_utils.COMMANDS_PANEL_TITLE = "Commandes"
rich_utils.DEFAULT_STRING = "[par défaut\u202f: {}]"
rich_utils.REQUIRED_LONG_STRING = "[obligatoire]"

_SETTINGS = {"help_option_names": ["--help", "-h"]}
app = typer.Typer(
    name="maillage",
    help="Le système d’information ouvert de l’économie sociale et solidaire d’un territoire.",
    epilog="L’instance est dans ./maillage-data, ou dans le dossier que nomme MAILLAGE_DATA.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings=_SETTINGS,
)
app.add_typer(territories_app, name="territories")
app.add_typer(agenda_app, name="agenda")
app.add_typer(schemes_app, name="schemes")
app.add_typer(intake_app, name="intake")
app.add_typer(observatory_app, name="observatory")
app.add_typer(perimeter_app, name="perimeter")
app.command()(livret)
app.command()(maintain)
app.command()(news)
app.command()(panorama)

Port = Annotated[int, typer.Option(min=1, max=65535, help="Port où répondre.")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="Processus qui répondent.")]


def _say_version(asked: bool) -> None:
    if asked:
        say(f"maillage {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Dire la version et s’arrêter.", callback=_say_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Options of the command itself."""


@app.command()
def demo(
    port: Port = 8000,
    data: Annotated[
        Path | None,
        typer.Option(
            help="Dossier de données [par défaut\u202f: ./maillage-data].", metavar="DOSSIER"
        ),
    ] = None,
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Servir le site, ou seulement le préparer.")
    ] = True,
) -> None:
    """Prépare une instance complète avec les données fournies, et la sert sur cette machine.

    Relancée, elle rouvre la même instance et garde ce qui y a été modifié.
    """
    from . import serving
    from .demo import prepare, reviewer_link

    taken = serving.reserve("127.0.0.1", port) if serve else None
    prepare(data)
    if taken is None:
        say("L’instance est prête. Pour la servir\u202f: maillage serve")
        return
    say(f"Maillage répond sur {serving.address(taken)} (Ctrl-C pour arrêter).")
    say("Pour essayer la relecture, ouvrez cette adresse, une fois, d’ici trente minutes\u202f:")
    say(reviewer_link(serving.address(taken)))
    serving.serve(taken, workers=2)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Adresse où répondre.")] = "127.0.0.1",
    port: Port = 8000,
    workers: Workers = 2,
) -> None:
    """Sert l’instance. Derrière un serveur web, poser MAILLAGE_PROXY=1 et MAILLAGE_HOSTS."""
    from . import serving

    taken = serving.reserve(host, port)
    instance.open_instance()
    with step("Fichiers du site"):
        serving.collect_static()
    say(f"Maillage répond sur {serving.address(taken)} (Ctrl-C pour arrêter).")
    serving.serve(taken, workers=workers)


@app.command()
def load(
    path: Annotated[Path, typer.Argument(help="Fichier ou dossier de fiches.", metavar="CHEMIN")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Vérifier sans rien enregistrer.")
    ] = False,
) -> None:
    """Charge des fiches, des sources et des périmètres (format\u202f: docs/formats/sheets.md).

    Tout est chargé, ou rien. Une fiche modifiée ici depuis son chargement est gardée telle quelle.
    """
    if not path.exists():
        raise Refusal(f"{path}\u202f: ce fichier ou ce dossier n’existe pas.")
    instance.open_instance()
    from maillage.apps.sheets.loading import load as load_sheets

    with step("Fiches") as progress:
        report = load_sheets(path, dry_run=dry_run, progress=progress)
    say(("Rien n’est enregistré. " if dry_run else "") + report.sentence)
    for note in report.notes:
        say(note)


@app.command()
def export(
    out: Annotated[Path, typer.Option(help="Dossier à écrire.", metavar="DOSSIER")],
) -> None:
    """Écrit les fiches, les sources et les périmètres dans un dossier, à recharger tel quel."""
    instance.open_instance()
    from maillage.apps.sheets.exporting import export as export_sheets

    with step("Fiches") as progress:
        export_sheets(out, progress=progress)
    say(f"Export écrit dans {out}")


@app.command()
def index(
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Tout refaire, même si l’index est à jour.")
    ] = False,
) -> None:
    """Met l’index de recherche à jour."""
    instance.open_instance()
    from maillage.apps.contributions.resemblance import duplicates
    from maillage.apps.sheets import indexing

    with step("Index de recherche"):
        indexing.rebuild() if rebuild else indexing.ready()
    if rebuild:
        with step("Doublons possibles"):
            duplicates.rebuild()


@app.command()
def migrate() -> None:
    """Crée l’instance, vide, ou amène sa base de données à cette version de Maillage."""
    folder = instance.open_instance(new=True)
    with step("Base de données"):
        changed = instance.migrate()
    state = "La base est prête" if changed else "La base était déjà à jour"
    say(f"{state}. Données dans {folder}")


@app.command()
def check() -> None:
    """Vérifie les réglages et l’état de l’instance."""
    folder = instance.open_instance()
    from django.core.management import call_command
    from django.db import connection

    from maillage.apps.sheets.models import Sheet

    call_command("check", fail_level="ERROR", stdout=StringIO())  # it tells errors by raising
    say(f"Dossier de données\u202f: {folder}")
    say(f"Base de données\u202f: {connection.display_name}, {instance.database_state().value}")
    say(f"Fiches\u202f: {Sheet.objects.count()}")


@app.command()
def lint(
    strict: Annotated[
        bool, typer.Option("--strict", help="Tenir aussi les avertissements pour des erreurs.")
    ] = False,
) -> None:
    """Relit les données : preuves, nombres, dates, territoires, liens, doublons.

    Finit par le code 1 s’il y a une erreur à corriger.
    """
    instance.open_instance()
    from django.utils.timezone import localdate

    from maillage.apps.sheets.lint import ERROR
    from maillage.apps.sheets.lint import lint as read_again

    with step("Relecture"):
        findings = read_again(today=localdate())
    for finding in findings:
        say(str(finding))
    errors = sum(finding.level == ERROR for finding in findings)
    say(f"{errors} à corriger, {len(findings) - errors} à regarder.")
    if errors or (strict and findings):
        raise typer.Exit(1)


@app.command()
def createsuperuser(
    username: Annotated[str | None, typer.Option(help="Nom du compte.")] = None,
    email: Annotated[str | None, typer.Option(help="Adresse électronique.")] = None,
    ask: Annotated[
        bool,
        typer.Option(
            "--ask/--no-ask",
            help="Poser les questions, ou prendre DJANGO_SUPERUSER_PASSWORD.",
        ),
    ] = True,
) -> None:
    """Crée un compte qui peut tout faire dans l’administration."""
    instance.open_instance()
    from django.core.management import call_command

    given = {"username": username, "email": email}
    options = {name: value for name, value in given.items() if value}
    call_command("createsuperuser", interactive=ask, **options)


def _say_help_in_french(command: Any) -> None:
    if option := command.get_help_option(
        command.make_context("maillage", [], resilient_parsing=True)
    ):
        option.help = "Montrer cette aide et s’arrêter."
    for one in getattr(command, "commands", {}).values():
        _say_help_in_french(one)


def main() -> None:
    """Run the command; what a person can mend is told in French, with exit code 2."""
    command = typer.main.get_command(app)
    _say_help_in_french(command)
    try:
        code = command(sys.argv[1:] or ["--help"], prog_name="maillage", standalone_mode=False)
    except typer.Abort:
        code = 130
    except typer.TyperException as error:
        complain(f"{usage(error.format_message())}\nVoir\u202f: maillage --help")
        code = 2
    except Exception as error:
        if (text := explain(error)) is None:
            raise
        complain(text)
        code = 2
    sys.exit(code)
