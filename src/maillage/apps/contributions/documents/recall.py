"""What documents proposed before: the same thing is not proposed twice, even refused."""

from collections.abc import Iterable, Sequence

from maillage.apps.contributions.models import Change, Proposal
from maillage.apps.sheets import queries
from maillage.apps.sheets.models import Sheet
from maillage.kernel.vocabularies import ProposalOrigin

from .alike import are_alike
from .drafting import Draft, Drawn


class Memory:
    """The proposals drawn from documents for these names of new sheets, and these sheets."""

    def __init__(self, names: Iterable[str], sheets: Iterable[int]) -> None:
        """Read them in a few queries."""
        drawn = Proposal.objects.filter(origin=ProposalOrigin.INTAKE)
        self._new: dict[tuple[str, str], list[Proposal]] = {}
        self._changes: dict[int, list[Change]] = {}
        for chunk in queries.chunks(sorted(set(names))):
            rows = drawn.filter(is_new=True, name__in=chunk, sheet=None)
            for proposal in rows.prefetch_related("changes").order_by("pk"):
                self._new.setdefault((proposal.type, proposal.name), []).append(proposal)
        for keys in queries.chunks(sorted(set(sheets))):
            changes = Change.objects.filter(
                proposal__origin=ProposalOrigin.INTAKE, proposal__sheet__in=keys
            )
            for change in changes.select_related("proposal").order_by("pk"):
                self._changes.setdefault(change.proposal.sheet_id or 0, []).append(change)

    def of_new(self, draft: Draft) -> Proposal | None:
        """Return the proposal of the same new sheet, waiting or refused."""
        for proposal in self._new.get((draft.type.key, draft.name), ()):
            said = {change.field: change.new for change in proposal.changes.all()}
            if draft.type.key != "figure" or said.get("value") == draft.first("value"):
                return proposal
        return None

    def of_sheet(
        self, sheet: Sheet, fresh: Sequence[Drawn]
    ) -> tuple[list[Drawn], list[Drawn], Proposal | None]:
        """Part what was never proposed for a sheet from what was, with the latest that did."""
        never: list[Drawn] = []
        again: list[Drawn] = []
        last: Proposal | None = None
        for one in fresh:
            found = [change for change in self._changes.get(sheet.pk, ()) if _proposes(change, one)]
            (again if found else never).append(one)
            if found:
                last = found[-1].proposal
        return never, again, last


def _proposes(change: Change, drawn: Drawn) -> bool:
    if change.field != drawn.field.name:
        return False
    if not drawn.field.kind.many:
        return are_alike(change.field, change.new, drawn.value)
    added = [one for one in change.new or [] if one not in (change.old or [])]
    return any(are_alike(change.field, one, drawn.value) for one in added)
