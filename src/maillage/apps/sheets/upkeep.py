"""What an instance does of itself at intervals, and who says what is to be done.

Applications register tasks; `maillage maintain` runs those that are due, one maintenance at a time.
When each was last done is kept beside the database, in `maintenance.json` of the data folder.
"""

import fcntl
import json
import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from maillage.kernel.progress import Progress, quiet

logger = logging.getLogger(__name__)


class Phase(IntEnum):
    """The order of tasks: what is read from outside first, what follows from it after."""

    COLLECT = 1
    INDEX = 2
    MEASURE = 3
    REMIND = 4
    PURGE = 5


class MaintenanceBusy(Exception):
    """Another maintenance is under way."""


class TaskFailed(Exception):
    """A task could not do its work for a reason outside this program; the message says which."""


@dataclass(slots=True)
class Upkeep:
    """What a task is given: the moment, how it tells its progress, and the time that is left."""

    now: datetime
    progress: Progress = quiet
    ends: float | None = None  # of the monotonic clock
    # Something is left to do: the task is due again at the next maintenance.
    was_cut: bool = field(default=False, init=False)

    def has_time(self) -> bool:
        """Tell whether to go on; a task that is told no stops, and starts there the next time."""
        if self.ends is not None and time.monotonic() >= self.ends:
            self.was_cut = True
        return not self.was_cut


@dataclass(frozen=True, slots=True)
class Task:
    """A task; `run` returns a French sentence. It may be stopped anywhere and run again.

    `preview` says, without writing anything nor asking anybody, what `run` would do.
    """

    key: str
    label: str
    run: Callable[[Upkeep], str]
    every: timedelta
    phase: Phase = Phase.COLLECT
    preview: Callable[[Upkeep], str] = lambda upkeep: ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task: `state` is « fait », « en échec »…, as the report says it."""

    task: Task
    state: str
    sentence: str = ""
    is_failure: bool = False


_tasks: dict[str, Task] = {}


def register_task(task: Task) -> None:
    """Add a task; called from the `ready` of the app whose work it is."""
    _tasks[task.key] = task


def tasks() -> list[Task]:
    """Return the known tasks in the order in which they run."""
    return sorted(_tasks.values(), key=lambda task: (task.phase, task.key))


def maintain(
    *,
    now: datetime,
    only: Sequence[str] = (),
    dry_run: bool = False,
    budget: timedelta | None = None,
    following: Callable[[Task], AbstractContextManager[Progress]] = lambda task: nullcontext(quiet),
) -> Iterator[Outcome]:
    """Run what is due, or the tasks that `only` names, due or not; yield what became of each.

    A task that fails does not keep the next ones from running, nor one that is long: it gets half
    of the time that is left, and the last one all of it. `following` shows the progress of a task.
    Raises `MaintenanceBusy`.
    """
    ends = None if budget is None else time.monotonic() + budget.total_seconds()
    with _alone():
        done = last_done()
        known = [task for task in tasks() if not only or task.key in only]
        chosen = [task for task in known if only or is_due(task, done.get(task.key), now)]
        for task in known:
            if task not in chosen:
                yield Outcome(task, _("pas encore dû"))
                continue
            upkeep = Upkeep(now, quiet, _share(ends, is_last=task is chosen[-1]))
            if dry_run:
                yield Outcome(task, _("serait fait"), task.preview(upkeep))
            elif not upkeep.has_time():
                yield Outcome(task, _("remis à la prochaine fois"), _("Le temps donné est écoulé."))
            else:
                with following(task) as upkeep.progress:
                    outcome = _run(task, upkeep)
                if not outcome.is_failure and not upkeep.was_cut:
                    done[task.key] = now
                    _remember(done)
                yield outcome


def _share(ends: float | None, *, is_last: bool) -> float | None:
    """Return when a task must stop: half-way to the end, unless nothing comes after it."""
    if ends is None or is_last:
        return ends
    now = time.monotonic()
    return min(ends, now + max(ends - now, 0) / 2)


def _run(task: Task, upkeep: Upkeep) -> Outcome:
    try:
        sentence = task.run(upkeep)
    except TaskFailed as error:
        return Outcome(task, _("en échec"), str(error), is_failure=True)
    except Exception as error:
        logger.exception("La tâche d’entretien « %s » a échoué", task.key)
        return Outcome(task, _("en échec"), f"{type(error).__name__} : {error}", is_failure=True)
    return Outcome(task, _("commencé") if upkeep.was_cut else _("fait"), sentence)


def is_due(task: Task, done: datetime | None, now: datetime) -> bool:
    """Tell whether to do a task that was last done then; a clock put back makes it due."""
    # A timer is never exact: one that comes a little early does not put a task off by a turn.
    return done is None or done > now or now - done >= task.every * 0.95


def last_done() -> dict[str, datetime]:
    """Return when each task was last done whole, by key."""
    try:
        kept = json.loads(_file().read_text("utf-8"))
        return {key: datetime.fromisoformat(when) for key, when in kept.items()}
    except (OSError, ValueError, AttributeError, TypeError):  # none yet, or damaged: all is due
        return {}


def _remember(done: dict[str, datetime]) -> None:
    draft = _file().with_suffix(".draft")
    draft.write_text(json.dumps({key: when.isoformat() for key, when in done.items()}), "utf-8")
    draft.replace(_file())


def _file() -> Path:
    return Path(settings.MAILLAGE_DATA) / "maintenance.json"


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the lock of maintenance; the system gives it back when the process ends, however."""
    path = Path(settings.MAILLAGE_DATA) / "maintenance.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o640)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise MaintenanceBusy(
                _("Un autre entretien est en cours : attendre qu’il finisse.")
            ) from None
        yield
    finally:
        os.close(descriptor)
