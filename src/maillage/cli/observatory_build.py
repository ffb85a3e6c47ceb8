"""The command `maillage observatory build`: from the register's stock to a vintage."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.kernel.amounts import french_number
from maillage.kernel.progress import Progress

from .console import say, step
from .errors import Refusal
from .observatory_fetch import FOLDER
from .observatory_store import store_folder
from .registry_index import index_registry

if TYPE_CHECKING:
    from maillage.kernel.perimeter import Perimeter
    from maillage.observatory.manifest import Manifest


class EngineName(StrEnum):
    """What computes."""

    DUCKDB = "duckdb"
    SPARK = "spark"


def _file(help_: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(help=help_, metavar="FICHIER")
    return option


def build(
    legal_units: Annotated[
        Path | None, _file("StockUniteLegale, en Parquet, CSV ou ZIP (par défaut, le téléchargé).")
    ] = None,
    establishments: Annotated[
        Path | None,
        _file("StockEtablissement, en Parquet, CSV ou ZIP (par défaut, le téléchargé)."),
    ] = None,
    ess_list: Annotated[
        Path | None, _file("Liste d’ESS France, en CSV (par défaut, la téléchargée, s’il y en a).")
    ] = None,
    perimeter: Annotated[
        str,
        typer.Option(
            help="Variante qui compte par défaut, comme insee, loi-2014 ou large, ou dossier de "
            "votre périmètre.",
            metavar="VARIANTE",
        ),
    ] = "loi-2014",
    out: Annotated[
        Path | None,
        typer.Option(
            help="Dossier des millésimes (par défaut, observatory dans celui des données).",
            metavar="DOSSIER",
        ),
    ] = None,
    engine: Annotated[EngineName, typer.Option(help="Moteur de calcul.")] = EngineName.DUCKDB,
    memory: Annotated[
        str, typer.Option(help="Mémoire laissée au moteur.", metavar="TAILLE")
    ] = "1GB",
    again: Annotated[
        bool, typer.Option("--again", help="Recalculer, même si le millésime existe.")
    ] = False,
) -> None:
    """Calcule un millésime : registre de l’ESS, cube de toute l’économie, index des noms.

    Il est vérifié, puis publié d’un coup ; les précédents restent. Interrompu, il ne laisse rien.
    """
    from maillage.observatory.build import BuildRequest
    from maillage.observatory.build import build as make
    from maillage.observatory.fetch import ESS_LIST, ESTABLISHMENTS, LEGAL_UNITS
    from maillage.observatory.perimeters import choose_perimeter

    store = store_folder(out)
    fetched = store_folder() / FOLDER
    listed = ess_list or fetched / ESS_LIST.file
    chosen = choose_perimeter(perimeter)
    request = BuildRequest(
        legal_units=legal_units or _fetched(fetched / LEGAL_UNITS.file, "--legal-units"),
        establishments=establishments
        or _fetched(fetched / ESTABLISHMENTS.file, "--establishments"),
        ess_list=listed if ess_list or listed.exists() else None,
        store=store,
        perimeter=chosen,
        engine=engine.value,
        memory=memory,
        again=again,
    )
    with step("Millésime") as progress:
        vintage = make(
            request,
            finish=[lambda draft: index_names(draft, chosen, progress)],
            progress=progress,
        )
    for line in _report(vintage.manifest):
        say(line)
    say(f"Millésime {vintage.name}, dans {vintage.folder}")


def index_names(draft: Path, perimeter: "Perimeter", progress: Progress) -> None:
    """Write the search index of the establishments of a vintage into its draft."""
    from maillage.observatory.manifest import VariantNote

    variants = [VariantNote.of(variant) for variant in perimeter.variants.values()]
    index_registry(draft, variants=variants, progress=progress)


def _fetched(file: Path, option: str) -> Path:
    if file.is_file():
        return file
    raise Refusal(
        f"{file}\u202f: ce fichier n’est pas encore là. Téléchargez-le par « maillage observatory "
        f"fetch », ou nommez le vôtre par {option}."
    )


def _report(manifest: "Manifest") -> Iterator[str]:
    """Yield what the build has counted, and what is left open."""
    counts = {name: french_number(count) for name, count in manifest.counts.items()}
    yield (
        f"Unités légales\u202f: {counts['legal_units']}, dont {counts['legal_units.active']} "
        f"actives et {counts['units']} que quelque chose dit de l’ESS."
    )
    yield (
        f"Établissements\u202f: {counts['establishments']}, dont {counts['establishments.active']} "
        f"actifs et {counts['registry']} au registre."
    )
    for variant in manifest.perimeter.variants:
        default = " (par défaut)" if variant.id == manifest.perimeter.default else ""
        found = counts.get(f"registry.variant.{variant.id}", "0")
        yield f"  {variant.label}{default}\u202f: {found}"
    for label, name in _OPEN_QUESTIONS.items():
        if manifest.counts.get(name):
            yield f"  {label}\u202f: {counts[name]}"
    for one in manifest.inputs:
        if one.missing_columns:
            yield f"  {one.file} n’a pas {', '.join(one.missing_columns)}."
    yield f"Vérifications\u202f: {len(manifest.checks)}, toutes justes."


_OPEN_QUESTIONS = {
    "Forme juridique ambiguë": "registry.basis.ambiguous_form",
    "Les sources se contredisent": "registry.conflict",
    "dont forme incluse, indicateur N": "registry.conflict.form_denied",
    "dont liste d’ESS France, indicateur N": "registry.conflict.list_denied",
    "dont activité exclue, indicateur O": "registry.conflict.activity_flagged",
    "dont activité exclue, liste d’ESS France": "registry.conflict.activity_listed",
    "Diffusion partielle": "registry.partial",
    "Unité légale cessée": "registry.ceased_units",
    "Sans commune": "registry.abroad",
    "Commune inconnue": "registry.unknown_commune",
}
