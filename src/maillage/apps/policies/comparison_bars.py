"""The two pictures of a comparison: budget and staff for the same number of inhabitants."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillage.kernel.budgets import Sum
from maillage.kernel.vocabularies import BudgetKind

from .comparison import PER_STAFF, Comparison, Value, ratio


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A line of a chart; without segments (code of the colour, size) it has no bar."""

    label: str
    url: str
    text: str
    note: str
    segments: list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Chart:
    """An indicator as bars."""

    title: str
    description: str
    rows: list[ChartRow]
    # What each colour stands for: its code and its name.
    legend: list[tuple[str, str]]

    @property
    def bars(self) -> int:
        """Return how many authorities have a bar."""
        return sum(bool(row.segments) for row in self.rows)


def budget_chart(comparison: Comparison) -> Chart:
    """Return the last known budget of each authority per inhabitant, cut by kind."""
    rows = []
    for place, policy in enumerate(comparison.policies):
        found = policy.headline_budget
        value = comparison.budget(place, found.year, None) if found else Value(unit="€")
        per_head = ratio(value, policy.inhabitant_count, base=1, unit="€")
        year = (str(found.year) if found.year else _("année inconnue")) if found else ""
        rows.append(
            ChartRow(
                policy.name,
                policy.get_absolute_url(),
                per_head.text,
                " ; ".join(filter(None, (year, value.why, per_head.why))),
                _segments(comparison.sums[place], found, per_head),
            )
        )
    return Chart(
        _("Budget de l’ESS par habitant"),
        _("Dernière année connue de chacune : les années peuvent différer."),
        rows,
        _legend(rows, [(kind.value, _(kind.label)) for kind in BudgetKind]),
    )


def _segments(
    sums: Mapping[tuple[int | None, BudgetKind | None], Sum], total: Sum | None, per_head: Value
) -> list[tuple[str, float]]:
    """Cut a bar by kind where the kinds make up the total, else draw it whole."""
    if total is None or per_head.amount is None or not per_head.denominator:
        return []
    own = [sums.get((total.year, kind)) for kind in BudgetKind]
    parts = [(str(one.kind), one.amount) for one in own if one and one.amount is not None]
    if sum(amount for _kind, amount in parts) != total.amount:
        return [("", float(per_head.amount))]
    return [(kind, amount / per_head.denominator) for kind, amount in parts]


def staff_chart(comparison: Comparison) -> Chart:
    """Return the staff of each authority per 100,000 inhabitants, in ETP where they are known."""
    rows = []
    for place, policy in enumerate(comparison.policies):
        fte = comparison.staff(place, "fte", "ETP")
        value = fte if fte.is_known else comparison.staff(place, "persons", "personnes")
        found = ratio(value, policy.inhabitant_count, base=PER_STAFF, unit=value.unit)
        segments = [] if found.amount is None else [(found.unit, float(found.amount))]
        rows.append(
            ChartRow(policy.name, policy.get_absolute_url(), found.text, found.why, segments)
        )
    return Chart(
        _("Équipe pour 100 000 habitants"),
        _("En ETP où la source les donne, en personnes sinon : les deux ne se valent pas."),
        rows,
        _legend(rows, [("ETP", _("ETP")), ("personnes", _("Personnes"))]),
    )


def _legend(rows: Iterable[ChartRow], colours: list[tuple[str, str]]) -> list[tuple[str, str]]:
    used = {code for row in rows for code, _size in row.segments}
    return [(code, label) for code, label in colours if code in used]
