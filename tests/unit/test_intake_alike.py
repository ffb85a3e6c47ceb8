"""Two sources write the same thing in two ways: what a proposal must not call a change."""

from typing import Any

import pytest

from maillage.apps.contributions.documents.alike import are_alike, says_no_more

SAME: list[tuple[str, Any, Any]] = [
    ("acronym", "E.S.S.", "ess"),
    ("links", {"url": "https://www.avise.org/"}, {"url": "http://avise.org"}),
    ("phones", {"number": "+33366726101"}, {"number": "+33366726101", "label": "Accueil"}),
    ("emails", {"address": "Lille@recyclivre.com"}, {"address": "lille@recyclivre.com"}),
    ("people", {"name": "MOREL Jeanne"}, {"name": "Jeanne Morel"}),
    ("people", {"name": "Rachel Burgyet"}, {"name": "Rachel Burgy"}),
    ("people", {"name": "Antony Caps"}, {"name": "Anthony Caps"}),
    (
        "addresses",
        {"street": "3-7, rue Albert Marquet", "postal_code": "75020"},
        {"street": "3-7 rue Marquet", "city": "Paris", "commune": "75120"},
    ),
    (
        "budgets",
        {"label": "Aides", "amount": 5000},
        {"label": "CCAS", "amount": 5000, "year": 2020},
    ),
    (
        "meanings",
        {"id": "a", "expansion": "Dispositifs locaux d’accompagnement"},
        {
            "id": "dla",
            "expansion": "Dispositif local d’accompagnement",
            "definition": "Un conseil.",
        },
    ),
    ("dates", {"start": "2026-11"}, {"start": "2026-11-22"}),
    ("conventions", {"id": "a", "signed": "2017-09"}, {"id": "b", "signed": "2017-09"}),
]
OTHER: list[tuple[str, Any, Any]] = [
    ("acronym", "ESS", "ESSE"),
    ("acronym", "", " "),
    ("links", {"url": "https://facebook.com/a"}, {"url": "https://facebook.com/b"}),
    ("people", {"name": "Jeanne Morel"}, {"name": "Jeanne Dupont"}),
    ("people", {"name": "Jean Morel"}, {"name": "Jeanne Morel"}),
    (
        "addresses",
        {"street": "12 rue des Ponts", "commune": "54395"},
        {"street": "12 rue des Ponts", "commune": "57463"},
    ),
    ("budgets", {"amount": 5000, "year": 2020}, {"amount": 5000, "year": 2021}),
    ("budgets", {"label": "Aides"}, {"label": "Aides"} | {"kind": "autre"}),
    ("meanings", {"expansion": "Aide au logement"}, {"expansion": "Association de lecture"}),
    ("dates", {"start": "2026-11"}, {"start": "2026-12-22"}),
]


@pytest.mark.parametrize(("field", "one", "other"), SAME)
def test_the_same_thing_written_otherwise_is_alike(field: str, one: Any, other: Any) -> None:
    assert are_alike(field, one, other)
    assert are_alike(field, other, one)


@pytest.mark.parametrize(("field", "one", "other"), OTHER)
def test_what_differs_is_not_alike(field: str, one: Any, other: Any) -> None:
    assert not are_alike(field, one, other)
    assert not are_alike(field, other, one)


def test_a_person_with_another_function_is_news() -> None:
    known = {"name": "Jeanne Morel", "function": "Conseillère déléguée à l’ESS, élue référente"}
    assert says_no_more("people", {"name": "J. Morel", "function": "conseillère à l'ESS"}, known)
    assert not says_no_more("people", {"name": "J. Morel", "function": "présidente"}, known)
