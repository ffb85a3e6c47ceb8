"""The command `maillage intake`: documents become candidate records, to be reviewed."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from . import instance
from .console import complain, remark, say, write
from .errors import Refusal, reason


class _ReadByDefault(TyperGroup):
    """Takes what is not the name of a command for a document to read."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the name of the command that reads before its arguments."""
        if args and args[0] not in {*self.commands, *self.get_help_option_names(ctx)}:
            args = ["read", *args]
        return super().parse_args(ctx, args)


intake_app = typer.Typer(
    cls=_ReadByDefault,
    help=(
        "Tire des fiches à relire d’un document, chaque valeur avec le passage d’où elle "
        "vient\u202f: maillage intake FICHIER|ADRESSE|DOSSIER."
    ),
    no_args_is_help=True,
)


class Output(StrEnum):
    """What becomes of the candidates."""

    JSONL = "jsonl"
    REVIEW = "review"


@intake_app.command("read")
def read(
    place: Annotated[
        str,
        typer.Argument(
            help="Fichier, adresse ou dossier à lire.", metavar="FICHIER|ADRESSE|DOSSIER"
        ),
    ],
    kind: Annotated[
        str,
        typer.Option("--as", help="Ne garder que ce type de fiche (organisation, figure…)."),
    ] = "",
    output: Annotated[
        Output,
        typer.Option(
            "--format",
            help="jsonl\u202f: écrire les fiches candidates. review\u202f: les comparer à la base "
            "et mettre en file de relecture ce qui est nouveau.",
        ),
    ] = Output.JSONL,
    seconds: Annotated[
        int,
        typer.Option("--longest", help="Temps donné à la lecture d’un document, en s.", min=1),
    ] = 120,
) -> None:
    """Écrit les fiches candidates d’un document, une par ligne (JSON). Rien n’est publié.

    Se lisent\u202f: texte, Markdown, HTML, CSV, XLSX, ICS, RSS, Atom, GeoJSON, GoGoCarto, uMap,
    data·inclusion, texte des PDF. L’adresse d’une page se donne avec http:// ou https://.
    """
    from maillage.intake.errors import IntakeError
    from maillage.kernel.figures import agreed

    wanted = _type(kind)
    if output is Output.REVIEW:
        instance.open_instance()
    documents = found = refused = 0
    for name, read_it in _to_read(place):
        try:
            received, reading = read_it(longest=seconds)
        except IntakeError as error:
            told = str(error)
            complain(told if told.startswith(name) else f"{name}\u202f: {told}")
            refused += 1
            continue
        for notice in reading.notices:
            remark(f"{received.name}\u202f: {notice}")
        documents += 1
        found += _keep(received, reading, wanted, output)
    drawn = f"{found} {agreed('fiches candidates', found)}"
    remark(f"{drawn} dans {documents} {agreed('documents', documents)}, à relire.")
    if refused or not documents:
        raise typer.Exit(2)


def _keep(received: Any, reading: Any, wanted: str | None, output: Output) -> int:
    """Write the candidates of a document, or propose what they bring; return how many there are."""
    from maillage.intake import candidates

    if output is Output.REVIEW:
        from maillage.apps.contributions.documents.intaking import propose_all, receive

        snapshot = receive(received=received, reading=reading)
        report = propose_all(snapshot=snapshot, reading=reading, only=wanted)
        say(f"{received.name}\u202f: {report.sentence}")
        for problem in report.problems:
            complain(f"{received.name}, {problem}")
        return len(reading.candidates)
    kept = [one for one in reading.candidates if wanted in (None, one.type)]
    for line in candidates.write(kept, reading):
        write(f"{line}\n")
    return len(kept)


def _type(kind: str) -> str | None:
    from maillage.intake.candidates import CandidateType

    if not kind:
        return None
    try:
        return CandidateType(kind)
    except ValueError:
        known = ", ".join(CandidateType)
        raise Refusal(f"« {kind} » n’est pas un type de fiche candidate\u202f: {known}.") from None


def _to_read(place: str) -> Iterator[tuple[str, Any]]:
    """Return the documents that stand at a place: the name of each, and what reads it."""
    from functools import partial

    from maillage.intake.bounded import read_address, read_received
    from maillage.intake.gathering import files_in, from_file, is_address

    if is_address(place):
        yield place, partial(read_address, place)
        return
    path = Path(place)
    if not path.exists():
        raise Refusal(f"{place}\u202f: ce fichier ou ce dossier n’existe pas.")
    folder = path if path.is_dir() else path.parent
    for file in files_in(path) if path.is_dir() else [path]:
        try:
            received = from_file(file, str(file.relative_to(folder)))
        except OSError as error:
            raise Refusal(f"{file}\u202f: {reason(error)}.") from error
        yield received.name, partial(read_received, received)


@intake_app.command("evaluate")
def evaluate(
    annotated: Annotated[
        Path,
        typer.Argument(help="Dossier des jeux annotés (*.jsonl).", metavar="[DOSSIER]"),
    ] = Path("benchmarks/intake"),
    sources: Annotated[
        Path,
        typer.Option(
            "--sources",
            envvar="MAILLAGE_INTAKE_SOURCES",
            help="Dossier des documents annotés, qui ne sont pas gardés avec le code.",
        ),
    ] = Path(),
    errors: Annotated[
        bool,
        typer.Option("--errors", help="Montrer aussi ce qui est en trop et ce qui manque."),
    ] = False,
) -> None:
    """Mesure la précision et le rappel des extracteurs sur des pages annotées."""
    from maillage.intake.errors import IntakeError
    from maillage.intake.evaluation import evaluate_folder, report

    try:
        evaluations = list(evaluate_folder(annotated, sources))
    except IntakeError as error:
        raise Refusal(str(error)) from None
    if not evaluations:
        raise Refusal(
            f"Aucun des documents annotés n’est dans {sources}\u202f: dire où avec --sources."
        )
    for line in report(evaluations, errors=errors):
        write(f"{line}\n")
