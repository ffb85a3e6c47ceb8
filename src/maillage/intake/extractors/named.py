"""An organisation's name at its place in a document, and the candidate that it makes."""

from dataclasses import dataclass

from ..candidates import Candidate, CandidateType, Draft, Value
from ..documents import Block
from .names import plain_name

_EXTRACTOR = "organisations"


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation's name in a block; `reason` is told to the reviewer."""

    name: str
    block: Block
    first: int
    last: int
    reason: str
    form: str = ""
    acronym: str = ""


def candidate(named: Named) -> Candidate:
    """Return a name as the candidate of an organisation."""
    draft = Draft(CandidateType.ORGANISATION, named.block.line_at(named.first), named.block.path)
    for field, value in (
        ("name", plain_name(named.name)),
        ("acronym", named.acronym),
        ("legal_form", named.form),
    ):
        held = Value.of(
            value,
            named.block,
            reason=named.reason,
            extractor=_EXTRACTOR,
            start=named.first,
            end=named.last,
        )
        draft.add(field, held)
    return draft.candidate()
