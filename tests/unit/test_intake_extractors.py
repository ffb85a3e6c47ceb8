"""The extractors on small invented pages, and what holds of every text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.intake.documents import Document
from maillage.intake.errors import IntakeError
from maillage.intake.extractors import extract
from maillage.intake.extractors.acronyms import terms
from maillage.intake.extractors.dates import periods_in
from maillage.intake.extractors.emails import emails_in
from maillage.intake.extractors.names import same_name
from maillage.intake.extractors.quantities import quantities_in
from maillage.intake.readers import read


def page(text: str) -> Document:
    return read(text.encode(), "page.txt", None)


def found(text: str, kind: str) -> list[dict[str, object]]:
    return [
        {name: one.first(name) for name in one.fields}
        for one in extract(page(text))
        if one.type == kind
    ]


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("près de 7 500 heures", 7500, "heures", "pres-de"),
        ("plus de 1950 salariés", 1950, "salariés", "plus-de"),
        ("5,3 M€ en fonctionnement", 5_300_000, "€", None),
        ("une quarantaine d’ateliers", 40, "ateliers", "environ"),
        ("28.000 personnes", 28_000, "personnes", None),
        ("environ 0,6 ETP", 0.6, "ETP", "environ"),
        ("jusqu’à 600€", 600, "€", "au-plus"),
        ("douze coopératives", 12, "coopératives", None),
    ],
)
def test_quantities(text: str, value: float, unit: str, qualifier: str | None) -> None:
    (one,) = quantities_in(text)
    assert (one.value, one.unit, one.qualifier) == (value, unit, qualifier)


@pytest.mark.parametrize(
    "text",
    [
        "Depuis 2012, la ville aide",
        "8, rue du Four (10e)",
        "Tél. : 02 99 00 00 01",
        "la loi de 1901",
        "le 4 juin 2020",
        "2ème rencontre",
        "35000 Rennes",
        "Axe 3 : coopérer",
        "1. Accueillir",
    ],
)
def test_numbers_that_are_no_quantity(text: str) -> None:
    assert list(quantities_in(text)) == []


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("entre 20 et 40 participants", 20, 40), ("2 à 3 études", 2, 3), ("500€ à 900€", 500, 900)],
)
def test_intervals(text: str, low: int, high: int) -> None:
    (one,) = quantities_in(text)
    assert (one.value, one.value_max) == (low, high)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("les 7 et 8 octobre 2020", "2020-10-07", "2020-10-08"),
        ("en mai 2019", "2019-05", ""),
        ("de février 2019 à mai 2021".replace("de ", ""), "2019-02", "2021-05"),
        ("bilan 2022-2024", "2022", "2024"),
        ("mis à jour le 09/03/2023", "2023-03-09", ""),
        ("du 30 avril au 2 mai 2024", "2024-04-30", "2024-05-02"),
    ],
)
def test_dates(text: str, start: str, end: str) -> None:
    (one,) = periods_in(text)
    assert (one.start, one.end) == (start, end)


def test_a_date_that_does_not_exist_is_left_out() -> None:
    assert list(periods_in("le 31 février 2020")) == []


@pytest.mark.parametrize(
    "text",
    [
        "accueil@pas.example",
        "accueil [at] pas.example",
        "accueil(arobase)pas.example",
        "accueil chez pas point example",
        "accueil [chez] pas [point] example",
        "[accueil puis pas.example après le signe @]",
    ],
)
def test_protected_addresses(text: str) -> None:
    assert [one.address for one in emails_in(text)] == ["accueil@pas.example"]


def test_an_address_in_rot13_is_turned_back_and_a_foreign_one_is_not() -> None:
    assert [one.address for one in emails_in("nppbeq@nffbpvngvba.bet")] == [
        "accord@association.org"
    ]
    assert [one.address for one in emails_in("kalle@firma.se")] == ["kalle@firma.se"]


def test_a_spelt_acronym_needs_its_initials() -> None:
    document = page("La Maison des Initiatives du Faubourg (MIF) et le Conseil des Sages (RATP).")
    assert [one.first("name") for one in terms(document)] == ["MIF"]


def test_names_are_the_same_but_for_article_case_and_common_noun() -> None:
    assert same_name("l’association Le Pas-de-Côté", "Le pas de côté")
    assert not same_name("Le Pas", "Le Bas")


def test_a_street_names_no_organisation() -> None:
    text = "Le Pas, 9 rue du Jardin des Lilas - Tél. : 02 99 00 00 01"
    assert [one["name"] for one in found(text, "organisation")] == ["Le Pas"]


def test_a_visiting_card_without_title_keeps_its_name() -> None:
    (one,) = found("Le Pas de Côté\n3 rue du Four\n35000 Rennes\n02 99 00 00 01", "organisation")
    assert one["name"] == "Le Pas de Côté"
    assert one["phones"] == {"number": "+33299000001"}
    assert one["addresses"] == {"street": "3 rue du Four", "postal_code": "35000", "city": "Rennes"}


def test_an_imperative_is_no_name() -> None:
    assert found("Soutenez une association de votre quartier.", "organisation") == []


_PIECES = (
    *(
        "Association",
        "Le Pas",
        "12 000",
        "€",
        "3 %",
        "Maire : Jeanne Petit",
        "(ADM)",
        "budget",
        ":",
    ),
    *("\n", "\n\n", "a@b.fr", "02 99 00 00 01", "3 rue du Pas", "35000 Rennes", "- ", "en 2020"),
    *("Adresse", "et", ","),
)
_WORDS = st.lists(st.sampled_from(_PIECES), max_size=30).map(" ".join)


@given(_WORDS | st.text(max_size=200))
def test_every_passage_is_to_the_letter_on_its_line(text: str) -> None:
    text = text.replace("\r", " ").encode("utf-8", "ignore").decode()
    if not text.strip() or not any(sign.isalpha() for sign in text):
        return
    try:
        document = page(text)
    except IntakeError:  # what readers refuse is tested with them
        return
    blocks = {block.line: [] for block in document.blocks}
    for block in document.blocks:
        blocks[block.line].append(block.text)
    for one in extract(document):
        for values in one.fields.values():
            for value in values:
                assert any(value.passage in words for words in blocks[value.line])
                assert value.passage
                assert value.reason


@given(_WORDS)
def test_extraction_always_gives_the_same(text: str) -> None:
    if any(sign.isalpha() for sign in text):
        assert extract(page(text)) == extract(page(text))
