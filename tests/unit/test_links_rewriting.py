"""A field's value with another address, or without one: nothing else changes."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from maillage.apps.links.rewriting import rewritten
from maillage.apps.sheets.kinds import Kind, Link, Many, Parsed, Part, Record
from maillage.kernel.contacts import parse_url

LINKS = Many(item=Link())
ACTIONS = Many(
    item=Record(parts={"name": Part(Kind(), True), "url": Part(Parsed(parse=parse_url))})
)
URLS = [f"https://a.example/{n}" for n in range(4)]
urls = st.sampled_from(URLS)
links = st.lists(
    st.fixed_dictionaries(
        {"kind": st.sampled_from(["site", "page"]), "url": urls},
        optional={"label": st.sampled_from(["Un", "Deux"])},
    ),
    unique_by=lambda link: (link["kind"], link["url"], link.get("label")),
)


def test_a_moved_link_keeps_its_kind_and_label() -> None:
    value = [{"kind": "page", "url": URLS[0], "label": "Fonds"}, {"kind": "site", "url": URLS[1]}]
    moved = rewritten(LINKS, value, URLS[0], URLS[2])
    assert moved == [{"kind": "page", "url": URLS[2], "label": "Fonds"}, value[1]]


def test_a_link_without_address_goes_whole() -> None:
    value = [{"kind": "page", "url": URLS[0]}, {"kind": "site", "url": URLS[1]}]
    assert rewritten(LINKS, value, URLS[0], "") == [value[1]]


def test_a_record_that_can_do_without_its_address_stays() -> None:
    value = [{"name": "Fonds", "url": URLS[0]}]
    assert rewritten(ACTIONS, value, URLS[0], "") == [{"name": "Fonds"}]


def test_a_text_that_reads_like_an_address_is_left_alone() -> None:
    value = [{"kind": "page", "url": URLS[0], "label": URLS[0]}]
    assert rewritten(LINKS, value, URLS[0], URLS[1])[0]["label"] == URLS[0]


@given(links, urls, urls)
def test_law_the_former_address_is_gone_and_the_others_stay(
    value: list[dict[str, Any]], former: str, new: str
) -> None:
    found = rewritten(LINKS, value, former, new)
    assert all(link in found for link in value if link["url"] != former)
    if new != former:
        assert former not in {link["url"] for link in found}
    assert len(found) == len({str(link) for link in found})


@given(links, urls)
def test_law_the_same_address_changes_nothing(value: list[dict[str, Any]], url: str) -> None:
    assert rewritten(LINKS, value, url, url) == value


@given(links, urls)
def test_law_what_is_left_out_is_only_what_gave_it(value: list[dict[str, Any]], url: str) -> None:
    assert rewritten(LINKS, value, url, "") == [link for link in value if link["url"] != url]
