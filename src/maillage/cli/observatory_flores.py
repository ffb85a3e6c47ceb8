"""The command `maillage observatory flores`: the exact jobs, behind statistical secrecy."""

from pathlib import Path
from typing import Annotated

import typer

from maillage.kernel.amounts import french_number

from .console import complain, say, step
from .errors import Refusal
from .observatory_store import store_folder


def flores(
    file: Annotated[
        Path, typer.Argument(help="Fichier de Flores, en CSV, Parquet ou ZIP.", metavar="FICHIER")
    ],
    year: Annotated[int, typer.Option(min=2000, max=2100, help="Année des postes.")],
    published: Annotated[
        bool,
        typer.Option(
            "--published", help="Ces chiffres sont déjà publiés par l’Insee, après secret."
        ),
    ] = False,
    fictitious: Annotated[
        bool, typer.Option("--fictitious", help="Ces chiffres sont inventés, pour essayer.")
    ] = False,
    schema: Annotated[
        Path | None,
        typer.Option(
            help="Titres de vos colonnes, en JSON (docs/observatory.md).", metavar="FICHIER"
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Dossier des millésimes (par défaut, observatory dans celui des données).",
            metavar="DOSSIER",
        ),
    ] = None,
) -> None:
    """Charge les postes de l’ESS par commune et famille (Insee, Flores).

    Seul ce que le secret statistique laisse passer est gardé\u202f: rien de moins de 3
    établissements, ni d’un seul pour plus de 85 %, ni de quoi le retrouver par différence.
    """
    from maillage.observatory.sources import flores as source
    from maillage.observatory.vintage import Store

    if not file.is_file():
        raise Refusal(f"{file}\u202f: ce fichier n’existe pas.")
    with step("Flores et son secret statistique"):
        release = source.load(
            file,
            Store(store_folder(out)),
            year=year,
            schema=source.Schema.read(schema),
            already_published=published,
            fictitious=fictitious,
        )
    if unknown := release.about["unknown_communes"]:
        shown = ", ".join(unknown[:5]) + ("…" if len(unknown) > 5 else "")
        complain(f"{len(unknown)} codes de communes inconnus, laissés de côté\u202f: {shown}")
    cells, withheld = release.about["cells"], release.about["withheld"]
    say(
        f"Flores {year}\u202f: {french_number(cells)} chiffres de territoires, dont "
        f"{french_number(withheld)} sous le secret statistique."
    )
