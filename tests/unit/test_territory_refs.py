"""References to territories, and the small words around their names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.kernel.territories import TerritoryKind, TerritoryRef, bare_name, in_name, of_name


@pytest.mark.parametrize(
    "text",
    [
        "pays:FR",
        "region:44",
        "region:01",
        "ancienne-region:41",
        "departement:54",
        "departement:2A",
        "departement:974",
        "epci:245400676",
        "commune:54395",
        "commune:2A004",
        "commune:98818",
        "arrondissement:75119",
        "perimetre:pays-haut",
    ],
)
def test_a_reference_is_read_and_written_back(text):
    ref = TerritoryRef.parse(text)
    assert str(ref) == text
    assert ref == TerritoryRef.parse(f" {text} ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("54395", "n’est pas une référence de territoire"),
        ("canton:12", "Genres possibles"),
        ("commune:5439", "code INSEE"),
        ("commune:5439٥", "code INSEE"),
        ("commune:", "code INSEE"),
        ("epci:24540067", "SIREN"),
        ("departement:2C", "« 2A »"),
        ("perimetre:Pays Haut", "joints par"),
        ("", "n’est pas une référence"),
    ],
)
def test_a_wrong_reference_is_explained(text, said):
    with pytest.raises(ValueError, match=said):
        TerritoryRef.parse(text)


@given(st.text())
def test_any_text_is_a_reference_or_a_value_error(text):
    try:
        ref = TerritoryRef.parse(text)
    except ValueError as error:
        assert str(error)
    else:
        assert TerritoryRef.parse(str(ref)) == ref


@pytest.mark.parametrize(
    ("name", "liaison", "kind", "of", "at"),
    [
        ("Nancy", 0, "commune", "de Nancy", "à Nancy"),
        ("Ajaccio", 1, "commune", "d’Ajaccio", "à Ajaccio"),
        ("Le Mans", 2, "commune", "du Mans", "au Mans"),
        ("La Rochelle", 3, "commune", "de La Rochelle", "à La Rochelle"),
        ("Les Abymes", 4, "commune", "des Abymes", "aux Abymes"),
        ("L’Isle-d’Abeau", 5, "commune", "de L’Isle-d’Abeau", "à L’Isle-d’Abeau"),
        ("Meuse", 3, "departement", "de la Meuse", "dans la Meuse"),
        ("Ain", 5, "departement", "de l’Ain", "dans l’Ain"),
        ("Vosges", 4, "departement", "des Vosges", "dans les Vosges"),
        ("Guadeloupe", 3, "departement", "de la Guadeloupe", "en Guadeloupe"),
        ("La Réunion", 0, "departement", "de La Réunion", "à La Réunion"),
        ("Mayotte", 0, "region", "de Mayotte", "à Mayotte"),
        ("Grand Est", 2, "region", "du Grand Est", "dans le Grand Est"),
        ("Île-de-France", 1, "region", "d’Île-de-France", "en Île-de-France"),
        ("Lorraine", 0, "ancienne-region", "de Lorraine", "en Lorraine"),
        ("France", 3, "pays", "de la France", "en France"),
        (
            "Métropole du Grand Nancy",
            0,
            "epci",
            "de la métropole du Grand Nancy",
            "sur le territoire de la métropole du Grand Nancy",
        ),
        ("Est Ensemble", 0, "epci", "d’Est Ensemble", "sur le territoire d’Est Ensemble"),
    ],
)
def test_small_words(name, liaison, kind, of, at):
    assert of_name(name, liaison, TerritoryKind(kind)) == of
    assert in_name(name, liaison, TerritoryKind(kind)) == at


def test_an_article_is_taken_off_only_where_the_liaison_says_so():
    assert bare_name("Le Mans", 2) == "Mans"
    assert bare_name("Le Thil", 0) == "Le Thil"


def test_kinds_go_from_the_widest_to_the_narrowest():
    assert TerritoryKind.COUNTRY.rank < TerritoryKind.REGION.rank < TerritoryKind.COMMUNE.rank
    assert TerritoryKind.FORMER_REGION.of_the == "de l’ancienne région"
    assert TerritoryKind.DEPARTEMENT.of_the == "du département"
    assert TerritoryKind.get("commune").plural == "Communes"
