"""Closed vocabularies."""

import re

import pytest

from maillage.kernel import vocabularies
from maillage.kernel.vocabularies import Family, LegalForm, RelationKind, SizeClass, Vocabulary

CLASSES = [
    found
    for name in vocabularies.__all__
    if issubclass(found := getattr(vocabularies, name), Vocabulary) and found is not Vocabulary
]


@pytest.mark.parametrize("vocabulary", CLASSES)
def test_codes_stand_in_addresses_and_labels_are_french(vocabulary: type[Vocabulary]) -> None:
    values = [term.value for term in vocabulary]
    labels = [term.label for term in vocabulary]
    assert len(set(values)) == len(values) > 0
    assert len(set(labels)) == len(labels)
    for term in vocabulary:
        form = r"NN|\d\d" if vocabulary is SizeClass else r"[a-z0-9]+(-[a-z0-9]+)*"  # INSEE's own
        assert re.fullmatch(form, term.value)
        assert len(term.value) <= 30  # the columns that hold them
        assert term.label.strip() == term.label != ""
        assert "'" not in term.label + term.description
        assert not term.description or term.description.endswith(".")


@pytest.mark.parametrize("vocabulary", CLASSES)
def test_a_term_is_found_by_its_code_only(vocabulary: type[Vocabulary]) -> None:
    for term in vocabulary:
        assert vocabulary.get(term.value) is term
        assert vocabulary.of(term.value) is term
        assert vocabulary.get(term.name) in {None, *vocabulary}
    assert vocabulary.get("") is None
    assert vocabulary.get("inconnu-ici") is None
    assert vocabulary.choices() == [(term.value, term.label) for term in vocabulary]


def test_each_family_by_right_has_a_legal_form() -> None:
    assert {form.family for form in LegalForm} == {*Family, None} - {
        Family.COMMERCIAL,
        Family.OTHER,
    }


def test_relations_read_both_ways() -> None:
    assert all(kind.inverse for kind in RelationKind)
