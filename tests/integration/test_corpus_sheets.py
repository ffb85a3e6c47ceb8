"""All types of the bundled corpus: complete, readable again, true to its pages to the letter."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from corpus_pages import CORPUS, DOCUMENTS, grams, lines, of_type, sheets, with_pages
from harness_database import shared_rows

from maillage.apps.sheets import exporting, queries
from maillage.apps.sheets.detail import SheetPage
from maillage.apps.sheets.lint import lint
from maillage.apps.sheets.loading import load
from maillage.apps.sheets.models import Sheet, Source
from maillage.apps.sheets.types import registry

# Facts and quotations, not the editors' prose.
_NOT_PROSE = {"type", "id", "links", "addresses", "people", "evidence", "relations", "remarks"}
_NAMES = ("name", "other_names", "expansion", "label", "title", "place")


@pytest.fixture(scope="module")
def corpus(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Load the corpus into an empty instance, once."""
    yield from shared_rows(django_db_blocker, lambda: load(CORPUS))


@pytest.fixture
def loaded(corpus: None, db: None) -> None:
    """Give the instance the corpus; what a test changes is undone."""


def test_there_is_enough_of_each_type() -> None:
    counted = Counter(one["type"] for one in sheets().values())
    assert counted["figure"] > 200
    assert counted["term"] > 100
    assert counted["policy"] == 10  # the eight of the network, Paris, and the métropole of Lille
    assert counted["project"] >= 40
    assert counted["event"] >= 50
    assert counted["resource"] >= 40
    assert counted["lesson"] >= 10
    assert counted.keys() == registry.keys()


def test_an_acronym_with_two_meanings_has_both() -> None:
    meanings = [
        meaning["expansion"].lower()
        for one in of_type("term").values()
        if one["name"] == "CAE"
        for meaning in one["meanings"]
    ]
    assert len(meanings) == 2
    assert any("coopérative" in one for one in meanings)
    assert any("contrat" in one for one in meanings)


def test_the_national_share_of_jobs_stays_contradictory() -> None:
    """13 %, « plus de 10 % » and 10,5 %: three figures, never averaged."""
    shares = {
        one["value"]
        for one in of_type("figure").values()
        if one["indicator"] == "ind-part-emploi-ess" and one.get("located_in") == ["pays:FR"]
    }
    assert {10, 10.5, 13} <= shares


@pytest.mark.usefixtures("loaded")
def test_the_corpus_loads_and_loads_again_without_change() -> None:
    assert Sheet.objects.count() == len(sheets())
    assert Source.objects.count() == len(json.loads((CORPUS / "sources.json").read_text("utf-8")))
    again = load(CORPUS)
    assert (again.created, again.updated) == ([], [])
    assert len(again.unchanged) == len(sheets())


@pytest.mark.usefixtures("loaded")
def test_the_linter_has_nothing_to_say() -> None:
    """But where a source is silent: Premières heures between 22 and 23 hours, and above 72."""
    found = lint(today=date(2026, 11, 22))
    assert {one.sheet for one in found} == {"dispositif-premieres-heures"}
    assert [one.level for one in found] == ["attention", "attention"], [str(one) for one in found]


def _exported(folder: Path) -> dict[str, Any]:
    return {
        record["id"]: record
        for file in folder.glob("*.jsonl")
        for record in map(json.loads, file.read_text("utf-8").splitlines())
        if "type" in record
    }


@pytest.mark.usefixtures("loaded")
def test_an_export_gives_every_record_back(tmp_path: Path) -> None:
    exporting.export(tmp_path / "out")
    found = _exported(tmp_path / "out")
    assert found.keys() == sheets().keys()
    assert [uid for uid, record in sheets().items() if found[uid] != record] == []


CONTRADICTIONS = [
    ("adie", "name", "Association pour le droit à l’activité économique"),
    ("rtes", "name", "Réseau des collectivités territoriales de l’ESS"),
    ("paris-initiative-entreprise", "name", "Paris Initiatives Entreprises"),
    ("e-graine", "name", "Egraine"),
    ("departement-meurthe-et-moselle", "people", "Antony Caps"),
    (
        "region-grand-est",
        "people",
        "Bruno Minutiello, conseiller départemental délégué à l’ESS",
    ),
    ("recyclivre", "legal_form", "Site internet de vente"),
    ("petr-pays-de-langres", "legal_form", "Communauté de communes"),
    ("cci-paris", "legal_form", "Organisme privé"),
    ("france-active", "roles", "Fonds de capital-risque"),
    ("ville-de-paris", "labels", "Territoire du commerce équitable"),
]


@pytest.mark.usefixtures("loaded")
def test_contradictions_are_shown_side_by_side() -> None:
    shown = set()
    for sheet in queries.everything("organisation", list(of_type("organisation"))):
        page = SheetPage(sheet, permalink="", site_name="", today=date(2026, 11, 22))
        shown |= {
            (sheet.uid, name, claim.text)
            for name, field in page.fields.items()
            for item in field.items
            for claim in item.claims
        }
    # exactly these: a key misspelt in a record would look like one more contradiction
    assert shown == set(CONTRADICTIONS)


@with_pages
def test_every_passage_is_on_its_line() -> None:
    proofs = [
        (uid, proof)
        for uid, one in sheets().items()
        for proof in one.get("evidence", ())
        if proof["source"] in DOCUMENTS  # the laws are not beside the repository
    ]
    assert len(proofs) > 2_000
    assert not [
        (uid, proof)
        for uid, proof in proofs
        if proof.get("passage", "") not in lines(proof["source"])[proof.get("line", 1) - 1]
    ]


def _names(value: Any, key: str = "") -> Iterator[str]:
    """Yield the names and titles inside a record: they are repeated as they are."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _names(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from _names(one, key)
    elif key in _NAMES and isinstance(value, str):
        yield value


def _prose(value: Any, key: str = "") -> Iterator[str]:
    """Yield the other texts inside a record, without codes and addresses."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _prose(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from _prose(one, key)
    elif key not in _NAMES and key != "url" and isinstance(value, str):
        yield re.sub(r"«[^»]*»", " ", value)  # what is quoted is said to be


@with_pages
def test_no_sentence_is_copied() -> None:
    copied = set().union(*(grams("\n".join(lines(source))) for source in DOCUMENTS))
    for one in sheets().values():
        for name in _names(one):
            copied -= grams(name)
    found = [
        (uid, name, " ".join(words))
        for uid, one in sheets().items()
        for name in one.keys() - _NOT_PROSE
        for text in _prose(one[name], name)
        for words in grams(text) & copied
    ]
    assert not found
