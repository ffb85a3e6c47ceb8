"""Pages cut into titles, prose and blocks, and the dates of timelines."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.apps.learning import segments, timeline
from maillage.apps.learning.segments import Block, Prose, Stray, Title, cut

LINES = st.sampled_from(
    [
        "::: frise", ":::", ":::: cartes a b", "::: ", ":::x", "  ::: liste annuaire?role=lieu 6",
        "    ::: code", "## Un titre", "### Autre ##", "#", "#x", "```", "````", "~~~", "```py",
        "``` a ` b", "- 1900 : texte", "suite", "", "\t", "### carte",
    ]
)  # fmt: skip
PAGES = st.one_of(st.text(), st.lists(LINES).map("\n".join), st.lists(LINES).map("\r\n".join))


@given(PAGES)
def test_the_segments_put_end_to_end_are_the_page(page: str) -> None:
    assert "".join(one.source for one in cut(page)) == page


@given(PAGES)
def test_prose_is_never_cut_in_two(page: str) -> None:
    kinds = [type(one) for one in cut(page)]
    assert (Prose, Prose) not in pairwise(kinds)


@given(st.text())
def test_the_insides_of_blocks_are_read_without_error(body: str) -> None:
    assert all(isinstance(title, str) for title, _ in segments.cards(body))
    assert all(one.label or one.text for one in timeline.moments(segments.items(body)))


def test_a_block_has_a_name_words_and_a_text() -> None:
    before, block, after = cut("Avant.\n\n::: Definition Le mot\nUn *texte*.\n\n:::\nAprès.")
    assert isinstance(block, Block)
    assert (block.name, block.words) == ("definition", ("Le", "mot"))
    assert block.body == "Un *texte*.\n\n"
    assert block.is_closed
    assert block.line == 3
    assert (before.source, after.source) == ("Avant.\n\n", "Après.")


def test_an_unclosed_block_ends_with_the_page() -> None:
    (block,) = cut("::: frise\n- 1900 : oui")
    assert isinstance(block, Block)
    assert block.body == "- 1900 : oui"
    assert not block.is_closed


def test_blocks_do_not_nest() -> None:
    first, second, stray = cut("::: cartes\n### a\n::: frise\n- 1900 : b\n:::\n:::\n")
    assert isinstance(first, Block)
    assert isinstance(second, Block)
    assert [(one.name, one.is_closed) for one in (first, second)] == [
        ("cartes", False),
        ("frise", True),
    ]
    assert isinstance(stray, Stray)
    assert stray.line == 6


@pytest.mark.parametrize("fence", ["```", "~~~", "```text"])
def test_code_shows_how_a_block_is_written(fence: str) -> None:
    closing = fence[:3]
    page = f"{fence}\n::: frise\n## pas un titre\n:::\n{closing}\n## Titre\n"
    code, title = cut(page)
    assert isinstance(code, Prose)
    assert title == Title("## Titre\n", 2, "Titre")


def test_titles_know_their_level() -> None:
    found = [one for one in cut("# Un\n## Deux ##\n#Trois\n##\n") if isinstance(one, Title)]
    assert [(one.level, one.text) for one in found] == [(1, "Un"), (2, "Deux")]


def test_cards_begin_at_their_titles() -> None:
    assert segments.cards("avant\n### Un\ntexte\n\n- a\n#### Deux\n") == [
        ("", "avant"),
        ("Un", "texte\n\n- a"),
        ("Deux", ""),
    ]


def test_an_item_may_go_on_for_several_lines() -> None:
    assert segments.items("- un\n  suite\n* deux\n\n+ trois") == ["un suite", "deux", "trois"]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("1900", "1900"),
        ("31 juillet 2014", "2014-07-31"),
        ("1er août 1901", "1901-08-01"),
        ("mai 2010", "2010-05"),
        ("31 février 2014", ""),
        ("Vers 2000", ""),
        ("Années 1970", ""),
        ("XIXe siècle", ""),
        ("", ""),
    ],
)
def test_only_a_whole_date_is_a_date_for_machines(label: str, expected: str) -> None:
    assert timeline.machine(label) == expected


def test_a_moment_is_a_date_and_a_text() -> None:
    first, second, third = timeline.moments(
        ["1981 : le gouvernement : oui", "sans date", "14:30 en 2024"]
    )
    assert (first.label, first.text) == ("1981", "le gouvernement : oui")
    assert (second.label, second.text) == ("", "sans date")
    assert (third.label, third.text) == ("", "14:30 en 2024")


def gaps(*labels: str) -> list[int]:
    return [one.gap for one in timeline.moments(f"{label} : a" for label in labels)]


def test_the_longer_the_time_the_wider_the_gap() -> None:
    assert gaps("Fin du XIXe siècle", "1900", "Années 1970", "1981", "2014", "2015") == [
        0, 2, 4, 2, 3, 1,
    ]  # fmt: skip
    assert gaps("Début du XIXe siècle", "Seconde moitié du XIXe siècle") == [0, 4]


def test_a_date_unknown_or_turned_back_opens_no_gap() -> None:
    assert gaps("1900", "un jour", "1950", "1900", "1900") == [0, 0, 0, 0, 0]
