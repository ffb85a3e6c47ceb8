"""Whatever is proposed for a field is put in its canonical form, or refused in words."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.apps.contributions.errors import ProposalError
from maillage.apps.contributions.proposals.cleaning import LARGEST, ProposedValue, changes_of, plain
from maillage.apps.sheets.types import registry

FIELDS = [(known, field) for known in registry.values() for field in known.fields]
words = st.text() | st.sampled_from(["oui", "2011", "54395", "commune:54395", "\x00", "1e999"])
leaves = st.none() | st.booleans() | st.integers() | st.floats() | words
values = st.recursive(
    leaves, lambda inner: st.lists(inner) | st.dictionaries(words, inner), max_leaves=6
)


@given(st.sampled_from(FIELDS), st.data())
def test_no_value_passes_by_a_field_unchecked(chosen: Any, data: Any) -> None:
    """Records made of the right parts go deeper than values of any shape."""
    sheet_type, field = chosen
    item = getattr(field.kind, "item", field.kind)
    parts = getattr(item, "parts", {})
    records = st.fixed_dictionaries({}, optional=dict.fromkeys(parts, values)) if parts else values
    value = data.draw(values | records | st.lists(records | values, max_size=3))
    try:
        changes = changes_of(sheet_type, None, [ProposedValue(field.name, value)])
    except ProposalError as error:
        assert error.messages
        assert set(error.by_field) <= {field.name}
        return
    for change in changes:
        stored = json.loads(json.dumps(change.new, allow_nan=False))
        assert stored == change.new
        assert field.kind.clean(stored) == stored


def test_a_field_that_the_type_has_not_is_refused() -> None:
    for name in ("loaded_digest", "status", "uid", "relations", "__class__", ""):
        with pytest.raises(ProposalError, match="pas un champ"):
            changes_of(registry["organisation"], None, [ProposedValue(name, "x")])


def test_a_proposal_too_large_is_refused() -> None:
    links = [{"kind": "site", "url": f"https://a.example/{number:0>1000}"} for number in range(200)]
    assert len(json.dumps(links)) > LARGEST
    with pytest.raises(ProposalError, match="trop longue"):
        changes_of(registry["organisation"], None, [ProposedValue("links", links)])


def test_a_list_without_end_is_refused_at_once() -> None:
    labels = [str(number) for number in range(100_000)]
    with pytest.raises(ProposalError, match="dépasse 2000 lignes"):
        changes_of(registry["organisation"], None, [ProposedValue("labels", labels)])
    labels_field = registry["organisation"].field("labels")
    assert labels_field is not None
    cleaned = labels_field.kind.clean([*labels, "7"])
    assert len(cleaned) == 100_000


def test_texts_beside_values_are_fit_for_any_database() -> None:
    value = ProposedValue("name", "A", passage="a\x00b" + "c" * 300, line=2**40, ground="\ud800")
    change = changes_of(registry["organisation"], None, [value])[0]
    assert (change.passage, change.line, change.ground) == ("a b" + "c" * 197, None, " ")
    assert plain(" a\r\nb\x00 ", 10, "Le texte") == "a\nb"
    with pytest.raises(ProposalError, match="Le texte dépasse 3 signes"):
        plain("abcd", 3, "Le texte")


@pytest.mark.parametrize(
    ("name", "value"),
    [("value", 10**400), ("value", float("nan")), ("nature", {"a": {}}), ("nature", "x" * 999)],
)
def test_values_out_of_all_proportion_are_refused_in_a_few_words(name: str, value: Any) -> None:
    with pytest.raises(ProposalError) as caught:
        changes_of(registry["figure"], None, [ProposedValue(name, value)])
    assert len(str(caught.value)) < 500
