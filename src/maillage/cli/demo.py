"""Makes an embedded instance with the bundled data, or opens the one made before."""

import hashlib
from importlib.resources import as_file, files
from pathlib import Path

from . import instance, serving
from .console import say, step


def prepare(data: Path | None) -> Path:
    """Bring the demonstration up to date and return its data folder.

    The bundled records are loaded when they are new to the instance; the loader never touches a
    sheet that a person has changed since.
    """
    folder = instance.open_instance(data, new=True)
    say(f"Données dans {folder}")
    with step("Base de données"):
        instance.migrate()
    _load_territories()
    with as_file(files("maillage") / "corpus") as corpus:
        _load_corpus(corpus, folder / "corpus.sha256")
    _open_index()
    with step("Fichiers du site"):
        serving.collect_static()
    return folder


def _load_territories() -> None:
    from maillage.apps.sheets.actions import note_all
    from maillage.apps.territories import actions

    with step("Territoires") as progress:
        changed = actions.load_reference(progress=progress)
    if changed:
        note_all()


def _load_corpus(corpus: Path, mark: Path) -> None:
    from maillage.apps.sheets.loading import load
    from maillage.apps.sheets.models import Sheet

    version = _version(corpus)
    known = mark.read_text("ascii") if mark.exists() else ""
    if known == version and Sheet.objects.exists():
        return
    with step("Fiches") as progress:
        report = load(corpus, reason="Données de démonstration", progress=progress)
    mark.write_text(version, "ascii")
    say(report.sentence)


def _version(corpus: Path) -> str:
    """Return a digest of the bundled records: another content is another version."""
    digest = hashlib.sha256()
    for path in sorted(corpus.rglob("*.json*")):
        digest.update(path.relative_to(corpus).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _open_index() -> None:
    from maillage.apps.sheets import indexing

    with step("Index de recherche"):
        indexing.ready()
