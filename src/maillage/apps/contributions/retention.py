"""What contributions keep no longer than they need; docs/contributions.md says how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.apps.sheets.upkeep import Phase, Task

from .models import Attempt, Proposal, Snapshot

ATTEMPTS = timedelta(days=1)
PROPOSERS = timedelta(days=365)
DOCUMENTS = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Purged:
    """How much a purge forgot."""

    attempts: int = 0
    proposers: int = 0
    documents: int = 0

    @property
    def sentence(self) -> str:
        """Return what is forgotten in one French sentence."""
        told = _(
            "Essais de formulaire : %(attempts)d ; noms et adresses de proposants : "
            "%(proposers)d ; contenus de documents reçus : %(documents)d."
        )
        return told % {
            "attempts": self.attempts,
            "proposers": self.proposers,
            "documents": self.documents,
        }


def overdue(now: datetime) -> Purged:
    """Return what a purge at this moment would forget; write nothing."""
    return Purged(_attempts(now).count(), _proposers(now).count(), _documents(now).count())


@transaction.atomic
def purge(now: datetime) -> Purged:
    """Forget what is over time: twice in a row, the second finds nothing.

    Attempts go after a day. The name and address of a proposer go a year after the decision, or
    after the proposal where nobody decided; what was proposed stays. The bytes of a document go
    after a year; its hash, so that it is recognised, and its citation stay.
    """
    attempts = _attempts(now).delete()[0]
    proposers = _proposers(now).update(author_name="", author_email="")
    documents = _documents(now).update(compressed=None, reading=None)
    return Purged(attempts, proposers, documents)


def _attempts(now: datetime) -> QuerySet[Attempt]:
    return Attempt.objects.filter(made_at__lt=now - ATTEMPTS)


def _proposers(now: datetime) -> QuerySet[Proposal]:
    ended = Proposal.objects.annotate(ended_at=Coalesce("decided_at", "created_at"))
    return ended.filter(~Q(author_name="", author_email=""), ended_at__lt=now - PROPOSERS)


def _documents(now: datetime) -> QuerySet[Snapshot]:
    held = Q(compressed__isnull=False) | Q(reading__isnull=False)
    return Snapshot.objects.filter(held, received_at__lt=now - DOCUMENTS)


TASK = Task(
    "oubli",
    gettext_lazy("Oubli de ce que les contributions gardent trop longtemps"),
    lambda upkeep: purge(upkeep.now).sentence,
    timedelta(hours=1),
    Phase.PURGE,
    lambda upkeep: overdue(upkeep.now).sentence,
)
