"""The command `maillage schemes`: aids in, and the conditions of a scheme as a table."""

from pathlib import Path
from typing import Annotated

import typer

from . import instance
from .console import say, step, write
from .errors import Refusal, reason

schemes_app = typer.Typer(
    help="Les dispositifs\u202f: importer des aides, échanger des conditions.",
    no_args_is_help=True,
)


@schemes_app.command("import")
def import_file(
    path: Annotated[Path, typer.Argument(help="Réponse de l’API (JSON).", metavar="FICHIER")],
    source: Annotated[
        str, typer.Option(help="Identifiant de la source dont vient le fichier.", metavar="ID")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Vérifier sans rien enregistrer.")
    ] = False,
) -> None:
    """Crée ou met à jour des dispositifs, à relire, depuis des aides d’Aides-territoires.

    Tout est importé, ou rien\u202f; rien ne se publie seul. Une fiche modifiée ici est gardée.
    """
    instance.open_instance()
    from maillage.apps.support.aides_import import import_aids

    with step("Dispositifs"):
        report = import_aids(path, source_uid=source, dry_run=dry_run)
    say(("Rien n’est enregistré. " if dry_run else "") + report.sentence)


@schemes_app.command("conditions")
def conditions(
    uid: Annotated[str, typer.Argument(help="Identifiant du dispositif.", metavar="ID")],
    path: Annotated[
        Path | None, typer.Argument(help="Tableau (CSV) à mettre à la place.", metavar="FICHIER")
    ] = None,
    version: Annotated[
        str, typer.Option(help="Version de la règle [par défaut\u202f: celle en vigueur].")
    ] = "",
) -> None:
    """Écrit les conditions d’un dispositif en tableau (CSV), ou les remplace par un tableau.

    Les lignes d’un bloc vont ensemble (et)\u202f; les blocs sont au choix (ou). Un dispositif
    publié n’est changé que si tous ses cas passent.
    """
    instance.open_instance()
    from django.utils.timezone import localdate

    from maillage.apps.support.actions import replace_conditions
    from maillage.apps.support.models import Scheme
    from maillage.apps.support.money import in_force
    from maillage.kernel.rules.table import rows_to_csv, to_rows

    scheme = Scheme.objects.filter(uid=uid).first()
    if not isinstance(scheme, Scheme):
        raise Refusal(f"Aucun dispositif n’a l’identifiant «\u202f{uid}\u202f».")
    known = {one.id: one for one in scheme.rule.versions}
    chosen = known.get(version) if version else in_force(scheme.rule, localdate())
    if chosen is None:
        names = ", ".join(known) or "aucune"
        raise Refusal(f"Ce dispositif n’a pas cette version. Ses versions\u202f: {names}.")
    if path is None:
        write(rows_to_csv(to_rows(chosen.conditions)))
        return
    try:
        table = path.read_text("utf-8-sig")
    except OSError as error:
        raise Refusal(f"{path}\u202f: {reason(error)}.") from error
    except UnicodeDecodeError as error:
        raise Refusal(f"{path}\u202f: enregistrer le fichier en UTF-8.") from error
    replace_conditions(
        scheme=scheme,
        version=chosen,
        table=table,
        by=None,
        reason=f"Conditions lues dans {path.name}"[:100],
    )
    say(f"Conditions de la version «\u202f{chosen.id}\u202f» remplacées.")
