"""Flores: made-up files of jobs by commune and family, and what is shown of them."""

import gzip
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from observatory_vintages import Cell, write_vintage
from typer.testing import CliRunner

from maillage.cli import observatory_flores
from maillage.cli.errors import Refusal
from maillage.cli.main import app
from maillage.kernel.vocabularies import Family, Sector
from maillage.observatory.geography import Geography
from maillage.observatory.sources import flores
from maillage.observatory.sources.flores import Figure, FloresError, Schema
from maillage.observatory.sources.flores.schema import Row
from maillage.observatory.vintage import Store

ASSOCIATION, COOPERATIVE = Family.ASSOCIATION, Family.COOPERATIVE
HEADER = "commune;famille;etablissements;postes;plus_grand"
# Nancy, Vandœuvre and Laxou are of one EPCI, Lunéville and Moncel-lès-Lunéville of another
ROWS = [
    "54395;association;40;400;60",
    "54395;cooperative;9;90;30",
    "54547;Associations;20;200;40",
    "54547;Coopératives;8;70;25",
    "54304;association;12;100;30",
    "54304;cooperative;7;60;20",
    "54329;asso;15;150;40",
    "54329;coop;6;50;20",
    "54373;association;5;40;20",
]
LUNEVILLE = f"epci:{Geography.load().epci_of('54329')}"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "observatory")


def write(folder: Path, rows: list[str], header: str = HEADER) -> Path:
    path = folder / "flores.csv"
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return path


def load(folder: Path, rows: list[str], **options: Any) -> flores.Release:
    path = write(folder, rows, options.pop("header", HEADER))
    return flores.load(path, Store(folder / "observatory"), **{"year": 2023, **options})


def read(store: Store, *communes: str) -> flores.FloresJobs:
    found = flores.read(store, communes)
    assert found
    return found


def test_jobs_of_a_commune_and_of_any_set_of_communes(store: Store, tmp_path: Path) -> None:
    load(tmp_path, ROWS)
    nancy = read(store, "54395")
    assert nancy.year == 2023
    assert nancy.total == Figure(49, 490, 490)
    assert nancy.families == {
        ASSOCIATION: Figure(40, 400, 400),
        COOPERATIVE: Figure(9, 90, 90),
    }
    assert nancy.sectors == {}
    assert read(store, "54395", "54329").total == Figure(70, 690, 690)
    france = read(store, *Geography.load().communes("FR"))
    assert france.total == Figure(122, 1160, 1160)
    assert read(store, "54300").total == Figure(0, 0, 0)


def test_nothing_without_a_file(store: Store, tmp_path: Path) -> None:
    assert flores.read(store, ["54395"]) is None
    load(tmp_path, ROWS, year=2022)
    load(tmp_path, ROWS[:2])
    assert flores.years(store) == [2023, 2022]
    assert read(store, "54547").total.establishments == 0
    earlier = flores.read(store, ["54547"], year=2022)
    assert earlier
    assert earlier.total.jobs == 270
    assert flores.read(store, ["54547"], year=2019) is None


def test_secrecy_comes_before_storage(store: Store, tmp_path: Path) -> None:
    rows = [*ROWS[:-1], "54373;association;2;41;40"]
    load(tmp_path, rows)
    stored = gzip.decompress((store.folder / "flores/2023/jobs.json.gz").read_bytes()).decode()
    cells = json.loads(stored)["cells"]
    assert cells["54373"]["total"] == [2, None]
    assert ",41]" not in stored
    # its neighbour goes with it, or the EPCI less the neighbour would tell
    assert cells["54329"]["famille:association"] == [15, None]
    assert cells[LUNEVILLE]["famille:association"] == [17, 191]
    moncel = read(store, "54373").total
    assert moncel == Figure(2, None, 0)
    assert read(store, "54373", "54395").total == Figure(51, None, 490)


def test_free_perimeters_tell_no_more_than_the_table(store: Store, tmp_path: Path) -> None:
    """The difference of two perimeters is never a withheld cell."""
    load(tmp_path, [*ROWS[:-1], "54373;association;2;41;40"])
    communes = ["54395", "54547", "54304", "54329", "54373"]
    everything = read(store, *communes)
    assert everything.total.jobs == 1161
    for left_out in ("54373", "54329"):
        rest = read(store, *(one for one in communes if one != left_out))
        assert rest.total.jobs is None
        assert rest.families[ASSOCIATION].jobs is None
    pair = read(store, "54329", "54373")
    assert pair.families[ASSOCIATION].jobs == 191, "the EPCI’s own figure"


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_what_is_shown_of_any_set_of_communes_is_true(data: st.DataObject) -> None:
    communes = ["54395", "54547", "54304", "54329", "54373", "57463", "57672"]
    jobs = st.lists(st.integers(1, 20), min_size=1, max_size=6)
    rows = [
        Row(commune, family, None, len(held), sum(held), max(held))
        for commune in communes
        for family in (ASSOCIATION, COOPERATIVE, Family.MUTUAL)
        if (held := data.draw(jobs | st.just([])))
    ]
    release = flores.make(rows, year=2023, geography=Geography.load())
    for asked in data.draw(st.lists(st.sets(st.sampled_from(communes)), max_size=8)):
        found = release.jobs(asked)
        kept = [row for row in rows if row.commune in asked]
        assert found.total.establishments == sum(row.establishments for row in kept)
        for family, figure in [(None, found.total), *found.families.items()]:
            true = sum(row.jobs or 0 for row in kept if family in (None, row.family))
            assert figure.jobs in (None, true)
            assert figure.known <= true
            if len(asked) == 1 and figure.jobs is not None:
                assert figure.establishments == 0 or figure.establishments >= 3


def test_the_85_percent_rule(store: Store, tmp_path: Path) -> None:
    load(tmp_path, [*ROWS[:-1], "54373;association;9;100;86"])
    assert read(store, "54373").total.jobs is None


def test_sectors(store: Store, tmp_path: Path) -> None:
    header = "commune;famille;secteur;etablissements;postes;plus_grand"
    rows = [
        f"{commune};{family};{sector};{5 + place};{50 + place};20"
        for place, (commune, family, sector) in enumerate(
            (commune, family, sector)
            for commune in ("54395", "54547", "54329")
            for family in ("association", "cooperative")
            for sector in ("sante", "88.10A")
        )
    ]
    load(tmp_path, rows, header=header)
    nancy = read(store, "54395")
    assert nancy.sectors == {
        Sector.HEALTH: Figure(5 + 7, 50 + 52, 50 + 52),
        Sector.SOCIAL_WORK: Figure(6 + 8, 51 + 53, 51 + 53),
    }
    assert nancy.total.jobs == 50 + 51 + 52 + 53


def test_a_unit_behind_two_classifications_is_protected(store: Store, tmp_path: Path) -> None:
    header = "commune;famille;secteur;etablissements;postes;plus_grand"
    rows = [
        f"{commune};{family};{sector};9;90;20"
        for commune in ("54395", "54547")
        for family in ("association", "cooperative", "fondation")
        for sector in ("sante", "sport-loisirs", "commerce")
    ]
    rows[0] = "54395;association;sante;1;33;33"
    for row in rows[1:3] + rows[3::3]:
        if row.startswith("54395"):
            rows.remove(row)
    load(tmp_path, rows, header=header)
    nancy = read(store, "54395")
    assert nancy.families[ASSOCIATION].jobs is None
    assert nancy.sectors[Sector.HEALTH].jobs is None


def test_figures_that_insee_has_published(store: Store, tmp_path: Path) -> None:
    header = "commune;famille;etablissements;postes"
    rows = [row.rpartition(";")[0] for row in ROWS[:-1]] + ["54373;association;4;s"]
    with pytest.raises(FloresError, match="--published"):
        load(tmp_path, rows, header=header)
    with pytest.raises(FloresError, match="--published"):
        load(tmp_path, rows[:-1], header=header)
    load(tmp_path, rows, header=header, already_published=True)
    assert read(store, "54395").total.jobs == 490
    assert read(store, "54373").total == Figure(4, None, 0)
    assert read(store, "54329", "54373").total == Figure(25, None, 200)


def test_former_communes_and_arrondissements_are_added_to_theirs(
    store: Store, tmp_path: Path
) -> None:
    release = load(
        tmp_path, ["75119;association;5;50;20", "75120;association;6;60;20", "99999;coop;3;3;1"]
    )
    assert read(store, "75056").total == Figure(11, 110, 110)
    assert flores.read(store, ["75119"]) is None, "of an arrondissement nothing is said"
    assert release.about["unknown_communes"] == ["99999"]


def test_parquet_too(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "flores.parquet"
    csv = write(tmp_path, ROWS)
    duckdb.execute(f"COPY (FROM read_csv('{csv}')) TO '{path}' (FORMAT parquet)")
    flores.load(path, store, year=2023)
    assert read(store, "54395").total.jobs == 490


def test_the_same_file_gives_the_same_bytes(store: Store, tmp_path: Path) -> None:
    stored = store.folder / "flores/2023/jobs.json.gz"
    load(tmp_path, ROWS)
    first = stored.read_bytes()
    load(tmp_path, ROWS)
    assert stored.read_bytes() == first
    assert [path.name for path in stored.parent.iterdir()] == ["jobs.json.gz"]


def test_a_column_that_is_missing_is_named_with_those_that_are_there(tmp_path: Path) -> None:
    with pytest.raises(FloresError) as refused:
        load(tmp_path, ["54395;ASSO;3"], header="CODGEO;FAMILLE;NB_ET")
    said = str(refused.value)
    assert "il manque commune, etablissements, postes" in said
    assert "plus_grand (facultative)" in said
    assert "Colonnes trouvées\u202f: CODGEO, FAMILLE, NB_ET" in said
    assert "--schema" in said


def test_other_headers_by_a_schema(store: Store, tmp_path: Path) -> None:
    own = tmp_path / "own.json"
    own.write_text(
        json.dumps(
            {
                "columns": {
                    "commune": {"header": "CODGEO"},
                    "establishments": {"header": "NB_ET"},
                    "jobs": {"header": "EFF"},
                    "largest": {"header": "MAX"},
                },
                "families": {"A1": "association"},
            }
        )
    )
    rows = ["1004;A1;3;30;10", "01005;Fondations;4;40;10"]
    header = "CODGEO;FAMILLE;NB_ET;EFF;MAX"
    load(tmp_path, rows, header=header, schema=Schema.read(own))
    assert read(store, "01004").families == {ASSOCIATION: Figure(3, 30, 30)}


@pytest.mark.parametrize(
    "content",
    [
        "[",
        "[]",
        '{"column": {}}',
        '{"columns": {"town": {}}}',
        '{"columns": {"jobs": {"title": "x"}}}',
        '{"columns": {"jobs": 3}}',
        '{"families": {"x": "y"}}',
    ],
)
def test_a_schema_that_is_none(tmp_path: Path, content: str) -> None:
    own = tmp_path / "own.json"
    own.write_text(content)
    with pytest.raises(FloresError, match="schéma"):
        Schema.read(own)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("54395;association;x;9;3", "« x » n’est pas un nombre entier"),
        ("54395;association;3;-9;3", "« -9 »"),
        ("54395;syndicat;3;9;3", "« syndicat » n’est pas une famille connue"),
        ("54395;association;0;9;9", "9 postes dans aucun établissement"),
        ("54395;association;3;9;10", "ne peut pas avoir"),
        ("54395;association;3;90;10", "ne peut pas avoir"),
        ("54395;association;3", "il y manque des colonnes"),
        ("54395;association;3;9;3\n54395;asso;3;9;3", "y sont déjà"),
    ],
)
def test_a_line_that_cannot_be(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(FloresError, match=said) as refused:
        load(tmp_path, [row])
    assert "ligne " in str(refused.value)


def test_another_year_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FloresError, match="l’année est 2022"):
        load(tmp_path, ["54395;asso;3;9;3;2022"], header=HEADER + ";annee")


def test_many_faults_are_counted(tmp_path: Path) -> None:
    with pytest.raises(FloresError, match="et 15 autres"):
        load(tmp_path, ["54395;?;1;1;1"] * 20)
    with pytest.raises(FloresError, match="aucune ligne"):
        load(tmp_path, [])


def test_what_is_damaged_is_told(store: Store, tmp_path: Path) -> None:
    load(tmp_path, ROWS)
    (store.folder / "flores/2023/jobs.json.gz").write_bytes(b"damaged")
    with pytest.raises(FloresError, match="Chargez de nouveau"):
        flores.read(store, ["54395"])


def test_the_command(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(observatory_flores, "say", said.append)
    monkeypatch.setattr(observatory_flores, "complain", said.append)
    path = write(tmp_path, [*ROWS[:-1], "54373;asso;2;41;40", "99999;asso;3;3;1"])
    options = ["--year", "2023", "--out", str(store.folder), "--fictitious"]
    run = CliRunner().invoke(app, ["observatory", "flores", str(path), *options])
    assert run.exit_code == 0, run.output
    assert "99999" in said[0]
    assert "sous le secret statistique" in said[1]
    assert read(store, "54395").fictitious
    run = CliRunner().invoke(app, ["observatory", "flores", "none.csv", *options])
    assert isinstance(run.exception, Refusal)


@pytest.mark.usefixtures("places", "data_dir")
@pytest.mark.parametrize("made_up", [False, True])
def test_a_page_shows_them_beside_a_vintage_of_the_same_nature(
    client: Client, settings: Any, store: Store, tmp_path: Path, made_up: bool
) -> None:
    settings.MAILLAGE_OBSERVATORY = store.folder
    write_vintage(store.folder, [Cell("54395", 9)], [])
    load(tmp_path, ROWS, fictitious=made_up)
    page = client.get("/observatoire/commune/54395-nancy/").content.decode()
    assert ("Flores 2023" in page) is not made_up
    assert (">400</td>" in page) is not made_up
