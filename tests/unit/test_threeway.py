"""Laws of the three-way merge: nobody's change is lost in silence."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.apps.contributions.proposals.threeway import Outcome, merge

scalars = st.none() | st.integers(0, 3) | st.sampled_from(["a", "b", "é"])
words = st.lists(st.sampled_from("abcdef"), unique=True).map(lambda found: found or None)
records = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2)).map(
    lambda found: [{"id": key, "n": value} for key, value in found.items()] or None
)
values = st.one_of(
    st.tuples(scalars, scalars, scalars),
    st.tuples(words, words, words),
    st.tuples(records, records, records),
)


def key(item: Any) -> str:
    return str(item["id"]) if isinstance(item, dict) else ""


def keyed(items: Any) -> dict[str, Any]:
    return {one["id"]: one for one in items or ()}


@given(values)
def test_without_another_change_the_proposal_is_what_comes(three: tuple[Any, Any, Any]) -> None:
    old, new, _ = three
    assert merge(old, new, old, key_of=key) == Outcome(new)


@given(values)
def test_what_proposes_nothing_changes_nothing(three: tuple[Any, Any, Any]) -> None:
    old, _, present = three
    assert merge(old, old, present, key_of=key) == Outcome(present)


@given(values)
def test_accepting_twice_is_accepting_once(three: tuple[Any, Any, Any]) -> None:
    old, new, present = three
    once = merge(old, new, present, key_of=key).value
    assert merge(old, new, once, key_of=key).value == once


@given(values)
def test_undoing_at_once_gives_back_what_was_there(three: tuple[Any, Any, Any]) -> None:
    old, new, present = three
    written = merge(old, new, present, key_of=key).value
    assert merge(written, present, written, key_of=key) == Outcome(present)


@given(words, words, words)
def test_lists_never_conflict_and_both_changes_hold(old: Any, new: Any, present: Any) -> None:
    merged = merge(old, new, present)
    before, after, here = set(old or ()), set(new or ()), set(present or ())
    assert not merged.is_conflict
    assert set(merged.value or ()) == (here - (before - after)) | (after - before)


@given(records, records, records)
def test_items_with_a_key_are_merged_one_by_one(old: Any, new: Any, present: Any) -> None:
    merged = merge(old, new, present, key_of=key)
    before, after, here = keyed(old), keyed(new), keyed(present)
    ones = {
        name: merge(before.get(name), after.get(name), here.get(name))
        for name in {**before, **after, **here}
    }
    assert keyed(merged.value) == {n: one.value for n, one in ones.items() if one.value is not None}
    assert merged.is_conflict == any(one.is_conflict for one in ones.values())


@given(values)
def test_the_order_of_the_present_list_is_kept(three: tuple[Any, Any, Any]) -> None:
    old, new, present = three
    value = merge(old, new, present, key_of=key).value
    if isinstance(value, list) and isinstance(present, list) and present != old:
        kept = [one for one in present if one in value]
        assert [one for one in value if one in present] == kept


@pytest.mark.parametrize(
    ("old", "new", "present", "value", "is_conflict"),
    [
        ("2010", "2011", "2010", "2011", False),
        ("2010", "2011", "2011", "2011", False),
        ("2010", "2011", "2012", "2011", True),
        (None, 0, 0, 0, False),
        (None, 0, 5, 0, True),
        (["a", "b"], ["b"], ["a", "b", "c"], ["b", "c"], False),
        (None, ["a"], ["b"], ["b", "a"], False),
        (["a"], None, ["a", "b"], ["b"], False),
        (["a"], None, None, None, False),
    ],
)
def test_examples(old: Any, new: Any, present: Any, value: Any, is_conflict: bool) -> None:
    assert merge(old, new, present) == Outcome(value, is_conflict)


def test_an_item_removed_by_one_and_changed_by_the_other_is_a_conflict() -> None:
    link, renamed = {"url": "u", "label": "Site"}, {"url": "u", "label": "Blog"}

    def url(item: Any) -> str:
        return str(item["url"])

    assert merge([link], None, [renamed], key_of=url) == Outcome(None, is_conflict=True)
    assert merge([link], [renamed], None, key_of=url) == Outcome([renamed], is_conflict=True)


def test_items_that_share_a_key_are_compared_whole() -> None:
    """Two functions of one person: a key that names two items names neither."""
    first, second = {"id": "ada", "n": 1}, {"id": "ada", "n": 2}
    assert merge([first], [first, second], [first, {"id": "bob", "n": 1}], key_of=key).value == [
        first,
        {"id": "bob", "n": 1},
        second,
    ]
