"""Authorities side by side: each number with what it was made from; what is missing stays so."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from maillage.kernel.amounts import NARROW, Number, canonical, french_number, with_unit
from maillage.kernel.budgets import Sum, counted
from maillage.kernel.vocabularies import ActionKind, BudgetKind, Qualifier, Theme

from .models import Policy
from .page import qualified
from .staffing import headcount

FEWEST, MOST = 2, 6
PER_STAFF = 100_000  # inhabitants, the base of staff ratios

# What a value comes from: a field of the sheet, or one of its records by its key.
Origin = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Value:
    """What one authority's sheet says of an indicator; `amount` and `words` empty is unknown.

    A ratio keeps its numerator and denominator, both in their own units. `why` says what is
    missing, or what the number is made of; `anchor` is the part of the sheet that lists it.
    """

    amount: Number | None = None
    words: tuple[str, ...] = ()
    unit: str = ""
    numerator: Number | None = None
    denominator: Number | None = None
    qualifier: Qualifier | None = None
    why: str = ""
    origins: tuple[Origin, ...] = ()
    anchor: str = ""

    @property
    def is_known(self) -> bool:
        """Tell whether the sheet says it."""
        return self.amount is not None or bool(self.words)

    @property
    def text(self) -> str:
        """Return the value in words, « non communiqué » when it is unknown."""
        if self.words:
            return ", ".join(self.words)
        if self.amount is None:
            return _("non communiqué")
        if self.unit == "année":
            return str(self.amount)
        if self.unit == "actions" and not self.amount:
            return _("aucune citée")
        return qualified(self.qualifier, self._measure(self.amount))

    def _measure(self, amount: Number) -> str:
        if self.unit == "€" and self.denominator and amount < 10:
            return f"{french_number(amount, 2)}{NARROW}€"
        units = {
            "actions": "",
            "habitants": "",
            "personnes": "personnes" if amount >= 2 else "personne",
        }
        shown = rounded(amount) if self.denominator else amount
        return with_unit(shown, units.get(self.unit, self.unit))


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator, and one value for each authority in their order."""

    indicator: str
    label: str
    values: tuple[Value, ...]
    year: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that answer one question."""

    key: str
    title: str
    note: str
    rows: list[Row]


def rounded(ratio: Number) -> Number:
    """Round a ratio as readers compare it: two decimals under 10, one under 100, none above."""
    decimals = 2 if ratio < 10 else 1 if ratio < 100 else 0
    return canonical(round(ratio, decimals))


def ratio(value: Value, inhabitants: Number | None, *, base: int, unit: str) -> Value:
    """Divide a value by inhabitants, times `base`; unknown when one of the two is, or is none."""
    if value.amount is None:
        return Value(unit=unit, why=value.why)
    if not inhabitants:
        return Value(unit=unit, why=_("nombre d’habitants non communiqué"))
    parts = value.text, french_number(inhabitants)
    return Value(
        amount=base * value.amount / inhabitants,
        unit=unit,
        numerator=value.amount,
        denominator=inhabitants,
        qualifier=value.qualifier,
        why=_("%(of)s pour %(by)s habitants") % {"of": parts[0], "by": parts[1]},
        origins=(*value.origins, ("inhabitants", "")),
    )


class Comparison:
    """Two to six policies, indicator by indicator; it makes no query."""

    def __init__(self, policies: Sequence[Policy]) -> None:
        self.policies = list(policies)
        self.sums = [{(one.year, one.kind): one for one in policy.sums} for policy in policies]

    @cached_property
    def groups(self) -> list[Group]:
        """Return all rows, by question; a row that no sheet answers is left out."""
        found = [
            Group("identity", _("Qui"), "", list(self._identity())),
            *self._budgets(),
            Group("staff", _("Moyens humains"), "", list(self._staff())),
            Group(
                "actions",
                _("Actions citées"),
                _("Le nombre d’actions que la source cite, non celui de toutes les actions."),
                list(self._actions()),
            ),
            Group("themes", _("Orientations"), "", list(self._orientations())),
        ]
        return [group for group in found if group.rows]

    @property
    def rows(self) -> list[Row]:
        """Return all rows in their order."""
        return [row for group in self.groups for row in group.rows]

    def _row(
        self, indicator: str, label: str, values: Iterable[Value], year: str = "", kind: str = ""
    ) -> Iterator[Row]:
        own = tuple(values)
        if any(value.is_known for value in own):
            yield Row(indicator, label, own, year, kind)

    def _identity(self) -> Iterator[Row]:
        types = (
            Value(words=(_(term.label),) if term else (), origins=(("authority_type", ""),))
            for term in (policy.authority_type_term for policy in self.policies)
        )
        yield from self._row("type", _("Type de collectivité"), types)
        yield from self._row(
            "habitants",
            _("Habitants"),
            (
                Value(policy.inhabitant_count, unit="habitants", origins=(("inhabitants", ""),))
                for policy in self.policies
            ),
        )
        yield from self._row(
            "adhesion-rtes",
            _("Au RTES depuis"),
            (
                Value(policy.membership_year, unit="année", origins=(("rtes_since", ""),))
                for policy in self.policies
            ),
        )

    def _budgets(self) -> Iterator[Group]:
        years = {year for sums in self.sums for year, _kind in sums}
        for year in sorted(years, key=lambda year: (year is None, -(year or 0))):
            yield Group(
                f"budget-{year or 'annee-inconnue'}",
                _("Budget de l’ESS, %(year)s") % {"year": year or _("année inconnue")},
                "",
                [row for kind in (None, *BudgetKind) for row in self._budget(year, kind)],
            )

    def _budget(self, year: int | None, kind: BudgetKind | None) -> Iterator[Row]:
        what = _(kind.label) if kind else _("Total")
        codes = {"year": str(year or ""), "kind": kind.value if kind else ""}
        amounts = [self.budget(place, year, kind) for place in range(len(self.policies))]
        yield from self._row("budget", what, amounts, **codes)
        label = _("%(what)s par habitant") % {"what": what}
        ratios = self._per_head(amounts, 1, "€")
        yield from self._row("budget-par-habitant", label, ratios, **codes)

    def _per_head(self, values: Iterable[Value], base: int, unit: str) -> Iterator[Value]:
        for policy, value in zip(self.policies, values, strict=True):
            yield ratio(value, policy.inhabitant_count, base=base, unit=unit)

    def budget(self, place: int, year: int | None, kind: BudgetKind | None) -> Value:
        """Return the budget of a year and kind of the authority at this place."""
        found = self.sums[place].get((year, kind))
        if found is None:
            return Value(unit="€")
        policy = self.policies[place]
        origins = tuple(_origins(policy, found))
        return Value(
            found.amount,
            unit="€",
            qualifier=found.qualifier,
            why=_made_of(found, len(origins)),
            origins=origins,
        )

    def _staff(self) -> Iterator[Row]:
        for part, unit, label in (
            ("persons", "personnes", _("Personnes")),
            ("fte", "ETP", _("Équivalents temps plein (ETP)")),
        ):
            values = [self.staff(place, part, unit) for place in range(len(self.policies))]
            code = "personnes" if part == "persons" else "etp"
            yield from self._row(code, label, values)
            yield from self._row(
                f"{code}-pour-100000-habitants",
                _("%(what)s pour 100 000 habitants") % {"what": label},
                self._per_head(values, PER_STAFF, unit),
            )

    def staff(self, place: int, part: str, unit: str) -> Value:
        """Return the persons or full-time equivalents of the authority at this place."""
        found = headcount(self.policies[place].staff, part)
        if found is None:
            return Value(unit=unit)
        why = _("en %(year)d") % {"year": found.year} if found.year else ""
        origins = tuple(("staff", row) for row in found.rows)
        return Value(found.amount, unit=unit, qualifier=found.qualifier, why=why, origins=origins)

    def _actions(self) -> Iterator[Row]:
        yield from self._row(
            "actions", _("Toutes"), (self._counted(policy, None) for policy in self.policies)
        )
        for kind in ActionKind:
            values = [self._counted(policy, kind) for policy in self.policies]
            if any(value.amount for value in values):
                yield Row("actions", _(kind.label), tuple(values), kind=kind.value)

    @staticmethod
    def _counted(policy: Policy, kind: ActionKind | None) -> Value:
        if not policy.actions:
            return Value(unit="actions")
        count = sum(kind in (None, action["kind"]) for action in policy.actions)
        anchor = "actions" + (f"-{kind.value}" if kind and count else "")
        return Value(count, unit="actions", anchor=anchor)

    def _orientations(self) -> Iterator[Row]:
        themes = (
            Value(
                words=tuple(_(term.label) for term in Theme.among(policy.themes)),
                anchor="programme",
            )
            for policy in self.policies
        )
        yield from self._row("themes", _("Thèmes"), themes)
        axes = (
            Value(
                words=tuple(axis["title"] for axis in policy.axes),
                anchor="axes",
            )
            for policy in self.policies
        )
        yield from self._row("axes", _("Axes"), axes)


def _made_of(found: Sum, totals: int) -> str:
    """Return what a budget is the sum of, nothing for a total that the source states."""
    if found.amount is None:
        return _("des lignes n’ont pas de montant")
    if found.is_stated:
        return _("somme des %(count)d totaux annoncés") % {"count": totals} if totals > 1 else ""
    if found.lines == 1:
        return _("une ligne, sans total annoncé")
    return _("somme de %(count)d lignes, sans total annoncé") % {"count": found.lines}


def _origins(policy: Policy, found: Sum) -> Iterator[Origin]:
    """Yield what a budget comes from: its stated total, or the lines that make it."""
    stated = [
        total.id
        for total in policy.stated_totals
        if total.year == found.year and total.kind == found.kind
    ]
    if stated:
        yield "totals", stated[0]
        return
    for total in policy.stated_totals:
        if found.kind is None and total.year == found.year:
            yield "totals", total.id
    if not found.is_stated:
        for line in counted(policy.lines):
            if line.year == found.year and found.kind in (None, line.kind):
                yield "budgets", line.id
