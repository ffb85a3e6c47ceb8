"""Makes an embedded instance with the bundled data, or opens the one made before."""

import hashlib
import tempfile
from importlib.resources import as_file, files
from pathlib import Path

from . import instance, serving
from .console import say, step

# The made-up vintages: a year apart, so that the evolution can be shown.
PERIODS = ("2025-11", "2026-11")
UNITS = 105_000
REVIEWER = "relecture-de-demonstration"


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
    _measure()
    build_observatory(folder)
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
    for note in report.notes:
        say(note)


def _version(corpus: Path) -> str:
    """Return a digest of the bundled records: another content is another version."""
    digest = hashlib.sha256()
    for path in sorted(
        one for one in corpus.rglob("*") if one.suffix in {".json", ".jsonl", ".csv"}
    ):
        digest.update(path.relative_to(corpus).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _open_index() -> None:
    from maillage.apps.sheets import indexing

    with step("Index de recherche"):
        indexing.ready()


def _measure() -> None:
    """Take stock of the quality of the sheets, once a day."""
    from django.utils import timezone

    from maillage.apps.quality import actions, queries

    today = timezone.localdate()
    if queries.last_day() != today:
        with step("Qualité des fiches") as progress:
            actions.take_stock(today=today, progress=progress)


def reviewer_link(site: str) -> str:
    """Return the address, good once and for half an hour, that signs in a reviewer.

    The account is made here, without password: no other command makes it, and only whoever reads
    this terminal gets the address.
    """
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group
    from django.urls import reverse

    from maillage.apps.contributions.members import accounts, roles

    user, created = get_user_model().objects.get_or_create(
        username=REVIEWER,
        defaults={"first_name": "Relecture", "last_name": "de démonstration"},
    )
    if created:
        user.set_unusable_password()
        user.save()
        user.groups.add(Group.objects.get(name=roles.REVIEWER))
    path = reverse("contributions:enter", args=accounts.key_for(user))
    return f"{site.rstrip('/')}{path}?suite={reverse('contributions:queue')}"


def build_observatory(folder: Path) -> None:
    """Make the fictitious vintages, unless they are there or a real one is, damaged even."""
    from django.conf import settings

    from maillage.observatory.vintage import FICTITIOUS, FOLDER, Store

    store = Store(Path(settings.MAILLAGE_OBSERVATORY))
    known = [path.name for path in (store.folder / FOLDER).glob("*-*")]
    made = {vintage.manifest.period for vintage in store.vintages()}
    if made >= set(PERIODS) or any(not name.startswith(FICTITIOUS) for name in known):
        return
    from maillage.kernel.progress import quiet
    from maillage.observatory.build import BuildRequest, build
    from maillage.observatory.fictitious import write_stock
    from maillage.observatory.perimeters import load_perimeter

    from .observatory_build import index_names

    perimeter = load_perimeter()
    with (
        step("Observatoire (données fictives)") as progress,
        tempfile.TemporaryDirectory(dir=folder) as stocks,
    ):
        for done, period in enumerate(PERIODS):
            progress(period, done, len(PERIODS))
            stock = write_stock(Path(stocks) / period, units=UNITS, period=period)
            build(
                BuildRequest(
                    legal_units=stock.legal_units,
                    establishments=stock.establishments,
                    ess_list=stock.ess_list,
                    store=store.folder,
                    perimeter=perimeter,
                    fictitious=True,
                ),
                finish=[lambda draft: index_names(draft, perimeter, quiet)],
            )
