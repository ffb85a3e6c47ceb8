"""Terms found in texts: whole words, the longest first, capitals where they matter."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.kernel.glossary import Found, Matcher, pieces, spellings

TERMS = {
    "ess": ["ESS", "économie sociale et solidaire"],
    "economie-sociale": ["économie sociale", "économies sociales"],
    "cae": ["CAE", "C.A.E.", "coopérative d’activités et d’emploi"],
    "association": ["Association", "association", "associations"],
    "fer": ["FER", "F.E.R. ENSEMBLE"],
    "tiers-lieu": ["tiers-lieu", "tiers-lieux", "tiers lieu"],
    "voix": ["une personne, une voix", "une personne = une voix"],
    "adie": ["Adie"],
}
MATCHER = Matcher(TERMS.items())


def found(text: str, matcher: Matcher = MATCHER) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.key) for one in matcher.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’ESS crée des emplois.", [("ESS", "ess")]),
        ("l'ESS", [("ESS", "ess")]),
        ("(ESS)", [("ESS", "ess")]),
        ("EI/ESS", [("ESS", "ess")]),
        ("une ESS, des ESS.", [("ESS", "ess"), ("ESS", "ess")]),
        ("Qu’est-ce que l’Économie sociale ?", [("Économie sociale", "economie-sociale")]),
        ("ECONOMIE SOCIALE", [("ECONOMIE SOCIALE", "economie-sociale")]),
        ("l’economie sociale et solidaire", [("economie sociale et solidaire", "ess")]),
        ("l’économie sociale et libre", [("économie sociale", "economie-sociale")]),
        ("économie\nsociale \u00a0et\u202fsolidaire", None),
        ("e\u0301conomie sociale", [("e\u0301conomie sociale", "economie-sociale")]),
        ("la coopérative d'activités et d’emploi", None),
        ("une C.A.E. à Metz", [("C.A.E.", "cae")]),
        ("Associations", [("Associations", "association")]),
        ("un tiers‑lieu", [("tiers‑lieu", "tiers-lieu")]),
        ("une personne = une voix", None),
        ("l’Adie prête", [("Adie", "adie")]),
    ],
)
def test_what_is_found(text: str, expected: Any) -> None:
    assert len(found(text)) >= 1
    if expected is not None:
        assert found(text) == expected
    else:
        assert len(found(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "ess", "une fessée", "RESS", "ESSENCE", "ESS2020", "ESS_2020",
        "ess.fr", "ESS.fr", "contact@ESS.fr", "#ESS", "sous-association", "association-mère",
        "Robust’ESS", "le fer", "Fer", "adie", "ADIE", "économie  sociétale", "", "   ",
        "association’s",
    ],
)  # fmt: skip
def test_what_is_not_a_term(text: str) -> None:
    assert found(text) == []


def test_the_longest_spelling_wins_whatever_the_order() -> None:
    for order in (TERMS.items(), reversed(TERMS.items())):
        assert [key for _, key in found("économie sociale et solidaire", Matcher(order))] == ["ess"]


def test_the_first_term_keeps_a_spelling_that_two_claim() -> None:
    twice = Matcher([("a", ["label", "AAP"]), ("b", ["label", "AAP"])])
    assert [key for _, key in found("un label AAP", twice)] == ["a", "a"]


def test_a_spelling_with_capitals_and_one_without_are_two() -> None:
    both = Matcher([("sigle", ["PIE"]), ("oiseau", ["pie"])])
    assert found("La PIE et la pie", both) == [("PIE", "sigle"), ("pie", "oiseau")]


def test_what_holds_no_word_is_never_found() -> None:
    assert found("a - b, …", Matcher([("vide", ["", " ", "-", "…"])])) == []


@pytest.mark.parametrize(
    ("name", "is_common", "expected"),
    [
        ("Réemploi", True, ["Réemploi", "réemploi"]),
        ("Réemploi", False, ["Réemploi"]),
        ("ONG", True, ["ONG"]),
        ("Émergence", True, ["Émergence", "émergence"]),
    ],
)
def test_a_common_noun_is_written_without_its_capital(
    name: str, is_common: bool, expected: list[str]
) -> None:
    assert spellings(name, [], is_common=is_common) == expected
    assert spellings(name, expected, is_common=is_common) == expected


WORDS = st.sampled_from(
    ["ESS", "économie", "sociale", "et", "solidaire", "d’", "une personne", "=", "C.A.E.", "voix"]
)
TEXTS = st.one_of(
    st.text(),
    st.lists(WORDS).map(" ".join),
    st.lists(st.one_of(WORDS, st.text(max_size=3))).map("".join),
)


@given(TEXTS)
def test_the_pieces_put_end_to_end_are_the_text(text: str) -> None:
    terms = list(MATCHER.find(text))
    assert "".join(piece for piece, _ in pieces(text, terms)) == text
    assert [key for _, key in pieces(text, terms) if key] == [one.key for one in terms]


@given(TEXTS)
def test_terms_never_overlap(text: str) -> None:
    ends = 0
    for one in MATCHER.find(text):
        assert ends <= one.start < one.end
        ends = one.end


@given(TEXTS, TEXTS)
def test_a_whole_spelling_is_found_between_any_sentences(before: str, after: str) -> None:
    text = f"{before} , SPASER , {after}"
    matcher = Matcher([*TERMS.items(), ("spaser", ["SPASER"])])
    assert Found(len(before) + 3, len(before) + 9, "spaser") in list(matcher.find(text))
