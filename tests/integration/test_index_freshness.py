"""The index of sheets follows the database, whatever happened to either."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from factories import PERIMETER, load, make, organisation

from maillage.apps.directory.models import Organisation
from maillage.apps.sheets import actions, indexing
from maillage.apps.sheets.models import IndexChange, Sheet
from maillage.search.engines.embedded import EmbeddedIndex
from maillage.search.query import SheetQuery

pytestmark = pytest.mark.usefixtures("places")


def listed(client: Client, query: str = "") -> list[str]:
    response = client.get(f"/annuaire/?{query}")
    assert response.status_code == 200
    return [card.sheet.uid for card in response.context["listing"].cards]


def held() -> set[str]:
    """Return what the index holds now, without letting it mend itself."""
    return {hit.uid for hit in indexing.engine().search(SheetQuery(limit=100)).hits}


def test_lists_follow_writes(client: Client) -> None:
    sheet = make("alpha", themes=["culture"])
    assert listed(client) == ["alpha"]
    sheet.themes = ["sport"]
    actions.save_sheet(sheet=sheet, by=None)
    assert listed(client, "theme=culture") == []
    assert listed(client, "theme=sport") == ["alpha"]
    sheet.status = "archive"
    actions.save_sheet(sheet=sheet, by=None)
    assert listed(client) == []
    sheet.status = "publie"
    actions.save_sheet(sheet=sheet, by=None)
    assert listed(client) == ["alpha"]
    actions.delete_sheet(sheet=sheet)
    assert listed(client) == []


def test_the_index_hears_of_a_write_when_it_is_committed(
    django_capture_on_commit_callbacks: Any,
) -> None:
    make("alpha")
    indexing.ready()
    with django_capture_on_commit_callbacks(execute=True):
        make("beta")
        assert held() == {"alpha"}
    assert held() == {"alpha", "beta"}
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete_sheet(sheet=Organisation.objects.get(uid="alpha"))
    assert held() == {"beta"}


def test_a_change_numbered_before_another_is_not_lost(
    django_capture_on_commit_callbacks: Any,
) -> None:
    """Two transactions take their numbers in one order and commit in the other."""
    make("alpha")
    indexing.ready()
    with django_capture_on_commit_callbacks() as callbacks:
        load(organisation("beta"))
    IndexChange.objects.create(sheet_uid="alpha")  # a later number, committed first
    last = IndexChange.objects.latest("pk").pk
    indexing.engine().update([], [], stamp=last)
    assert held() == {"alpha"}
    for callback in callbacks:
        callback()
    assert held() == {"alpha", "beta"}
    assert indexing.engine().stamp() == last


def test_an_index_behind_is_brought_up_to_date(client: Client) -> None:
    make("alpha")
    assert listed(client) == ["alpha"]
    Organisation.objects.filter(uid="alpha").update(status="brouillon")
    Sheet.objects.filter(uid="alpha").update(status="brouillon")
    IndexChange.objects.create(sheet_uid="alpha")  # its process died before telling the index
    assert held() == {"alpha"}
    assert listed(client) == []
    assert held() == set()


def test_very_many_changes_rebuild(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "_CHANGES_AT_ONCE", 3)
    make("alpha")
    assert listed(client) == ["alpha"]
    load(*(organisation(f"b{number}") for number in range(6)))
    assert len(listed(client)) == 7
    assert indexing.engine().stamp() == IndexChange.objects.latest("pk").pk


def test_a_missing_index_is_made(client: Client, data_dir: Path) -> None:
    make("alpha")
    assert not (data_dir / "indexes").exists()
    assert listed(client) == ["alpha"]
    shutil.rmtree(data_dir / "indexes")
    assert listed(client) == ["alpha"]


def test_a_damaged_index_is_made_again(client: Client, data_dir: Path) -> None:
    make("alpha")
    assert listed(client) == ["alpha"]
    folder = data_dir / "indexes" / "sheets"
    for file in [one for one in folder.rglob("*") if one.is_file() and one.suffix != ".lock"]:
        file.write_bytes(b"\x00garbage")
    make("beta")
    assert listed(client) == ["alpha", "beta"]
    (folder / "current").write_text("sheets-0-another-version")
    assert listed(client) == ["alpha", "beta"]


def test_the_index_of_another_database_is_made_again(client: Client) -> None:
    make("alpha")
    assert listed(client) == ["alpha"]
    indexing.engine().update([], ["alpha"], stamp=IndexChange.objects.latest("pk").pk + 1_000)
    assert held() == set()
    assert listed(client) == ["alpha"]


def test_an_index_that_cannot_be_written_is_said_on_the_page(
    client: Client, data_dir: Path
) -> None:
    make("alpha")
    (data_dir / "indexes").write_text("a file where a folder should be")
    for path in ("/", "/annuaire/", "/carte/", "/recherche/?q=a", "/territoires/",
                 "/annuaire/?format=csv"):  # fmt: skip
        response = client.get(path)
        assert response.status_code == 503, path
        text = response.content.decode()
        assert "Impossible d’écrire dans le dossier de l’index" in text
        assert "Traceback" not in text
    assert client.get("/annuaire/alpha/").status_code == 200


def test_two_processes_share_an_index(client: Client, data_dir: Path) -> None:
    make("alpha")
    assert listed(client) == ["alpha"]
    indexing._engine.cache_clear()  # as another process begins: its own object, the same folder
    other = indexing.engine()
    assert isinstance(other, EmbeddedIndex)
    make("beta")
    assert listed(client) == ["alpha", "beta"]
    indexing._engine.cache_clear()
    third = indexing.engine()
    assert third is not other
    assert {hit.uid for hit in third.search(SheetQuery()).hits} == {"alpha", "beta"}
    assert {hit.uid for hit in other.search(SheetQuery()).hits} == {"alpha", "beta"}


def test_a_new_perimeter_holds_the_sheets_already_there(client: Client) -> None:
    make("alpha", located_in=["commune:54395"])
    assert listed(client) == ["alpha"]
    load(perimeters=[PERIMETER])
    assert listed(client, "territoire=perimetre:pays-rose") == ["alpha"]
    changes = IndexChange.objects.count()
    load(perimeters=[PERIMETER])
    assert IndexChange.objects.count() == changes
    load(perimeters=[PERIMETER | {"members": ["commune:57463"]}])
    assert listed(client, "territoire=perimetre:pays-rose") == []
