"""What extractors find: candidate records, each value with its passage, its line and its reason.

A candidate's fields bear the names of the record of its type (docs/formats/types.md), so that it
becomes a draft; a list field has one `Value` by item, and a scalar that a document gives twice has
two, side by side. In JSON Lines, a candidate is one line that `read` takes back.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from .documents import Block
from .errors import IntakeError


class CandidateType(StrEnum):
    """What a candidate may be: a type of sheet, or what belongs to one (person, budget line)."""

    ORGANISATION = "organisation"
    PERSON = "person"
    FIGURE = "figure"
    BUDGET = "budget"
    POLICY = "policy"
    SCHEME = "scheme"
    EVENT = "event"
    PROJECT = "project"
    RESOURCE = "resource"
    TERM = "term"


@dataclass(frozen=True, slots=True)
class Value:
    """A value as a record holds it, and why it is believed.

    `passage` is copied to the letter from `line`; `reason` is a short French sentence for the
    reviewer; `extractor` the name of what found it.
    """

    value: Any
    passage: str
    line: int
    reason: str
    extractor: str

    @classmethod
    def of(
        cls,
        value: Any,
        block: Block,
        *,
        reason: str,
        extractor: str,
        start: int = 0,
        end: int | None = None,
    ) -> "Value":
        """Return a value drawn from a part of a block's text."""
        return cls(value, block.passage(start, end), block.line_at(start), reason, extractor)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record to be reviewed; `context` is the titles above the place where it stands."""

    type: CandidateType
    fields: Mapping[str, tuple[Value, ...]]
    line: int
    context: tuple[str, ...] = ()

    def first(self, name: str) -> Any:
        """Return the first value of a field, or None."""
        values = self.fields.get(name, ())
        return values[0].value if values else None

    def all(self, name: str) -> list[Any]:
        """Return the values of a field."""
        return [one.value for one in self.fields.get(name, ())]


@dataclass(slots=True)
class Draft:
    """A candidate being put together; the same value is not added twice."""

    type: CandidateType
    line: int
    context: tuple[str, ...] = ()
    fields: dict[str, list[Value]] = field(default_factory=dict)

    def add(self, name: str, value: Value) -> "Draft":
        """Add a value to a field, unless the field has it or there is nothing to add."""
        if value.value in (None, "", [], {}):
            return self
        known = self.fields.setdefault(name, [])
        if all(one.value != value.value for one in known):
            known.append(value)
        return self

    def candidate(self) -> Candidate:
        """Return the candidate."""
        fields = {name: tuple(values) for name, values in self.fields.items()}
        return Candidate(self.type, fields, self.line, self.context)


def as_json(candidate: Candidate) -> dict[str, Any]:
    """Return a candidate as JSON holds it."""
    return {
        "type": candidate.type,
        "line": candidate.line,
        "context": list(candidate.context),
        "fields": {
            name: [
                {
                    "value": value.value,
                    "passage": value.passage,
                    "line": value.line,
                    "reason": value.reason,
                    "extractor": value.extractor,
                }
                for value in values
            ]
            for name, values in candidate.fields.items()
        },
    }


def of_json(record: Mapping[str, Any]) -> Candidate:
    """Return the candidate that `as_json` wrote; any error of form is a `ValueError` or such."""
    fields = {
        str(name): tuple(Value(**value) for value in values)
        for name, values in record["fields"].items()
    }
    return Candidate(
        CandidateType(record["type"]),
        fields,
        int(record["line"]),
        tuple(record.get("context", ())),
    )


class Named(Protocol):
    """What says which document candidates come from."""

    @property
    def origin(self) -> str:
        """Return the file's name or the address."""

    @property
    def sha256(self) -> str:
        """Return the digest of the bytes received."""


def write(candidates: Iterable[Candidate], document: Named) -> Iterator[str]:
    """Return each candidate as a line of JSON, which names the document it comes from."""
    for one in candidates:
        record = as_json(one) | {"origin": document.origin, "sha256": document.sha256}
        yield json.dumps(record, ensure_ascii=False)


def read(lines: Iterable[str]) -> Iterator[Candidate]:
    """Read candidates written in JSON Lines; raise `IntakeError` for a line that is not one."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield of_json(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise IntakeError(f"La ligne {number} n’est pas un candidat écrit en JSON.") from None
