"""The command `maillage maintain`: what an instance does of itself at intervals."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Annotated

import typer

from maillage.kernel.progress import Progress

from . import instance
from .console import complain, say, step
from .errors import Refusal


def maintain(
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only", metavar="TÂCHE", help="Cette tâche seulement, due ou non (répétable)."
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Dire ce qui serait fait, sans rien faire.")
    ] = False,
    minutes: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=1_440,
            help="Temps à ne pas dépasser\u202f: le reste attend la prochaine fois.",
        ),
    ] = None,
    show: Annotated[bool, typer.Option("--list", help="Montrer les tâches connues.")] = False,
) -> None:
    """Fait ce qui est dû : flux, liens, index, qualité, rappels, effacements.

    À lancer par un minuteur, toutes les heures (docs/maintenance.md).
    Interrompu, il reprend où il en était ; il n’y en a jamais deux ensemble.
    Code 1 si une tâche a échoué ; les autres sont faites.
    """
    instance.open_instance()
    from django.utils import timezone

    from maillage.apps.sheets import upkeep
    from maillage.kernel.dates import french_day

    known = {task.key: task for task in upkeep.tasks()}
    if show:
        done = upkeep.last_done()
        for key, task in known.items():
            last = (
                f"fait le {french_day(timezone.localdate(done[key]))}"
                if key in done
                else "jamais fait"
            )
            say(f"{key}\u202f: {task.label}, {last}")
        return
    if unknown := [key for key in only or () if key not in known]:
        raise Refusal(
            f"La tâche « {unknown[0]} » n’existe pas. Tâches connues\u202f: {', '.join(known)}."
        )

    @contextmanager
    def following(task: upkeep.Task) -> Iterator[Progress]:
        with step(str(task.label)) as advance:
            yield advance

    has_failed = False
    for outcome in upkeep.maintain(
        now=timezone.now(),
        only=only or (),
        dry_run=dry_run,
        budget=timedelta(minutes=minutes) if minutes else None,
        following=following,
    ):
        told = f"{outcome.task.label}\u202f: {outcome.state}. {outcome.sentence}".strip()
        complain(told) if outcome.is_failure else say(told)
        has_failed = has_failed or outcome.is_failure
    if has_failed:
        raise typer.Exit(1)
