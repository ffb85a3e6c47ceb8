"""Small instances for tests: a handful of territories, and sheets written by the public loader."""

import json
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from maillage.apps.directory.models import Organisation
from maillage.apps.sheets import loading
from maillage.apps.territories import actions, reference, search
from maillage.apps.territories.models import State

Data = dict[str, Any]
COMMUNES = frozenset({"54395", "54270", "57463", "59350", "67482", "75056"})
SOURCE = {"id": "guide", "title": "Guide de l’ESS", "publisher": "Réseau", "seen_on": "2026-11-22"}


@cache
def _shipped() -> Data:
    data = reference.read()
    data["communes"] = [row for row in data["communes"] if row[0] in COMMUNES]
    epcis = {row[4] for row in data["communes"]}
    data["epcis"] = [row for row in data["epcis"] if row[0] in epcis]
    data["epts"] = []
    data["arrondissements"] = [row for row in data["arrondissements"] if row[3] in COMMUNES]
    data["former_communes"] = [row for row in data["former_communes"] if row[2] in COMMUNES]
    return data


@pytest.fixture
def places(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Load six communes with all that contains them; the loader takes them for the reference."""
    write_places()
    # The search of places keeps what it read: a number that no other test reaches, and forgotten.
    monkeypatch.setattr(search, "_ready", None)


_places: list[tuple[str, Any]] = []  # the statements that write them, with their parameters


def write_places() -> None:
    """Write the territories of `places`: most tests do, so all but the first only run the SQL."""
    if _places:
        with connection.cursor() as cursor:
            for statement in _places:
                cursor.execute(*statement)
        return
    run: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, *rest: Any) -> Any:
        if sql.startswith("INSERT"):
            run.append((sql, params))
        return execute(sql, params, *rest)

    with connection.execute_wrapper(note):
        actions.write_reference(reference.Reference.link(_shipped()))
        sha256 = reference.manifest()["sha256"]
        State.objects.create(pk=1, sha256=sha256, vintage=_shipped()["vintage"], revision=1_000)
    _places.extend(run)


def organisation(uid: str, **fields: Any) -> Data:
    """Return the record of an organisation named after its identifier."""
    name = uid.replace("-", " ").title()
    return {"type": "organisation", "id": uid, "name": name, **fields}


def write(folder: Path, *records: Data, sources: Iterable[Data] = (SOURCE,), **files: Any) -> Path:
    """Write record files: one for each sheet, `sources.json`, and what `files` names."""
    (folder / "organisations").mkdir(parents=True, exist_ok=True)
    for record in records:
        dump(folder / "organisations" / f"{record['id']}.json", record)
    for name, content in {"sources": list(sources), **files}.items():
        dump(folder / f"{name}.json", content)
    return folder


def dump(path: Path, content: Any) -> Path:
    """Write indented JSON, so that each key has its line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2), encoding="utf-8")
    return path


def load(*records: Data, **files: Any) -> loading.LoadReport:
    """Load these records as a folder."""
    with tempfile.TemporaryDirectory() as folder:
        return loading.load(write(Path(folder), *records, **files))


def make(uid: str, **fields: Any) -> Organisation:
    """Load one organisation and return it."""
    load(organisation(uid, **fields))
    return Organisation.objects.get(uid=uid)


def rich() -> Data:
    """Return a record that has every field, with a proof of every sort."""
    return organisation(
        "fabrique-rose",
        name="La Fabrique rose",
        slug="la-fabrique-rose",
        former_slugs=["fabrique", "atelier-rose"],
        reviewed_on="2026-05-02",
        review_due="2027-05-02",
        acronym="LFR",
        other_names=["Fabrique", "Atelier rose"],
        summary="Répare des vélos, et forme des mécaniciennes.",
        description="Une **coopérative** d’ateliers.\n\n- à Nancy\n- à Metz",
        legal_form="societe-commerciale",
        ess_claims=[
            {"basis": "esus", "says": "oui", "date": "2024-01", "note": "Arrêté préfectoral"},
            {"basis": "insee", "says": "non"},
        ],
        roles=["entreprise", "lieu"],
        themes=["mobilite", "reemploi"],
        labels=["ESUS"],
        founded="2010-05",
        siren="732829320",
        siret="73282932000074",
        rna="W543000123",
        located_in=["commune:54395"],
        acts_in=["region:44", "perimetre:pays-rose"],
        addresses=[
            {"street": "1, rue Haute", "postal_code": "54000", "city": "Nancy", "commune": "54395"},
            {"street": "2, rue Basse", "city": "Liège", "country": "Belgique", "label": "Antenne"},
        ],
        phones=[{"number": "+33383000000", "label": "Accueil"}, {"number": "+3242000000"}],
        emails=[{"address": "bonjour@fabrique.example", "label": "Accueil"}],
        links=[{"kind": "site", "url": "https://fabrique.example/", "label": "Site"}],
        people=[{"name": "Ada Rose", "function": "Présidente", "service": "Bureau"}],
        relations=[{"kind": "membre-de", "target": "reseau-velo", "note": "Depuis 2012"}],
        remarks=[{"field": "links", "text": "Le lien de la source est vide."}, {"text": "Ras."}],
        evidence=[
            {"source": "guide", "supports": ["name", "summary"]},
            {
                "source": "guide",
                "line": 12,
                "passage": "bonjour@fabrique.example",
                "supports": ["emails=bonjour@fabrique.example", "emails=autre@fabrique.example"],
                "inferred": "Écrit bonjour@fabrique.example.",
                "method": "extrait",
                "status": "relu",
                "seen_on": "2026-11-01",
            },
            {"source": "guide", "line": 13, "supports": ["founded=2009"], "status": "conteste"},
            {"source": "guide", "supports": ["founded=vers 2008"]},
            {"source": "guide", "supports": ["relations=membre-de:reseau-velo"]},
        ],
    )  # fmt: skip


PERIMETER = {
    "id": "pays-rose",
    "name": "Pays rose",
    "members": ["epci:245400676", "commune:57463"],
    "note": "Bassin de vie",
}
FULL_SOURCE = {
    **SOURCE,
    "url": "https://guide.example/",
    "published": "2025",
    "updated": "2025-11",
    "licence": "Licence ouverte 2.0",
    "warning": "Document de 2025.",
}


def load_rich(**more: Any) -> loading.LoadReport:
    """Load the rich sheet with its network, a draft neighbour, perimeter and source."""
    return load(
        rich() | more,
        organisation("reseau-velo", relations=[{"kind": "soutient", "target": "brouillon"}]),
        organisation(
            "brouillon",
            name="Projet secret",
            status="brouillon",
            summary="Un projet tenu secret.",
            roles=["couveuse"],
            located_in=["commune:59350"],
            relations=[{"kind": "finance", "target": "fabrique-rose"}],
            evidence=[{"source": "guide", "supports": ["name"]}],
        ),
        sources=[FULL_SOURCE],
        perimeters=[PERIMETER],
    )
