"""The labels of activities: NAF rev. 2, in force in the register until NAF 2025 takes over.

Source: INSEE, « Nomenclature d’activités française – NAF rév. 2 », décret n° 2007-1888 du
26 décembre 2007 (scripts/build_naf.py makes the file).
"""

import csv
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_CODE = re.compile(r"(\d{2})(\d{0,2})([A-Z]?)")


@cache
def labels() -> Mapping[str, str]:
    """Return the label of each division (`88`), group (`88.1`) and subclass (`88.10A`), by code."""
    text = (files(__package__) / "naf_rev2.csv").read_text("utf-8")
    return {row["code"]: row["label"] for row in csv.DictReader(text.splitlines())}


def label(code: str) -> str:
    """Return the label of an activity; nothing for a code that the nomenclature does not have."""
    return labels().get(code, "")


def read_code(text: str) -> str:
    """Return a code, or the beginning of one, with its point: « 8810a » gives `88.10A`.

    Returns nothing for what is not written as a code.
    """
    found = _CODE.fullmatch(re.sub(r"[\s.]", "", text).upper())
    if not found or (found[3] and len(found[2]) < 2):
        return ""
    division, rest, letter = found.groups()
    return f"{division}.{rest}{letter}" if rest else division
