"""Writes of intake: a document is kept, and what was drawn from it goes to the review queue."""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.apps.contributions.actions import ProposalError, ProposedValue, Proposer, propose
from maillage.apps.contributions.models import Proposal, Snapshot
from maillage.apps.sheets.models import Source
from maillage.intake.bounded import Reading
from maillage.intake.gathering import Received, is_address
from maillage.kernel.figures import agreed
from maillage.kernel.vocabularies import ProposalOrigin

from .drafting import Drawn, Loose, drafts_of
from .novelty import with_item
from .pairing import Fate, Pairing, pair

MOST = 300  # candidates of a document that are looked at together
SKIPPED = "skip"  # a person's choice to propose nothing
_SENTENCE = 160  # signs, from which a line speaks of several things
_LONGEST_COMMENT = 4_500


@dataclass(slots=True)
class Plan:
    """What a part of a document would do here: nothing is written yet.

    `first` and `total`: the rank from 0 of the first candidate looked at, and how many there are.
    """

    pairings: list[Pairing]
    loose: list[Loose]
    source: Source | None
    first: int
    total: int

    def of(self, fate: Fate) -> list[Pairing]:
        """Return the drafts of this fate."""
        return [one for one in self.pairings if one.fate is fate]

    @property
    def next_part(self) -> int | None:
        """Return the rank of the part after this one from 1, None after the last."""
        return self.first // MOST + 2 if self.first + MOST < self.total else None


@dataclass(slots=True)
class Report:
    """What a document brought, by name of sheet."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)

    def add(self, other: "Report") -> None:
        """Add what another part of the document brought."""
        for one in fields(self):
            getattr(self, one.name).extend(getattr(other, one.name))

    @property
    def sentence(self) -> str:
        """Return the report in French."""
        counted = (
            (self.new, _("nouvelle fiche"), _("nouvelles fiches")),
            (self.changed, _("fiche à compléter"), _("fiches à compléter")),
            (self.same, _("déjà là"), _("déjà là")),
            (self.before, _("déjà proposée"), _("déjà proposées")),
            (self.loose, _("à placer à la main"), _("à placer à la main")),
        )
        parts = [
            f"{len(names)} {one if len(names) == 1 else many}"
            for names, one, many in counted
            if names
        ]
        queued = len(self.proposals)
        told = _("%(n)d %(proposals)s en file de relecture.")
        told %= {"n": queued, "proposals": agreed(_("propositions"), queued)}
        return f"{', '.join(parts) or _('rien trouvé')} ; {told}"


@transaction.atomic
def receive(
    *, received: Received, reading: Reading, title: str = "", address: str = ""
) -> Snapshot:
    """Keep a document and what was read of it; one received before is the same snapshot.

    `address`: where the page stands, for one that was pasted.
    """
    digest = hashlib.sha256(received.data).hexdigest()
    origin = address or received.name
    named = title or reading.title
    values: dict[str, Any] = {
        "media_type": reading.media_type[:100],
        "size": len(received.data),
        "compressed": zlib.compress(received.data),
        "reading": reading.dump(),
    }
    snapshot, is_new = Snapshot.objects.get_or_create(
        sha256=digest, defaults={**values, "origin": origin[:2_000], "title": named[:300]}
    )
    if is_new:
        if is_address(origin):
            snapshot.source = Source.objects.filter(url=origin[:500]).order_by("pk").first()
            snapshot.save(update_fields=["source"])
        return snapshot
    # What is drawn from a document gets better with the rules: it is read again.
    for name, value in values.items():
        setattr(snapshot, name, value)
    snapshot.title = title[:300] or snapshot.title
    snapshot.origin = address[:2_000] or snapshot.origin
    snapshot.save()
    return snapshot


def reading_of(snapshot: Snapshot) -> Reading | None:
    """Return what was read of a document, None when it is kept no longer."""
    return None if snapshot.reading is None else Reading.load(bytes(snapshot.reading))


def plan(
    reading: Reading,
    *,
    part: int = 1,
    choices: Mapping[int, str] | None = None,
    only: str | None = None,
) -> Plan:
    """Return what the candidates of a part of a document would do; `only` keeps one type."""
    candidates = [one for one in reading.candidates if only in (None, one.type.value)]
    first = (part - 1) * MOST
    short = {one.number: one.kind for one in reading.lines if len(one.text) <= _SENTENCE}
    drafts, loose = drafts_of(candidates[first : first + MOST], short)
    pairings, source = pair(drafts, reading, choices)
    return Plan(pairings, loose, source, first, len(candidates))


@transaction.atomic
def propose_candidates(
    *,
    snapshot: Snapshot,
    reading: Reading,
    part: int = 1,
    choices: Mapping[int, str] | None = None,
    completions: Mapping[int, Mapping[str, str]] | None = None,
    only: str | None = None,
    by: Any = None,
) -> Report:
    """Put what a document brings into the review queue, and say what it was; publish nothing.

    The same thing is not proposed twice, from this document or another one, even refused.
    `choices`, by number of `Pairing`: « new », the key of a sheet, or « skip »; `completions`, by
    number too: what a person chose for fields that a new sheet must have.
    """
    # Two people, or one who clicks twice, do not queue the same document together.
    Snapshot.objects.select_for_update().filter(pk=snapshot.pk).first()
    chosen = choices or {}
    found = plan(reading, part=part, choices=chosen, only=only)
    report = Report(loose=[one.text for one in found.loose])
    if snapshot.source is None and found.source is not None:
        snapshot.source = found.source
        snapshot.save(update_fields=["source"])
    for one in found.pairings:
        if chosen.get(one.number) == SKIPPED:
            continue
        name = one.draft.name
        for field_name, value in (completions or {}).get(one.number, {}).items():
            ground = _("Choisi à la lecture du document.")
            if one.sheet is None and (drawn := one.draft.complete(field_name, value, ground)):
                one.fresh.append(drawn)
        if not one.is_proposable:
            (report.same if one.fate is Fate.SAME else report.before).append(name)
            continue
        try:
            report.proposals.append(_propose(one, snapshot, by))
        except ProposalError as error:
            report.problems.append(f"{name}\u202f: {error}")
            continue
        (report.new if one.fate is Fate.NEW else report.changed).append(name)
    return report


def propose_all(
    *, snapshot: Snapshot, reading: Reading, only: str | None = None, by: Any = None
) -> Report:
    """Do the same for every part of a document, each in its own transaction."""
    whole = Report()
    count = sum(only in (None, one.type.value) for one in reading.candidates)
    for part in range(1, max(1, -(-count // MOST)) + 1):
        whole.add(
            propose_candidates(snapshot=snapshot, reading=reading, part=part, only=only, by=by)
        )
    return whole


def _propose(one: Pairing, snapshot: Snapshot, by: Any) -> Proposal:
    name = (by.get_full_name() or by.get_username()) if by else ""
    return propose(
        values=[_value(drawn, one) for drawn in one.fresh],
        sheet=one.sheet,
        sheet_type=one.draft.type,
        origin=ProposalOrigin.INTAKE,
        # Without an address: an officer wants no letter for each sheet of a page.
        proposer=Proposer(name=name),
        comment=_comment(one)[:_LONGEST_COMMENT],
        snapshot=snapshot,
    )


def _value(drawn: Drawn, one: Pairing) -> ProposedValue:
    """Return a drawn value as a change of its whole field."""
    new = with_item(one.sheet, drawn)
    return ProposedValue(
        drawn.field.name, new, drawn.passage, drawn.line, drawn.ground[:300], drawn.key
    )


def _comment(one: Pairing) -> str:
    """Return what the reviewer must know and no field holds."""
    parts = []
    if one.draft.context:
        titles = " › ".join(one.draft.context[-2:]).rstrip(" .:")
        told = _("Dans le document : %(titles)s") % {"titles": titles}
        parts.append(told if titles.endswith(("?", "!", "…")) else f"{told}.")
    if one.sheet is not None and not one.is_sure:
        told = _("Rapprochement à confirmer : le document dit « %(name)s » (%(why)s).")
        parts.append(told % {"name": one.draft.name, "why": one.why})
    if one.sheet is None and one.draft.missing:
        labels = ", ".join(str(own.label) for own in one.draft.missing)
        parts.append(_("À compléter : %(labels)s.") % {"labels": labels})
    if one.draft.notes:
        parts.append(_("Aussi trouvé : %(notes)s.") % {"notes": " ; ".join(one.draft.notes)})
    return "\n".join(parts)
