"""Loading of record files: all or nothing, and messages that say where and what to do."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from factories import PERIMETER, SOURCE, dump, load, load_rich, organisation, write

from maillage.apps.directory.models import Organisation
from maillage.apps.identity.models import Identity
from maillage.apps.sheets import files, loading
from maillage.apps.sheets.files import LoadError
from maillage.apps.sheets.loading import load as load_path
from maillage.apps.sheets.models import Evidence, Redirect, Relation, Sheet, Source
from maillage.apps.territories.models import State, Territory

pytestmark = pytest.mark.usefixtures("places")


def rows() -> dict[str, int]:
    """Count the rows of every table of ours."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("maillage.")]
    return {model._meta.label: model._base_manager.count() for model in ours}


def refused(path: Path) -> str:
    """Check that loading is refused and writes nothing; return the message."""
    before = rows()
    with pytest.raises(LoadError) as caught:
        load_path(path)
    assert rows() == before
    message = str(caught.value)
    assert message.startswith("Rien n’a été chargé")
    return message


def test_a_folder_is_loaded_whole() -> None:
    report = load_rich()
    assert sorted(report.created) == ["brouillon", "fabrique-rose", "reseau-velo"]
    assert (report.sources, report.perimeters) == (1, 1)
    assert report.sentence.startswith("3 fiches créées")
    rose = Organisation.objects.get(uid="fabrique-rose")
    assert rose.phones[0] == {"number": "+33383000000", "label": "Accueil"}
    assert [proof.line for proof in Evidence.objects.filter(sheet=rose)] == [
        None,
        12,
        13,
        None,
        None,
    ]
    assert Relation.objects.get(origin=rose).target.uid == "reseau-velo"
    assert set(Redirect.objects.values_list("slug", flat=True)) == {"fabrique", "atelier-rose"}
    assert rose.history.get().history_change_reason == "Chargement de fichiers"


def test_a_single_file_and_json_lines_hold_the_same(tmp_path: Path) -> None:
    load()
    record = organisation("seule", summary="Une ligne\u2028coupée.")
    report = load_path(dump(tmp_path / "une.json", record))
    assert report.created == ["seule"]
    lines = tmp_path / "organisations.jsonl"
    texts = [json.dumps(one, ensure_ascii=False) for one in (record, organisation("autre"))]
    lines.write_text("\ufeff" + "\n\n".join(texts) + "\n", encoding="utf-8")
    report = load_path(lines)
    assert (report.unchanged, report.created) == (["seule"], ["autre"])


def test_loading_again_changes_nothing() -> None:
    load_rich()
    before = rows()
    report = load_rich()
    assert len(report.unchanged) == 3
    assert rows() == before


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    identity = {"name": "Essai", "home_territory": "region:44"}
    folder = write(tmp_path, organisation("a"), identity=identity, perimeters=[PERIMETER])
    before = rows()
    report = load_path(folder, dry_run=True)
    assert report.created == ["a"]
    assert rows() == before


def test_a_refused_load_does_not_bring_the_territories_either(tmp_path: Path) -> None:
    Territory.objects.all().delete()
    State.objects.all().delete()
    assert "identifiant « b »" in refused(
        write(tmp_path, organisation("a", relations=[{"kind": "porte", "target": "b"}]))
    )


def test_a_changed_file_updates_the_sheet_and_its_relatives() -> None:
    load_rich()
    report = load_rich(name="La Fabrique bleue", remarks=[{"text": "Nouvelle."}])
    assert report.updated == ["fabrique-rose"]
    assert len(report.unchanged) == 2
    rose = Organisation.objects.get(uid="fabrique-rose")
    assert (rose.name, rose.slug) == ("La Fabrique bleue", "la-fabrique-rose")
    assert [remark.text for remark in rose.remarks.all()] == ["Nouvelle."]
    assert (rose.evidence.count(), rose.redirects.count(), rose.history.count()) == (5, 2, 2)


def without(record: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in keys}


LONG = {"kind": "site", "url": "http://a.fr"}
BROKEN: dict[str, tuple[dict[str, Any], int, str]] = {
    "unknown key": (organisation("a", nom="A"), 5, "clé inconnue « nom » ; clés possibles : type"),
    "missing key": (without(organisation("a"), "name"), 1, "la clé « name » manque"),
    "missing type": (without(organisation("a"), "type"), 1, "la clé « type » manque ; types"),
    "unknown type": (organisation("a") | {"type": "x"}, 2, "le type « x » est inconnu ; types"),
    "unknown code": (organisation("a", themes=["culture", "x"]), 7, "codes possibles : promotion"),
    "wrong type": (organisation("a", acronym=3), 5, "un texte entre guillemets"),
    "not a list": (organisation("a", themes="culture"), 5, "une liste non vide"),
    "empty text": (organisation("a", acronym=" "), 5, "retirer le champ si la valeur est inconnue"),
    "empty list": (organisation("a", themes=[]), 5, "une liste non vide"),
    "null": (organisation("a", founded=None), 5, "un texte entre guillemets"),
    "unknown source": (
        organisation("a", evidence=[{"source": "s", "supports": ["name"]}]),
        7,
        "la source « s » est inconnue : la déclarer dans sources.json",
    ),
    "unknown target": (
        organisation("a", relations=[{"kind": "porte", "target": "b"}]),
        8,
        "aucune fiche n’a l’identifiant « b »",
    ),
    "unknown territory": (
        organisation("a", located_in=["commune:54395", "commune:54999"]),
        7,
        "« commune:54999 » est inconnu",
    ),
    "unknown commune": (organisation("a", addresses=[{"commune": "abc"}]), 7, "commune:abc"),
    "malformed territory": (organisation("a", acts_in=["Nancy"]), 6, "écrivez « genre:code »"),
    "self relation": (
        organisation("a", relations=[{"kind": "porte", "target": "a"}]),
        8,
        "une fiche n’est pas liée à elle-même",
    ),
    "relation twice": (
        organisation("a", relations=[{"kind": "porte", "target": "z"},
                                     {"kind": "porte", "target": "z", "note": "autre"}]),
        12,
        "écrite deux fois",
    ),
    "evidence on nothing": (
        organisation("a", evidence=[{"source": "guide", "supports": ["nom"]}]),
        8,
        "« nom » n’est pas un champ",
    ),
    "siren key": (organisation("a", siren="732829321"), 5, "n’est pas un numéro SIREN"),
    "line number": (
        organisation("a", evidence=[{"source": "guide", "supports": ["name"], "line": 10**12}]),
        11,
        "un numéro de ligne",
    ),
    "identifier": (organisation("a") | {"id": "Été 2"}, 3, "n’est pas un identifiant"),
    "link without scheme": (organisation("a", links=[LONG | {"url": "a.fr"}]), 8, "http://"),
    "email in a text": (organisation("a", summary="Écrire à a@b.fr."), 5, "emails"),
    "tabs of the file": (organisation("a", tabs=1), 5, "clé inconnue « tabs »"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_record_is_named_with_its_line(name: str, tmp_path: Path) -> None:
    record, line, words = BROKEN[name]
    folder = write(tmp_path, organisation("z"))
    path = dump(folder / "organisations" / "faux.json", deepcopy(record))
    if name.startswith("tabs"):
        path.write_text(path.read_text("utf-8").replace("  ", "\t"), "utf-8")
    message = refused(folder)
    assert "1 problème à corriger" in message
    assert f"faux.json, ligne {line} :" in message
    assert words in message


TEXTS: dict[str, tuple[bytes, int, str]] = {
    "not UTF-8": ('{"type": "organisation",\n "name": "Été"}'.encode("latin-1"), 2, "UTF-8"),
    "malformed": (b'{"type": "organisation",\n\n "id": "a",,\n}', 3, "JSON mal form"),
    "empty": (b"", 1, "JSON mal form"),
    "same key twice": (
        b'{\n "id": "a",\n "name": "A",\n "id": "b"\n}',
        4,
        "« id » est écrite deux",
    ),
    "twice in the first of two": (
        b'[{"id": "a",\n "id": "b"},\n {"id": "c"}]',
        2,
        "« id » est écrite deux",
    ),
    "deep": (b"[" * 100_000, 1, "imbriqu"),
    "rather deep": (
        b'{"type": "organisation",\n"id": "a",\n"name": ' + b"[" * 900 + b"]" * 900 + b"}",
        1,
        "un texte entre guillemets",
    ),
    "list of texts": (b'[{"type": "organisation", "id": "a", "name": "A"},\n"b"]', 2, "un objet"),
    "text": (b'"bonjour"', 1, "un objet { "),
    "half a character": (b'{"type": "organisation", "id": "a", "name": "\\ud800"}', 1, "moiti"),
    "huge number": (b'{"line": ' + b"9" * 5_000 + b"}", 1, "trop long"),
    "not a number": (b'{"type": "organisation", "id": "a", "name": NaN}', 1, "un texte"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_broken_text_is_named_with_its_line(name: str, tmp_path: Path) -> None:
    content, line, words = TEXTS[name]
    path = tmp_path / "organisations" / "faux.json"
    path.parent.mkdir()
    path.write_bytes(content)
    message = refused(tmp_path)
    assert f"faux.json, ligne {line} :" in message
    assert words in message


def test_a_broken_line_of_json_lines_is_numbered(tmp_path: Path) -> None:
    path = tmp_path / "organisations.jsonl"
    texts = [json.dumps(organisation("a")), "", json.dumps(organisation("b", nom="B"))]
    path.write_text("\n".join(texts), "utf-8")
    assert "organisations.jsonl, ligne 3 : /nom : clé inconnue" in refused(path)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    assert "n’existe pas" in refused(tmp_path / "rien.json")
    assert "aucun fichier .json ou .jsonl" in refused(tmp_path)


def test_a_file_too_big_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 100)
    assert "le découper" in refused(write(tmp_path, organisation("a", summary="a" * 200)))


Setup = Callable[[Path], Path]
TOGETHER: dict[str, tuple[Setup, str]] = {
    "identifier in two files": (
        lambda folder: dump(folder / "b.json", [organisation("a"), organisation("a")]).parent,
        "est déjà pris dans",
    ),
    "address of another": (
        lambda folder: write(folder, organisation("a"), organisation("b", slug="a")),
        "l’adresse « a » est déjà celle de la fiche « a »",
    ),
    "former address of another": (
        lambda folder: write(folder, organisation("a", former_slugs=["b"]), organisation("b")),
        "l’adresse « b » est déjà celle",
    ),
    "source twice": (
        lambda folder: write(folder, sources=[SOURCE, SOURCE]),
        "« guide » est déjà pris",
    ),
    "source address too long": (
        lambda folder: write(folder, sources=[SOURCE | {"url": "http://a.fr/" + "a" * 500}]),
        "dépasse 500 signes",
    ),
    "perimeter of nothing": (
        lambda folder: write(folder, perimeters=[PERIMETER | {"members": 5}]),
        "une liste non vide",
    ),
    "perimeter of unknown": (
        lambda folder: write(
            folder, organisation("a"), perimeters=[PERIMETER | {"members": ["commune:54999"]}]
        ),
        "« commune:54999 »",
    ),
    "perimeter key": (
        lambda folder: write(folder, perimeters=[PERIMETER | {"nom": "x"}]),
        "clé inconnue « nom »",
    ),
    "identity elsewhere": (
        lambda folder: write(folder, identity={"name": "x", "home_territory": "region:00"}),
        "« region:00 » est inconnu",
    ),
    "identity too pale": (
        lambda folder: write(folder, identity={"name": "x", "accent_light": "#FFFFFF"}),
        "plus foncée",
    ),
    "identity twice": (
        lambda folder: write(folder, identity=[{"name": "x"}, {"name": "y"}]),
        "une seule fois",
    ),
}


@pytest.mark.parametrize("name", TOGETHER)
def test_records_that_do_not_fit_together(name: str, tmp_path: Path) -> None:
    setup, words = TOGETHER[name]
    assert words in refused(setup(tmp_path))


def test_an_address_here_is_not_taken_by_a_file(tmp_path: Path) -> None:
    load_rich()
    assert "l’adresse « fabrique »" in refused(write(tmp_path, organisation("fabrique")))
    assert "l’adresse « la-fabrique-rose »" in refused(
        write(tmp_path / "b", organisation("x", slug="la-fabrique-rose"))
    )


def test_two_thousand_problems_are_shown_as_twenty(tmp_path: Path) -> None:
    records = [organisation(f"a{number}", nom="x") for number in range(2_000)]
    message = refused(dump(tmp_path / "organisations.json", records))
    assert "2000 problèmes à corriger" in message.replace("\u202f", "")
    assert message.count("clé inconnue") == 20
    assert "… et 1980 autres" in message.replace("\u202f", "")


def test_sources_and_identity_of_people_are_kept() -> None:
    load(identity={"name": "Premier"})
    load(identity={"name": "Second"}, sources=[SOURCE | {"title": "Guide revu"}])
    assert Identity.objects.get().name == "Premier"
    assert Source.objects.get().title == "Guide revu"
    assert Source.history.count() == 2


def test_a_relation_to_a_sheet_deleted_here_is_refused_or_kept_whole(tmp_path: Path) -> None:
    load(organisation("a"), organisation("b"))
    Organisation.objects.get(uid="b").delete()
    folder = write(
        tmp_path,
        organisation("a", relations=[{"kind": "porte", "target": "b"}]),
        organisation("b"),
    )
    before = Sheet.objects.count()
    try:
        load_path(folder)
    except LoadError as error:
        assert "« b »" in str(error)
        assert Sheet.objects.count() == before


def test_two_loads_at_once_end_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    write_sheets = loading.actions.write_sheets

    def after_another(**given: Any) -> None:
        write_sheets(**given)  # another process, between this one's reading and its writing
        write_sheets(**given)

    before = rows()
    with monkeypatch.context() as patch:
        patch.setattr(loading.actions, "write_sheets", after_another)
        with pytest.raises(LoadError, match="recommencer"):
            load(organisation("a"))
    assert rows() == before
    assert load(organisation("a")).created == ["a"]
