"""What differs between two values: nothing is lost, nothing is invented."""

from hypothesis import given
from hypothesis import strategies as st

from maillage.apps.contributions.reviewing.differences import Item, Mark, Side, items, words

TEXTS = st.text(alphabet="ab é.,\n’", max_size=40)


def read(side: Side) -> str:
    return "".join(piece.text for piece in side)


def marked(side: Side) -> list[str]:
    return [piece.text.strip() for piece in side if piece.mark in (Mark.GONE, Mark.COME)]


@given(TEXTS, TEXTS)
def test_each_side_reads_as_its_text(old: str, new: str) -> None:
    before, after = words(old, new)
    assert (read(before), read(after)) == (old, new)


@given(TEXTS, TEXTS)
def test_what_is_not_marked_is_the_same_on_both_sides(old: str, new: str) -> None:
    before, after = words(old, new)
    kept = [
        "".join(read([one]) for one in side if one.mark is Mark.SAME) for side in (before, after)
    ]
    assert "".join(kept[0].split()) == "".join(kept[1].split())


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert marked(words(text, text)[0]) == []


def test_only_the_words_that_change_are_marked() -> None:
    before, after = words("Deux ateliers à Nancy.", "Trois ateliers à Nancy et à Metz.")
    assert (marked(before), marked(after)) == (["Deux"], ["Trois", "et à Metz"])


def test_a_small_word_in_common_does_not_part_those_that_matter() -> None:
    before, after = words(
        "des projets et des accompagnateurs", "des projets pour des accompagnateurs et eux"
    )
    assert (marked(before), marked(after)) == (["et"], ["pour", "et eux"])


def test_two_long_texts_with_nothing_in_common_are_not_marked_word_by_word() -> None:
    before, after = words("Répare des vélos. " * 6, "Une tout autre phrase, bien plus longue. " * 4)
    assert marked(before) == marked(after) == []


def test_a_long_stretch_that_stays_is_cut() -> None:
    text = " ".join(f"mot{n}" for n in range(200))
    before, _after = words(f"Avant {text}", f"Après {text}")
    assert [piece.mark for piece in before] == [Mark.GONE, Mark.SAME, Mark.CUT, Mark.SAME]


def test_very_long_texts_are_compared_by_sentence() -> None:
    text = " ".join(f"Phrase numéro {n}." for n in range(900))
    before, after = words(text, text.replace("numéro 450.", "numéro autre."))
    assert (marked(before), marked(after)) == (["Phrase numéro 450."], ["Phrase numéro autre."])


def test_items_are_the_same_by_their_keys_or_nearly_by_their_words() -> None:
    old = [Item("a", "Site – a.org"), Item("b", "03 83 11 11 11"), Item("c", "Autre chose")]
    new = [Item("a", "Blog – a.org"), Item("d", "03 83 11 11 12")]
    before, after = items(old, new)
    assert [marked(entry.pieces) for entry in before] == [["Site"], ["11"], ["Autre chose"]]
    assert [marked(entry.pieces) for entry in after] == [["Blog"], ["12"]]


def test_beside_nothing_no_word_is_marked() -> None:
    _before, after = items([], [Item("a", "Seul")])
    assert marked(after[0].pieces) == []
    assert after[0].mark is Mark.COME


def test_unchanged_items_of_a_long_list_are_counted() -> None:
    old = [Item(str(n), f"Valeur {n}") for n in range(20)]
    before, _after = items(old, old[:-1])
    assert (len(before), before[2].hidden, before[-1].mark) == (4, 17, Mark.GONE)
