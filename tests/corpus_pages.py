"""The bundled corpus and the five pages that it was made from, for the tests that read them."""

import json
import os
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from maillage.kernel.text import slugify

Record = dict[str, Any]

CORPUS = Path(str(files("maillage") / "corpus"))
# The harness unsets every MAILLAGE_… variable, hence the name of this one.
PAGES = Path(
    os.environ.get("CORPUS_SOURCES")
    or Path(__file__).resolve().parents[1].parent / "shared" / "sources"
)
# What each source of the corpus is called in the folder of pages.
DOCUMENTS = {
    "mon-ess-a-moi": "mon-ess-a-moi.md",
    "bibliotheque-lille": "bibliotheque-lille-metropole-ess.txt",
    "ville-de-paris": "paris-economie-sociale-et-solidaire.txt",
    "fondation-labo-ess": "fondation-labo-de-l-ess.md",
    "rtes-grand-est": "rtes-grand-est.md",
}
COPIED = 8  # consecutive words that two people do not write by chance

with_pages = pytest.mark.skipif(
    not PAGES.is_dir(), reason="the five pages are not here: set CORPUS_SOURCES to their folder"
)


@cache
def sheets() -> dict[str, Record]:
    """Return every sheet of the corpus by identifier."""
    found: dict[str, Record] = {}
    for path in sorted(CORPUS.glob("*/*.json")):
        content = json.loads(path.read_text("utf-8"))
        for record in content if isinstance(content, list) else [content]:
            if "type" not in record:  # a question
                continue
            assert record["id"] not in found, f"{record['id']} est deux fois dans le corpus"
            found[record["id"]] = record
    return found


def of_type(key: str) -> dict[str, Record]:
    """Return the sheets of a type by identifier."""
    return {uid: one for uid, one in sheets().items() if one["type"] == key}


@cache
def lines(source: str) -> list[str]:
    """Return the lines of a page."""
    return (PAGES / DOCUMENTS[source]).read_text("utf-8").split("\n")


def grams(text: str) -> set[tuple[str, ...]]:
    """Return every sequence of `COPIED` words, accents and signs left out."""
    words = slugify(text).split("-")
    return {tuple(words[at : at + COPIED]) for at in range(len(words) - COPIED + 1)}
