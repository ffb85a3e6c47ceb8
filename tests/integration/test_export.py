"""An export is the instance's own copy: loaded into an empty one, it exports identically."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from factories import load, load_rich, make, organisation, rich
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from maillage.apps.directory.models import Organisation
from maillage.apps.directory.sheet_type import ORGANISATION
from maillage.apps.identity.models import Identity
from maillage.apps.sheets import actions, exporting, loading, queries, records
from maillage.apps.sheets.models import Sheet, Source
from maillage.apps.territories.models import Territory

pytestmark = pytest.mark.usefixtures("places")


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def empty() -> None:
    """Forget everything but the territories."""
    for model in (Sheet, Source, Identity):
        model.objects.all().delete()
    Organisation.history.all().delete()
    Territory.objects.filter(kind="perimetre").delete()


def test_a_rich_instance_is_restored_to_the_byte(tmp_path: Path) -> None:
    load_rich()
    Identity.objects.create(name="Pays rose", home_territory_ref="region:44", tagline="Ici")
    rose = Organisation.objects.get(uid="fabrique-rose")
    rose.name = "La Fabrique des roses et des vélos " + "très " * 30 + "longue"
    actions.save_sheet(sheet=rose, by=None)
    actions.save_sheet(sheet=Organisation(name="株式会社"), by=None)
    actions.save_sheet(sheet=Organisation(name="x" * 79 + " y"), by=None)
    actions.save_sheet(sheet=Organisation(name="x" * 79 + " z"), by=None)
    first = tmp_path / "first"
    report = exporting.export(first)
    assert report.files["organisations.jsonl"] == 6
    before = contents(first)
    empty()
    loading.load(first)
    exporting.export(tmp_path / "second")
    assert contents(tmp_path / "second") == before
    assert len(loading.load(first).unchanged) == 6


def test_a_record_loses_nothing_on_the_way() -> None:
    load_rich()
    sheet = next(queries.everything("organisation", ["fabrique-rose"]))
    expected = rich()
    expected["former_slugs"] = sorted(expected["former_slugs"])
    assert records.to_record(sheet) == expected
    assert set(expected) >= set(ORGANISATION.field_names)


texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=20
).filter(lambda text: text.strip() and "@" not in text)
generated = st.fixed_dictionaries(
    {"name": texts},
    optional={
        "acronym": texts,
        "summary": texts,
        "description": texts.map(lambda text: f"{text}\n\t{text}"),
        "other_names": st.lists(texts, min_size=1, max_size=3),
        "founded": st.dates().map(lambda day: day.isoformat()[: 7 if day.day < 10 else 10]),
        "themes": st.lists(st.sampled_from(["culture", "sport"]), min_size=1),
        "status": st.sampled_from(["brouillon", "publie", "archive"]),
        "people": st.lists(st.fixed_dictionaries({"name": texts}), min_size=1, max_size=2),
        "remarks": st.lists(st.fixed_dictionaries({"text": texts}), min_size=1, max_size=2),
    },
)


@given(record=generated)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_record_comes_back_as_it_was_cleaned(record: dict[str, Any]) -> None:
    raw = organisation("a") | record
    empty()
    load(raw)
    back = records.to_record(next(queries.everything("organisation")))
    cleaned = records.clean(raw, ORGANISATION).data
    if cleaned.get("status") == "publie":
        del cleaned["status"]
    assert back == cleaned
    Draft202012Validator(records.json_schema(ORGANISATION)).validate(back)
    assert load(back).unchanged == ["a"]


def test_a_folder_in_use_is_refused_and_left_alone(tmp_path: Path) -> None:
    make("a")
    (tmp_path / "mine").write_text("x")
    with pytest.raises(exporting.ExportError, match="n’est pas vide"):
        exporting.export(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} >= {"mine"}
    with pytest.raises(exporting.ExportError, match="n’est pas vide"):
        exporting.export(tmp_path / "mine")
    (tmp_path / "new").mkdir()
    exporting.export(tmp_path / "new")
    assert (tmp_path / "new" / "organisations.jsonl").exists()


def test_a_failed_export_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make("a")
    target = tmp_path / "deep" / "out"

    def full(_: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exporting, "to_record", full)
    with pytest.raises(exporting.ExportError, match="ne peut pas être écrit"):
        exporting.export(target)
    assert list(target.parent.iterdir()) == []


def test_progress_ends_at_the_total(tmp_path: Path) -> None:
    load(*(organisation(f"a{number}") for number in range(3)))
    steps: list[tuple[str, int, int]] = []
    exporting.export(tmp_path / "out", progress=lambda *step: steps.append(step))
    assert steps[-1] == ("organisations", 3, 3)


def test_what_editors_type_can_be_loaded_back(tmp_path: Path) -> None:
    """Authors of history are people of the instance: they are not in an export."""
    user = User.objects.create(username="ada")
    actions.save_sheet(sheet=Organisation(name="Été à l’Œuvre"), by=user, reason="Création")
    exporting.export(tmp_path / "out")
    empty()
    assert loading.load(tmp_path / "out").created == ["ete-a-l-oeuvre"]
    shutil.rmtree(tmp_path / "out")
