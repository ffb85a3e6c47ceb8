"""Opens an instance: its data folder, its settings, the state of its database."""

import os
import secrets
import tempfile
from contextlib import suppress
from enum import Enum
from pathlib import Path

from .errors import Refusal, reason


class Database(Enum):
    """How a database stands to this version of Maillage."""

    READY = "à jour"
    EMPTY = "vide"
    OLDER = "d’une version précédente"
    NEWER = "d’une version plus récente"


def open_instance(data: Path | None = None, *, new: bool = False) -> Path:
    """Load the settings of the instance in this folder and return the folder.

    `data` wins over MAILLAGE_DATA. Raises Refusal where the folder cannot be written, and, unless
    a `new` instance may be made, where there is none or its database is of another version.
    """
    if data is not None:
        os.environ["MAILLAGE_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")
    import django
    from django.conf import settings

    folder = Path(settings.MAILLAGE_DATA)
    database = settings.DATABASES["default"]["NAME"]
    if not new and isinstance(database, Path) and not database.exists():
        raise Refusal(
            f"Il n’y a pas d’instance de Maillage dans {folder}. Créez-la par « maillage demo » "
            "(avec les données de démonstration) ou « maillage migrate » (vide), ou indiquez son "
            "dossier par MAILLAGE_DATA."
        )
    _make_writable(folder)
    if not os.environ.get("MAILLAGE_SECRET_KEY"):
        settings.SECRET_KEY = _secret_key(folder / "secret.key")
    django.setup()
    state = database_state()
    if state is Database.NEWER:
        raise Refusal(
            "La base de données vient d’une version plus récente de Maillage. Mettez Maillage à "
            "jour, ou rouvrez la sauvegarde faite avant le changement de version."
        )
    if not new and state is not Database.READY:
        raise Refusal(
            f"La base de données est {state.value}. Lancez « maillage migrate », après une "
            "sauvegarde."
        )
    return folder


def _make_writable(folder: Path) -> None:
    """Make the data folder, closed to other users; it never belongs in a version control."""
    try:
        if not folder.exists():
            folder.mkdir(parents=True, mode=0o750)
            (folder / ".gitignore").write_text("*\n")
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Refusal(
            f"Le dossier de données {folder} ne peut pas être écrit ({reason(error)}). "
            "Choisissez-en un autre par MAILLAGE_DATA (ou --data pour la démonstration)."
        ) from error


def _secret_key(path: Path) -> str:
    """Return the instance's secret key, made at the first call, readable by its owner only.

    Several processes may start together: the key is written aside, then linked into place, so
    that exactly one wins and nobody reads half a key.
    """
    if path.exists():
        return path.read_text("ascii")
    with tempfile.NamedTemporaryFile("w", encoding="ascii", dir=path.parent) as draft:
        draft.write(secrets.token_urlsafe(50))
        draft.flush()
        with suppress(FileExistsError):
            os.link(draft.name, path)  # a temporary file is 0600, and so is its link
    return path.read_text("ascii")


def database_state() -> Database:
    """Compare the migrations that the database has seen with those of this version."""
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    loader = executor.loader
    ours = {config.label for config in apps.get_app_configs()}
    # squashed migrations stay recorded under the names that they replace
    known = set(loader.disk_migrations) | {
        name for migration in loader.disk_migrations.values() for name in migration.replaces
    }
    applied = {name for name in loader.applied_migrations if name[0] in ours}
    if applied - known:
        return Database.NEWER
    if not applied:
        return Database.EMPTY
    todo = executor.migration_plan(loader.graph.leaf_nodes())
    return Database.OLDER if todo else Database.READY


def migrate() -> bool:
    """Bring the database to this version; tell whether there was anything to do."""
    from django.core.management import call_command

    if database_state() is Database.READY:
        return False
    call_command("migrate", verbosity=0, interactive=False)
    return True
