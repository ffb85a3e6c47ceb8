"""The command `maillage observatory`: files to fetch, vintages to build."""

import typer

from .observatory_build import build
from .observatory_fetch import fetch
from .observatory_flores import flores
from .registry_index import index

observatory_app = typer.Typer(
    help="L’observatoire\u202f: fichiers à télécharger, millésimes à construire.",
    no_args_is_help=True,
)
observatory_app.command()(fetch)
observatory_app.command()(build)
observatory_app.command()(index)
observatory_app.command()(flores)
