"""What the page of a document shows: each sheet found, its values with their passages, its fate."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from maillage.apps.contributions.models import Snapshot
from maillage.apps.sheets import kinds
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.places import named_place
from maillage.apps.territories import queries as territories
from maillage.intake.bounded import Reading
from maillage.kernel.figures import agreed

from . import intaking, snapshots
from .drafting import Drawn
from .indicating import Indicators
from .intaking import SKIPPED, Plan
from .pairing import Fate, Pairing

NEW_SHEET = "new"


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A value found: its label, its words, where they come from and why they are believed."""

    label: str
    text: str
    passage: str
    line: int
    line_url: str
    ground: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person may decide of a draft."""

    value: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A field that a new sheet must have and the document does not give."""

    name: str
    label: str
    choices: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ShownPairing:
    """A draft as its document's page shows it."""

    pairing: Pairing
    values: list[ShownValue]
    known: list[ShownValue]
    choices: list[Choice]
    asked: list[Asked]

    @property
    def name(self) -> str:
        """Return how the document calls it."""
        return self.pairing.draft.name

    @property
    def field_name(self) -> str:
        """Return the name of the choice in the form."""
        return f"choix-{self.pairing.number}"


@dataclass(frozen=True, slots=True)
class ShownLoose:
    """What no sheet can hold as it is."""

    text: str
    passage: str
    line: int
    line_url: str
    why: str


class DocumentPage:
    """The page of a document; everything is read when it is asked for."""

    def __init__(self, snapshot: Snapshot, reading: Reading, part: int = 1) -> None:
        """Look at a part of the document's candidates."""
        self.snapshot = snapshot
        self.reading = reading
        self.part = part
        self.plan: Plan = intaking.plan(reading, part=part)

    @cached_property
    def new(self) -> list[ShownPairing]:
        """Return what would be new sheets."""
        return self._shown(Fate.NEW)

    @cached_property
    def changed(self) -> list[ShownPairing]:
        """Return what says something that a sheet does not."""
        return self._shown(Fate.CHANGED)

    @cached_property
    def same(self) -> list[Pairing]:
        """Return what is already there."""
        return self.plan.of(Fate.SAME)

    @cached_property
    def before(self) -> list[Pairing]:
        """Return what was proposed before: what waits, then what was refused."""
        return [*self.plan.of(Fate.WAITING), *self.plan.of(Fate.REFUSED)]

    @cached_property
    def loose(self) -> list[ShownLoose]:
        """Return what somebody has to place."""
        return [
            ShownLoose(one.text, one.passage, line, self._line_url(line), one.why)
            for one in self.plan.loose
            for line in [one.candidate.line]
        ]

    @property
    def proposable(self) -> int:
        """Return how many proposals would be made."""
        return len(self.plan.of(Fate.NEW)) + len(self.plan.of(Fate.CHANGED))

    @property
    def found(self) -> int:
        """Return how many things were found in this part of the document."""
        return len(self.plan.pairings) + len(self.plan.loose)

    @property
    def sentence(self) -> str:
        """Return what was found, counted."""
        counted = (
            (self.new, _("fiche nouvelle"), _("fiches nouvelles")),
            (self.changed, _("fiche à compléter"), _("fiches à compléter")),
            (self.same, _("déjà là"), _("déjà là")),
            (self.before, _("déjà proposée"), _("déjà proposées")),
            (self.loose, _("à placer à la main"), _("à placer à la main")),
        )
        parts = [
            f"{len(found)} {one if len(found) == 1 else many}"
            for found, one, many in counted
            if found
        ]
        if not parts:
            return _("Rien de ce document ne ressemble à une fiche.")
        found = f"{self.found} {agreed(_('éléments trouvés'), self.found)}"
        return f"{found} : {', '.join(parts)}."

    @property
    def last(self) -> int:
        """Return the rank from 1 of the last candidate of this part."""
        return min(self.plan.first + intaking.MOST, self.plan.total)

    def _shown(self, fate: Fate) -> list[ShownPairing]:
        return [
            ShownPairing(
                one,
                self._values(one.fresh),
                self._values(one.known),
                self._choices(one),
                self._asked(one),
            )
            for one in self.plan.of(fate)
        ]

    def _values(self, drawn: Iterable[Drawn]) -> list[ShownValue]:
        return [
            ShownValue(
                str(one.field.label),
                self._text(one),
                one.passage,
                one.line,
                self._line_url(one.line),
                one.ground,
            )
            for one in drawn
        ]

    def _text(self, drawn: Drawn) -> str:
        kind = drawn.field.kind
        own = kind.item if isinstance(kind, kinds.Many) else kind
        ref = next((found for leaf in own.leaves(drawn.value) if (found := named_place(leaf))), "")
        if isinstance(own, kinds.Territory) and ref in self._places:
            return self._places[ref]
        if isinstance(own, kinds.Reference):
            return self._named.get(drawn.value, drawn.value)
        shown = " | ".join(one.text for one in own.show(drawn.value))
        notes = ", ".join(one.note for one in own.show(drawn.value) if one.note not in shown)
        return f"{shown} ({notes})" if notes else shown

    @cached_property
    def _places(self) -> dict[str, str]:
        refs = {
            ref
            for one in self.plan.pairings
            for drawn in (*one.fresh, *one.known)
            for leaf in self._leaves(drawn)
            if (ref := named_place(leaf))
        }
        return {ref: found.label for ref, found in territories.find_many(refs).items()}

    @cached_property
    def _named(self) -> dict[str, str]:
        uids = {
            leaf.value
            for one in self.plan.pairings
            for drawn in one.fresh
            for leaf in self._leaves(drawn)
            if isinstance(leaf.kind, kinds.Reference)
        }
        rows = Sheet.objects.filter(uid__in=uids).order_by("pk") if uids else ()
        return {one.uid: one.name for one in rows}

    @staticmethod
    def _leaves(drawn: Drawn) -> Iterable[kinds.Leaf]:
        kind = drawn.field.kind
        own = kind.item if isinstance(kind, kinds.Many) else kind
        return own.leaves(drawn.value)

    def _choices(self, one: Pairing) -> list[Choice]:
        """Return what may be decided: the sheets that it may be, a new one, or nothing."""
        sheets: dict[int, tuple[Sheet, str]] = {}
        if one.sheet is not None:
            sheets[one.sheet.pk] = (one.sheet, "")
        for match in one.matches:
            sheets.setdefault(match.sheet.pk, (match.sheet, f" ({match.percent}\u202f%)"))
        own = one.sheet.pk if one.sheet else None
        told = _("Compléter « %(name)s »%(score)s")
        return [
            *(
                Choice(str(pk), told % {"name": sheet.name, "score": score}, pk == own)
                for pk, (sheet, score) in sheets.items()
            ),
            Choice(NEW_SHEET, _("Nouvelle fiche"), own is None),
            Choice(SKIPPED, _("Ne rien proposer"), False),
        ]

    def _asked(self, one: Pairing) -> list[Asked]:
        """Return the missing fields that are chosen in a list."""
        if one.sheet is not None:
            return []
        found: list[Asked] = []
        for own in one.draft.missing:
            name = f"manque-{one.number}-{own.name}"
            if isinstance(own.kind, kinds.Term):
                terms = [(term.value, str(term.label)) for term in own.kind.vocabulary]
                found.append(Asked(name, str(own.label), terms))
            elif own.name == "indicator":
                listed = self._indicators.choices(one.draft)
                found.append(Asked(name, str(own.label), listed))
        return found

    @cached_property
    def _indicators(self) -> Indicators:
        return Indicators()

    def _line_url(self, line: int) -> str:
        return snapshots.line_url(self.snapshot, line)
