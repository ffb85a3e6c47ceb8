"""Reads the territories that ship with Maillage (scripts/build_territories.py makes them)."""

import gzip
import hashlib
import json
from importlib.resources import files
from typing import Any

DATA = files(__package__)


class DamagedData(Exception):
    """The shipped data are not those that the manifest describes."""


def manifest() -> dict[str, Any]:
    """Return the sources, licences, vintage, counts and checksum of the shipped territories."""
    found: dict[str, Any] = json.loads((DATA / "territories.manifest.json").read_text("utf-8"))
    return found


def read() -> dict[str, Any]:
    """Return the shipped rows by kind.

    Raises:
        DamagedData: in French, when the file is not the one of the manifest.
    """
    content = (DATA / "territories.json.gz").read_bytes()
    if hashlib.sha256(content).hexdigest() != manifest()["sha256"]:
        raise DamagedData(
            "Le fichier des territoires livré avec Maillage est abîmé\u202f: réinstallez Maillage."
        )
    rows: dict[str, Any] = json.loads(gzip.decompress(content))
    return rows
