"""An authority's sheet laid out for its page: budget by year and kind, actions, people."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from maillage.apps.sheets.models import Sheet
from maillage.kernel import budgets
from maillage.kernel.amounts import Number, with_unit
from maillage.kernel.budgets import Check, Line, Sum
from maillage.kernel.dates import PartialDate, parse_partial_date
from maillage.kernel.text import fold
from maillage.kernel.vocabularies import ActionKind, BudgetKind, Qualifier, Theme

from .models import Policy
from .staffing import Headcount, headcount

# A function of these words is elected, unless one of the others says it is a civil servant's.
_ELECTED = re.compile(r"\b(elue?s?|maire|president|presidente|conseill(?:er|ere)|adjointe?|senat)")
_STAFF = re.compile(r"\b(charge|chef|directeur|directrice|responsable|agente?|technique|charges)")


def is_elected(function: str) -> bool:
    """Tell whether a public function is that of an elected member of the authority."""
    words = fold(function)
    return bool(_ELECTED.search(words)) and not _STAFF.search(words)


def qualified(qualifier: Qualifier | None, text: str) -> str:
    """Return a number with the words that say how exact it is: « environ 25 000 € »."""
    return f"{_(qualifier.label)} {text}" if qualifier else text


def amount_text(amount: Number | None, qualifier: Qualifier | None = None, per: str = "") -> str:
    """Return an amount in euros as readers see it; an unknown one says so."""
    if amount is None:
        return _("non communiqué")
    return " ".join(filter(None, (qualified(qualifier, budgets.euros(amount)), per)))


def staff_text(row: Mapping[str, Any]) -> str:
    """Return the persons and full-time equivalents of a post: « 1 personne, environ 0,6 ETP »."""
    qualifier = Qualifier.get(row.get("qualifier", ""))
    words = []
    if "persons" in row:
        noun = "personnes" if row["persons"] >= 2 else "personne"
        vague = qualifier if "fte" not in row else None
        words.append(qualified(vague, with_unit(row["persons"], noun)))
    if "fte" in row:
        words.append(qualified(qualifier, with_unit(row["fte"], "ETP")))
    text = ", ".join(words) or _("nombre non communiqué")
    return f"{text} ({row['year']})" if "year" in row else text


def period(start: str, end: str = "") -> str:
    """Return partial dates in words: « mars 2025 », « du 7 au 8 novembre 2025 »."""
    if not start or not end or start == end:
        known = start or end
        return parse_partial_date(known).french if known else ""
    first, last = parse_partial_date(start), parse_partial_date(end)
    if not (first.day and last.day):
        return _("%(from)s à %(to)s") % {"from": _from(first), "to": last.french}
    same = (first.year, first.month) == (last.year, last.month)
    day = ("1er" if first.day == 1 else str(first.day)) if same else first.french
    return _("du %(from)s au %(to)s") % {"from": day, "to": last.french}


def _from(date: PartialDate) -> str:
    text = date.french
    return f"d’{text}" if text[0] in "ao" else f"de {text}"


@dataclass(frozen=True, slots=True)
class LineView:
    """A budget line: `share` is its amount in percent of the page's largest, None if unknown."""

    key: str
    label: str
    kind: BudgetKind
    amount: str
    share: float | None
    depth: int
    note: str
    beneficiary: Sheet | None


@dataclass(frozen=True, slots=True)
class TotalView:
    """A stated total and what checking it says."""

    key: str
    label: str
    amount: str
    note: str
    check: Check


@dataclass(frozen=True, slots=True)
class KindView:
    """The lines of a kind in a year, its stated totals, or else the sum of its lines."""

    kind: BudgetKind
    lines: list[LineView]
    totals: list[TotalView]
    sum: Sum

    @property
    def sum_text(self) -> str:
        """Return the sum of several lines of which the document states no total."""
        if self.totals or self.sum.lines < 2 or self.sum.amount is None:
            return ""
        return amount_text(self.sum.amount, self.sum.qualifier)


@dataclass(frozen=True, slots=True)
class YearView:
    """The budget of a year, None when the document does not say which."""

    year: int | None
    kinds: list[KindView]
    totals: list[TotalView]


@dataclass(frozen=True, slots=True)
class StaffView:
    """A team or a post: how many people and full-time equivalents, in words."""

    key: str
    label: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class ActionView:
    """An action with its dates in words and the public sheets that it names."""

    key: str
    name: str
    summary: str
    period: str
    amount: str
    note: str
    url: str
    sheets: list[Sheet]


@dataclass(slots=True)
class ActionGroup:
    """The actions of a kind."""

    kind: ActionKind
    actions: list[ActionView] = field(default_factory=list)


class PolicyPage:
    """What the page of an authority's sheet shows beside its fields; it makes no query.

    The sheets that it names come from the mentions, which whoever reads it has prefetched.
    """

    def __init__(self, policy: Policy) -> None:
        self.sheet = policy
        self.lines, self._totals = policy.lines, policy.stated_totals
        self._rows = policy.rows_by_id("budgets")
        self._total_rows = policy.rows_by_id("totals")
        self._longest = max((line.amount or 0 for line in self.lines), default=0) or 1

    @cached_property
    def _named(self) -> dict[str, Sheet]:
        return self.sheet.sheets_named()

    @cached_property
    def budget(self) -> Sum | None:
        """Return the last known budget of all kinds."""
        return self.sheet.headline_budget

    @property
    def budget_text(self) -> str:
        """Return the last known budget in words."""
        found = self.budget
        return amount_text(found.amount, found.qualifier) if found else _("non communiqué")

    @cached_property
    def persons(self) -> Headcount | None:
        """Return the persons assigned to the policy."""
        return headcount(self.sheet.staff, "persons")

    @cached_property
    def fte(self) -> Headcount | None:
        """Return the full-time equivalents assigned to the policy."""
        return headcount(self.sheet.staff, "fte")

    @property
    def staff(self) -> list[StaffView]:
        """Return the teams and posts."""
        return [
            StaffView(row["id"], row["label"], staff_text(row), row.get("note", ""))
            for row in self.sheet.staff
        ]

    @cached_property
    def years(self) -> list[YearView]:
        """Return the budget by year, the last one first, the unknown one last."""
        found: dict[int | None, list[Sum]] = {}
        for one in self.sheet.sums:
            found.setdefault(one.year, []).append(one)
        return [
            YearView(
                year,
                [self._kind(one, one.kind) for one in sums if one.kind],
                list(self._totals_of(year, None)),
            )
            for year, sums in found.items()
        ]

    def _kind(self, found: Sum, kind: BudgetKind) -> KindView:
        own = [
            line
            for line in budgets.counted(self.lines)
            if (line.year, line.kind) == (found.year, kind)
        ]
        views = [view for line in own for view in self._with_details(line)]
        return KindView(kind, views, list(self._totals_of(found.year, kind)), found)

    def _with_details(self, line: Line, depth: int = 0) -> Iterable[LineView]:
        yield self._line(line, depth)
        for detail in budgets.details(self.lines, line.id):
            yield from self._with_details(detail, depth + 1)

    def _line(self, line: Line, depth: int) -> LineView:
        row = self._rows[line.id]
        share = None if line.amount is None else 100 * max(line.amount, 0) / self._longest
        return LineView(
            line.id,
            row["label"],
            line.kind,
            amount_text(line.amount, line.qualifier, row.get("per", "")),
            share,
            depth,
            row.get("note", ""),
            self._named.get(row.get("beneficiary", "")),
        )

    def _totals_of(self, year: int | None, kind: BudgetKind | None) -> Iterable[TotalView]:
        for total in self._totals:
            if (total.year, total.kind) == (year, kind):
                row = self._total_rows[total.id]
                yield TotalView(
                    total.id,
                    row["label"],
                    amount_text(total.amount, total.qualifier),
                    row.get("note", ""),
                    budgets.check(total, self.lines, self._totals),
                )

    @cached_property
    def outside(self) -> list[tuple[LineView, int | None]]:
        """Return the lines kept out of the totals, each with its year."""
        found = budgets.outside(self.lines)
        own = {line.id for line in found}
        return [(self._line(line, int(line.part_of in own)), line.year) for line in found]

    @cached_property
    def actions(self) -> list[ActionGroup]:
        """Return the actions by kind, in the order of the vocabulary."""
        groups = {kind: ActionGroup(kind) for kind in ActionKind}
        for row in self.sheet.actions:
            groups[ActionKind.of(row["kind"])].actions.append(
                ActionView(
                    row["id"],
                    row["name"],
                    row.get("summary", ""),
                    period(row.get("start", ""), row.get("end", "")),
                    budgets.euros(row["amount"]) if "amount" in row else "",
                    row.get("note", ""),
                    row.get("url", ""),
                    [self._named[uid] for uid in row.get("sheets", ()) if uid in self._named],
                )
            )
        return [group for group in groups.values() if group.actions]

    @property
    def themes(self) -> list[Theme]:
        """Return the themes as vocabulary terms."""
        return [term for value in self.sheet.themes if (term := Theme.get(value))]

    @property
    def people(self) -> list[tuple[str, list[str]]]:
        """Return the names of the elected members, then of the civil servants, under a title."""
        sides: dict[bool, list[str]] = {True: [], False: []}
        for one in self.sheet.people:
            sides[is_elected(one.get("function", ""))].append(one["name"])
        titles = {True: _("Élus"), False: _("Agents")}
        return [(titles[side], names) for side, names in sides.items() if names]
