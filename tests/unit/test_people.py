"""A person is found under every writing of the name, and nothing of it is left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.kernel.people import REMOVED, InvalidTerm, Person

_WRITINGS = (
    "Élodie Saint-Honoré",
    "ELODIE SAINT-HONORÉ",
    "Saint Honoré, Élodie",
    "e\u0301lodie saint\u2011honore\u0301",
    "Élodie\u00a0Saint-Honoré",
)


@pytest.mark.parametrize("writing", _WRITINGS)
def test_a_name_is_found_whatever_its_writing(writing: str) -> None:
    person = Person.of("Élodie Saint-Honoré")
    assert person.scrub(f"Selon {writing}, présidente") == f"Selon {REMOVED}, présidente"


def test_a_word_that_holds_the_name_is_another_word() -> None:
    person = Person.of("Jean Roc")
    assert not person.is_in("Le comité Jean Rochefort et Dejean Roc")


@pytest.mark.parametrize(
    "writing", ["03 20 12 34 56", "+33320123456", "0320123456", "+33 (0)3.20.12.34.56"]
)
def test_a_number_is_found_whatever_its_writing(writing: str) -> None:
    assert Person.of("03 20 12 34 56").is_in(f"Tél. {writing} le matin")
    assert not Person.of("03 20 12 34 56").is_in(f"Tél. {writing}7")


def test_an_address_is_found_in_a_text() -> None:
    person = Person.of("e.honore@example.org")
    assert person.scrub("écrire à E.Honore@example.org.") == f"écrire à {REMOVED}."
    assert not person.is_in("le.honore@example.org")


def test_a_record_about_the_person_goes_whole() -> None:
    person = Person.of("Élodie Honoré", "e.honore@example.org")
    held = {
        "people": [
            {"name": "Élodie Honoré", "function": "Présidente"},
            {"name": "Jean Roc", "function": "Trésorier, avant Élodie Honoré"},
        ],
        "emails": [{"address": "e.honore@example.org"}],
        "links": [{"kind": "site", "url": "https://example.org/elodie-honore"}],
        "supports": ["people=Élodie Honoré", "name"],
    }
    assert person.scrub(held) == {
        "people": [{"name": "Jean Roc", "function": f"Trésorier, avant {REMOVED}"}],
        "emails": [],
        "links": [],
        "supports": ["name"],
    }


def test_what_only_bears_the_name_keeps_the_rest() -> None:
    organisation = [{"name": "Fondation Élodie Honoré", "url": "https://example.org"}]
    scrubbed = Person.of("Élodie Honoré").scrub(organisation)
    assert scrubbed == [{"name": f"Fondation {REMOVED}", "url": "https://example.org"}]


@pytest.mark.parametrize("term", ["", "  ", "ab", "12", "a@b", "..."])
def test_a_term_that_names_nobody_is_refused(term: str) -> None:
    with pytest.raises(InvalidTerm):
        Person.of(term)


@given(
    before=st.text(max_size=30),
    after=st.text(max_size=30),
    writing=st.sampled_from(_WRITINGS),
)
def test_nothing_is_left_after_removal(before: str, after: str, writing: str) -> None:
    person = Person.of("Élodie Saint-Honoré")
    text = f"{before} {writing} {after}"
    assert person.is_in(text)
    assert not person.is_in(person.scrub(text))
    assert not person.is_in(person.scrub({"note": [text, {"text": text}]}))
