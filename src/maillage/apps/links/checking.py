"""Checks the addresses whose turn has come: the task that `maillage maintain` runs."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F, Q
from django.utils.translation import gettext as _

from maillage.apps.sheets.upkeep import TaskFailed, Upkeep
from maillage.fetching import Fetcher, Policy, public_only
from maillage.kernel.vocabularies import LinkState

from . import actions
from .models import Address, AddressQuerySet
from .verdicts import Answer
from .visiting import PAUSE, visit

MOST_AT_ONCE = 2_000  # addresses of one run; the next ones wait for the next run
_WITNESSES = 3
_SITES_TO_DOUBT = 3


@dataclass(slots=True)
class Checked:
    """What a run of checks found."""

    due: int = 0
    done: int = 0
    states: Counter[str] = field(default_factory=Counter)

    @property
    def sentence(self) -> str:
        """Return the run in French."""
        if not self.due:
            return _("Aucune adresse à contrôler pour l’instant.")
        parts = [f"{self.done} {'adresse contrôlée' if self.done < 2 else 'adresses contrôlées'}"]
        parts += [
            f"{str(state.label).lower()} : {self.states[state]}"
            for state in LinkState
            if self.states[state]
        ]
        if left := self.due - self.done:
            parts.append(_("pour la prochaine fois : %(n)d") % {"n": left})
        return f"{' ; '.join(parts)}."


def due(now: datetime) -> AddressQuerySet:
    """Return the addresses whose turn has come, those never checked first."""
    waiting = Address.objects.given().filter(Q(next_check=None) | Q(next_check__lte=now))
    return waiting.order_by(F("next_check").asc(nulls_first=True), "pk")


def check(upkeep: Upkeep, *, policy: Policy = public_only, pause: float = PAUSE) -> Checked:
    """Check what is due, as long as there is time; each result is kept as soon as it is known.

    Raises `TaskFailed` where nothing answers at all, not even what answered before: this machine
    is cut off from the network, and no site is blamed.
    """
    actions.note_all()
    checked = Checked(due=due(upkeep.now).count())
    found = due(upkeep.now)[:MOST_AT_ONCE]
    by_url = {address.url: address for address in found}
    contact = settings.MAILLAGE_BASE_URL

    def fetcher() -> Fetcher:
        return Fetcher(policy, contact, what="lien")

    def keep(answers: Iterable[Answer]) -> None:
        for answer in answers:
            address = actions.record(address=by_url[answer.asked], answer=answer, now=upkeep.now)
            checked.done += 1
            checked.states[address.state] += 1
            upkeep.progress(urlsplit(answer.asked).hostname or "", checked.done, len(by_url))

    silent: list[Answer] = []
    is_heard = False
    for answer in visit(by_url, fetcher=fetcher, has_time=upkeep.has_time, pause=pause):
        is_heard = is_heard or not answer.is_silent
        silent.append(answer)
        if is_heard:
            keep(silent)
            silent.clear()
    if silent and _is_cut_off([answer.asked for answer in silent], fetcher):
        raise TaskFailed(
            _(
                "Aucun site ne répond, même ceux qui répondaient : rien n’est noté. "
                "Vérifier l’accès de cette machine à internet."
            )
        )
    keep(silent)
    upkeep.was_cut = upkeep.was_cut or checked.done < checked.due
    return checked


def _is_cut_off(silent: Sequence[str], fetcher: Callable[[], Fetcher]) -> bool:
    """Tell whether the addresses that answered last are silent too.

    Where none ever answered, several sites that fall silent together tell as much.
    """
    known = Address.objects.given().filter(state=LinkState.OK).exclude(url__in=silent[:500])
    urls = list(known.order_by("-checked_at", "pk").values_list("url", flat=True)[:_WITNESSES])
    if urls:
        return all(answer.is_silent for answer in visit(urls, fetcher=fetcher))
    return len({urlsplit(url).hostname for url in silent}) >= _SITES_TO_DOUBT


def run(upkeep: Upkeep) -> str:
    """Check what is due and return the report."""
    return check(upkeep).sentence


def preview(upkeep: Upkeep) -> str:
    """Say how many known addresses are due."""
    count = due(upkeep.now).count()
    told = "adresse serait contrôlée" if count < 2 else "adresses seraient contrôlées"
    return f"{count} {told}."
