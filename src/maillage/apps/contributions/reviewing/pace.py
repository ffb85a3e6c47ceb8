"""How long review takes: pure figures of the time between a proposal and its decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_DAY = timedelta(days=1)
# Upper bounds of the classes that the chart shows, in days; the last one has none.
CLASSES = (1, 3, 7, 30)


@dataclass(frozen=True, slots=True)
class Pace:
    """The durations of the reviews of a period, the shortest first."""

    durations: tuple[timedelta, ...]

    @classmethod
    def of(cls, durations: Sequence[timedelta]) -> "Pace":
        """Return the pace of reviews that took these times."""
        return cls(tuple(sorted(max(one, timedelta(0)) for one in durations)))

    @property
    def count(self) -> int:
        """Return how many were reviewed."""
        return len(self.durations)

    @property
    def median(self) -> timedelta:
        """Return the time within which half were reviewed."""
        return self.within(50)

    @property
    def ninth_decile(self) -> timedelta:
        """Return the time within which nine in ten were reviewed."""
        return self.within(90)

    def within(self, percent: int) -> timedelta:
        """Return the shortest time within which this part was reviewed (nearest rank)."""
        return self.durations[max(0, ceil(percent * self.count / 100) - 1)]

    def classes(self) -> list[int]:
        """Return how many took less than each bound of `CLASSES`, and at last how many more."""
        counts = [0] * (len(CLASSES) + 1)
        for one in self.durations:
            counts[sum(one >= bound * _DAY for bound in CLASSES)] += 1
        return counts


def in_words(duration: timedelta) -> str:
    """Return « 3 jours »: hours under a day, days under two months, then months."""
    hours = int(duration.total_seconds() // 3600)
    if hours < 1:
        return _("moins d’une heure")
    if hours < 24:
        return ngettext("%(n)d heure", "%(n)d heures", hours) % {"n": hours}
    if duration.days < 60:
        return ngettext("%(n)d jour", "%(n)d jours", duration.days) % {"n": duration.days}
    return _("%(n)d mois") % {"n": duration.days // 30}
