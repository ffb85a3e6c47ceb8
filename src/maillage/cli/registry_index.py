"""The search index of a vintage's establishments: made with the vintage, or again on its own."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.kernel.amounts import french_number
from maillage.kernel.progress import Progress, quiet

from .console import say, step
from .errors import Refusal
from .observatory_store import store_folder

if TYPE_CHECKING:
    from maillage.observatory.manifest import VariantNote


def index_registry(
    folder: Path, *, variants: Iterable["VariantNote"], progress: Progress = quiet
) -> int:
    """Make the search index of a vintage, or of its draft, and return the establishments in it.

    Raises IndexNotWritable, in French, where the folder cannot be written.
    """
    from maillage.observatory import registry
    from maillage.observatory.geography import Geography
    from maillage.observatory.vintage import NAMES, REGISTRY
    from maillage.search.engines.registry import build

    path = folder / REGISTRY
    rows = registry.rows(path, variants, Geography.load())
    return build(folder / NAMES, rows, progress, registry.count(path))


def index(
    name: Annotated[
        str,
        typer.Option(
            "--vintage",
            help="Millésime, ou son début, comme 2026-11 [par défaut\u202f: le courant].",
            metavar="NOM",
        ),
    ] = "",
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Refaire l’index même s’il répond déjà.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Dossier de l’observatoire [par défaut\u202f: celui de l’instance].",
            metavar="DOSSIER",
        ),
    ] = None,
) -> None:
    """Refait l’index des établissements d’un millésime, s’il manque ou ne se lit plus."""
    from maillage.observatory.vintage import Store
    from maillage.search import IndexUnavailable
    from maillage.search.engines.registry import RegistryIndex

    store = Store(store_folder(out))
    vintage = store.open(name) if name else store.current()
    if vintage is None:
        raise Refusal(
            f"Il n’y a pas encore de millésime dans {store.folder}\u202f: "
            "faites-en un par « maillage observatory build »."
        )
    if not rebuild:
        try:
            RegistryIndex.open(vintage.search_index)
        except IndexUnavailable:
            pass
        else:
            say(f"L’index du millésime {vintage.name} est en place.")
            return
    with step(f"Index du millésime {vintage.name}") as advance:
        variants = vintage.manifest.perimeter.variants
        count = index_registry(vintage.folder, variants=variants, progress=advance)
    say(f"Index du millésime {vintage.name}\u202f: {french_number(count)} établissements.")
