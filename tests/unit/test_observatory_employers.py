"""The largest employers: by class, without the names that may not be diffused."""

from pathlib import Path

import pytest
from observatory_vintages import Cell, write_vintage

from maillage.kernel.establishments import HIDDEN, UNNAMED, RegisteredEstablishment
from maillage.kernel.perimeter import Basis
from maillage.kernel.vocabularies import Family, Sector, SizeClass
from maillage.observatory.employers import Ranking, largest
from maillage.observatory.errors import VintageError
from maillage.observatory.vintage import Vintage


def siret(number: int) -> str:
    return f"{number:014}"


ROWS = [
    {"siret": siret(1), "name": "Petite", "size": "01", "commune": "54395"},
    {"siret": siret(2), "name": 'Grande, "très"\n grande', "size": "31", "commune": "54395"},
    {"siret": siret(3), "name": "Ambiguë", "size": "53", "commune": "54395", "basis": 2},
    {"siret": siret(4), "name": "Sans salarié", "size": "00", "commune": "54395"},
    {"siret": siret(5), "name": "Inconnue", "size": "NN", "commune": "54395"},
    {
        "siret": siret(6),
        "name": "SECRET",
        "acronym": "SCRT",
        "sign": "CHEZ SECRET",
        "size": "21",
        "commune": "54395",
        "partial": True,
    },
    {"siret": siret(7), "sign": "Enseigne", "size": "12", "commune": "75119"},
    {"siret": siret(8), "size": "12", "commune": "75119", "declared": "O"},
    {"siret": siret(9), "name": "Ancienne", "size": "03", "commune": "01003"},
    *(
        {"siret": siret(100 + one), "name": f"Égale {one:02}", "size": "11", "commune": "57463"}
        for one in range(14)
    ),
    {"siret": siret(200), "name": "À l’étranger", "size": "11"},
]


@pytest.fixture(scope="module")
def vintage(tmp_path_factory: pytest.TempPathFactory) -> Vintage:
    return write_vintage(
        tmp_path_factory.mktemp("store"), [Cell("54395")], [{"siren": "0"} | row for row in ROWS]
    )


def names(found: Ranking) -> list[str]:
    return [one.name for one in found.employers]


def test_the_largest_class_comes_first_and_only_employers_are_there(vintage: Vintage) -> None:
    found = largest(vintage, ["54395"])
    assert names(found) == ['Grande, "très" grande', HIDDEN, "Petite"]
    first = found.employers[0]
    assert first.size is SizeClass.FROM_200
    assert first.family is Family.ASSOCIATION
    assert first.sector is Sector.SOCIAL_WORK
    assert (first.siret, first.commune, first.activity) == (siret(2), "54395", "88.10A")


def test_only_what_the_variant_counts_is_there(vintage: Vintage) -> None:
    assert names(largest(vintage, ["54395"], "large"))[0] == "Ambiguë"
    assert Basis.AMBIGUOUS_FORM == 2


def test_a_name_under_partial_diffusion_is_nowhere(vintage: Vintage) -> None:
    hidden = largest(vintage, ["54395"]).employers[1]
    assert (hidden.name, hidden.siret, hidden.commune) == (HIDDEN, siret(6), "54395")
    packed = b"".join(path.read_bytes() for path in (vintage.folder / "cube").iterdir())
    assert siret(6).encode() in packed
    for secret in (b"SECRET", b"SCRT"):
        assert secret not in packed


@pytest.mark.parametrize(
    "given",
    [
        {"partial": True, "name": "SECRET", "sign": "CHEZ SECRET"},
        {"name": "Grande"},
        {"sign": "Enseigne", "acronym": "E."},
        {"acronym": "E."},
        {},
    ],
)
def test_the_ranking_names_establishments_as_pages_do(
    tmp_path: Path, given: dict[str, object]
) -> None:
    row = {"siren": "0", "siret": siret(1), "size": "12", "commune": "54395"} | given
    (found,) = largest(write_vintage(tmp_path, [Cell("54395")], [row]), ["54395"]).employers
    assert found.name == RegisteredEstablishment(siret(1), **given).shown_name  # type: ignore[arg-type]


def test_the_sign_stands_for_a_missing_name(vintage: Vintage) -> None:
    found = largest(vintage, ["75119"])
    assert names(found) == [UNNAMED, "Enseigne"]  # the one that says it employs comes first
    assert names(largest(vintage, ["75056"])) == names(found)


def test_a_former_commune_counts_in_its_present_one(vintage: Vintage) -> None:
    assert names(largest(vintage, ["01165"])) == ["Ancienne"]
    assert largest(vintage, ["01165"]).employers[0].commune == "01003"


def test_what_the_limit_leaves_out_of_the_last_class_is_counted(vintage: Vintage) -> None:
    found = largest(vintage, ["57463"])
    assert (len(found.employers), found.tied) == (10, 4)
    assert largest(vintage, ["57463"], limit=20).tied == 0
    assert largest(vintage, ["54395", "57463"], limit=1).tied == 0


def test_there_may_be_none(vintage: Vintage) -> None:
    assert largest(vintage, ["33063"]) == Ranking()
    assert largest(vintage, []) == Ranking()


def test_a_damaged_list_says_what_to_do(tmp_path: Path) -> None:
    broken = write_vintage(tmp_path, [Cell("54395")])
    (broken.folder / "cube" / "employers_lines.npy").unlink()
    with pytest.raises(VintageError, match="maillage observatory build"):
        largest(broken, ["54395"])
