"""The list of addresses that its URL asks for: `etat`, `type`, `q`, `charge` and `page`.

Without `etat` it holds what somebody should look at: dead, suspect and moved addresses. It is cut
to what the reviewer is in charge of, unless `charge=toutes` says otherwise.
"""

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
)
from django.http import QueryDict
from django.utils.translation import gettext as _

from maillage.apps.sheets.list_query import LONGEST_TEXT, one_of, page_number, words
from maillage.apps.sheets.listing import Pager, check_page, paged
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import registry
from maillage.kernel.vocabularies import LinkState, PublicationStatus

from .models import TO_REVIEW, Address, AddressQuerySet, Use

PER_PAGE = 30
VOUCHED = "bons"
ALL = "toutes"
_SHOWN_USES = 3
# The states of most addresses: nobody waits for their number.
_MANY = (LinkState.UNKNOWN, LinkState.OK)


@dataclass(frozen=True, slots=True)
class Tab:
    """A state to choose, with the number of addresses in it unless it is most of them."""

    label: str
    url: str
    count: int | None
    is_current: bool
    description: str = ""


@dataclass(frozen=True)
class LinkQuery:
    """A query on addresses; what is malformed is set aside, with a notice."""

    charge: Q
    state: str = ""
    type: str = ""
    text: str = ""
    everyone: bool = False
    page: int = 1
    notices: tuple[str, ...] = ()

    def url(self, base: str, **changes: Any) -> str:
        """Return the address of this query, or of a neighbour of it."""
        parameters = replace(self, **changes).parameters
        return f"{base}?{parameters}" if parameters else base

    @property
    def parameters(self) -> str:
        """Return the canonical URL parameters."""
        given = {"etat": self.state, "type": self.type, "q": self.text}
        given["charge"] = ALL if self.everyone else ""
        found = {name: value for name, value in given.items() if value}
        return urlencode(found | ({"page": str(self.page)} if self.page > 1 else {}))

    def matching(self) -> AddressQuerySet:
        """Return the addresses that the words and the type keep, whatever their state."""
        uses = Use.objects.filter(address=OuterRef("pk"))
        rows = Address.objects.given()
        if self.charge and not self.everyone:
            own = Q(sheet__in=Sheet.objects.filter(self.charge)) | Q(source__isnull=False)
            rows = rows.filter(Exists(uses.filter(own)))
        if self.type:
            published = uses.filter(sheet__status=PublicationStatus.PUBLISHED)
            rows = rows.filter(Exists(published.filter(sheet__type=self.type)))
        if self.text:
            named = Q(sheet__name__icontains=self.text) | Q(source__title__icontains=self.text)
            rows = rows.filter(Q(url__icontains=self.text) | Exists(uses.filter(named)))
        return rows

    def rows(self) -> AddressQuerySet:
        """Return the addresses found, what changed last first."""
        rows = self.matching()
        if not self.state:
            rows = rows.to_review()
        elif self.state == VOUCHED:
            rows = rows.exclude(vouched_at=None)
        else:
            rows = rows.filter(state=self.state)
        return rows.order_by(F("since").desc(nulls_last=True), "pk")


@dataclass
class Queue:
    """A page of the list; built with a fixed number of queries."""

    query: LinkQuery
    base: str

    def __post_init__(self) -> None:
        self._counts = self._count()
        is_counted = self.query.state not in _MANY
        self.total = self._counts[self.query.state] if is_counted else self.query.rows().count()
        check_page(self.query.page, self.total, per_page=PER_PAGE)
        start = (self.query.page - 1) * PER_PAGE
        shown = self.query.rows().prefetch_related(Prefetch("uses", _uses()))
        self.rows = [Row(address) for address in shown[start : start + PER_PAGE]]

    def _count(self) -> Counter[str]:
        """Return how many addresses each value of `etat` keeps, save `_MANY`, in one query."""
        is_vouched = ExpressionWrapper(Q(vouched_at__isnull=False), BooleanField())
        is_waiting = ExpressionWrapper(TO_REVIEW, BooleanField())
        doubtful = self.query.matching().exclude(state__in=_MANY).order_by()
        groups = doubtful.annotate(v=is_vouched, w=is_waiting)
        counts: Counter[str] = Counter()
        for state, vouched, waiting, count in groups.values_list("state", "v", "w").annotate(
            n=Count("pk")
        ):
            counts[state] += count
            counts[VOUCHED] += count if vouched else 0
            counts[""] += count if waiting else 0
        return counts

    @cached_property
    def tabs(self) -> list[Tab]:
        """Return the states that have addresses, what is to look at, and the state chosen."""
        found = [self._tab("", _("À voir"))]
        found += [self._tab(one.value, _(one.label), one.description) for one in LinkState]
        found.append(self._tab(VOUCHED, _("Trouvé bon")))
        return [tab for tab in found if tab.count != 0 or tab.is_current or tab is found[0]]

    def _tab(self, state: str, label: str, description: str = "") -> Tab:
        url = self.query.url(self.base, state=state, page=1)
        is_current = state == self.query.state
        described = _(description) if description else ""
        count = None if state in _MANY else self._counts[state]
        return Tab(label, url, count, is_current, described)

    @property
    def charge_url(self) -> str:
        """Return the same query on everybody's sheets, or back on the reviewer's own, or ""."""
        if not self.query.charge:
            return ""
        return self.query.url(self.base, everyone=not self.query.everyone, page=1)

    @property
    def types(self) -> list[tuple[str, str]]:
        """Return the types of sheets to choose from."""
        return [(key, str(one.plural).capitalize()) for key, one in registry.items()]

    @property
    def pages(self) -> Pager:
        """Return the pages of the list."""
        return paged(
            self.total,
            self.query.page,
            lambda page: self.query.url(self.base, page=page),
            per_page=PER_PAGE,
        )


@dataclass(frozen=True)
class Row:
    """An address with where it stands and what may be done of it."""

    address: Address

    @cached_property
    def uses(self) -> list[Use]:
        """Return where it stands, as far as readers see it."""
        return [use for use in self.address.uses.all() if use.source or use.sheet.is_public]

    @property
    def first_uses(self) -> list[Use]:
        """Return the first places where it stands."""
        return self.uses[:_SHOWN_USES]

    @property
    def more(self) -> int:
        """Return in how many other places it stands."""
        return max(0, len(self.uses) - _SHOWN_USES)

    @property
    def proposals(self) -> list[Any]:
        """Return what was proposed of it and still waits."""
        found = (use.proposal for use in self.uses if use.proposal)
        return [proposal for proposal in found if proposal.is_waiting]

    @property
    def may_vouch(self) -> bool:
        """Tell whether somebody may say that it is right in spite of what checks find."""
        doubtful = {LinkState.DEAD, LinkState.SUSPECT, LinkState.REDIRECTED}
        return self.address.vouched_at is None and self.address.state_term in doubtful


def _uses() -> Any:
    return Use.objects.select_related("sheet", "source", "proposal").order_by("pk")


def row_of(pk: int) -> Row | None:
    """Return an address by its key, None where there is none."""
    found = Address.objects.prefetch_related(Prefetch("uses", _uses())).filter(pk=pk).first()
    return Row(found) if found else None


def parse(parameters: QueryDict, *, charge: Q) -> LinkQuery:
    """Read a query from URL parameters; only a malformed page number raises, `NoSuchPage`."""
    notices: list[str] = []
    states = (*(state.value for state in LinkState), VOUCHED)
    return LinkQuery(
        charge,
        one_of(parameters, "etat", states, notices),
        one_of(parameters, "type", registry, notices),
        words(parameters.get("q", ""))[:LONGEST_TEXT],
        bool(charge) and parameters.get("charge") == ALL,
        page_number(parameters.get("page", "")),
        tuple(notices),
    )
