"""The query that the URL of the review queue is.

`etat` (waiting proposals by default, `toutes`), `q`, `type`, `voie`, `theme`, `territoire` (or
`lieu`, words), `age` (days that it has waited at least), `charge` (`toutes` for those of
everybody), `tri` and `page`. What is malformed is set aside with a notice that says so.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from maillage.apps.contributions.models import Proposal, ProposalScope
from maillage.apps.sheets.list_query import (
    LONGEST_TEXT,
    asked_place,
    chosen,
    no_such_place,
    one_of,
    page_number,
    words,
)
from maillage.apps.sheets.terms import Term, Terms
from maillage.apps.sheets.types import registry
from maillage.apps.territories.models import Territory
from maillage.kernel.text import fold
from maillage.kernel.vocabularies import ProposalOrigin, ProposalState, ScopeKind, Theme

ALL = "toutes"
AGES = (7, 30, 90)  # days
SORTS = {
    "ancien": ("created_at", "pk"),
    "recent": ("-created_at", "-pk"),
    "nom": ("name", "created_at", "pk"),
    "type": ("type", "created_at", "pk"),
}


class SheetTypes:
    """The types of sheets as the terms of a filter."""

    def get(self, value: str) -> Term | None:
        """Return the type with this key, or None."""
        known = registry.get(value)
        return Term(value, str(known.label).capitalize()) if known else None

    def among(self, values: Collection[str]) -> list[Term]:
        """Return the types with these keys, in the order of their registration."""
        return [term for key in registry if key in values and (term := self.get(key))]


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter of the queue with several values: `name` is its URL parameter."""

    name: str
    label: str
    vocabulary: Terms
    # The column of a proposal, or nothing for a scope.
    column: str = ""


CHOICES = (
    Choice("type", gettext_lazy("Type de fiche"), SheetTypes(), "type"),
    Choice("voie", gettext_lazy("Voie"), ProposalOrigin, "origin"),
    Choice("theme", gettext_lazy("Thème"), Theme),
)


@dataclass(frozen=True)
class QueueQuery:
    """A query on proposals, as its URL says it; `charge` is what the reviewer is in charge of."""

    charge: Q
    now: datetime
    state: str = ProposalState.WAITING
    text: str = ""
    selected: dict[str, tuple[str, ...]] = field(default_factory=dict)
    territory: Territory | None = None
    age: int = 0
    everyone: bool = False
    sort: str = ""
    page: int = 1
    notices: tuple[str, ...] = ()
    territory_error: str = ""
    place_text: str = ""

    def url(self, base: str, **changes: Any) -> str:
        """Return the address of this query, or of a neighbour of it."""
        text = replace(self, **changes).parameters
        return f"{base}?{text}" if text else base

    @cached_property
    def parameters(self) -> str:
        """Return the canonical URL parameters."""
        found = [("etat", self.state)] if self.state != ProposalState.WAITING else []
        found += [("q", self.text)] if self.text else []
        for choice in CHOICES:
            found += [(choice.name, value) for value in self.selected.get(choice.name, ())]
        if self.territory:
            found.append(("territoire", self.territory.ref))
        elif self.place_text:
            found.append(("lieu", self.place_text))
        found += [("age", str(self.age))] if self.age else []
        found += [("charge", ALL)] if self.everyone else []
        found += [("tri", self.sort)] if self.sort else []
        found += [("page", str(self.page))] if self.page > 1 else []
        return urlencode(found, safe=":")

    def toggled(self, name: str, value: str) -> dict[str, tuple[str, ...]]:
        """Return the selection without one of its values."""
        kept = tuple(one for one in self.selected.get(name, ()) if one != value)
        return {**self.selected, name: kept}

    @property
    def effective_sort(self) -> str:
        """Return the order: who waits longest first, what was decided last first."""
        return self.sort or ("ancien" if self.state == ProposalState.WAITING else "recent")

    def ordered(self) -> QuerySet[Proposal]:
        """Return the proposals found, in order."""
        return self.rows().order_by(*SORTS[self.effective_sort])

    def rows(self, *, without: str = "") -> QuerySet[Proposal]:
        """Return the proposals found, unordered; `without` names a filter to leave out."""
        rows = self._placed()
        if self.state != ALL and without != "etat":
            rows = rows.filter(state=self.state)
        for choice in CHOICES:
            values = self.selected.get(choice.name, ())
            if not values or choice.name == without:
                continue
            if choice.column:
                rows = rows.filter(**{f"{choice.column}__in": values})
            else:
                rows = rows.filter(_scoped(ScopeKind.THEME, values))
        return rows.filter(pk__in=self._said) if self.text else rows

    def _placed(self) -> QuerySet[Proposal]:
        rows = Proposal.objects.order_by()
        if not self.everyone:
            rows = rows.filter(self.charge)
        if self.territory:
            rows = rows.filter(_scoped(ScopeKind.TERRITORY, [self.territory.ref]))
        if self.age:
            rows = rows.filter(created_at__lt=self.now - timedelta(days=self.age))
        return rows

    @cached_property
    def _said(self) -> list[int]:
        """Return the keys of what says all the words, whatever their accents and capitals."""
        wanted = fold(self.text).split()
        columns = ("name", "comment", "author_name", "author_email", "source_title", "source_url")
        return [
            pk
            for pk, *texts in self._placed().order_by("pk").values_list("pk", *columns)
            if all(word in fold(" ".join(texts)) for word in wanted)
        ]


def _scoped(kind: ScopeKind, codes: Iterable[str]) -> Q:
    scopes = ProposalScope.objects.filter(kind=kind, code__in=list(codes)).order_by()
    return Q(pk__in=scopes.values("proposal"))


def parse(parameters: QueryDict, *, charge: Q, now: datetime) -> QueueQuery:
    """Read a query from URL parameters; only a malformed page number raises, `NoSuchPage`."""
    notices: list[str] = []
    text = words(parameters.get("q", ""))[:LONGEST_TEXT]
    place, unknown = asked_place(parameters)
    return QueueQuery(
        charge,
        now,
        state=one_of(parameters, "etat", _STATES, notices) or ProposalState.WAITING,
        text=text,
        selected=chosen(CHOICES, parameters, notices),
        territory=place,
        age=int(one_of(parameters, "age", tuple(map(str, AGES)), notices) or 0),
        everyone=bool(charge) and parameters.get("charge") == ALL,
        sort=one_of(parameters, "tri", tuple(SORTS), notices),
        page=page_number(parameters.get("page", "")),
        notices=tuple(notices),
        territory_error=no_such_place(unknown) if unknown else "",
        place_text=unknown,
    )


_STATES = (*(term.value for term in ProposalState), ALL)
