"""From the registry of a vintage to establishments placed on the map and in territories."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from observatory_vintages import VARIANTS, write_registry

from maillage.kernel.establishments import RegisteredEstablishment
from maillage.kernel.perimeter import Basis
from maillage.observatory import lambert, registry
from maillage.observatory.geography import Geography
from maillage.observatory.manifest import VariantNote
from maillage.observatory.sources import naf

NOTES = tuple(map(VariantNote.of, VARIANTS))


def rows(folder: Path, *lines: dict[str, Any]) -> list[RegisteredEstablishment]:
    """Return the establishments of a registry of these lines."""
    named = [{"siret": f"{n:014}", "siren": f"{n:09}", **line} for n, line in enumerate(lines)]
    path = write_registry(folder / "registry.parquet", named)
    found = list(registry.rows(path, NOTES, Geography.load()))
    assert registry.count(path) == len(found)
    return found


def test_lambert_93_knows_its_origin_and_a_tower() -> None:
    """46° 30′ N 3° E is (700 km, 6,600 km) by definition (NTG 71); the Eiffel tower, by a map."""
    lat, lon = lambert.degrees(np.array([700_000.0, 648_237]), np.array([6_600_000.0, 6_862_272]))
    assert np.allclose([lat[0], lon[0]], [46.5, 3.0], atol=1e-8)
    assert np.allclose([lat[1], lon[1]], [48.8584, 2.2945], atol=2e-4)


@given(st.floats(1, 1_299_980), st.floats(6_000_001, 7_199_980))
def test_a_square_of_the_map_is_one_on_the_ground(x: float, y: float) -> None:
    """The projection is conformal, and true to 1 % on the ellipsoid GRS 80."""
    lat, lon = np.radians(lambert.degrees(np.array([x, x + 10, x]), np.array([y, y, y + 10])))
    squared = 0.00669438002290  # eccentricity
    bend = 1 - squared * np.sin(lat[0]) ** 2
    north = (lat[1:] - lat[0]) * 6_378_137 * (1 - squared) / bend**1.5
    east = (lon[1:] - lon[0]) * 6_378_137 * np.cos(lat[0]) / np.sqrt(bend)
    sides = np.hypot(north, east)
    assert np.isclose(*sides, rtol=1e-5)
    assert np.all((sides > 9.9) & (sides < 10.1))
    assert abs(north @ east) < 0.001 * sides @ sides


def test_a_metropolitan_position_is_converted(tmp_path: Path) -> None:
    (one,) = rows(
        tmp_path,
        {
            "name": "RÉGIE\tDE  QUARTIER", "acronym": "RQ", "commune": "54395", "declared": "O",
            "created": "2012-03-14", "address": "1 RUE DU\nLILAS", "x": 933_000.0, "y": 6_848_000.0,
        },
    )  # fmt: skip
    assert (one.name, one.address, one.created) == (
        "RÉGIE DE QUARTIER",
        "1 RUE DU LILAS",
        "2012-03-14",
    )
    assert (one.lat, one.lon, one.approximate) == (48.690102, 6.166257, False)
    assert one.places == ("commune:54395", "epci:245400676", "departement:54", "region:44")
    assert (one.declared, one.variants) == ("oui", ("insee", "loi-2014", "large"))


@pytest.mark.parametrize(
    ("line", "commune", "approximate"),
    [
        ({"commune": "54395"}, "54395", True),
        ({"commune": "54395", "x": 5.0, "y": 5.0}, "54395", True),
        ({"commune": "97411", "x": 340_000.0, "y": 7_690_000.0}, "97411", True),
        ({"commune": "75119"}, "75056", True),
        ({"commune": "01003"}, "01165", True),
    ],
)
def test_the_centre_of_the_commune_stands_for_what_is_missing(
    tmp_path: Path, line: dict[str, Any], commune: str, approximate: bool
) -> None:
    (one,) = rows(tmp_path, {"name": "X", **line})
    assert (one.commune, one.approximate) == (commune, approximate)
    assert one.lat is not None
    assert ("arrondissement:75119" in one.places) == (line["commune"] == "75119")


def test_abroad_or_unknown_there_is_no_position(tmp_path: Path) -> None:
    abroad, unknown = rows(tmp_path, {"name": "A"}, {"name": "B", "commune": "99999"})
    assert (abroad.commune, abroad.places, abroad.lat) == ("", (), None)
    assert (unknown.commune, unknown.places, unknown.lat) == ("99999", ("commune:99999",), None)


def test_partial_diffusion_keeps_the_commune_alone(tmp_path: Path) -> None:
    """Even of a registry that holds more than it should."""
    (one,) = rows(
        tmp_path,
        {
            "name": "SECRET", "sign": "TU", "address": "ICI", "postal_code": "54000",
            "commune": "54395", "partial": True, "x": 933_000.0, "y": 6_848_000.0,
        },
    )  # fmt: skip
    assert (one.name, one.sign, one.address, one.postal_code) == ("", "", "", "")
    assert (one.commune, one.lat, one.approximate) == ("54395", 48.6901, True)


def test_the_order_is_that_of_names_and_variants_follow_the_basis(tmp_path: Path) -> None:
    found = rows(
        tmp_path,
        {"name": "Zèbre"},
        {"name": "école", "basis": int(Basis.AMBIGUOUS_FORM)},
        {"name": None, "partial": True},
        {"name": None, "sign": "Ecureuil", "basis": int(Basis.FLAG_YES)},
        {"name": "Abeille", "basis": int(Basis.LEGAL_FORM | Basis.EXCLUDED_ACTIVITY)},
    )
    assert [(one.name or one.sign, one.variants) for one in found] == [
        ("Abeille", ("large",)),
        ("école", ("large",)),
        ("Ecureuil", ("loi-2014", "large")),
        ("Zèbre", ("insee", "loi-2014", "large")),
        ("", ("insee", "loi-2014", "large")),
    ]


def test_the_nomenclature_of_activities() -> None:
    assert naf.label("88.10A") == "Aide à domicile"
    assert naf.label("88") == "Action sociale sans hébergement"
    assert naf.label("00.00Z") == ""
    assert sum(len(code) == 6 for code in naf.labels()) == 732
    assert not any("'" in label for label in naf.labels().values())


@pytest.mark.parametrize(
    ("text", "code"),
    [("88.10A", "88.10A"), ("8810a", "88.10A"), (" 88 10 A ", "88.10A"), ("88", "88"),
     ("881", "88.1"), ("88.1", "88.1"), ("88.10", "88.10"), ("8", ""), ("88A", ""),
     ("théâtre", ""), ("88.100", "")],
)  # fmt: skip
def test_a_code_is_read_as_people_write_it(text: str, code: str) -> None:
    assert naf.read_code(text) == code
