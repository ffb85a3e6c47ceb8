"""A perimeter as files that people edit."""

import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.kernel.perimeter import Basis, LegalStatus
from maillage.kernel.vocabularies import Family
from maillage.observatory.explanations import differences, said, verdicts
from maillage.observatory.perimeters import (
    PerimeterError,
    choose_perimeter,
    copy_perimeter,
    load_perimeter,
)

SHIPPED = load_perimeter()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy_perimeter(tmp_path / "mine")
    return tmp_path / "mine"


def edit(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text("utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text, "utf-8")


def faults(folder: Path) -> list[str]:
    with pytest.raises(PerimeterError) as refused:
        load_perimeter(folder)
    return str(refused.value).splitlines()[1:]


def test_the_shipped_perimeter_decides_of_each_of_the_260_categories() -> None:
    statuses = Counter(one.status for one in SHIPPED.categories.values())
    assert statuses == {
        LegalStatus.INCLUDED: 62,
        LegalStatus.AMBIGUOUS: 7,
        LegalStatus.EXCLUDED: 16,
        LegalStatus.OUTSIDE: 175,
    }
    assert {code: SHIPPED.family(code) for code in ("9220", "9260", "5458", "6316", "6411")} == {
        "9220": Family.ASSOCIATION,
        "9260": Family.ASSOCIATION,
        "5458": Family.COOPERATIVE,
        "6316": Family.COOPERATIVE,
        "6411": Family.MUTUAL,
    }
    ambiguous = [c for c in SHIPPED.categories.values() if c.status is LegalStatus.AMBIGUOUS]
    assert {one.code: one.family.value for one in ambiguous} == {
        "6100": "cooperative",
        "8510": "mutuelle",
        "9150": "association",
        "9210": "association",
        "9224": "association",
        "9240": "autre-organisme",
        "9900": "autre-organisme",
    }
    for one in SHIPPED.categories.values():
        assert one.reference
        if one.status in (LegalStatus.INCLUDED, LegalStatus.AMBIGUOUS):
            assert one.family is not Family.COMMERCIAL
        elif one.code[0] == "5":
            assert one.family is Family.COMMERCIAL


def test_what_ships_is_written_as_french_readers_write() -> None:
    for one in (*SHIPPED.categories.values(), *SHIPPED.activities):
        text = f"{one.label} {one.reference} {one.note}"
        assert "'" not in text
        assert not re.search(r"[^\u202f][;:!?](\s|$)", text), text
        assert not one.note or one.note.endswith(".")


def test_the_three_variants() -> None:
    insee, law, wide = (SHIPPED.variants[name] for name in ("insee", "loi-2014", "large"))
    assert SHIPPED.default == "loi-2014"
    association = SHIPPED.basis("9220", "94.99Z")
    church = SHIPPED.basis("9220", "94.91Z")
    company = SHIPPED.basis("5710", "62.01Z", flag=True)
    listed = SHIPPED.basis("5710", "62.01Z", listed=True)
    congregation = SHIPPED.basis("9240", "94.91Z")
    counted = [
        [variant.counts(basis) for variant in (insee, law, wide)]
        for basis in (association, church, company, listed, congregation)
    ]
    assert counted == [
        [True, True, True],
        [False, False, True],
        [False, True, True],
        [False, True, True],
        [False, False, True],
    ]


@given(st.integers(0, 63).map(Basis))
def test_each_variant_counts_all_that_a_stricter_one_does(basis: Basis) -> None:
    insee, law, wide = (SHIPPED.variants[name] for name in ("insee", "loi-2014", "large"))
    assert insee.counts(basis) <= law.counts(basis) <= wide.counts(basis)


@pytest.mark.parametrize("activity", ["94.91Z", "94.91Y", "84.11Z", "84.30C"])
def test_an_excluded_activity_is_one_in_both_nomenclatures(activity: str) -> None:
    """Classes keep their four digits from the NAF rév. 2 to that of 2025, codes change letters."""
    assert SHIPPED.excluded(activity)
    assert not SHIPPED.excluded(f"88{activity[2:]}")


def test_a_copy_decides_the_same(folder: Path) -> None:
    copied = load_perimeter(folder)
    assert copied == SHIPPED
    assert differences(copied, SHIPPED) == []
    with pytest.raises(PerimeterError, match=r"contient déjà perimeter\.json"):
        copy_perimeter(folder)


def test_a_spreadsheet_may_write_semicolons_and_a_mark(folder: Path) -> None:
    path = folder / "categories.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    with path.open("w", encoding="utf-8-sig", newline="") as lines:
        csv.writer(lines, delimiter=";", lineterminator="\r\n").writerows([*rows, []])
    assert load_perimeter(folder).categories == SHIPPED.categories


def test_any_change_of_the_files_changes_the_checksum(folder: Path) -> None:
    edit(folder / "activities.csv", ("Exercice d’un culte", "Culte"))
    assert load_perimeter(folder).checksum != SHIPPED.checksum


def test_every_fault_is_told_at_once_with_its_line(folder: Path) -> None:
    edit(
        folder / "categories.csv",
        ("0000,", "0,"),
        (",ambigu,", ",douteux,"),
        ("\n9970,", "\n9900,"),
    )
    edit(folder / "activities.csv", ("84.,", "84,"), ("94.91,Activités", "94.91,,Activités"))
    header = json.loads((folder / "perimeter.json").read_text("utf-8"))
    header |= {"default": "autre", "date": "22/11/2026", "id": ""}
    del header["variants"][0]["label"]
    header["variants"][1] |= {"statuses": ["hors"], "takes_flag": "oui"}
    header["variants"][2]["id"] = header["variants"][1]["id"]
    (folder / "perimeter.json").write_text(json.dumps(header), "utf-8")
    told = faults(folder)
    for expected in (
        "perimeter.json\u202f: « id » manque",
        "perimeter.json\u202f: « date »",
        "perimeter.json, variante 1\u202f: « label » manque",
        "perimeter.json, variante 2\u202f: « takes_flag » doit valoir true ou false",
        "perimeter.json, variante 2\u202f: « statuses »",
        "perimeter.json\u202f: « default »\u202f: « autre »",
        "categories.csv, ligne 2\u202f: code « 0 »",
        "categories.csv, ligne 115\u202f: statut « douteux »",
        "categories.csv, ligne 261\u202f: la catégorie 9900 est déjà plus haut",
        "categories.csv\u202f: catégories absentes\u202f: 0000, 9970",
        "activities.csv, ligne 2\u202f: activité « 84 »",
        "activities.csv, ligne 5\u202f: trop de cellules",
    ):
        assert any(expected in line for line in told), expected
    assert len(told) == 18  # with the six other ambiguous categories


@pytest.mark.parametrize("name", ["perimeter.json", "categories.csv", "activities.csv"])
def test_a_missing_or_unreadable_file_is_one_fault(folder: Path, name: str) -> None:
    (folder / name).write_bytes("é".encode("cp1252"))
    assert [name in line for line in faults(folder)] == [True]
    (folder / name).unlink()
    assert faults(folder) == [f"- {name}\u202f: ce fichier manque, ou ne peut pas être lu."]


@pytest.mark.parametrize(
    "content", ["[]", '"texte"', '{"variants": 3}', '{"variants": [7]}', "{}", '{"format": 2}']
)
def test_any_json_is_refused_with_words(folder: Path, content: str) -> None:
    (folder / "perimeter.json").write_text(content, "utf-8")
    assert all(line.startswith("- perimeter.json") for line in faults(folder))


def test_an_included_form_needs_its_reference_and_an_ambiguous_one_its_note(folder: Path) -> None:
    path = folder / "categories.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        row["reference"] = "" if row["code"] == "9220" else row["reference"]
        row["note"] = "" if row["code"] == "9900" else row["note"]
    with path.open("w", encoding="utf-8", newline="") as lines:
        table = csv.DictWriter(lines, rows[0])
        table.writeheader()
        table.writerows(rows)
    assert [re.findall(r"catégorie (\d+)", line) for line in faults(folder)] == [["9220"], ["9900"]]


def test_an_own_perimeter_tells_what_it_changes(folder: Path) -> None:
    edit(
        folder / "categories.csv",
        ("droit privé,autre-organisme,ambigu", "droit privé,association,inclus"),
    )
    edit(folder / "activities.csv", ("94.92,", "94.12Z,"))
    header = json.loads((folder / "perimeter.json").read_text("utf-8"))
    header["variants"][0]["takes_list"] = True
    header["variants"][2]["id"] = "tres-large"
    (folder / "perimeter.json").write_text(json.dumps(header), "utf-8")
    mine = load_perimeter(folder)
    label = mine.categories["9900"].label
    assert differences(mine, SHIPPED) == [
        f"9900 {label}\u202f: inclus, association (livré\u202f: ambigu, autre-organisme)",
        "activité 94.12Z\u202f: écartée ici seulement",
        "activité 94.92\u202f: n’est plus écartée",
        "variante insee\u202f: changée",
        "variante tres-large\u202f: nouvelle",
        "variante large\u202f: retirée",
    ]


def test_a_command_line_names_a_variant_or_a_folder(folder: Path) -> None:
    assert choose_perimeter("large").default == "large"
    assert choose_perimeter("large").checksum == SHIPPED.checksum
    assert choose_perimeter(str(folder)) == SHIPPED
    with pytest.raises(PerimeterError, match=r"ni une variante .* ni un dossier"):
        choose_perimeter("grand")
    with pytest.raises(PerimeterError, match="n’existe pas"):
        load_perimeter(folder / "nowhere")


def test_verdicts_say_what_would_make_a_unit_count() -> None:
    assert list(verdicts(SHIPPED, "9220").values()) == ["oui, par la forme juridique"] * 3
    church = verdicts(SHIPPED, "9220", "94.91Z")
    assert church["insee"] == "non, l’activité est écartée"
    assert church["loi-2014"].startswith("l’activité est écartée\u202f; oui si")
    assert church["large"] == "oui, par la forme juridique"
    assert verdicts(SHIPPED, "5710")["insee"] == "non, pas par la forme"


def test_what_is_said_of_a_unit_is_in_words() -> None:
    for value in range(64):
        assert len(said(Basis(value))) >= value.bit_count()
    assert said(Basis.LEGAL_FORM | Basis.FLAG_NO)[-1] == "ces sources se contredisent"
