"""The question that the address of a comparison is, and the page that answers it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from maillage.apps.sheets import indexing, queries
from maillage.apps.sheets.detail_views import EvidenceView
from maillage.apps.sheets.list_query import words
from maillage.apps.sheets.models import Evidence, Redirect, Sheet, Source
from maillage.search.query import SheetQuery

from .comparison import FEWEST, MOST, Comparison, Group, Origin, Row, Value
from .comparison_bars import Chart, budget_chart, staff_chart
from .models import Policy

PROPOSED = 12
_LONGEST_TEXT = 200
_MOST_ASKED = 50  # beyond, the address is a mistake, and the page need not name them all


@dataclass(frozen=True)
class Choice:
    """The policies asked for, in the order of the address, and what was wrong with it."""

    policies: list[Policy] = field(default_factory=list)
    text: str = ""
    notices: list[str] = field(default_factory=list)

    @property
    def is_comparable(self) -> bool:
        """Tell whether there are from two to six of them."""
        return FEWEST <= len(self.policies) <= MOST

    @property
    def problem(self) -> str:
        """Return why there is nothing to compare, and what to do."""
        count = len(self.policies)
        if self.is_comparable:
            return ""
        if count > MOST:
            message = _(
                "%(count)d politiques sont demandées, six au plus se comparent : décochez-en."
            )
            return message % {"count": count}
        if count == 1:
            message = _("« %(name)s » est seule : cochez-en une à cinq autres pour comparer.")
            return message % {"name": self.policies[0].name}
        return _("Cochez de deux à six politiques pour les comparer.")

    def url(self, base: str, *, without: str = "", form: str = "") -> str:
        """Return the address of this comparison, of a smaller one or of another form."""
        found = [("a", policy.slug) for policy in self.policies if policy.slug != without]
        found += [("format", form)] if form else []
        return f"{base}?{urlencode(found)}" if found else base


def choose(parameters: QueryDict) -> Choice:
    """Read the policies that an address names by their slugs, in two or three queries."""
    asked = [words(slug)[:120] for slug in parameters.getlist("a")[:_MOST_ASKED] if slug.strip()]
    slugs = list(dict.fromkeys(asked))
    rows = Policy.objects.public().filter(slug__in=slugs).order_by("pk")
    found = {policy.slug: policy for policy in rows.prefetch_related("evidence__source")}
    if gone := [slug for slug in slugs if slug not in found]:
        moved = Redirect.objects.filter(type="policy", slug__in=gone).order_by("pk")
        pks = dict(moved.values_list("sheet_id", "slug"))
        again = Policy.objects.public().filter(pk__in=pks).order_by("pk")
        found |= {pks[policy.pk]: policy for policy in again.prefetch_related("evidence__source")}
    policies = list(dict.fromkeys(found[slug] for slug in slugs if slug in found))
    return Choice(
        policies, words(parameters.get("q", ""))[:_LONGEST_TEXT], list(_notices(asked, found))
    )


def _notices(asked: Sequence[str], found: dict[str, Policy]) -> Iterator[str]:
    for slug in dict.fromkeys(asked):
        if slug not in found:
            message = _(
                "Aucune politique n’a l’adresse « %(slug)s » : elle est laissée de côté. "
                "Choisissez-la dans la liste."
            )
            yield message % {"slug": slug[:60]}
    named = [found[slug] for slug in asked if slug in found]
    for policy in dict.fromkeys(named):
        if named.count(policy) > 1:
            message = _("« %(name)s » est demandée plusieurs fois : elle compte une fois.")
            yield message % {"name": policy.name}


def proposed(choice: Choice) -> list[Sheet]:
    """Return policies to add to a choice: by words, else of the same types first.

    A full comparison has no room for another, unless somebody looks for one.
    """
    if len(choice.policies) == MOST and not choice.text:
        return []
    types = tuple({one.authority_type for one in choice.policies if one.authority_type})
    query = SheetQuery(
        text=choice.text,
        types=("policy",),
        sort="relevance" if choice.text else "name",
        limit=2 * PROPOSED + len(choice.policies),
    )
    index = indexing.ready()
    hits = list(index.search(query).hits)
    if types and not choice.text:
        hits = [*index.search(replace(query, facets={"type": types})).hits, *hits]
    taken = {policy.pk for policy in choice.policies}
    found = {hit.pk: hit for hit in hits if hit.pk not in taken}
    return queries.of_hits(list(found.values())[:PROPOSED])


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of an authority with its proofs, and where its sheet lists it."""

    policy: Policy
    value: Value
    evidence: list[EvidenceView]
    url: str


class ComparisonPage:
    """A comparison with the sources of each number, for pages and files."""

    def __init__(self, choice: Choice) -> None:
        self.policies = choice.policies
        self.comparison = Comparison(choice.policies)
        self._proofs = [list(policy.evidence.all()) for policy in self.policies]
        self._used: dict[int, Source] = {}
        self._urls = [policy.get_absolute_url() for policy in self.policies]
        # Cells first: they number the sources that the page lists at its foot.
        self.groups = [self._group(group) for group in self.comparison.groups]

    def _group(self, group: Group) -> dict[str, Any]:
        rows = [{"row": row, "cells": list(self.cells(row))} for row in group.rows]
        return {"key": group.key, "title": group.title, "note": group.note, "rows": rows}

    def cells(self, row: Row) -> Iterator[Cell]:
        """Yield the values of a row, each with its proofs."""
        for place, (policy, value) in enumerate(zip(self.policies, row.values, strict=True)):
            url = f"{self._urls[place]}#{value.anchor}" if value.anchor else ""
            proofs = self._supporting(place, value.origins) if value.is_known else ()
            yield Cell(policy, value, [self._view(proof) for proof in proofs], url)

    def _supporting(self, place: int, origins: Iterable[Origin]) -> Iterator[Evidence]:
        wanted = {f"{name}={key}" for name, key in origins if key} | {
            name for name, _key in origins
        }
        for proof in self._proofs[place]:
            if not wanted.isdisjoint(proof.supports):
                yield proof

    def _view(self, proof: Evidence) -> EvidenceView:
        self._used.setdefault(proof.source_id, proof.source)
        return EvidenceView.of(proof, list(self._used).index(proof.source_id) + 1)

    @property
    def sources(self) -> list[tuple[int, Source]]:
        """Return the sources of the numbers, numbered as their marks are."""
        return list(enumerate(self._used.values(), start=1))

    @cached_property
    def _all_charts(self) -> list[Chart]:
        return [budget_chart(self.comparison), staff_chart(self.comparison)]

    @property
    def charts(self) -> list[Chart]:
        """Return the charts that have at least one bar."""
        return [chart for chart in self._all_charts if chart.bars]

    @property
    def title(self) -> str:
        """Return whose policies are compared: « Metz, Nancy et Paris »."""
        *first, last = [policy.name for policy in self.policies]
        return _("%(first)s et %(last)s") % {"first": ", ".join(first), "last": last}

    @cached_property
    def answer(self) -> str:
        """Return how far the sheets answer: what is not published cannot be compared."""
        budget, staff = (chart.bars for chart in self._all_charts)
        return _(
            "Le budget par habitant est connu pour %(budget)d %(noun)s sur %(count)d, "
            "l’équipe pour %(staff)d sur %(count)d."
        ) % {
            "budget": budget,
            "noun": _("collectivités") if budget >= 2 else _("collectivité"),
            "staff": staff,
            "count": len(self.policies),
        }
