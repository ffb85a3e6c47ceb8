"""The event: what takes place, when, where, who organises it."""

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from maillage.apps.sheets.models import Sheet
from maillage.kernel.periods import Period
from maillage.kernel.recurrence import Recurrence
from maillage.kernel.schedules import Schedule
from maillage.kernel.vocabularies import EventKind, EventState

from .fields import french_hours, period_of


class Event(Sheet):
    """A fair, conference, meeting, month of the ESS… once, several times or again and again."""

    kind = models.CharField(_("genre"), max_length=20, blank=True, choices=EventKind.choices())
    dates = models.JSONField(_("dates"), default=list, blank=True)
    recurrence = models.CharField(_("récurrence"), max_length=300, blank=True)
    exceptions = models.JSONField(_("sauf le"), default=list, blank=True)
    recurrence_note = models.CharField(_("précision"), max_length=300, blank=True)
    state = models.CharField(_("confirmation"), max_length=10, blank=True)
    place = models.CharField(_("lieu"), max_length=300, blank=True)
    online = models.BooleanField(_("en ligne"), default=False)
    addresses = models.JSONField(_("adresses"), default=list, blank=True)
    organisers = models.JSONField(_("organisé par"), default=list, blank=True)
    series = models.CharField(_("édition de"), max_length=80, blank=True)
    # The UID of RFC 5545 that it came in with, and goes out with.
    calendar_uid = models.CharField(max_length=300, blank=True, db_index=True)
    history = HistoricalRecords(excluded_fields=["loaded_digest"])

    class Meta:
        verbose_name = _("événement")
        default_related_name = "+"  # sheets of other types may have a field called `event`

    @property
    def kind_term(self) -> EventKind | None:
        """Return the kind as a vocabulary term, or None when it is unknown."""
        return EventKind.get(self.kind)

    @property
    def state_term(self) -> EventState | None:
        """Return how sure it is as a vocabulary term, or None when no source says."""
        return EventState.get(self.state)

    @property
    def is_cancelled(self) -> bool:
        """Tell whether it does not take place."""
        return self.state == EventState.CANCELLED

    @cached_property
    def schedule(self) -> Schedule:
        """Return all its dates, the known ones in order of time."""
        periods = sorted(map(period_of, self.dates), key=lambda one: (one.first_day, one.last_day))
        return Schedule(
            tuple(periods),
            Recurrence.parse(self.recurrence) if self.recurrence else None,
            frozenset(map(date.fromisoformat, self.exceptions)),
        )

    @cached_property
    def current(self) -> Period | None:
        """Return its next date, else its last one; None where it comes back nobody knows when."""
        found = self.schedule.current(timezone.localdate())
        comes_back = self.schedule.is_determined or found is None
        return found if comes_back or found.last_day >= timezone.localdate() else None

    @property
    def is_over(self) -> bool:
        """Tell whether its last date is past and nothing says that it comes back."""
        current = self.current
        return (
            current is not None and not self.recurrence and current.last_day < timezone.localdate()
        )

    @property
    def when(self) -> str:
        """Return in words when it takes place: its rule, and its next or last known date."""
        current = self.current
        day = f"{current.french} {self.hours_of(current)}".strip() if current else ""
        if not self.recurrence:
            return day
        rule = self.schedule.french()
        if current is None or current.is_whole or current.last_day < timezone.localdate():
            return rule
        return str(_("%(rule)s, prochain rendez-vous %(date)s") % {"rule": rule, "date": day})

    def hours_of(self, period: Period) -> str:
        """Return the hours of one of its dates in words; those of the first where it comes back."""
        own = (one for one in self.dates if period_of(one).first_day == period.first_day)
        first = self.dates[:1] if self.recurrence else []
        return next((french_hours(one) for one in (*own, *first)), "")
