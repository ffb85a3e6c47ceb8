"""Precision and recall of the extractors against annotated documents.

An annotated set is a JSON Lines file. Its first line names the document, says whether it serves to
develop or is held out, and which types are annotated whole; the others each hold a fact: its type,
its line, the names that it goes by, its field values and a few words of the source. The documents
themselves are not kept with the annotations.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from maillage.kernel.amounts import french_number
from maillage.kernel.text import fold

from .candidates import Candidate
from .errors import IntakeError
from .extractors import extract
from .extractors.names import comparable
from .readers import read

# Quantities are the same at the same line with the same value; the rest by their name.
_QUANTITIES = {"figure": "value", "budget": "amount"}
_CONTACTS = {"phones": "number", "emails": "address", "addresses": ""}
ROLES = {"development": "développement", "held-out": "tenu à part"}


@dataclass(frozen=True, slots=True)
class Fact:
    """What a document says, as annotated by people; `names` are all those that it goes by."""

    type: str
    line: int
    names: tuple[str, ...] = ()
    fields: dict[str, Any] = field(default_factory=dict)
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Annotations:
    """The facts of a document; `types` are annotated whole, so that what is not there is wrong."""

    document: str
    role: str
    types: tuple[str, ...]
    facts: tuple[Fact, ...]


@dataclass(slots=True)
class Score:
    """How many were found rightly, found wrongly and missed, with examples of both errors."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float | None:
        """Return the share of what is found that is right, None where nothing is found."""
        found = self.right + len(self.wrong)
        return self.right / found if found else None

    @property
    def recall(self) -> float | None:
        """Return the share of what is there that is found, None where there is nothing."""
        there = self.right + len(self.missed)
        return self.right / there if there else None


@dataclass(slots=True)
class Evaluation:
    """The scores of a document, by type, and by field of the facts found."""

    document: str
    role: str
    types: dict[str, Score] = field(default_factory=dict)
    fields: dict[tuple[str, str], Score] = field(default_factory=dict)


def read_annotations(path: Path) -> Annotations:
    """Read an annotated set; raise `IntakeError` where it is not one."""
    try:
        header, *rest = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
        facts = tuple(
            Fact(
                one["type"],
                int(one["line"]),
                tuple(one.get("names", ())),
                dict(one.get("fields", {})),
                one.get("passage", ""),
            )
            for one in rest
        )
        return Annotations(header["document"], header["role"], tuple(header["types"]), facts)
    except (OSError, ValueError, KeyError, TypeError):
        raise IntakeError(f"{path.name} n’est pas un jeu annoté lisible.") from None


def evaluate(annotations: Annotations, candidates: Sequence[Candidate]) -> Evaluation:
    """Compare candidates with annotations."""
    result = Evaluation(annotations.document, annotations.role)
    for kind in annotations.types:
        facts = [fact for fact in annotations.facts if fact.type == kind]
        if kind == "contact":
            result.types[kind] = _contacts(facts, candidates)
            continue
        found = [one for one in candidates if one.type.value == kind]
        score = result.types[kind] = Score()
        for fact, one in _paired(kind, facts, found, score):
            _compare_fields(result, kind, fact, one)
    return result


def _paired(
    kind: str, facts: Sequence[Fact], found: Sequence[Candidate], score: Score
) -> Iterator[tuple[Fact, Candidate]]:
    left = list(facts)
    seen: list[Fact] = []
    for one in found:
        fact = next((fact for fact in left if _is_same(kind, fact, one)), None)
        if fact is not None:
            left.remove(fact)
            seen.append(fact)
            score.right += 1
            yield fact, one
        elif not any(_is_same(kind, fact, one) for fact in seen if kind not in _QUANTITIES):
            # The same name again is one more line of the same record, not an error.
            score.wrong.append(f"{one.line} : {_shown(kind, one)}")
    score.missed += [f"{fact.line} : {_named(fact)}" for fact in left]


def _is_same(kind: str, fact: Fact, one: Candidate) -> bool:
    if name := _QUANTITIES.get(kind):
        upper = fact.fields.get("value_max")
        same = one.first(name) == fact.fields.get(name) and one.first("value_max") == upper
        return fact.line == one.line and same
    names = {comparable(name) for name in fact.names}
    given = [str(name) for name in (*one.all("name"), *one.all("acronym"))]
    return any(comparable(name) in names for name in given)


def _compare_fields(result: Evaluation, kind: str, fact: Fact, one: Candidate) -> None:
    for name, value in fact.fields.items():
        score = result.fields.setdefault((kind, name), Score())
        expected = {_form(item) for item in (value if isinstance(value, list) else [value])}
        given = {_form(item) for item in one.all(name)}
        expected.discard("")  # a null value: the source gives none, so that one found is wrong
        score.right += len(expected & given)
        score.wrong += [f"{one.line} : {item}" for item in sorted(given - expected)]
        score.missed += [f"{fact.line} : {item}" for item in sorted(expected - given)]


def _contacts(facts: Sequence[Fact], candidates: Sequence[Candidate]) -> Score:
    """Compare the telephones and addresses of all candidates, whomever they were given to."""
    expected = Counter({key: 1 for fact in facts for key in _contact_keys(fact.fields)})
    given = {
        (name, _form(item)) for one in candidates for name in _CONTACTS for item in one.all(name)
    }
    score = Score(right=len(given & set(expected)))
    score.wrong = [f"{name} : {value}" for name, value in sorted(given - set(expected))]
    score.missed = [f"{name} : {value}" for name, value in sorted(set(expected) - given)]
    return score


def _contact_keys(fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, values in fields.items():
        for value in values if isinstance(values, list) else [values]:
            yield name, _form(value)


def _form(value: Any) -> str:
    """Return a value in the form in which two are the same."""
    if value is None:
        return ""
    if isinstance(value, dict):
        for key in ("url", "number", "expansion", "signed", "start", "address"):
            if key in value:
                return _form(value[key])
        return " ".join(
            _form(value[key]) for key in ("street", "postal_code", "city") if key in value
        )
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return french_number(value)
    return " ".join(fold(str(value)).replace(",", " ").split())


def _shown(kind: str, one: Candidate) -> str:
    name = _QUANTITIES.get(kind, "name")
    passage = next((value.passage for value in one.fields.get(name, ())), "")
    return f"{one.first(name)} ({passage})" if kind in _QUANTITIES else str(one.first(name))


def _named(fact: Fact) -> str:
    return fact.names[0] if fact.names else fact.passage


def evaluate_folder(annotated: Path, sources: Path) -> Iterator[Evaluation]:
    """Evaluate each annotated set whose document is in `sources`, or in `pages` beside the sets."""
    paths = sorted(annotated.glob("*.jsonl"))
    if not paths:
        raise IntakeError(
            f"Le dossier {annotated} ne contient aucun jeu annoté (*.jsonl)\u202f: donner celui "
            "qui en a."
        )
    for path in paths:
        annotations = read_annotations(path)
        places = (sources / annotations.document, annotated / "pages" / annotations.document)
        source = next((place for place in places if place.is_file()), None)
        if source:
            document = read(source.read_bytes(), source.name)
            yield evaluate(annotations, extract(document))


def report(evaluations: Iterable[Evaluation], *, errors: bool = False) -> Iterator[str]:
    """Return the lines of a table of precision and recall, document by document."""
    for one in evaluations:
        yield f"{one.document} ({ROLES.get(one.role, one.role)})"
        for kind, score in one.types.items():
            yield _row(kind, score)
            for (of, name), inner in one.fields.items():
                if of == kind:
                    yield _row(f"  {kind}.{name}", inner)
                    if errors:
                        yield from _errors(inner)
            if errors:
                yield from _errors(score)
        yield ""


def _row(label: str, score: Score) -> str:
    there, found = score.right + len(score.missed), score.right + len(score.wrong)
    return (
        f"  {label:<28} précision {_percent(score.precision)} ({score.right}/{found})"
        f"  rappel {_percent(score.recall)} ({score.right}/{there})"
    )


def _errors(score: Score) -> Iterator[str]:
    yield from (f"      en trop : {text}" for text in score.wrong)
    yield from (f"      manque : {text}" for text in score.missed)


def _percent(share: float | None) -> str:
    return "   —  " if share is None else f"{french_number(100 * share, 1):>5} %"
