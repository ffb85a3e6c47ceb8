"""Writes of links: which addresses stand where, what checks find, what is proposed of it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.apps.sheets import queries as sheets
from maillage.apps.sheets.models import Sheet, Source
from maillage.apps.sheets.types import registry
from maillage.kernel.contacts import parse_url
from maillage.kernel.vocabularies import LinkState

from . import proposing
from .models import LONGEST, Address, LinkCheck, Use
from .rewriting import addresses, feeds
from .verdicts import Answer, Finding, find, follow

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@transaction.atomic
def note_uses(written: Sequence[Sheet]) -> None:
    """Note which addresses these sheets, instances of their own types, give now."""
    wanted = {
        (sheet.pk, field, url): url in feeds(sheet)
        for sheet in written
        for field, url in addresses(sheet)
        if _fits(url)
    }
    present = {
        (use.sheet_id, use.field, use.address.url): use
        for chunk in sheets.chunks([sheet.pk for sheet in written])
        for use in Use.objects.filter(sheet__in=chunk).select_related("address")
    }
    Use.objects.filter(
        pk__in=[use.pk for key, use in present.items() if key not in wanted]
    ).delete()
    known = _known({url for _pk, _field, url in wanted.keys() - present.keys()})
    Use.objects.bulk_create(
        [
            Use(address_id=known[url], sheet_id=pk, field=field, is_feed=wanted[pk, field, url])
            for pk, field, url in sorted(wanted.keys() - present.keys())
        ],
        batch_size=100,
    )
    for key, use in present.items():
        if key in wanted and use.is_feed != wanted[key]:
            use.is_feed = wanted[key]
            use.save(update_fields=["is_feed"])


def _fits(url: str) -> bool:
    """Tell whether an address can be kept: databases index no longer ones, in bytes."""
    return len(url.encode()) <= LONGEST


def _known(urls: Iterable[str]) -> dict[str, int]:
    """Return the keys of addresses, those that were never seen being made."""
    found: dict[str, int] = {}
    for chunk in sheets.chunks(sorted(urls)):
        rows = Address.objects.filter(url__in=chunk).order_by()
        found |= dict(rows.values_list("url", "pk"))
        missing = [url for url in chunk if url not in found]
        if missing:
            new = [Address(url=url) for url in missing]
            Address.objects.bulk_create(new, batch_size=50, ignore_conflicts=True)
            found |= dict(rows.all().values_list("url", "pk"))
    return found


def note_all() -> None:
    """Note which addresses all sheets and sources give: what was written otherwise is caught up."""
    for sheet_type in registry.values():
        rows = sheet_type.model.objects.order_by("pk")
        for chunk in sheets.chunks(list(rows.values_list("pk", flat=True))):
            note_uses(list(rows.filter(pk__in=chunk)))
    _note_sources()


@transaction.atomic
def _note_sources() -> None:
    rows = Source.objects.exclude(url="").order_by("pk").values_list("pk", "url")
    wanted = {(pk, url) for pk, url in rows if _fits(url)}
    uses = Use.objects.filter(source__isnull=False).select_related("address")
    present = {(use.source_id, use.address.url): use.pk for use in uses}
    gone = [pk for key, pk in present.items() if key not in wanted]
    for chunk in sheets.chunks(gone):
        Use.objects.filter(pk__in=chunk).delete()
    missing = sorted(wanted - present.keys())
    known = _known({url for _pk, url in missing})
    Use.objects.bulk_create(
        [Use(address_id=known[url], source_id=pk, field="url") for pk, url in missing],
        batch_size=100,
    )


@transaction.atomic
def record(*, address: Address, answer: Answer, now: datetime) -> Address:
    """Keep what a check found, and propose what follows from it."""
    expects_feed = address.uses.filter(is_feed=True).exists()
    finding = _storable(find(answer, expects_feed=expects_feed))
    LinkCheck.objects.create(
        address=address,
        checked_at=now,
        state=finding.state,
        status=answer.status,
        reason=finding.reason,
        target=finding.target,
    )
    standing = follow(address.standing, finding, now)
    for field in fields(standing):
        setattr(address, field.name, getattr(standing, field.name))
    address.checked_at = now
    if finding.state in {LinkState.OK, LinkState.REDIRECTED}:
        address.answered_at = now
    if standing.since == now:
        address.vouched_at = address.vouched_by = None
    address.save()
    proposing.follow_up(address)
    return address


def _storable(finding: Finding) -> Finding:
    """Return a finding that columns can hold; an address that nobody can write is a doubt."""
    target = finding.target
    try:
        target = parse_url(target) if target and len(target) <= LONGEST else ""
    except ValueError:
        target = ""
    is_lost = finding.state is LinkState.REDIRECTED and not target
    state = LinkState.SUSPECT if is_lost else finding.state
    reason = _CONTROL.sub(" ", finding.reason)[:300]
    return replace(finding, state=state, reason=reason, target=target)


@transaction.atomic
def vouch(*, address: Address, by: Any, now: datetime) -> None:
    """Note that somebody found an address right, for as long as checks find the same."""
    address.vouched_at, address.vouched_by = now, by
    address.save(update_fields=["vouched_at", "vouched_by"])
    proposing.take_back(address, _("Adresse trouvée bonne par l’équipe."))


def ask_again(*, address: Address) -> None:
    """Have an address checked at the next maintenance."""
    address.next_check = None
    address.save(update_fields=["next_check"])
