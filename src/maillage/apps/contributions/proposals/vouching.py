"""The evidence that accepting a proposal adds, and that undoing it takes away."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.forms import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.contributions.models import Change, Proposal
from maillage.apps.sheets import kinds
from maillage.apps.sheets.actions import first_free
from maillage.apps.sheets.models import Evidence, Sheet, Source
from maillage.apps.sheets.types import Field
from maillage.kernel.contacts import parse_url
from maillage.kernel.text import fold, slugify
from maillage.kernel.vocabularies import EvidenceMethod, EvidenceStatus, ProposalOrigin

# A longer text is no key that evidence can hold beside the name of its field.
_LONGEST_KEY = 200


def vouch(proposal: Proposal, sheet: Sheet, changes: Iterable[tuple[Change, Field]]) -> None:
    """Add the evidence of values just written, one row for each passage; save their changes.

    Evidence of the value that a new one replaces is kept as what its source said.
    """
    written = list(changes)
    source = _source(proposal, sheet) if any(supports(*one) for one in written) else None
    added: dict[tuple[str, int | None, str], Evidence] = {}
    for change, field in written:
        _set_apart(sheet, field, change)
        supported = supports(change, field)
        if source and supported:
            row = added.setdefault((change.passage, change.line, change.ground), Evidence())
            row.supports = list(dict.fromkeys([*row.supports, *supported]))
            if not _is_quoted(change, field):
                row.inferred = change.ground
    for (passage, line, _ground), row in added.items():
        row.sheet_id, row.source = sheet.pk, source
        row.passage, row.line = passage, line
        is_drawn = proposal.origin == ProposalOrigin.INTAKE
        row.method = EvidenceMethod.EXTRACTED if is_drawn else EvidenceMethod.TYPED
        row.status = EvidenceStatus.CONFIRMED if proposal.is_own else EvidenceStatus.REVIEWED
        row.seen_on = timezone.localdate(proposal.created_at)
        row.save()
    for change, field in written:
        if supports(change, field):
            change.evidence = added.get((change.passage, change.line, change.ground))
        change.save()


def _is_quoted(change: Change, field: Field) -> bool:
    """Tell whether the passage holds the value in so many words: nothing is then deduced."""
    said = fold(change.passage)
    return bool(said) and any(
        fold(words) in said
        for shown in field.kind.show(change.written)
        for words in (shown.text, shown.key)
        if words
    )


def supports(change: Change, field: Field) -> list[str]:
    """Return what evidence of a written change supports: a field, or its items that are new."""
    if not kinds.is_known(change.written) or change.written == change.replaced:
        return []
    if not field.kind.many:
        return [field.name]
    keys = _keys(field, [one for one in change.written if one not in (change.replaced or ())])
    if change.key in keys:
        keys = [change.key]
    elif not change.replaced:
        return [field.name]
    return [f"{field.name}={key}" for key in keys]


def disavow(sheet: Sheet, changes: Iterable[tuple[Change, Field]]) -> None:
    """Remove the evidence that these changes added; what they set apart vouches again."""
    undone = list(changes)
    pks = {change.evidence_id for change, _field in undone if change.evidence_id}
    Evidence.objects.filter(pk__in=pks).delete()
    for change, field in undone:
        if (key := _key(field, change.replaced)) and field.value(sheet) == change.replaced:
            _rename(sheet, f"{field.name}={key}", field.name)
        for one in change.dropped:
            _give_back(sheet, one)


def _set_apart(sheet: Sheet, field: Field, change: Change) -> None:
    """Keep what vouched for a replaced value as what its source said, and drop it for a list.

    A phone or a person taken out of a list is no other value than one kept: shown as such, it
    would stay on the page that somebody asked to take it off.
    """
    if change.written == change.replaced:
        return
    if key := _key(field, change.replaced):
        _rename(sheet, field.name, f"{field.name}={key}")
    if field.kind.many:
        gone = set(_keys(field, change.replaced)) - set(_keys(field, change.written))
        names = {f"{field.name}={key}" for key in gone}
        change.dropped = [
            _drop(row, names)
            for row in sheet.evidence.order_by("pk")
            if not names.isdisjoint(row.supports)
        ]


def _drop(row: Evidence, names: set[str]) -> dict[str, Any]:
    """Have a row vouch no longer for these, and remove one left without anything; tell of it."""
    dropped = model_to_dict(row, exclude=["id", "sheet", "supports", "seen_on"])
    dropped |= {"row": row.pk, "supports": [one for one in row.supports if one in names]}
    dropped["seen_on"] = row.seen_on and row.seen_on.isoformat()
    row.supports = [one for one in row.supports if one not in names]
    if row.supports:
        row.save(update_fields=["supports"])
    else:
        row.delete()
    return dropped


def _give_back(sheet: Sheet, dropped: dict[str, Any]) -> None:
    values = {name: value for name, value in dropped.items() if name not in {"row", "source"}}
    row = sheet.evidence.filter(pk=dropped["row"]).first()
    if row is None and Source.objects.filter(pk=dropped["source"]).exists():
        Evidence.objects.create(sheet_id=sheet.pk, source_id=dropped["source"], **values)
    elif row is not None:
        row.supports = [*row.supports, *dropped["supports"]]
        row.save(update_fields=["supports"])


def _keys(field: Field, items: list[Any] | None) -> list[str]:
    """Return what evidence calls the items of a list."""
    return [shown.key for shown in field.kind.show(items or []) if shown.key]


def _key(field: Field, value: object) -> str:
    """Return the key of a single short value, "" for lists and long texts."""
    if not kinds.is_known(value) or field.kind.many:
        return ""
    if isinstance(field.kind, kinds.Prose | kinds.Markdown | kinds.Record):
        return ""
    key = next(iter(field.kind.show(value))).key
    return key if len(key) <= _LONGEST_KEY else ""


def _rename(sheet: Sheet, former: str, name: str) -> None:
    for row in sheet.evidence.order_by("pk"):
        if former in row.supports:
            row.supports = [name if one == former else one for one in row.supports]
            row.save(update_fields=["supports"])


def _source(proposal: Proposal, sheet: Sheet) -> Source:
    """Return the source of a proposal, made when nobody had cited it yet.

    Where neither the proposer nor the reviewer names one, the proposal itself is the source: no
    value is published without.
    """
    snapshot = proposal.snapshot
    if snapshot is not None:
        if snapshot.source is None:
            url = snapshot.origin if snapshot.origin.startswith(("https://", "http://")) else ""
            snapshot.source = _cited(snapshot.title or snapshot.origin or _("Document reçu"), url)
            snapshot.save(update_fields=["source"])
        return snapshot.source
    if proposal.source_url or proposal.source_title:
        return _cited(proposal.source_title, proposal.source_url)
    if proposal.is_own:
        return _cited(_("Déclaration de %(name)s") % {"name": sheet.name}, "")
    return _cited(_("Propositions reçues sur ce site, relues par l’équipe"), "")


def _cited(title: str, url: str) -> Source:
    try:
        url = parse_url(url) if len(url) <= 500 else ""
    except ValueError:
        url = ""
    title = title or _bare(url)
    same = Source.objects.filter(url=url) if url else Source.objects.filter(title=title, url="")
    if found := same.order_by("pk").first():
        return found
    title = title[:300]
    wanted = slugify(title)[:70].strip("-") or "source"
    taken = set(Source.objects.filter(uid__startswith=wanted).values_list("uid", flat=True))
    return Source.objects.create(
        uid=first_free(wanted, taken),
        title=title,
        url=url,
        seen_on=timezone.localdate(),
    )


def _bare(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}"
