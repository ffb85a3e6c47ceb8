"""Kinds of field: what they accept, and that they accept their own results."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from maillage.apps.directory.sheet_type import ORGANISATION
from maillage.apps.sheets import records
from maillage.apps.sheets.kinds import (
    Flag,
    InvalidValue,
    Kind,
    Many,
    Number,
    Parsed,
    Part,
    Prose,
    Record,
    Term,
)
from maillage.apps.sheets.types import registry

FIELDS = {field.name: field.kind for field in ORGANISATION.fields}
OWN = {
    f"{key}-{field.name}": field.kind
    for key, sheet_type in registry.items()
    if sheet_type is not ORGANISATION
    for field in sheet_type.fields
    if field.name not in FIELDS
}
TABLES = {"source": records.SOURCE, "perimeter": records.PERIMETER, "identity": records.IDENTITY}
KINDS = FIELDS | OWN | TABLES | {name: part.kind for name, part in records.TRAILER.items()}
SAMPLES = [
    "732829320", "73282932000074", "W543000123", "2010", "2010-05", "2010-05-31", "03 66 72 61 01",
    "lille@recyclivre.com", "http://www.avise.org/", "commune:54395", "region:44", "#0b6e6e",
    "guide", "emails=a@b.fr", "un\r\ndeux", "\ud800", "\x07", "x\u2028y", "  ", "A" * 301,
]  # fmt: skip
loose = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from(SAMPLES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner,
                                                                max_size=3),
    max_leaves=5,
)  # fmt: skip


def near(kind: Kind) -> st.SearchStrategy[Any]:
    """Return values that look like what a kind accepts, and some that do not."""
    if isinstance(kind, Term):
        found: Any = st.sampled_from([*kind.vocabulary, "inconnu"])
    elif isinstance(kind, Many):
        found = st.lists(near(kind.item), max_size=3)
    elif isinstance(kind, Record):
        found = record(kind.parts)
    elif isinstance(kind, Parsed):
        found = st.sampled_from(SAMPLES)
    elif isinstance(kind, Number):
        found = st.integers(-5, 3_000) | st.floats() | st.sampled_from(["1 234,5", "2022", "11.4"])
    elif isinstance(kind, Flag):
        found = st.sampled_from([True, False, "oui", "non"])
    else:
        found = st.text(max_size=30) | st.sampled_from(SAMPLES) | st.integers(0, 5)
    return found | loose if not isinstance(kind, Record) else found


def record(parts: Mapping[str, Part]) -> st.SearchStrategy[dict[str, Any]]:
    """Return objects with the required keys and some of the others."""
    required = {name: near(part.kind) for name, part in parts.items() if part.required}
    optional = {name: near(part.kind) for name, part in parts.items() if not part.required}
    return st.fixed_dictionaries(required, optional=optional)


@pytest.mark.parametrize("name", KINDS)
@given(data=st.data())
@settings(max_examples=20, suppress_health_check=list(HealthCheck))
def test_what_is_clean_stays_so_and_fits_the_published_schema(name: str, data: Any) -> None:
    kind = KINDS[name]
    value = data.draw(near(kind))
    try:
        cleaned = kind.clean(value)
    except InvalidValue as error:
        assert str(error)
        return
    assert kind.clean(cleaned) == cleaned
    Draft202012Validator(kind.schema()).validate(cleaned)
    if name not in TABLES and kind is FIELDS.get(name):
        assert kind.flat(cleaned)
        for shown in kind.show(cleaned):
            assert shown.text or shown.note


def organisation(**more: Any) -> dict[str, Any]:
    return {"type": "organisation", "id": "a", "name": "A", **more}


STRUCTURE = [
    organisation(),
    organisation(themes=["culture"], links=[{"kind": "site", "url": "http://a.fr"}]),
    organisation(evidence=[{"source": "s", "supports": ["name"], "line": 1}]),
    organisation(status="brouillon", slug="b", former_slugs=["c"]),
    organisation(name=""),
    organisation(name="  "),
    organisation(name=3),
    organisation(name=None),
    organisation(name="n" * 301),
    organisation(themes=[]),
    organisation(themes="culture"),
    organisation(themes=["cuisine"]),
    organisation(unknown=1),
    organisation(type="evenement"),
    organisation(links=[{"url": "http://a.fr"}]),
    organisation(links=[{"kind": "site", "url": "http://a.fr", "more": "x"}]),
    organisation(links=["http://a.fr"]),
    organisation(evidence=[{"source": "s", "supports": ["name"], "line": 0}]),
    organisation(evidence=[{"source": "s", "supports": ["name"], "line": "1"}]),
    organisation(evidence=[{"source": "s", "supports": ["name"], "line": 10**12}]),
    organisation(evidence=[{"source": "s"}]),
    organisation(located_in=["Nancy"]),
    {"type": "organisation", "id": "a"},
    {"type": "organisation", "name": "A"},
]


@pytest.mark.parametrize("raw", STRUCTURE, ids=range(len(STRUCTURE)))
def test_the_schema_and_the_loader_agree_on_structure(raw: dict[str, Any]) -> None:
    sheet_type = registry.get(str(raw["type"]))
    accepted = sheet_type is not None and not records.clean(raw, sheet_type).problems
    schema = Draft202012Validator(records.json_schema(ORGANISATION))
    assert schema.is_valid(raw) == accepted


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(records.json_schema(ORGANISATION))


def test_problems_point_at_their_place() -> None:
    raw = organisation(links=[{"kind": "site", "url": "http://a.fr"}, {"kind": "site", "url": "b"}])
    (problem,) = records.clean(raw, ORGANISATION).problems
    assert problem.pointer == "/links/1/url"
    assert "http:// ou https://" in str(problem)


def test_repeated_values_are_kept_once_in_order() -> None:
    kind = FIELDS["themes"]
    assert kind.clean(["culture", "sport", "culture"]) == ["culture", "sport"]


def test_line_ends_of_forms_become_simple() -> None:
    assert Kind().clean(" un\r\ndeux\rtrois ") == "un\ndeux\ntrois"


@pytest.mark.parametrize("text", ["\x00", "\x07", "\x7f", "\x85", "\ud800", "\ufffe", "\ufdd0"])
def test_signs_that_no_text_holds_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="invisible"):
        Kind().clean(f"a{text}b")


@pytest.mark.parametrize("text", ["é œ « » ’", "a\nb\tc", "👩‍🔧", "\u202f", "ﬁ"])
def test_signs_of_french_and_of_the_world_are_kept(text: str) -> None:
    assert Kind().clean(f"a{text}b") == f"a{text}b"


def test_lists_and_feeds_never_repeat_an_email_address() -> None:
    with pytest.raises(InvalidValue, match="emails"):
        Prose().clean("Écrire à lille@recyclivre.com.")
    assert Prose().clean("Voir https://social.example/@moi@autre.example")
    for name in ("description", "labels", "people"):
        value = {
            "description": "Écrire à a@b.fr.",
            "labels": ["a@b.fr"],
            "people": [{"name": "A", "function": "a@b.fr"}],
        }[name]
        shown = list(FIELDS[name].show(value))
        assert "@" not in shown[0].text + shown[0].note
        assert "arobase" in shown[0].text + shown[0].note
