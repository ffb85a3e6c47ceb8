"""The policy sheet: what a local authority does and spends for the ESS."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from maillage.apps.sheets.models import Sheet
from maillage.kernel import budgets
from maillage.kernel.amounts import Number, canonical
from maillage.kernel.budgets import Line, Sum, Total
from maillage.kernel.vocabularies import AuthorityType, BudgetKind, Qualifier


class Policy(Sheet):
    """An authority's policy: budgets, staff, axes, actions, membership and contacts."""

    organisation = models.CharField(_("organisation"), max_length=80, blank=True)
    authority_type = models.CharField(
        _("type de collectivité"),
        max_length=30,
        blank=True,
        db_index=True,
        choices=AuthorityType.choices(),
    )
    inhabitants = models.FloatField(_("habitants"), null=True, blank=True)
    rtes_since = models.FloatField(_("adhésion au RTES"), null=True, blank=True)
    addresses = models.JSONField(_("adresses"), default=list, blank=True)
    people = models.JSONField(_("personnes"), default=list, blank=True)
    axes = models.JSONField(_("axes"), default=list, blank=True)
    staff = models.JSONField(_("moyens humains"), default=list, blank=True)
    budgets = models.JSONField(_("lignes de budget"), default=list, blank=True)
    totals = models.JSONField(_("totaux annoncés"), default=list, blank=True)
    actions = models.JSONField(_("actions"), default=list, blank=True)
    history = HistoricalRecords(excluded_fields=["loaded_digest"])

    class Meta:
        verbose_name = _("politique")

    @property
    def authority_type_term(self) -> AuthorityType | None:
        """Return the type of authority as a vocabulary term, or None when it is unknown."""
        return AuthorityType.get(self.authority_type)

    @property
    def inhabitant_count(self) -> Number | None:
        """Return the inhabitants that the source declares, or None."""
        return None if self.inhabitants is None else canonical(self.inhabitants)

    @property
    def membership_year(self) -> int | None:
        """Return the year since which it has been a member of the RTES, or None."""
        return None if self.rtes_since is None else int(self.rtes_since)

    @property
    def lines(self) -> list[Line]:
        """Return the budget lines, in the order of the source."""
        return [
            Line(
                row["id"],
                BudgetKind.of(row["kind"]),
                row.get("amount"),
                row.get("year"),
                Qualifier.get(row.get("qualifier", "")),
                row.get("outside", False),
                row.get("part_of", ""),
            )
            for row in self.budgets
        ]

    @property
    def stated_totals(self) -> list[Total]:
        """Return the totals that the source states."""
        return [
            Total(
                row["id"],
                row["amount"],
                BudgetKind.get(row.get("kind", "")),
                row.get("year"),
                Qualifier.get(row.get("qualifier", "")),
            )
            for row in self.totals
        ]

    @property
    def sums(self) -> list[Sum]:
        """Return the budget by year and kind, the last year first."""
        return budgets.sums(self.lines, self.stated_totals)

    @property
    def headline_budget(self) -> Sum | None:
        """Return the budget of all kinds of the last year for which it is known, or None."""
        known = (one for one in self.sums if one.kind is None and one.amount is not None)
        return next(known, None)

    def rows_by_id(self, field: str) -> dict[str, dict[str, Any]]:
        """Return the records of a list by their identifier."""
        return {row["id"]: row for row in getattr(self, field)}
