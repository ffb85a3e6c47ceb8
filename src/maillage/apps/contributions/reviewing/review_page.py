"""A proposal beside the sheet that it is about: what each value was, is, and would become."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.forms import CheckboxSelectMultiple
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from maillage.apps.contributions import actions
from maillage.apps.contributions.documents import snapshots
from maillage.apps.contributions.models import Change, Proposal
from maillage.apps.contributions.resemblance import matching
from maillage.apps.sheets import references
from maillage.apps.sheets.forms import KindField
from maillage.apps.sheets.kinds import is_known
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import Field, SheetType, registry
from maillage.kernel.contacts import obfuscate_emails
from maillage.kernel.vocabularies import ChangeState, ProposalState

from .differences import Entry, Item, items
from .queue_query import QueueQuery
from .shown_values import ShownValues

_NEIGHBOURS = 8  # other proposals on the same sheet


@dataclass(frozen=True, slots=True)
class Typed:
    """What a reviewer typed about one value, to be given back when it cannot be done."""

    verdict: str = ""
    reason: str = ""
    value: Any = actions.UNCHANGED


@dataclass(slots=True)
class FieldReview:
    """A proposed value: `before` is what the sheet says, `after` what acceptance makes of it.

    `situation` tells what is particular: "already" in the sheet, "conflict", "merged" with what
    was changed meanwhile, "unknown" to the type. `seen` is the mark of the present value: a
    conflict is accepted only over what the reviewer has seen.
    """

    change: Change
    label: str
    before: list[Entry]
    after: list[Entry]
    former: list[Entry] = field(default_factory=list)
    situation: str = ""
    seen: str = ""
    problems: list[str] = field(default_factory=list)
    widget: SafeString | str = ""
    kind_field: KindField | None = None
    typed: Typed = Typed()
    passage_url: str = ""
    document_url: str = ""

    @property
    def is_corrected(self) -> bool:
        """Tell whether the reviewer typed another value, which could not be kept yet."""
        return self.typed.value is not actions.UNCHANGED

    @property
    def passage(self) -> str:
        """Return the words of the source, without addresses that harvesters read."""
        return obfuscate_emails(self.change.passage)


def seen(value: Any) -> str:
    """Return a short mark of a value, another one as soon as it changes."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass
class ReviewPage:
    """Everything that the review page shows."""

    proposal: Proposal
    query: QueueQuery
    may_decide: bool
    data: QueryDict | None = None  # the form as it was sent

    @cached_property
    def type(self) -> SheetType | None:
        """Return the type of the sheet, None when this instance has it no longer."""
        return registry.get(self.proposal.type)

    @cached_property
    def sheet(self) -> Sheet | None:
        """Return the sheet as an instance of its own type."""
        if self.type is None or self.proposal.sheet_id is None:
            return None
        return self.type.model.objects.filter(pk=self.proposal.sheet_id).first()

    @property
    def is_open(self) -> bool:
        """Tell whether this reviewer can decide something here."""
        return self.may_decide and self.proposal.is_waiting

    @cached_property
    def changes(self) -> list[Change]:
        """Return the values proposed."""
        return list(self.proposal.changes.order_by("pk"))

    @cached_property
    def fields(self) -> list[FieldReview]:
        """Return the values side by side, in the order of the sheet's page."""
        names = ShownValues(self._values())
        order = self.type.field_names if self.type else ()
        found = [self._field(change, names) for change in self.changes]
        return sorted(found, key=lambda one: _rank(order, one.change.field))

    @property
    def waiting(self) -> list[FieldReview]:
        """Return the values that nobody has decided of."""
        return [one for one in self.fields if one.change.state == ChangeState.WAITING]

    @property
    def is_single(self) -> bool:
        """Tell whether it is all about one value: the buttons of the page then decide of it."""
        return len(self.fields) == len(self.waiting) == 1

    @property
    def has_passages(self) -> bool:
        """Tell whether a value comes with the words of its source, or with its reason."""
        return any(one.passage or one.ground or one.line for one in self.changes)

    @property
    def conflicts(self) -> int:
        """Return how many values the sheet contradicts since."""
        return sum(one.situation == "conflict" for one in self.waiting)

    def _present(self, declared: Field) -> Any:
        value = declared.value(self.sheet) if self.sheet is not None else None
        return value if is_known(value) else None

    def _sides(self, change: Change, declared: Field) -> tuple[Any, Any]:
        """Return the values to show as before and after."""
        if change.state == ChangeState.WAITING:
            present = self._present(declared)
            return present, actions.outcome(change, declared, present).value
        if change.state == ChangeState.REFUSED:
            return change.old, change.new
        return change.replaced, change.written

    def _values(self) -> Iterable[tuple[Field, Any]]:
        for change in self.changes:
            if self.type and (declared := self.type.field(change.field)):
                for value in (change.old, change.new, *self._sides(change, declared)):
                    if value is not None:
                        yield declared, value

    def _field(self, change: Change, names: ShownValues) -> FieldReview:
        declared = self.type.field(change.field) if self.type else None
        if declared is None:
            text = json.dumps(change.new, ensure_ascii=False)
            raw = items([], [Item("", text)])[1]
            return FieldReview(change, change.field, [], raw, situation="unknown")
        old, new = self._sides(change, declared)
        before, after = items(names.items(declared, old), names.items(declared, new))
        view = FieldReview(change, str(declared.label), before, after)
        view.passage_url = self._passage_url(change)
        view.document_url = self._document_url(change)
        if change.state == ChangeState.WAITING:
            self._prepare(view, declared, names, old, new)
        return view

    def _prepare(
        self, view: FieldReview, declared: Field, names: ShownValues, old: Any, new: Any
    ) -> None:
        """Give a waiting value its situation and what is needed to decide of it."""
        change = view.change
        view.seen = seen(old)
        view.problems = self._problems.get(declared.name, [])
        if actions.outcome(change, declared, old).is_conflict:
            view.situation = "conflict"
        elif old == new:
            view.situation = "already"
        elif old != change.old:
            view.situation = "merged"
        if view.situation in ("conflict", "merged"):
            view.former = items(names.items(declared, change.old), [])[0]
        view.kind_field = KindField(declared.kind, label=declared.label, required=False)
        initial = declared.kind.empty if new is None else new
        view.typed = self._typed(change, view.kind_field, initial)
        if self.is_open:
            name = f"valeur-{change.pk}"
            label = _("Valeur corrigée : %(label)s") % {"label": view.label}
            shown = view.typed.value if view.is_corrected else initial
            view.widget = view.kind_field.widget.render(
                name, shown, {"id": name, "aria-label": label}
            )

    def _typed(self, change: Change, kind_field: KindField, initial: Any) -> Typed:
        """Return what the form says of a value; what is not another value corrects nothing."""
        if self.data is None:
            return Typed()
        verdict = self.data.get(f"choix-{change.pk}", "")
        reason = self.data.get(f"motif-{change.pk}", "").strip()
        name, widget = f"valeur-{change.pk}", kind_field.widget
        if widget.value_omitted_from_data(self.data, {}, name):
            return Typed(verdict, reason)
        value = widget.value_from_datadict(self.data, {}, name)
        if isinstance(widget, CheckboxSelectMultiple):  # boxes have an order of their own
            value = [*filter(value.__contains__, initial), *(v for v in value if v not in initial)]
        is_same = not kind_field.has_changed(initial, value)
        return Typed(verdict, reason, actions.UNCHANGED if is_same else value)

    @cached_property
    def _problems(self) -> dict[str, list[str]]:
        """Return, by field, what the values name that does not exist."""
        found: dict[str, list[str]] = {}
        if self.type:
            values = {
                one.field: one.new for one in self.changes if one.state == ChangeState.WAITING
            }
            for name, message in references.unknown(self.type, values):
                found.setdefault(name, []).append(message)
        return found

    def _passage_url(self, change: Change) -> str:
        """Return the address of the web page that a passage was read on, at the passage."""
        url = self.source_url
        if not url or "#" in url:
            return url
        return f"{url}#:~:text={quote(change.passage, safe='')}" if change.passage else url

    def _document_url(self, change: Change) -> str:
        """Return the address of a passage's line in the document received, "" without one."""
        snapshot = self.proposal.snapshot
        if snapshot is None or snapshot.reading is None or change.line is None:
            return ""
        return snapshots.line_url(snapshot, change.line)

    @cached_property
    def source_url(self) -> str:
        """Return the web address of the source, "" when it has none."""
        snapshot = self.proposal.snapshot
        for url in (self.proposal.source_url, snapshot.origin if snapshot else ""):
            if url.startswith(("https://", "http://")):
                return url
        return ""

    @cached_property
    def missing(self) -> list[str]:
        """Return the names of the values without which a new sheet cannot be."""
        if not self.proposal.is_new or self.type is None or self.proposal.sheet_id:
            return []
        given = {one.field for one in self.changes if one.new is not None}
        return [
            str(one.label) for one in self.type.fields if one.required and one.name not in given
        ]

    @cached_property
    def matches(self) -> list[matching.Match]:
        """Return the sheets that a new one may already be."""
        if not (self.proposal.is_new and self.proposal.is_waiting and self.type):
            return []
        values = {one.field: one.new for one in self.changes if one.new is not None}
        return matching.find(self.type, values, apart_from=self.sheet)

    @cached_property
    def others(self) -> list[Proposal]:
        """Return the other proposals on the same sheet, those that wait first."""
        if self.proposal.sheet_id is None:
            return []
        rows = Proposal.objects.filter(sheet=self.proposal.sheet_id).exclude(pk=self.proposal.pk)
        found = list(rows.select_related("author").order_by("-created_at", "-pk")[:_NEIGHBOURS])
        return sorted(found, key=lambda one: not one.is_waiting)

    @property
    def can_be_undone(self) -> bool:
        """Tell whether what it published can be put back."""
        done = (ProposalState.ACCEPTED, ProposalState.PARTIAL)
        return self.may_decide and self.proposal.state in done


def _rank(order: Sequence[str], name: str) -> int:
    return order.index(name) if name in order else len(order)
