from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from maillage.kernel.text import fold
from maillage.search.analyser import (
    MAX_QUERY_WORDS,
    MAX_WORD_CHARACTERS,
    closeness,
    index_terms,
    normalise,
    read_question,
    words,
)
from maillage.search.highlight import PASSAGE, Highlighter, _close


def stems(word: str) -> set[str]:
    return set(index_terms(word)[1].split())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("foyer", "foyers"),
        ("emploi", "emplois"),
        ("vigneron", "vignerons"),
        ("handicapé", "handicapées"),
        ("handicapées", "handicapees"),
        ("handicapé", "handicapees"),
        ("coopérative", "cooperatives"),
        ("lieu", "lieux"),
        ("local", "locaux"),
        ("réseau", "reseaux"),
        ("ŒUVRE", "oeuvres"),
        ("jeu", "jeux"),
    ],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stems(one) & stems(other)


@pytest.mark.parametrize(
    ("one", "other"), [("solidaire", "solide"), ("maison", "mais"), ("don", "donjon")]
)
def test_different_words_share_no_stem(one: str, other: str) -> None:
    assert not stems(one) & stems(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’économie d'Épinal", ["economie", "epinal"]),
        ("E.S.S.", ["ess"]),
        ("une S.C.O.P à Metz", ["scop", "metz"]),
        ("www.avise.org", ["www", "avise", "org"]),
        ("cafe\u0301", ["cafe"]),
        ("La maison de l’emploi", ["maison", "emploi"]),
        ("de la", ["de", "la"]),
        ("title:avise AND (foo", ["title", "avise", "and", "foo"]),
        ("« 🌱 … »", []),
    ],
)
def test_words_asked_for(text: str, expected: list[str]) -> None:
    assert [word.folded for word in read_question(text).words] == expected


def test_a_compound_may_be_written_as_one_word() -> None:
    assert "coworking" in index_terms("Le co-working")[0].split()
    assert "recyclart" in index_terms("Recycl’Art")[0].split()
    assert "latelier" not in index_terms("l’atelier")[0].split()
    (group,) = read_question("co-working").compounds
    assert group.joined == "coworking"


@pytest.mark.parametrize(
    ("text", "is_open"),
    [("rec", True), ("r", False), ("recyclerie ", False), ("recyclerie de", False), ("la", True)],
)
def test_the_last_word_is_open_while_it_is_typed(text: str, is_open: bool) -> None:
    assert read_question(text).open is is_open


@pytest.mark.parametrize(("word", "edits"), [("scop", 1), ("ess", 0), ("cooprative", 2)])
def test_short_words_allow_fewer_errors(word: str, edits: int) -> None:
    assert closeness(word) == edits


def test_a_swap_is_one_error() -> None:
    assert _close("avsie", "avise")
    assert not _close("scop", "scic")


def test_long_questions_are_cut() -> None:
    assert len(read_question("mot " * 1_000_000).words) <= MAX_QUERY_WORDS
    assert [len(word.folded) for word in read_question("a" * 10_000).words] == [MAX_WORD_CHARACTERS]
    assert not read_question("(" * 10_000).words


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
@example("A.B.CD.E.F.g")
@example("İstanbul-‑x’y")
def test_documents_and_questions_have_the_same_words(text: str) -> None:
    folded = set(index_terms(text)[0].split())
    assert {word.folded for word in words(normalise(text))} <= folded
    assert all(word.folded in folded for word in read_question(text).words)


@given(st.text(), st.text())
@example("<script>alert('écoles')</script>", "ecole script")
def test_highlights_lose_and_add_nothing_but_marks(text: str, asked: str) -> None:
    html = Highlighter(read_question(asked)).whole(text)
    if html:
        bare = html.replace("<mark>", "").replace("</mark>", "")
        assert "<" not in bare
        assert ">" not in bare
        assert unescape(bare) == normalise(text)


@given(st.text(alphabet="aé <>&-'.", max_size=500), st.text(alphabet="aé", min_size=1, max_size=3))
def test_passages_are_short_and_hold_a_match(before: str, word: str) -> None:
    passage = Highlighter(read_question(word)).passage("", f"{before} {word} {before}")
    assert "<mark>" in passage
    shown = passage.replace("<mark>", "").replace("</mark>", "")
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&#x27;", "'"), ("&amp;", "&")):
        shown = shown.replace(entity, char)
    assert len(shown) <= PASSAGE


def test_marks_show_the_original_text() -> None:
    marked = Highlighter(read_question("cooperatives ess")).whole("Les Coopératives de l’E.S.S.")
    assert marked == "Les <mark>Coopératives</mark> de l’<mark>E.S.S.</mark>"
