"""Reads of links: the dead ones of a page, and what waits at the desk."""

from collections.abc import Mapping, Sequence

from maillage.apps.sheets import queries as sheets
from maillage.kernel.vocabularies import LinkState

from .models import Address


def dead_among(urls: Sequence[str]) -> Mapping[str, Address]:
    """Return those of these addresses that are dead, by address."""
    found: dict[str, Address] = {}
    for chunk in sheets.chunks(urls):
        rows = Address.objects.filter(url__in=chunk, state=LinkState.DEAD, vouched_at=None)
        found |= {one.url: one for one in rows.order_by()}
    return found


def waiting() -> int:
    """Return how many addresses somebody should look at."""
    return Address.objects.given().to_review().count()
