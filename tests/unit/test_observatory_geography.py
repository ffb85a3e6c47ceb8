"""From codes to communes: the real Code officiel géographique, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.kernel.territories import FRANCE
from maillage.observatory.geography import FreePerimeter, Geography, GeographyError
from maillage.observatory.report import read_territory

COG = Geography.load()
FREE = COG.with_perimeters(
    {"pays": FreePerimeter("Mon pays", ("epci:245400676", "commune:54395", "commune:01003"))}
)
regions = [ref for ref in COG.named if ref.startswith("region:")]
departements = [ref for ref in COG.named if ref.startswith("departement:")]


@pytest.mark.parametrize(
    ("asked", "ref"),
    [
        ("54395", "commune:54395"),
        ("commune:54395", "commune:54395"),
        ("01003", "commune:01165"),  # merged
        ("commune:01003", "commune:01165"),
        ("01015", "commune:01015"),  # a merged commune that gave its code to the new one
        ("75119", "arrondissement:75119"),
        ("commune:75119", "arrondissement:75119"),
        ("2a004", "commune:2A004"),
        ("2A", "departement:2A"),
        ("974", "departement:974"),
        ("55", "departement:55"),
        ("region:44", "region:44"),
        ("ancienne-region:41", "ancienne-region:41"),
        ("200054781", "epci:200054781"),
        ("FR", FRANCE),
        ("france", FRANCE),
        (" 54395 ", "commune:54395"),
    ],
)
def test_a_code_or_a_reference_is_understood(asked: str, ref: str) -> None:
    assert COG.find(asked).ref == ref
    assert COG.find(asked).notice == ""


@pytest.mark.parametrize(("asked", "former"), [("54", "Poitou-Charentes"), ("41", "Lorraine")])
def test_a_departement_wins_over_a_former_region_and_it_is_said(asked: str, former: str) -> None:
    found = COG.find(asked)
    assert found.ref == f"departement:{asked}"
    assert f"pour {former}, écrivez ancienne-region:{asked}." in found.notice


@pytest.mark.parametrize("asked", ["44", "06", "75", "93"])
def test_a_code_of_a_departement_and_of_a_region_is_not_guessed(asked: str) -> None:
    with pytest.raises(GeographyError, match=rf"departement:{asked} .* ou region:{asked} "):
        COG.find(asked)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("99999", "inconnu du Code officiel géographique 2026"),
        ("commune:99999", "perimetre:pays-haut"),
        ("region:54", "inconnu"),
        ("canton:12", "n’est pas une référence de territoire"),
        ("commune:54", "il faut le code INSEE"),
        ("nancy", "écrivez commune:54395 \\(Nancy\\)"),
        ("Lorraine", "écrivez ancienne-region:41 \\(Lorraine\\)"),
        ("saint-denis", "commune:.* ou commune:"),
        ("", "inconnu"),
    ],
)
def test_what_is_unknown_is_refused_with_what_to_write(asked: str, said: str) -> None:
    with pytest.raises(GeographyError, match=said):
        COG.find(asked)


def test_a_free_perimeter_is_made_of_the_communes_of_its_members() -> None:
    communes = FREE.communes("perimetre:pays")
    assert FREE.communes("pays") == communes
    assert FREE.name("perimetre:pays") == "Mon pays"
    assert set(communes) == {*COG.communes("epci:245400676"), "54395", "01165"}
    assert list(communes) == sorted(communes)
    with pytest.raises(GeographyError):
        COG.communes("perimetre:pays")


def test_a_member_that_exists_no_more_is_told_and_counts_for_nothing() -> None:
    free = COG.with_perimeters({"p": FreePerimeter("P", ("epci:999999999", "commune:54395"))})
    assert free.communes("perimetre:p") == ("54395",)
    assert free.lost_members("perimetre:p") == ("epci:999999999",)
    assert free.lost_members("commune:54395") == ()
    assert "epci:999999999" in read_territory(["perimetre:p"], free).notices[0]


def test_every_present_commune_is_in_france_and_in_one_departement() -> None:
    france = COG.communes(FRANCE)
    assert len(france) == len(set(france)) == 34_969
    assert sum(len(COG.communes(ref)) for ref in departements) == len(france)
    inside = {code for ref in regions for code in COG.communes(ref)}
    assert {code for code in france if COG.region_of(code)} == inside


@given(st.sampled_from(COG.communes(FRANCE)))
def test_what_contains_a_commune_holds_it(code: str) -> None:
    assert COG.current(code) == code
    assert code in COG.communes(f"departement:{COG.departement_of(code)}")
    if epci := COG.epci_of(code):
        assert code in COG.communes(f"epci:{epci}")
    for ref in COG.containing([code]):
        assert code in COG.communes(ref)


def test_what_a_code_that_nobody_knows_is_in() -> None:
    assert COG.current("99999") is None
    assert COG.departement_of("99999") == COG.region_of("99999") == COG.epci_of("99999") == ""
    assert COG.containing(["99999"]) == ()
    assert COG.containing([]) == ()


@pytest.mark.parametrize(
    ("asked", "around"),
    [
        ("54395", ("departement:54", "region:44", FRANCE)),
        ("departement:54", ("region:44", FRANCE)),
        ("region:44", (FRANCE,)),
        (FRANCE, ()),
        ("ancienne-region:41", ("region:44", FRANCE)),
        ("75119", ("departement:75", "region:11", FRANCE)),
        ("commune:75056", ("region:11", FRANCE)),  # Paris is its own département
        ("974", (FRANCE,)),  # and La Réunion its own région
        ("98818", ("departement:988", FRANCE)),
        ("200070290", ("departement:54", "region:44", FRANCE)),
    ],
)
def test_what_a_territory_is_compared_with(asked: str, around: tuple[str, ...]) -> None:
    assert COG.containing(COG.communes(asked)) == around


def test_a_level_that_is_straddled_counts_when_two_thirds_live_there() -> None:
    assert COG.containing(["54395", "57463"]) == ("region:44", FRANCE)
    assert COG.containing(["54395", "35238", "33063"]) == (FRANCE,)
    grand_paris = COG.communes("epci:200054781")
    assert COG.containing(grand_paris) == ("region:11", FRANCE)
    roissy = COG.communes("epci:200055655")  # three quarters of it in the 95, the rest in the 77
    assert COG.containing(roissy)[0] == "departement:95"
