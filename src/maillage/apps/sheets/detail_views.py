"""The parts of a sheet's page, as its templates read them."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from maillage.kernel.contacts import obfuscate_emails
from maillage.kernel.vocabularies import EvidenceMethod, EvidenceStatus

from .models import Evidence, Sheet, Source
from .panels import ShownMark


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """A proof as a reader opens it; `number` is its source's in the page's list."""

    number: int
    source: Source
    locator: str
    passage: str
    seen_on: date | None
    status_term: EvidenceStatus
    method_term: EvidenceMethod
    inferred: str

    @classmethod
    def of(cls, proof: Evidence, number: int) -> "EvidenceView":
        """Return a proof as its reader opens it; `number` is its source's in the page's list."""
        return cls(
            number,
            proof.source,
            _("ligne %(line)d") % {"line": proof.line} if proof.line else "",
            obfuscate_emails(proof.passage),
            proof.seen_on or proof.source.seen_on,
            proof.status_term,
            proof.method_term,
            obfuscate_emails(proof.inferred),
        )


@dataclass(frozen=True, slots=True)
class Claim:
    """A value that a source gives and that contradicts the one kept."""

    text: str
    evidence: list[EvidenceView]


@dataclass(slots=True)
class ItemView:
    """One value with its proofs."""

    text: str
    url: str = ""
    kind: str = "text"
    note: str = ""
    key: str = ""
    evidence: list[EvidenceView] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    mark: ShownMark | None = None


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field with its values."""

    name: str
    label: str
    items: list[ItemView]


@dataclass(frozen=True, slots=True)
class SectionView:
    """A part of the page; a part without known value is not made."""

    key: str
    title: str
    fields: list[FieldView]


@dataclass(frozen=True, slots=True)
class RelationView:
    """A neighbour in the mesh."""

    sheet: Sheet
    note: str
    evidence: list[EvidenceView]


@dataclass(frozen=True, slots=True)
class RelationGroup:
    """The neighbours that share one kind of relation."""

    label: str
    items: list[RelationView]


@dataclass(frozen=True, slots=True)
class RemarkView:
    """An editor's remark and the field that it is about."""

    text: str
    field_label: str


@dataclass(slots=True)
class SourceView:
    """A source of the page and the lines read in it."""

    number: int
    source: Source
    lines: list[int]
    mark: ShownMark | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A version of the sheet: what became of which fields."""

    date: date
    who: str
    reason: str
    fields: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Freshness:
    """When the sheet was last checked by a person, and whether it is time again."""

    reviewed_on: date | None
    review_due: date | None
    is_due: bool
    label: str
