"""What maintenance does of quality each day: measure, remind, forget."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.upkeep import Phase, Task, Upkeep

from . import actions, reminders, wording


def _measure(upkeep: Upkeep) -> str:
    return actions.take_stock(
        today=timezone.localdate(upkeep.now), progress=upkeep.progress, goes_on=upkeep.has_time
    )


def _would_measure(upkeep: Upkeep) -> str:
    count = Sheet.objects.public().count()
    return wording.counted(count, _("fiche à mesurer."), _("fiches à mesurer."))


def _remind(upkeep: Upkeep) -> str:
    return reminders.send_due(now=upkeep.now, goes_on=upkeep.has_time)


def _would_remind(upkeep: Upkeep) -> str:
    count = len(reminders.waiting(upkeep.now))
    return wording.counted(count, _("rappel à envoyer."), _("rappels à envoyer."))


def _forget(upkeep: Upkeep) -> str:
    return wording.counted(
        reminders.purge(upkeep.now), _("vieux rappel oublié."), _("vieux rappels oubliés.")
    )


TASKS = (
    Task(
        "qualite",
        gettext_lazy("Qualité des fiches"),
        _measure,
        every=timedelta(days=1),
        phase=Phase.MEASURE,
        preview=_would_measure,
    ),
    Task(
        "rappels",
        gettext_lazy("Rappels aux organisations"),
        _remind,
        every=timedelta(days=1),
        phase=Phase.REMIND,
        preview=_would_remind,
    ),
    Task(
        "oubli-rappels",
        gettext_lazy("Oubli des vieux rappels"),
        _forget,
        every=timedelta(days=7),
        phase=Phase.PURGE,
    ),
)
