"""The review queue: the proposals of a query, laid out for its page, and how long review takes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.db.models import Count, Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.contributions.models import Change, Proposal, ProposalScope
from maillage.apps.contributions.permissions import in_charge
from maillage.apps.sheets.kinds import Reference
from maillage.apps.sheets.listing import (
    Active,
    FacetView,
    Option,
    Pager,
    check_page,
    paged,
)
from maillage.apps.sheets.places import named_place
from maillage.apps.sheets.types import SheetType, registry
from maillage.kernel.amounts import french_number
from maillage.kernel.vocabularies import ProposalState, ScopeKind

from .pace import CLASSES, Pace
from .queue_query import AGES, ALL, CHOICES, SORTS, Choice, QueueQuery

PER_PAGE = 50
PERIOD = 90  # days over which the time that review takes is measured
LATE = 30  # days after which a proposal that waits is shown late
_BRIEF = 90  # signs of a value in a row
_FIELDS = 4  # named in a row
_SENTENCES = {
    ProposalState.WAITING.value: (
        "%(n)s proposition attend une relecture",
        "%(n)s propositions attendent une relecture",
    ),
    ProposalState.ACCEPTED.value: ("%(n)s proposition acceptée", "%(n)s propositions acceptées"),
    ProposalState.PARTIAL.value: (
        "%(n)s proposition acceptée en partie",
        "%(n)s propositions acceptées en partie",
    ),
    ProposalState.REFUSED.value: ("%(n)s proposition refusée", "%(n)s propositions refusées"),
    ProposalState.UNDONE.value: ("%(n)s proposition annulée", "%(n)s propositions annulées"),
    ProposalState.WITHDRAWN.value: ("%(n)s proposition retirée", "%(n)s propositions retirées"),
    ALL: ("%(n)s proposition", "%(n)s propositions"),
}


def waiting_count(user: Any) -> int:
    """Return how many proposals wait in a reviewer's charge."""
    waiting = Proposal.objects.order_by().filter(state=ProposalState.WAITING)
    return waiting.filter(in_charge(user)).count()


@dataclass(frozen=True, slots=True)
class Row:
    """A proposal in the queue; `others` is how many more wait on the same sheet."""

    proposal: Proposal
    now: datetime
    others: int = 0

    @property
    def type(self) -> SheetType | None:
        """Return the type of the sheet, None when this instance has it no longer."""
        return registry.get(self.proposal.type)

    @property
    def age(self) -> timedelta:
        """Return how long it has waited, or waited."""
        return (self.proposal.decided_at or self.now) - self.proposal.created_at

    @property
    def is_late(self) -> bool:
        """Tell whether it waits for too long."""
        return self.proposal.is_waiting and self.age >= timedelta(days=LATE)

    @property
    def is_outdated(self) -> bool:
        """Tell whether the sheet has changed since it was proposed."""
        sheet = self.proposal.sheet
        return (
            self.proposal.is_waiting
            and not self.proposal.is_new
            and sheet is not None
            and sheet.updated_at > self.proposal.created_at
        )

    @property
    def is_gone(self) -> bool:
        """Tell whether the sheet that it is about exists no longer."""
        return not self.proposal.is_new and self.proposal.sheet_id is None

    def brief(self) -> str:
        """Return what it proposes, on one line."""
        changes: Sequence[Change] = self.proposal.changes.all()  # type: ignore[assignment]
        if not changes:
            return _("Remarque seule")
        if len(changes) == 1 and not self.proposal.is_new:
            return self._one(changes[0])
        labels = [self._label(one) for one in changes if one.field != "name" or len(changes) == 1]
        named = ", ".join(labels[:_FIELDS])
        more = len(labels) - _FIELDS
        if more > 0:
            text = ngettext("et %(n)d autre champ", "et %(n)d autres champs", more)
            named = f"{named} {text % {'n': more}}"
        return named

    def _label(self, change: Change) -> str:
        field = self.type.field(change.field) if self.type else None
        return str(field.label) if field else change.field

    def _one(self, change: Change) -> str:
        """Return a single change with its value, where words can say it without a look-up."""
        field = self.type.field(change.field) if self.type else None
        label = self._label(change)
        if field is None or isinstance(change.new, list | dict):
            return label
        if change.new is None:
            return _("%(label)s : retirer") % {"label": label}
        leaves = field.kind.leaves(change.new)
        if any(named_place(leaf) or isinstance(leaf.kind, Reference) for leaf in leaves):
            return label
        text = " ".join(field.kind.flat(change.new).split())
        return f"{label} : {text if len(text) <= _BRIEF else f'{text[:_BRIEF]}…'}"


@dataclass(frozen=True)
class Queue:
    """What the page of the queue shows, read with a fixed number of queries."""

    query: QueueQuery
    base: str
    total: int
    rows: list[Row]

    @cached_property
    def sentence(self) -> str:
        """Return the answer in one sentence."""
        one, several = _SENTENCES[self.query.state]
        return ngettext(one, several, self.total) % {"n": french_number(self.total)}

    @cached_property
    def states(self) -> list[Option]:
        """Return the states as tabs, with their counts."""
        rows = self.query.rows(without="etat").values_list("state").annotate(n=Count("pk"))
        counts = dict(rows.order_by("state"))
        tabs = [
            (term.value, str(_(term.label)), counts.get(term.value, 0))
            for term in ProposalState
            if term.value in counts or term.value in (ProposalState.WAITING, self.query.state)
        ]
        tabs.append((ALL, _("Toutes"), sum(counts.values())))
        return [
            Option(value, label, n, value == self.query.state, self._url(state=value, sort=""))
            for value, label, n in tabs
        ]

    @cached_property
    def facets(self) -> list[FacetView]:
        """Return the filters that have something to propose."""
        return [view for one in CHOICES if (view := self._facet(one)).options]

    def _facet(self, choice: Choice) -> FacetView:
        rows = self.query.rows(without=choice.name)
        if choice.column:
            found = rows.values_list(choice.column).annotate(n=Count("pk")).order_by(choice.column)
        else:
            scopes = ProposalScope.objects.filter(
                kind=ScopeKind.THEME, proposal__in=rows.values("pk")
            )
            found = scopes.values_list("code").annotate(n=Count("pk")).order_by("code")
        counts: dict[str, int] = dict(found)
        selected = self.query.selected.get(choice.name, ())
        options = [
            Option(
                term.value,
                str(_(term.label)),
                counts.get(term.value, 0),
                term.value in selected,
                "",
                str(_(term.description)) if term.description else "",
            )
            for term in choice.vocabulary.among(counts.keys() | set(selected))
        ]
        options.sort(key=lambda one: (not one.selected, -one.count))
        is_open = bool(selected) or bool(choice.column)
        return FacetView(choice.name, choice.label, options[:8], options[8:], is_open)

    @cached_property
    def ages(self) -> list[Option]:
        """Return the ages by which the queue can be cut."""
        return [
            Option(str(days), ngettext("%(n)d jour", "%(n)d jours", days) % {"n": days}, 0,
                   days == self.query.age, "")
            for days in AGES
        ]  # fmt: skip

    @cached_property
    def active(self) -> list[Active]:
        """Return the filters in force and the address without each."""
        query = self.query
        found = [Active(_("Mots"), query.text, self._url(text=""))] if query.text else []
        for choice in CHOICES:
            for value in query.selected.get(choice.name, ()):
                term = choice.vocabulary.get(value)
                url = self._url(selected=query.toggled(choice.name, value))
                found.append(Active(choice.label, str(_(term.label)) if term else value, url))
        if query.territory:
            url = self._url(territory=None)
            found.append(Active(_("Territoire"), query.territory.label, url))
        if query.age:
            words = _("plus de %(days)d jours") % {"days": query.age}
            found.append(Active(_("Ancienneté"), words, self._url(age=0)))
        return found

    @cached_property
    def clear_url(self) -> str:
        """Return the address without filters, in the same state and charge."""
        return self._url(text="", selected={}, territory=None, place_text="", age=0)

    @cached_property
    def sorts(self) -> list[Option]:
        """Return the possible orders."""
        labels = {
            "ancien": _("Les plus anciennes"),
            "recent": _("Les plus récentes"),
            "nom": _("Nom"),
            "type": _("Type"),
        }
        current = self.query.effective_sort
        return [
            Option(value, labels[value], 0, value == current, self._url(sort=value))
            for value in SORTS
        ]

    @property
    def has_charge(self) -> bool:
        """Tell whether the reviewer is in charge of a part of the base only."""
        return bool(self.query.charge)

    @cached_property
    def charge_url(self) -> str:
        """Return the address of the proposals of everybody, or back of one's own."""
        return self._url(everyone=not self.query.everyone)

    @cached_property
    def territory_field(self) -> str:
        """Return what the place field of the form shows."""
        query = self.query
        return query.territory.label if query.territory else query.place_text

    @cached_property
    def pages(self) -> Pager:
        """Return the pages of the queue."""
        return paged(
            self.total, self.query.page, lambda page: self._url(page=page), per_page=PER_PAGE
        )

    @cached_property
    def first(self) -> int:
        """Return the rank of the first proposal of the page."""
        return (self.query.page - 1) * PER_PAGE + 1

    @cached_property
    def suffix(self) -> str:
        """Return what review pages add to their address to know this queue."""
        return f"?{self.query.parameters}" if self.query.parameters else ""

    def _url(self, **changes: Any) -> str:
        return self.query.url(self.base, **{"page": 1, **changes})


def read(query: QueueQuery, base: str) -> Queue:
    """Answer a query; raise `NoSuchPage` past the last page."""
    rows = query.rows()
    total = rows.count()
    check_page(query.page, total, per_page=PER_PAGE)
    start = (query.page - 1) * PER_PAGE
    changes = Change.objects.only("proposal_id", "field", "new").order_by("pk")
    found = list(
        query.ordered()
        .select_related("sheet", "decided_by")
        .defer("sheet__description", "sheet__links", "sheet__summary")
        .prefetch_related(Prefetch("changes", changes))[start : start + PER_PAGE]
    )
    others = _waiting_on({one.sheet_id for one in found if one.is_waiting and one.sheet_id})
    shown = [Row(one, query.now, max(0, others[one.sheet_id] - 1)) for one in found]
    return Queue(query, base, total, shown)


def _waiting_on(sheets: set[int]) -> Counter[int | None]:
    waiting = Proposal.objects.filter(state=ProposalState.WAITING, sheet__in=sheets)
    rows = waiting.values_list("sheet").annotate(n=Count("pk")).order_by("sheet")
    return Counter(dict(rows))


@dataclass(frozen=True, slots=True)
class PaceView:
    """How long reviews took, in words and by classes."""

    pace: Pace

    @property
    def classes(self) -> list[tuple[str, int]]:
        """Return how many reviews took how long."""
        bounds = [
            _("Moins d’un jour"),
            *(
                _("De %(low)d à %(high)d jours") % {"low": low, "high": high}
                for low, high in pairwise(CLASSES)
            ),
            _("Plus de %(days)d jours") % {"days": CLASSES[-1]},
        ]
        return list(zip(bounds, self.pace.classes(), strict=True))


def pace(now: datetime) -> PaceView | None:
    """Return how long the reviews of the last days took, None where there were none."""
    states = (ProposalState.ACCEPTED, ProposalState.PARTIAL, ProposalState.REFUSED)
    rows = Proposal.objects.filter(
        state__in=states, decided_at__gte=now - timedelta(days=PERIOD)
    ).order_by("pk")
    times = rows.values_list("created_at", "decided_at")
    found = Pace.of([decided - created for created, decided in times if decided])
    return PaceView(found) if found.count else None


def neighbours(query: QueueQuery, pk: int) -> tuple[int | None, int | None, int, int]:
    """Return the proposals before and after one in the queue, its rank and how many there are.

    What is not in it any more has rank 0, and the first one after it.
    """
    pks = list(query.ordered().values_list("pk", flat=True))
    if pk not in pks:
        return None, pks[0] if pks else None, 0, len(pks)
    place = pks.index(pk)
    before = pks[place - 1] if place else None
    after = pks[place + 1] if place + 1 < len(pks) else None
    return before, after, place + 1, len(pks)
