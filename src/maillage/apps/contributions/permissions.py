"""Who may review, and what: the proposals, and the sheets, that are in a reviewer's charge."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from maillage.apps.sheets import indexing
from maillage.apps.sheets.listing import ALL
from maillage.apps.sheets.types import THEME_FACET
from maillage.kernel.vocabularies import ScopeKind
from maillage.search.query import SheetQuery

from .models import ProposalScope

REVIEW = "contributions.review_proposal"


def reviewer_required(
    view: Callable[..., HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Send visitors to the sign-in page, and refuse members who do not review."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            asked = urlencode({"suite": request.get_full_path()})
            return redirect(f"{reverse('contributions:sign_in')}?{asked}")
        if not request.user.has_perm(REVIEW):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def in_charge(user: Any) -> Q:
    """Return the filter of the proposals that a reviewer is in charge of.

    Whoever has no charge of their own is in charge of everything; what concerns no territory and
    no theme is for everybody.
    """
    charges = _charges(user)
    if not charges:
        return Q()
    own = Q()
    for kind, code in charges:
        own |= Q(kind=kind, code=code)
    scoped = ProposalScope.objects.order_by()
    return Q(pk__in=scoped.filter(own).values("proposal")) | ~Q(pk__in=scoped.values("proposal"))


def sheets_in_charge(user: Any) -> Q:
    """Return the same filter of sheets: those placed or active in a territory, or on a theme.

    The search index knows what is inside what; it holds published sheets only.
    """
    charges = _charges(user)
    if not charges:
        return Q()
    facets: dict[str, list[str]] = {}
    for kind, code in charges:
        if kind == ScopeKind.TERRITORY:
            facets.setdefault(indexing.ZONE, []).append(f"dans:{code}")
        else:
            facets.setdefault(THEME_FACET.name, []).append(code)
    found: set[int] = set()
    for name, values in facets.items():
        query = SheetQuery(facets={name: tuple(values)}, sort="name", limit=ALL, highlight=False)
        found.update(hit.pk for hit in indexing.ready().search(query).hits)
    return Q(pk__in=_rows(sorted(found))) | Q(located_in=[], acts_in=[], themes=[])


def _charges(user: Any) -> list[tuple[str, str]]:
    return list(user.review_scopes.values_list("kind", "code"))


def _rows(keys: list[int]) -> RawSQL:
    """Return keys as a subquery: a whole region's are more than a query may have parameters."""
    if connection.vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", (json.dumps(keys),))
    return RawSQL("SELECT unnest(%s::bigint[])", (keys,))
